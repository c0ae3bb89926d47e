//! How big an image is, from its first bytes.

use std::io::Read;
use std::path::Path;

/// The pixels of an image, from its first bytes.
pub fn image_size(file: &Path) -> Option<(usize, usize)> {
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    if ending == "svg" {
        let mut head = Vec::new();
        std::fs::File::open(file).ok()?.take(4_096).read_to_end(&mut head).ok()?;
        return svg_size(&String::from_utf8_lossy(&head));
    }
    if !matches!(&*ending, "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "heic" | "ico") {
        return None;
    }
    imagesize::size(file).ok().map(|size| (size.width, size.height))
}

/// The size that an SVG's first element says: its width and height, or else its view box.
fn svg_size(head: &str) -> Option<(usize, usize)> {
    let element = &head[head.find("<svg")?..];
    let element = &element[..element.find('>')?];
    let value = |name: &str| {
        let start = element.find(&format!(" {name}="))? + name.len() + 2;
        let quote = element[start..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        element[start + 1..].split(quote).next()
    };
    let pixels = |length: &str| {
        let number: f64 = length.trim().trim_end_matches("px").parse().ok()?;
        (number.is_finite() && number >= 1.0).then_some(number.round() as usize)
    };
    let written = value("width").and_then(pixels).zip(value("height").and_then(pixels));
    written.or_else(|| {
        let mut parts = value("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        Some((pixels(parts.next()?)?, pixels(parts.next()?)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_says_its_size() {
        for (head, size) in [
            ("<?xml version='1.0'?><svg width='30' height='20.4px' viewBox='0 0 1 1'>", Some((30, 20))),
            ("<svg viewBox=\"0 0 24,16\" fill=\"none\">", Some((24, 16))),
            ("<svg width='100%' height='100%' viewBox='0 0 8 9'>", Some((8, 9))),
            ("<svg stroke-width='3' width='5'>", None),
            ("<svg width='5' height='inf'>", None),
            ("<svg", None),
        ] {
            assert_eq!(svg_size(head), size, "{head}");
        }
    }
}
