//! Whole outputs of small texts, and properties over any.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::characters::has_odd;
use crate::syntax::document::Hole;

fn read_with(text: &str, files: &[(&str, &str)], dialect: &Dialect) -> (Source, Document) {
    let source = Source::new("content/a.md", text);
    let files: BTreeMap<String, Source> =
        files.iter().map(|(path, text)| ((*path).to_owned(), Source::new(path, text))).collect();
    let document = read(&source, 0, None, dialect, &files);
    (source, document)
}

/// The body with its holes described, then the links and the findings with the text they point at.
fn show_with(text: &str, files: &[(&str, &str)], dialect: &Dialect) -> String {
    let (source, document) = read_with(text, files, dialect);
    let at = |place: &Place| {
        if place.file == source.path {
            source.text[place.span.range()].to_owned()
        } else {
            let (_, text) = files.iter().find(|(path, _)| **path == *place.file).unwrap();
            format!("{}:{}", place.file, &text[place.span.range()])
        }
    };
    let mut out = String::new();
    if let Some(title) = &document.title {
        out.push_str(&format!("title: {} #{}\n", title.text, title.id));
    }
    document.fill(&document.html, &mut out, |hole, out| match hole {
        Hole::Address(link) | Hole::Picture { link, .. } => {
            out.push_str(&format!("→{}", document.links[*link].dest));
        }
        Hole::WikiStart(link) => out.push_str(&format!("<a href=\"→{}\">", document.links[*link].dest)),
        Hole::WikiEnd(_) => out.push_str("</a>"),
        Hole::Image { link, alt, title } => {
            out.push_str(&format!("⟦image {} {alt:?} {title:?}⟧", document.links[*link].dest));
        }
        Hole::Code { info, code } => out.push_str(&format!("⟦code {info} {code:?}⟧")),
        Hole::Children { depth } => out.push_str(&format!("⟦children {depth}⟧")),
        Hole::Html(html) => out.push_str(html),
        Hole::Chart { chart, .. } => out.push_str(&format!("⟦chart {}⟧", chart.title)),
        Hole::Task(done) => out.push_str(&format!("⟦task {done}⟧")),
        Hole::Word(word) => out.push_str(&format!("⟦{word}⟧")),
    });
    for link in &document.links {
        out.push_str(&format!("link {:?} {} [{}]\n", link.kind, link.dest, at(&link.place)));
    }
    for finding in &document.findings {
        let place = finding.place.as_ref().unwrap();
        out.push_str(&format!("{}: {} [{}]\n", finding.rule.code, finding.message, at(place)));
    }
    out
}

fn show(text: &str) -> String {
    show_with(text, &[], &Dialect::default())
}

#[test]
fn the_first_heading_is_the_title() {
    insta::assert_snapshot!(show("intro\n\n# The *title*\n\n## One\n\n## One\n\n# Two {#own .c}\n"));
}

#[test]
fn links_say_where_they_are_written() {
    insta::assert_snapshot!(show(
        "[a](b.md) [c](<d e.md> \"t\") [f][g] [[H i]] [[j|k]] <https://l.example> https://m.example. ![n *o*](p.png \"q\") <r@s.example>\n\n[g]: h.md 'u'\n"
    ));
}

#[test]
fn containers_nest_and_know_their_end() {
    insta::assert_snapshot!(show(
        "::::note A & b\ntext\n- list\n\n  :::tip\n  in the list\n  :::\n\n:::details\nmore\n:::\n::::\n\n:::tabs\n== One\na\n== Two\n```\n:::\n```\n:::\n"
    ));
}

#[test]
fn containers_that_are_wrong_are_said_and_shown() {
    insta::assert_snapshot!(show(":::nope\nx\n:::\n\n:::note\n- :::tip\n  y\n"));
}

#[test]
fn colons_begin_lines_without_defining() {
    insta::assert_snapshot!(show(
        "Note\n:warning: careful\n\nTime\n:10 o'clock\n\nTerm\n: meaning\n\n> ::: tip *Mind* [it](m.md)\n> in quote\n> :::\n\n:::row:::\n\n:::details See `it` [now]\nx\n:::\n\n    :code: here\n"
    ));
}

#[test]
fn alerts_may_have_a_title() {
    insta::assert_snapshot!(show(
        "> [!NOTE]\n> a\n\n> [!tip] Mind *the* [gap](g.md)\n> b\n\n> [!WARNING] Alone with `code` and [a link](l.md)\n\n> [!x] no\n\n> [!NOTE] Title\n>\n> text\n"
    ));
}

#[test]
fn tables_tasks_footnotes_and_definitions() {
    insta::assert_snapshot!(show(
        "| a | b |\n|--:|:-:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\nText[^b] and[^a] and[^b].\n\n[^a]: first\n[^b]: second\n\n    more\n[^c]: never\n\nTerm\n: what *it* is\n"
    ));
}

#[test]
fn code_blocks_become_holes() {
    insta::assert_snapshot!(show(
        "```rust\na\r\nb\r\n```\n\n    indented\n\n```rsut\n```\n\n```children\ndepth: 2\n```\n\n```mermaid\na-->b\n```\n"
    ));
}

#[test]
fn money_is_not_mathematics() {
    insta::assert_snapshot!(show("$5 or $10, $A/$B, $x$ and $$y$$\n"));
}

#[test]
fn variables_have_values_or_are_found() {
    let dialect =
        Dialect { vars: BTreeMap::from([("team".to_owned(), "A & B".to_owned())]), ..Dialect::default() };
    insta::assert_snapshot!(show_with(
        "# {{ team }}\n\n{{ team }} {{ taem }} `{{ x }}` {{ a_b*c }}\n",
        &[],
        &dialect
    ));
}

#[test]
fn texts_are_included_from_where_they_stand() {
    let files = [
        ("content/shared/list.md", "---\ntitle: x\n---\n## Steps\n\n[b](b.md) {{ v }}\n"),
        ("content/shared/code.rs", "one\ntwo\nthree\n"),
        ("content/loop.md", "```include\nfile: a.md\n```\n"),
    ];
    let text = "## Steps\n\n```include\nfile: shared/list.md\n```\n\n```include\nfile: shared/code.rs\nlines: 2-3\n```\n\n```include\nloop.md\n```\n\n```include\n../../x\n```\n\n```include\nfile: no.md\n```\n";
    insta::assert_snapshot!(show_with(text, &files, &Dialect::default()));
}

#[test]
fn raw_html_is_treated_as_asked() {
    let text = "<b>x</b> <!-- gone -->\n\n<!-- gone -->\n\n<div>\n\ny\n\n</div>\n";
    for html in [RawHtml::Allow, RawHtml::Escape] {
        insta::assert_snapshot!(
            format!("{html:?}"),
            show_with(text, &[], &Dialect { html, ..Dialect::default() })
        );
    }
}

#[test]
fn noncharacters_cannot_forge_holes() {
    insta::assert_snapshot!(show("[a](b) \u{FDD0}0\u{FDD1}\n"));
}

#[test]
fn characters_that_no_page_may_have_are_replaced() {
    let vars = BTreeMap::from([("v".to_owned(), "q\u{1}".to_owned())]);
    insta::assert_snapshot!(show_with(
        "a\u{1}b\0 [x\u{7f}](no\u{2}.md \"t\u{3}&#xFDD0;0&#xFDD1;\") `c\u{4}&#1;` &#1; &#xFDD0;0&#xFDD1; \u{85}{{ nope }} {{ v }} ![i\u{5}](p.png \"&#6;\")\n\n```text\nd\u{6}&#1;\n```\n\n<b title=\"\u{e}&#x1;&#150;\">&#xFDD0;0&#xFDD1;</b> $x\u{b}$\n\n:::note T\u{1}\n&#1;:\n:::\n\n## H\u{ffff} {#i\u{1}}\n\n```include\nfile: c.rs\n```\n",
        &[("content/c.rs", "e\u{1}\n")],
        &Dialect { vars, ..Dialect::default() }
    ));
}

/// Text made of what Markdown and its extensions give a meaning to.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\n\n"),
        Just("> "),
        Just("- "),
        Just("1. "),
        Just("    "),
        Just("# "),
        Just("```"),
        Just("```include\n"),
        Just(":::note\n"),
        Just(":::tabs\n"),
        Just("== T\n"),
        Just(":::"),
        Just("::::"),
        Just("[!NOTE] "),
        Just("["),
        Just("]"),
        Just("("),
        Just(")"),
        Just("[^a]"),
        Just("[^a]: "),
        Just("| "),
        Just("|--|\n"),
        Just("*"),
        Just("**"),
        Just("`"),
        Just("$"),
        Just("$$"),
        Just("{{ x }}"),
        Just("{{"),
        Just(":tada:"),
        Just("https://a.b"),
        Just("www."),
        Just("<b>"),
        Just("</b>"),
        Just("<!--"),
        Just("-->"),
        Just("![a](b)"),
        Just("[[c]]"),
        Just("é"),
        Just("$x$"),
        Just("\u{2}"),
        Just("\u{FDD0}"),
        Just("\u{FDD1}"),
        Just("\u{1}"),
        Just("\n:"),
        Just("\n> :::"),
        Just("> [!NOTE] "),
        Just("7"),
        Just("word "),
        Just("\r\n"),
        Just("\t"),
        Just("{#id}"),
        Just("---\n"),
        Just("\\"),
        Just("&amp;"),
        Just("&#1;"),
        Just("&#xFDD0;0&#xFDD1;"),
        Just("\u{85}"),
        Just("~~"),
        Just(": "),
        Just("- [ ] "),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Nothing panics, every place lies in the text, every hole is there once, and reading again
    /// says the same.
    #[test]
    fn any_text_is_read(text in hostile()) {
        let (source, document) = read_with(&text, &[], &Dialect::default());
        let places = document.links.iter().map(|link| &link.place).chain(document.findings.iter().filter_map(|finding| finding.place.as_ref()));
        for place in places {
            prop_assert!(source.text.get(place.span.range()).is_some(), "{place:?}");
        }
        let mut out = String::new();
        document.fill(&document.html, &mut out, |hole, out| {
            if let Hole::Html(html) = hole {
                out.push_str(html);
            }
        });
        prop_assert!(!has_odd(&out), "{out:?}");
        prop_assert_eq!(show(&text), show(&text));
    }
}
