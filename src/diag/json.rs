use super::Report;
/// s
pub fn json(_: &Report) -> String {
    String::new()
}
