//! Narratives that are longer than their form.

use super::Whole;
use super::missing_field::place_of_kind;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::kinds;
use crate::narrative::{self, Format};

pub static RULE: Rule = Rule {
    code: "long-narrative",
    level: Level::Warning,
    structural: false,
    summary: "A narrative has more pages, when it is printed, than its form allows.",
    why: "Six pages are what a room reads in silence in twenty minutes, and one is what a customer reads at all. Pages are worked out from words, tables, code and pictures at the size in which the default theme prints. What stands below a heading `Appendix` does not count; of a PR/FAQ the release counts, up to the questions.",
    bad: "---\nkind: narrative\nformat: prfaq\n---\n# One\n\n## A\n\nText.\n\n## B\n\nText.\n\n## C\n\nText.\n\n## D\n\nText.\n\n## E\n\nText.\n\n## F\n\nText.\n\n## G\n\nText.\n\n## H\n\nText.\n\n## I\n\nText.\n\n## J\n\nText.\n",
    good: "---\nkind: narrative\nformat: free\n---\n# One\n\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| kinds::narrates(&page.kind)) else { return };
    let format = narrative::format(&page.front);
    let Some((format, most)) = format.and_then(|format| Some((format, format.most_pages()?))) else { return };
    let (text, body) = (&parsed.source.text, parsed.body);
    let sizes = |address: &str| whole.handbook.picture_size(id, address);
    let tenths = match format {
        Format::PrFaq => narrative::release_length(text, body, &sizes),
        _ => narrative::length(text, body, &sizes).text,
    };
    if tenths <= most * 10 {
        return;
    }
    let (what, may) = match format {
        Format::PrFaq => ("the release", "one page"),
        _ => ("this", "six pages"),
    };
    let message = format!(
        "{what} has about {}.{} pages when it is printed, and may have {may}",
        tenths / 10,
        tenths % 10
    );
    let help = match format {
        Format::PrFaq => "shorten it, or answer more of it below the questions",
        _ => "shorten it, or move what only some readers need below `## Appendix`",
    };
    findings.push(Finding::new(&RULE, message).at(place_of_kind(parsed)).help(help));
}
