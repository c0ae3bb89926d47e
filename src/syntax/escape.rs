//! Text made safe for HTML: the two escapings that the whole program uses.

/// Appends `text` as HTML text: `&`, `<` and `>` escaped.
pub fn text(out: &mut String, text: &str) {
    let mut copied = 0;
    for at in memchr::memchr3_iter(b'<', b'>', b'&', text.as_bytes()) {
        out.push_str(&text[copied..at]);
        out.push_str(match text.as_bytes()[at] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&amp;",
        });
        copied = at + 1;
    }
    out.push_str(&text[copied..]);
}

/// Appends `value` as the inside of a double-quoted attribute value.
pub fn attribute(out: &mut String, value: &str) {
    let mut rest = value;
    while let Some(quote) = memchr::memchr(b'"', rest.as_bytes()) {
        text(out, &rest[..quote]);
        out.push_str("&quot;");
        rest = &rest[quote + 1..];
    }
    text(out, rest);
}

/// Appends a URL path with everything percent-encoded that may not stand in one, `/` kept.
/// So is `:`, as a browser would take what stands before it for a scheme.
pub fn url_path(out: &mut String, path: &str) {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const UNSAFE: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b':')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'[')
        .add(b'\\')
        .add(b']')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    out.extend(utf8_percent_encode(path, UNSAFE));
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_what_must_be_is_escaped() {
        let mut out = String::new();
        super::text(&mut out, "a<b>&\"é\"");
        super::attribute(&mut out, "a<b>&\"é\"");
        super::url_path(&mut out, "a b/é?.md");
        assert_eq!(out, "a&lt;b&gt;&amp;\"é\"a&lt;b&gt;&amp;&quot;é&quot;a%20b/%C3%A9%3F.md");
    }
}
