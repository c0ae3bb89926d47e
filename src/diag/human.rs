//! stub
use super::{Level, Report};
/// s
pub struct Style;
/// s
pub fn human(_: &Report, _: Style) -> String {
    let _ = Level::Off;
    String::new()
}
