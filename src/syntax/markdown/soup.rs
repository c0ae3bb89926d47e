//! Properties of pages whose authors write any HTML, in whatever order and wherever.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::convert::Infallible;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use proptest::prelude::*;

use super::tests::hostile;
use super::*;
use crate::characters::has_odd;
use crate::syntax::document::Hole;
use crate::syntax::raw_html::{self, PartKind};

const NAMES: [&str; 62] = [
    "a",
    "audio",
    "b",
    "body",
    "br",
    "button",
    "circle",
    "code",
    "col",
    "details",
    "dialog",
    "div",
    "embed",
    "filter",
    "font",
    "form",
    "frameset",
    "g",
    "h2",
    "head",
    "html",
    "iframe",
    "image",
    "img",
    "input",
    "kbd",
    "li",
    "line",
    "link",
    "listing",
    "mask",
    "math",
    "mi",
    "mtext",
    "noscript",
    "object",
    "option",
    "p",
    "path",
    "plaintext",
    "pre",
    "rp",
    "ruby",
    "script",
    "select",
    "set",
    "span",
    "style",
    "summary",
    "svg",
    "switch",
    "table",
    "tbody",
    "td",
    "template",
    "text",
    "textarea",
    "title",
    "tr",
    "video",
    "xmp",
    "your-name",
];

/// HTML, whole and broken, and what Markdown can put around it.
fn soup() -> impl Strategy<Value = String> {
    let tag = prop_oneof![
        Just("<N>"),
        Just("<N>"),
        Just("</N>"),
        Just("</N>"),
        Just("<N/>"),
        Just("<N"),
        Just("<N x='"),
        Just("<N title=\""),
        Just("<N href=\"javascript&#1;alert(1)\" onclick=\"x()\">"),
        Just("<N href='\n:x' src=javascript&colon;x>"),
        Just("<N title='&#xFDD0;0&#xFDD1;' src=vbscript:x>"),
        Just("<N id=x name='y' style=\"a\" data-x=\"&quot;>\">"),
    ];
    let tag = (tag, prop::sample::select(&NAMES[..])).prop_map(|(tag, name)| tag.replace('N', name));
    let other = prop::sample::select(
        &[
            "\n\n",
            "\n\n",
            "\n",
            "\n",
            "\"",
            "'",
            "'>",
            "\">",
            ">",
            "<!--",
            "-->",
            "<?php",
            "?>",
            "<!X",
            "<!DOCTYPE html>",
            "<![CDATA[",
            "]]>",
            "&#xFDD0;0&#xFDD1;",
            "&#64976",
            "\u{1}",
            "\u{FDD0}0\u{FDD1}",
            "![a](https://a.example/onload=x)",
            "[[c|d]]",
            "| a |\n|--|\n| ",
            "*",
            "**",
            "`",
            "- ",
            "> ",
            ":::note\n",
            "\n:::\n",
            "\n:::tabs\n== T\n",
            "# ",
            "[^f]",
            "\n[^f]: ",
            "word ",
            " ",
            "javascript:x",
        ][..],
    );
    prop::collection::vec(prop_oneof![2 => tag, 3 => other.prop_map(str::to_owned)], 0..24)
        .prop_map(|pieces| pieces.concat())
}

/// The page that readers get, as far as HTML is concerned.
fn rendered(text: &str, html: RawHtml) -> String {
    let source = Source::new("content/a.md", text);
    let document = read(&source, 0, None, &Dialect { html, ..Dialect::default() }, &());
    filled(&document)
}

/// A page and its title with their holes filled.
fn filled(document: &Document) -> String {
    let mut out = String::new();
    let title = document.title.as_ref().map_or("", |title| &title.html).to_owned();
    for html in [&title, "\n", &document.html] {
        document.fill(html, &mut out, |hole, out| match hole {
            Hole::Html(html) => out.push_str(html),
            Hole::Image { alt: text, .. } | Hole::Code { code: text, .. } => {
                crate::syntax::escape::text(out, text);
            }
            Hole::Address(_) | Hole::Picture { .. } => out.push_str("address"),
            Hole::WikiStart(_) => out.push_str("<a href=\"address\">"),
            Hole::WikiEnd(_) => out.push_str("</a>"),
            Hole::Children { .. } | Hole::Task(_) | Hole::Word(_) | Hole::Chart { .. } => {}
        });
    }
    out
}

/// The names of the elements that a word is in.
fn around(html: &str, word: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for part in raw_html::parts(&html[..html.find(word).unwrap_or(0)]) {
        match part.kind {
            PartKind::Tag(tag) if tag.end => {
                let last = open.iter().rposition(|open| *open == tag.name);
                open.truncate(last.unwrap_or(open.len()));
            }
            PartKind::Tag(tag) if !raw_html::is_void(&tag.name) => open.push(tag.name),
            _ => {}
        }
    }
    open
}

/// What a browser reads in a page: the text that shows, and what could run.
#[derive(Default)]
struct Seen {
    text: String,
    harm: Vec<String>,
}

fn seen(html: &str) -> Seen {
    let mut seen = Seen::default();
    let mut hiding: Vec<Vec<u8>> = Vec::new();
    let mut address = false;
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    let hides: [&[u8]; 14] = [
                        b"audio",
                        b"iframe",
                        b"math",
                        b"noembed",
                        b"noframes",
                        b"object",
                        b"rp",
                        b"script",
                        b"style",
                        b"svg",
                        b"template",
                        b"textarea",
                        b"title",
                        b"video",
                    ];
                    if hides.contains(&name) {
                        hiding.push(name.to_owned());
                    }
                    if matches!(name, b"script" | b"style" | b"iframe" | b"object" | b"embed" | b"svg") {
                        seen.harm.push(String::from_utf8_lossy(name).into_owned());
                    }
                }
                // Only of drawings and formulas it means something.
                CallbackEvent::CloseStartTag { self_closing: true } => {
                    hiding.pop_if(|open| matches!(&**open, b"svg" | b"math"));
                }
                CallbackEvent::EndTag { name } => {
                    if let Some(last) = hiding.iter().rposition(|open| open == name) {
                        hiding.truncate(last);
                    }
                }
                CallbackEvent::AttributeName { name } if name.starts_with(b"on") || name == b"style" => {
                    seen.harm.push(String::from_utf8_lossy(name).into_owned());
                }
                CallbackEvent::AttributeName { name } => address = name != b"title",
                CallbackEvent::AttributeValue { value } if address => {
                    let value = String::from_utf8_lossy(value).to_ascii_lowercase();
                    if ["javascript:", "vbscript:", "data:text"].iter().any(|start| value.starts_with(start))
                    {
                        seen.harm.push(value);
                    }
                }
                CallbackEvent::String { value } if hiding.is_empty() => {
                    seen.text.push_str(&String::from_utf8_lossy(value));
                }
                _ => {}
            }
            None
        });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    seen
}

/// No holes but those of the page's own are filled, however their markers are written.
#[test]
fn markers_cannot_be_forged() {
    let forms = [
        "&#xFDD0;0&#xFDD1;",
        "&#xfdd0 0&#Xfdd1",
        "&#64976;0&#64977;",
        "&#x00FDD0;0&#x00FDD1;",
        "&#0064976;0&#064977;",
        "\u{FDD0}0\u{FDD1}",
        "\u{FDD0}0",
    ];
    let places = [
        "@",
        "<p>@</p>",
        "<p title='@'>x</p>",
        "x <b title=@>@</b>",
        "<a name=\"@\"></a>",
        "<a href='@'>x</a>",
        "`@`",
        "![@](p \"@\")",
        "[@](b \"@\")",
        "[a]: @\n\n[a]",
        "$\\text{@}$",
        "```\n@\n```",
        "<!-- @ -->",
        "## @ {#@}",
        "| @ |\n|--|",
        ":::note @\n:::",
        ":::tabs\n== @\n:::",
        "{{ v }} {{ @ }}",
        "```include\nfile: c.md\n```",
        "```include\nfile: @\n```",
        "x[^@]\n\n[^@]: @",
    ];
    for (form, place) in forms.iter().flat_map(|form| places.iter().map(move |place| (*form, *place))) {
        for html in [RawHtml::Sanitize, RawHtml::Allow, RawHtml::Escape] {
            let page = |form: &str| {
                let files = BTreeMap::from([("content/c.md".to_owned(), Source::new("content/c.md", form))]);
                let vars = BTreeMap::from([("v".to_owned(), form.to_owned())]);
                let text = format!("# {form}\n\n[l](m)\n\n{}\n\nlast\n", place.replace('@', form));
                let source = Source::new("content/a.md", &text);
                filled(&read(&source, 0, Some(form), &Dialect { html, vars, ..Dialect::default() }, &files))
            };
            let (forged, plain) = (page(form), page("z"));
            assert!(!has_odd(&forged), "{html:?} {form:?} {place}\n{forged}");
            let most = plain.matches("address").count();
            assert!(forged.matches("address").count() <= most, "{html:?} {form:?} {place}\n{forged}");
            assert!(forged.contains("last"), "{html:?} {form:?} {place}\n{forged}");
        }
    }
}

#[test]
fn a_mark_that_is_none_of_ours_costs_no_text() {
    let document = Document::default();
    let mut out = String::new();
    document.fill("a\u{FDD0}0\u{FDD1}b\u{FDD0}c", &mut out, |_, _| {});
    assert_eq!(out, "a\u{FFFD}0\u{FDD1}b\u{FFFD}c");
}

#[test]
fn long_pages_are_cleaned_and_absurd_ones_said() {
    let codes = |text: &str| {
        let document = read(&Source::new("content/a.md", text), 0, None, &Dialect::default(), &());
        let source = document.html.contains("&lt;p&gt;");
        (source, document.findings.iter().map(|finding| finding.rule.code).collect::<Vec<_>>())
    };
    let line = "Some *text* with `code`, a [link](x.md) and **bold**.\n\n";
    assert_eq!(codes(&(line.repeat(5_000) + "<br>\n")), (false, vec![]));
    for end in ["\n", "\n\n"] {
        let term = |id| format!("<a name=\"term{id}\">{end}### Term {id}\n\nOne paragraph.\n\n");
        assert_eq!(codes(&(0..300).map(term).collect::<String>()), (false, vec![]));
    }
    let left_open = "a <span> b <font color=red> c\n\n".repeat(200);
    assert_eq!(codes(&left_open), (false, vec!["unclosed-html"; 400]));
    let deep = "<div>\n\n".repeat(1_000) + "x\n\n" + &"</div>\n\n".repeat(1_000);
    assert_eq!(codes(&deep), (true, vec!["unclosed-html"]));
}

/// Browsers ignore the end of a sentence's element while an item or a paragraph in it is open.
#[test]
fn what_ends_with_a_sentences_element_ends_before_it() {
    for inner in ["<li title=\"x\">", "<p class=\"x\">", "<dd title=\"x\">"] {
        for outer in ["audio", "video", "span", "b"] {
            let text = format!("# T\n\na <{outer}>{inner}b</{outer}> c\n\nqzlast\n");
            let html = rendered(&text, RawHtml::Sanitize);
            assert!(seen(&html).text.contains("qzlast"), "{text}\n=== {html}");
            assert_eq!(around(&html, "qzlast"), ["p"], "{text}\n=== {html}");
        }
    }
}

/// Whether there is a block of HTML that goes on to its end, over blank lines.
fn may_go_on(text: &str) -> bool {
    ["<!", "<?", "<script", "<style", "<pre", "<textarea"].iter().any(|start| text.contains(start))
}

fn cases() -> u32 {
    std::env::var("SOUP").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// Whatever comes before and after a paragraph, readers see it, and nothing runs.
    #[test]
    fn a_paragraph_is_seen_and_nothing_runs(before in soup(), after in soup()) {
        let text = format!("# T\n\n{before}\n\nqzword\n\n{after}\n\nqzlast\n");
        let html = rendered(&text, RawHtml::Sanitize);
        let seen = seen(&html);
        prop_assert!(seen.text.contains("qzword") || may_go_on(&before), "{text}\n=== {html}");
        prop_assert!(seen.text.contains("qzlast"), "{text}\n=== {html}");
        prop_assert!(seen.harm.is_empty(), "{:?}\n{text}\n=== {html}", seen.harm);
    }

    /// Nothing that began before a paragraph holds it, unless that is said.
    #[test]
    fn a_paragraph_is_its_own(before in soup()) {
        let text = format!("# T\n\n{before}\n\nqzlast\n");
        let source = Source::new("content/a.md", &text);
        let document = read(&source, 0, None, &Dialect::default(), &());
        let html = filled(&document);
        let around = around(&html, "qzlast");
        let own = ["p", "div", "section"];
        let said = document.findings.iter().any(|finding| finding.rule.code.starts_with("unclosed"));
        let held = around.iter().any(|name| !own.contains(&&**name));
        prop_assert!(!held || said || may_go_on(&before), "{around:?}\n{text}\n=== {html}");
    }

    /// Where HTML is shown, all text is; where everything is allowed, what follows the page is HTML.
    #[test]
    fn what_follows_is_read(before in soup()) {
        let text = format!("# T\n\n{before}\n\nqzword\n");
        let escaped = seen(&rendered(&text, RawHtml::Escape));
        prop_assert!(escaped.text.contains("qzword"), "{text}");
        prop_assert!(escaped.harm.is_empty(), "{:?}\n{text}", escaped.harm);
        let allowed = rendered(&text, RawHtml::Allow) + "qzfooter";
        prop_assert!(seen(&allowed).text.contains("qzfooter"), "{text}\n=== {allowed}");
    }

    /// Words of plain letters always reach the reader.
    #[test]
    fn no_text_is_lost(before in hostile(), after in hostile()) {
        let text = format!("{before}\n\nqzword\n\n{after}");
        for mode in [RawHtml::Escape, RawHtml::Sanitize, RawHtml::Allow] {
            let html = rendered(&text, mode);
            let hidden = text.contains("<!--") || text.contains("```include") || text.contains("]: ");
            prop_assert!(html.contains("qzword") || hidden, "{mode:?} {text:?}\n{html}");
        }
    }
}
