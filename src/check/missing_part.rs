//! Narratives that lack a part of their form.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::kinds;
use crate::narrative::{self, Format, Lack};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "missing-part",
    level: Level::Warning,
    structural: false,
    summary: "A narrative lacks a section that its form asks for, or has nothing below it.",
    why: "Whoever reads many of them knows where to look. A six-pager has an introduction, goals, tenets, the state of the business, lessons learned and priorities; a PR/FAQ a release of one page (title, subheading, summary, problem, solution, quotes, call to action), and questions from inside and outside. A part is a heading, or in a release a paragraph that begins with its name in bold; the subheading may be the `description`, and quotes are found as quotes.",
    bad: "---\nkind: narrative\nformat: six-pager\n---\n# One\n",
    good: "---\nkind: narrative\nformat: six-pager\n---\n# One\n\n## Introduction\n\nA.\n\n## Goals\n\n- Under 4 minutes.\n\n## Tenets\n\nB.\n\n## State of the business\n\nWe have [40 harbours](https://example.org/harbours).\n\n## Lessons learned\n\nC.\n\n## Priorities\n\nD.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| kinds::narrates(&page.kind)) else { return };
    let Some(format) = narrative::format(&page.front) else { return };
    // What it includes may have it; and a handbook may ask for sections of its own.
    if !parsed.document.includes.is_empty() || page.kind.strict_sections {
        return;
    }
    let form = if format == Format::PrFaq { "a PR/FAQ" } else { "a six-pager" };
    let is_described = page.front.description.is_some();
    let form_place = parsed.place_of(&[Step::Key(narrative::FORMAT.to_owned())]);
    let lacks = narrative::lacks(format, &parsed.source.text, parsed.body, is_described);
    // Those that follow each other and are said at one place are one finding, in the order of the form.
    for lacks in lacks.chunk_by(|one, next| is_missing(one) && is_missing(next) && one.after == next.after) {
        let Lack { part, heading, after } = &lacks[0];
        if lacks.len() > 1 {
            let names = and(lacks.iter().map(|lack| format!("“{}”", lack.part)));
            let help = format!("add {}", and(lacks.iter().map(|lack| format!("`## {}`", lack.part))));
            let finding = Finding::new(&RULE, format!("{form} has {names}, and this has none of them"));
            findings.push(match after {
                Some(heading) => {
                    finding.at(parsed.source.place(*heading)).label("they come after this").help(help)
                }
                None => finding.at(form_place.clone()).help(help),
            });
            continue;
        }
        let finding = match *heading {
            Some(heading) => Finding::new(&RULE, format!("nothing is said below “{part}”, which {form} has"))
                .at(parsed.source.place(heading))
                .help("say it, in a few sentences"),
            None => {
                let help = match *part {
                    "Subheading" => {
                        "write it as the `description`, or as a line in italics below the title".to_owned()
                    }
                    "Quotes" => {
                        "quote somebody, with `> ` at the start of the line, or as `\"…\", said …`".to_owned()
                    }
                    _ => format!("add `## {part}`"),
                };
                let finding = Finding::new(&RULE, format!("{form} has “{part}”, and this has not"));
                match *after {
                    Some(heading) => {
                        finding.at(parsed.source.place(heading)).label("it comes after this").help(help)
                    }
                    None => finding.at(form_place.clone()).help(help),
                }
            }
        };
        findings.push(finding);
    }
}

/// Whether a part is one to be added as a section.
fn is_missing(lack: &Lack) -> bool {
    lack.heading.is_none() && !["Subheading", "Quotes"].contains(&lack.part)
}

/// `a, b and c`.
fn and(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
