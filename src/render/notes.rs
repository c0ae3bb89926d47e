//! Footnotes of a text that is put together from several pages: those that it still refers to, numbered as it does.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use crate::handbook::PageId;

/// How a note begins.
const NOTE: &str = "<li id=\"fn-";

/// The notes of a text.
#[derive(Default)]
pub struct Notes {
    /// By page and the note's number there, its number here, and how often it was referred to.
    numbers: FxHashMap<(PageId, usize), Number>,
    /// The notes in the order of their numbers.
    order: Vec<(PageId, usize)>,
}

#[derive(Clone, Copy)]
struct Number {
    number: usize,
    references: usize,
}

impl Notes {
    /// Numbers the references of a part of a page anew, in the order in which parts are given.
    pub fn refer(&mut self, page: PageId, html: &str) -> String {
        const REFERENCE: &str = "<sup class=\"fnref\"><a id=\"fnref-";
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find(REFERENCE) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let Some((end, old)) = from.find("</a>").and_then(|end| Some((end, referred(&from[..end])?)))
            else {
                out.push_str(REFERENCE);
                rest = &from[REFERENCE.len()..];
                continue;
            };
            let next = self.order.len() + 1;
            let known = self.numbers.entry((page, old)).or_insert(Number { number: next, references: 0 });
            known.references += 1;
            if known.number == next && known.references == 1 {
                self.order.push((page, old));
            }
            let Number { number, references } = *known;
            let id = reference_id(number, references);
            let _ = write!(out, "<sup class=\"fnref\"><a id=\"{id}\" href=\"#fn-{number}\">{number}");
            rest = &from[end..];
        }
        out.push_str(rest);
        out
    }

    /// The list of the notes that are referred to, out of those of the pages.
    pub fn list(mut self, lists: &[(PageId, String)]) -> String {
        let Some((_, first)) = lists.first() else { return String::new() };
        let Some(head) = first.find(NOTE).map(|at| &first[..at]) else { return String::new() };
        let of_page: FxHashMap<PageId, Vec<&str>> =
            lists.iter().map(|(page, list)| (*page, notes(list))).collect();
        let mut items: Vec<((PageId, usize), String)> = Vec::new();
        // Notes refer to notes: these come after them.
        let mut at = 0;
        while let Some((page, old)) = self.order.get(at).copied() {
            at += 1;
            let note = of_page.get(&page).and_then(|notes| notes.get(old - 1)).copied().unwrap_or_default();
            let text = self.refer(page, note);
            items.push(((page, old), text));
        }
        let mut out = if items.is_empty() { String::new() } else { head.to_owned() };
        for (of, text) in &items {
            let Some(number) = self.numbers.get(of) else { continue };
            let _ = write!(out, "{NOTE}{}\">\n{}\n</li>\n", number.number, led_back(text, *number));
        }
        if !items.is_empty() {
            out.push_str("</ol>\n</section>\n");
        }
        out
    }
}

/// The number of the note that a reference leads to.
fn referred(reference: &str) -> Option<usize> {
    let (_, rest) = reference.split_once("href=\"#fn-")?;
    rest.split_once('"')?.0.parse().ok().filter(|number| *number > 0)
}

/// The texts of the notes of a list.
fn notes(list: &str) -> Vec<&str> {
    let items = list.split(NOTE).skip(1);
    let text = |item: &'_ str| -> Option<(usize, usize)> {
        let start = item.find('>')? + 1;
        Some((start, item.rfind("</li>").filter(|end| *end >= start)?))
    };
    items.map(|item| text(item).map_or("", |(start, end)| item[start..end].trim())).collect()
}

/// A note with as many links back as there are references to it here.
fn led_back(note: &str, Number { number, references }: Number) -> String {
    const BACK: &str = " <a class=\"fnback\" href=\"#";
    let Some(at) = note.find(BACK) else { return note.to_owned() };
    let (text, links) = note.split_at(at);
    // All of them look alike but for where they lead.
    let like = links[BACK.len()..].split_once('"').and_then(|(_, rest)| rest.split_once("</a>"));
    let like = like.map_or("", |(like, _)| like);
    let end = links.rfind("</a>").map_or("", |end| &links[end + "</a>".len()..]);
    let mut out = text.to_owned();
    for reference in 1..=references {
        let _ = write!(out, "{BACK}{}\"{like}</a>", reference_id(number, reference));
    }
    out.push_str(end);
    out
}

fn reference_id(number: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{reference}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(id: &str, number: usize) -> String {
        format!("<sup class=\"fnref\"><a id=\"fnref-{id}\" href=\"#fn-{number}\">{number}</a></sup>")
    }

    #[test]
    fn notes_are_numbered_in_the_order_of_the_whole_text() {
        let list = |texts: &[&str]| {
            let item = |(at, text): (usize, &&str)| {
                let back =
                    format!(" <a class=\"fnback\" href=\"#fnref-{}\" aria-label=\"Back\">↩</a>", at + 1);
                format!("<li id=\"fn-{}\">\n<p>{text}{back}</p>\n</li>\n", at + 1)
            };
            let items: String = texts.iter().enumerate().map(item).collect();
            format!("<section class=\"footnotes\" aria-label=\"Notes\">\n<ol>\n{items}</ol>\n</section>\n")
        };
        let mut notes = Notes::default();
        // Page 7 refers to its second and twice to its first note; of page 3's, one is gone with its section.
        assert_eq!(notes.refer(7, &format!("A{}", reference("2", 2))), format!("A{}", reference("1", 1)));
        assert_eq!(notes.refer(3, &reference("2", 2)), reference("2", 2));
        let twice = [reference("1", 1), reference("1-2", 1)].concat();
        assert_eq!(notes.refer(7, &twice), [reference("3", 3), reference("3-2", 3)].concat());
        let list = notes.list(&[(7, list(&["one", "two"])), (3, list(&["gone", "there"]))]);
        insta::assert_snapshot!(list, @r##"
        <section class="footnotes" aria-label="Notes">
        <ol>
        <li id="fn-1">
        <p>two <a class="fnback" href="#fnref-1" aria-label="Back">↩</a></p>
        </li>
        <li id="fn-2">
        <p>there <a class="fnback" href="#fnref-2" aria-label="Back">↩</a></p>
        </li>
        <li id="fn-3">
        <p>one <a class="fnback" href="#fnref-3" aria-label="Back">↩</a> <a class="fnback" href="#fnref-3-2" aria-label="Back">↩</a></p>
        </li>
        </ol>
        </section>
        "##);
    }
}
