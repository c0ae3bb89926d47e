//! People and units that pages name and nobody knows.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::facts::{Fact, Named};
use crate::handbook::Handbook;
use crate::kinds;
use crate::people;
use crate::syntax::front_matter;
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

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let knows_units = book.units().next().is_some();
    if book.people.is_empty() && !knows_units {
        return;
    }
    let is_known = |id: &str, named: Named| match named {
        Named::Unit => !knows_units || book.who(id, named).is_some(),
        Named::Person | Named::Owner => book.people.is_empty() || book.who(id, named).is_some(),
        // That is another rule's.
        Named::Page(_) => true,
    };
    for page in &book.pages {
        let Some(parsed) = &page.parsed else { continue };
        for fact in kinds::facts(page.kind, &parsed.front) {
            if !is_known(&fact.id, fact.relation.named()) {
                findings.push(unknown(book, &fact, front_matter::place_of(&parsed.source, &fact.path)));
            }
        }
    }
    for person in &book.people.all {
        let named = [("unit", Named::Unit, &person.unit), ("manager", Named::Person, &person.manager)];
        for (key, named, id) in named {
            let Some(id) = id.as_deref().filter(|id| !is_known(id, named)) else { continue };
            let place = book.people.place(person, key).unwrap_or_else(|| Place::file(people::FILE));
            findings.push(finding(book, id, named, place));
        }
    }
}

fn unknown(book: &Handbook, fact: &Fact, place: Place) -> Finding {
    finding(book, &fact.id, fact.relation.named(), place)
}

fn finding(book: &Handbook, id: &str, named: Named, place: Place) -> Finding {
    let people = book.people.all.iter().map(|person| &*person.id).filter(|_| named != Named::Unit);
    let units = book.units().map(|unit| book.unit_id(unit)).filter(|_| named != Named::Person);
    let names = people.chain(units).filter(|name| !name.is_empty());
    // Somebody may be named in full.
    let full = book.people.all.iter().find(|person| person.name.eq_ignore_ascii_case(id));
    let full = full.filter(|_| named != Named::Unit).map(|person| &*person.id);
    let help = full.or_else(|| nearest(id, names)).map_or_else(
        || match named {
            Named::Unit => "units are folders whose own page has `kind: team`".to_owned(),
            Named::Person => format!("add them to `{}`", people::FILE),
            Named::Owner | Named::Page(_) => format!("add them to `{}`, or name a unit", people::FILE),
        },
        |near| format!("did you mean `{near}`?"),
    );
    Finding::new(&RULE, format!("no {} is called `{id}`", named.words())).at(place).help(help)
}
