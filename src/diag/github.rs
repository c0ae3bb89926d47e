use super::Report;
/// s
pub fn github(_: &Report) -> String {
    String::new()
}
