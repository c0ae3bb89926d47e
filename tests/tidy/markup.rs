//! Rules about pages and templates: a strict Content-Security-Policy has to work.

use crate::File;

/// Inline scripts, styles and handlers in templates, and in pages outside their code.
pub fn inline(files: &[File]) -> Vec<String> {
    let is_markup = |file: &&File| {
        file.is_in("themes/", "html") || file.is_in("themes/", "svg") || file.is_in("content/", "md")
    };
    let mut complaints = Vec::new();
    for file in files.iter().filter(is_markup) {
        let text = match file.path.ends_with(".md") {
            true => without_code(&file.text),
            false => file.text.clone(),
        };
        for tag in tags(&text) {
            if let Some(what) = fault(tag) {
                let number = text[..tag.start].lines().count().max(1);
                complaints.push(format!("{}:{number}: {what}: <{}>", file.path, tag.inside));
            }
        }
    }
    complaints
}

/// Values that templates of the built-in themes put out as HTML although they are not.
pub fn unescaped(files: &[File]) -> Vec<String> {
    const HTML: [&str; 7] = [
        "metric.html",
        "page.content",
        "page.incident.opening",
        "page.incident.text",
        "page.title_html",
        "sidebar",
        "value.html",
    ];
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is_in("themes/", "html")) {
        for (number, line) in file.text.lines().enumerate() {
            let values = line.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
            let safe = values
                .filter_map(|(value, _)| value.split_once('|'))
                .filter(|(_, filters)| filters.contains("safe"));
            for (value, _) in safe.filter(|(value, _)| !HTML.contains(&value.trim())) {
                complaints.push(format!("{}:{}: {} is text, not HTML", file.path, number + 1, value.trim()));
            }
        }
    }
    complaints
}

/// Markdown with its fenced blocks and code spans blanked; lines stay where they are.
fn without_code(text: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut out = String::new();
    for line in text.lines() {
        let start = line.trim_start();
        let marks = &start[..start.len() - start.trim_start_matches(['`', '~']).len()];
        match fence {
            Some(open) if marks.starts_with(open) => fence = None,
            Some(_) => {}
            None if marks.len() >= 3 => fence = Some(marks),
            None => {
                let outside = line.split('`').step_by(2).collect::<Vec<_>>();
                out.push_str(&outside.join("`"));
            }
        }
        out.push('\n');
    }
    out
}

/// A start tag: its place, what is between its angle brackets, and what follows.
#[derive(Clone, Copy)]
struct Tag<'a> {
    start: usize,
    inside: &'a str,
    after: &'a str,
}

fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    text.match_indices('<').filter_map(|(start, _)| {
        let rest = &text[start + 1..];
        let end = rest.find('>')?;
        rest.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| Tag {
            start,
            inside: &rest[..end],
            after: &rest[end + 1..],
        })
    })
}

fn fault(tag: Tag<'_>) -> Option<&'static str> {
    let inside = tag.inside.to_ascii_lowercase();
    let name = inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is_data = inside.contains("type=\"application/");
    match name {
        "style" => Some("an inline style sheet"),
        "script" if !is_data && !tag.after.trim_start().starts_with("</script>") => Some("an inline script"),
        _ if inside.contains("javascript:") => Some("a script in a link"),
        _ => inside.split_whitespace().skip(1).find_map(attribute_fault),
    }
}

fn attribute_fault(attribute: &str) -> Option<&'static str> {
    let (name, _) = attribute.split_once('=')?;
    match name {
        "style" => Some("an inline style"),
        _ if name.starts_with("on")
            && name.len() > 2
            && name.bytes().all(|byte| byte.is_ascii_lowercase()) =>
        {
            Some("an inline handler")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescaped_complains() {
        let of = |text: &str| unescaped(&[File::new("themes/default/templates/a.html", text)]);
        assert!(of("{{ page.content | safe }}{{ sidebar | safe }}{{ item.title | upper }}\n").is_empty());
        let complaint = "themes/default/templates/a.html:2: item.title is text, not HTML";
        assert_eq!(of("\n{{ page.title }}{{ item.title | safe }}\n"), [complaint]);
    }

    #[test]
    fn inline_complains() {
        let of = |path: &str, text: &str| inline(&[File::new(path, text)]);
        let template = "themes/default/templates/page.html";
        let bad = [
            ("<style>a{}</style>", "an inline style sheet: <style>"),
            ("<script>\nx()</script>", "an inline script: <script>"),
            ("<p style=\"color: red\">", "an inline style: <p style=\"color: red\">"),
            ("<p id=\"a\" onclick=\"x()\">", "an inline handler: <p id=\"a\" onclick=\"x()\">"),
            ("<a href=\"javascript:x()\">", "a script in a link: <a href=\"javascript:x()\">"),
        ];
        for (text, complaint) in bad {
            assert_eq!(of(template, &format!("\n{text}\n")), [format!("{template}:1: {complaint}")]);
            assert_eq!(of("content/a.md", text).len(), 1, "{text}");
            assert!(of("content/a.md", &format!("`{text}`\n\n```html\n{text}\n```\n")).is_empty(), "{text}");
        }
        let fine = "<script src=\"{{ url }}\" defer></script><script type=\"application/json\">{}</script><p class=\"once\">";
        assert!(of(template, fine).is_empty());
    }
}
