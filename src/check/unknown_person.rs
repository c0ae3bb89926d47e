//! People and units that pages name and nobody knows.

use super::{SUGGESTIONS, Whole};
use crate::diag::{Finding, Level, Rule, nearest};
use crate::facts::{Fact, Named, Relation};
use crate::handbook::{Handbook, PageId};
use crate::kinds;
use crate::parse::Parsed;
use crate::people;
use crate::syntax::yaml::Step;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "unknown-person",
    level: Level::Error,
    structural: false,
    summary: "A page names a person or a unit as an owner, a member or a manager that nobody knows.",
    why: "Whoever looks for the owner finds nobody. People are those of `people.yaml`, units the folders' own pages of `kind: team`. Without a `people.yaml` any name may be a person's, and only units are looked for where nothing else can be meant.",
    bad: "---\nowner: miar\n---\nText.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\n",
    good: "---\nowner: mira\n---\nText.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\n",
};

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    unknown(whole, page, &RULE, findings);
}

/// Whom a page names and nobody knows: in its front matter, or where its text says what that would for a rule of its own.
pub fn unknown(whole: Whole<'_>, id: PageId, rule: &'static Rule, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let Some(parsed) = &page.parsed else { return };
    let mut places = parsed.places();
    let below = kinds::facts_below(&book.kinds, &parsed.front);
    let of_text = rule.code != RULE.code;
    for fact in kinds::facts(&page.kind, &parsed.front).into_iter().chain(below) {
        let named = fact.relation.named();
        // Where a role stands in the place of somebody, they were known.
        let is_known = is_known(book, &fact.id, named) || book.is_role(id, &fact.id);
        // Several in one text are a `bad-rota`, and nobody is to add them as one.
        let is_several = fact.relation == Relation::OnCall && kinds::several(&fact.id).len() > 1;
        let is_known = is_known || is_several;
        if !is_known && is_lifted(parsed, &fact.path) == of_text {
            let suggest = findings.len() < SUGGESTIONS;
            let several = several(book, &fact).map(|finding| finding.at(places.of(&fact.path)));
            let finding =
                several.unwrap_or_else(|| finding(book, &fact.id, named, places.of(&fact.path), suggest));
            let finding = match fact.relation {
                Relation::Escalates => or_layer(book, id, &fact.id, finding),
                _ => finding,
            };
            findings.push(Finding { rule, ..finding });
        }
    }
}

/// Whether a page's text says the value at a key path.
fn is_lifted(parsed: &Parsed, path: &[Step]) -> bool {
    let Some(Step::Key(key)) = path.first() else { return false };
    parsed.lifted.iter().any(|lifted| lifted.key == *key)
}

/// What to say of a text that names several where a list may stand.
fn several(book: &Handbook, fact: &Fact) -> Option<Finding> {
    let may_list = matches!(
        fact.relation,
        Relation::Member | Relation::Leads | Relation::Welcomes | Relation::WorksWith
    );
    let ids: Vec<&str> = fact.id.split([',', ';']).map(str::trim).filter(|id| !id.is_empty()).collect();
    let is_known = |id: &&str| book.who(id, fact.relation.named()).is_some();
    (may_list && ids.len() > 1 && ids.iter().any(is_known)).then(|| {
        let finding = Finding::new(&RULE, format!("`{}` names several in one text", fact.id));
        finding.help(format!("write a list: `[{}]`", ids.join(", ")))
    })
}

/// What to say of a step of an escalation: it may have meant a layer that there is not.
fn or_layer(book: &Handbook, page: PageId, id: &str, finding: Finding) -> Finding {
    let none = format!("no person or unit is called `{id}`");
    if finding.message != none {
        return finding;
    }
    let layers = book.rota(page).map(|rota| &rota.layers[..]).unwrap_or_default();
    let names: Vec<&str> = layers.iter().map(|layer| &*layer.name).filter(|name| !name.is_empty()).collect();
    let help = match (nearest(id, names.iter().copied()), &finding.help) {
        (Some(near), _) => format!("did you mean the layer `{near}`?"),
        (None, Some(help)) if help.starts_with("did you mean") => help.clone(),
        (None, _) if names.is_empty() => {
            format!(
                "this rota has no layer of a name: write `layers`, add them to `{}`, or name a unit",
                people::FILE
            )
        }
        (None, _) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            format!("name a layer ({names}), add them to `{}`, or name a unit", people::FILE)
        }
    };
    Finding { message: format!("no layer, person or unit is called `{id}`"), ..finding }.help(help)
}

pub fn check_people(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let before = findings.len();
    for person in &book.people.all {
        let named = [("unit", Named::Unit, &person.unit), ("manager", Named::Person, &person.manager)];
        for (key, named, id) in named {
            let Some(id) = id.as_deref().filter(|id| !is_known(book, id, named)) else { continue };
            let place = book.people.place(person, key).unwrap_or_else(|| Place::file(people::FILE));
            let suggest = findings.len() - before < SUGGESTIONS;
            findings.push(finding(book, id, named, place, suggest));
        }
    }
}

/// Whether there is whoever is named; as long as nobody is known, anybody may be.
pub fn is_known(book: &Handbook, id: &str, named: Named) -> bool {
    let (knows_people, knows_units) = (!book.people.is_empty(), book.has_units());
    match named {
        Named::Unit => !knows_units || book.who(id, named).is_some(),
        Named::Person | Named::Owner => !knows_people || book.who(id, named).is_some(),
        // That is another rule's, and what names anybody may.
        Named::Page(_) | Named::Anybody => true,
    }
}

fn finding(book: &Handbook, id: &str, named: Named, place: Place, suggest: bool) -> Finding {
    let near = if suggest { book.probably(id, named) } else { None };
    let help = near.map_or_else(
        || match named {
            Named::Unit => "units are folders whose own page has `kind: team`".to_owned(),
            Named::Person => format!("add them to `{}`", people::FILE),
            Named::Owner | Named::Anybody | Named::Page(_) => {
                format!("add them to `{}`, or name a unit", people::FILE)
            }
        },
        |near| format!("did you mean {near}?"),
    );
    let draft = matches!(named, Named::Unit | Named::Owner).then(|| book.draft_unit(id)).flatten();
    if let Some(draft) = draft {
        let message = format!("the unit `{id}` is a draft: {draft}");
        let help = "take `draft` out of its page, or name it once it is published";
        return Finding::new(&RULE, message).at(place).help(help);
    }
    let message = match (named, book.units_like(id).len()) {
        (Named::Unit | Named::Owner, 2..) => format!("more than one unit is called `{id}`"),
        _ => format!("no {} is called `{id}`", named.words()),
    };
    Finding::new(&RULE, message).at(place).help(help)
}
