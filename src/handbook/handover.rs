//! What somebody holds, and the files with somebody else in their place.

use super::{Handbook, PageId, Who};
use crate::characters::folded;
use crate::config::{self, Config};
use crate::facts::{Named, Relation};
use crate::kinds;
use crate::people::{self, Person};
use crate::syntax::front_matter::{self, FrontMatter};
use crate::syntax::yaml::{self, Step};
use crate::text::{Place, Source, Span};

/// Somebody who is named: one who is known, or where nobody is known, whoever is called so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody<'b> {
    /// The id that pages name them by.
    pub id: String,
    /// What readers call them by.
    pub name: String,
    /// Who that is.
    pub who: Option<Who<'b>>,
}

/// What somebody holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Where they are named as an owner, in front matter and `[owners]`.
    pub owned: Vec<Owned>,
    /// What else they are named as, which is for others to change.
    pub duties: Vec<Duty>,
}

/// A place that names an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Where their id is.
    pub place: Place,
    /// Whose owner they are.
    pub of: OwnerOf,
}

/// What an owner is named for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerOf {
    /// A page.
    Page(PageId),
    /// What is below a folder's page, by its `cascade`.
    Below(PageId),
    /// What matches the pattern of this index in `[owners]`.
    Settings(usize),
}

/// Something that somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Where they are named.
    pub place: Place,
    /// As what.
    pub what: DutyOf,
}

/// As what somebody is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyOf {
    /// What a page names them as.
    Page(PageId, Relation),
    /// Where reminders of a page's reviews go, by its `owner_slack`.
    Reminded(PageId),
    /// Whose page this is, which they own: nobody else can speak on it.
    Themselves(PageId),
    /// The owner on the line of this index in `CODEOWNERS`.
    CodeOwners(usize),
    /// The manager of the person of this index.
    Manager(usize),
}

impl Handbook {
    /// Whom an id means; none when somebody else should be meant.
    pub fn holder(&self, id: &str) -> Option<Somebody<'_>> {
        let who = self.who(id, Named::Owner);
        let (id, name) = match who {
            Some(Who::Person(person)) => (person.id.clone(), person.name.clone()),
            Some(Who::Page(unit)) => (self.unit_id(unit).to_owned(), self.pages[unit].title.clone()),
            None if self.people.is_empty() => (id.to_owned(), id.to_owned()),
            None => return None,
        };
        Some(Somebody { id, name, who })
    }

    /// What somebody holds, in the order of the pages and of the files' lines.
    pub fn holdings(&self, holder: &Somebody<'_>, config: &Config) -> Holdings {
        let mut holdings = Holdings::default();
        for page in 0..self.pages.len() {
            self.add_page(holder, page, &mut holdings);
        }
        for (at, entry) in config.owners.iter().enumerate() {
            if self.is_holder(holder, &entry.owner, Named::Owner) {
                let place = Place { span: entry.owner_span, ..Place::file("book.toml") };
                holdings.owned.push(Owned { place, of: OwnerOf::Settings(at) });
            }
        }
        let owners = self.code_owners();
        for (at, name, span) in self.code_owner_ids() {
            if self.is_holder(holder, &name, Named::Owner) {
                holdings.duties.push(Duty { place: owners.place(span), what: DutyOf::CodeOwners(at) });
            }
        }
        let managed = |person: &&(usize, &Person)| {
            person.1.manager.as_deref().is_some_and(|id| self.is_holder(holder, id, Named::Person))
        };
        for (at, person) in self.people.all.iter().enumerate().filter(|person| managed(&person)) {
            let place = self.people.place(person, "manager").unwrap_or_else(|| Place::file(people::FILE));
            holdings.duties.push(Duty { place, what: DutyOf::Manager(at) });
        }
        holdings
    }

    fn add_page(&self, holder: &Somebody<'_>, page: PageId, holdings: &mut Holdings) {
        let Some(parsed) = &self.pages[page].parsed else { return };
        let (own, below) = (&parsed.front, parsed.front.cascade.as_deref());
        for (front, key) in std::iter::once((own, &["owner_slack"][..]))
            .chain(below.map(|it| (it, &["cascade", "owner_slack"][..])))
        {
            if front.owner_slack.as_deref().is_some_and(|chat| self.is_chat_of(holder, chat)) {
                let path: Vec<Step> = key.iter().map(|key| Step::Key((*key).to_owned())).collect();
                holdings.duties.push(Duty { place: parsed.place_of(&path), what: DutyOf::Reminded(page) });
            }
        }
        for fact in kinds::facts(&self.pages[page].kind, &parsed.front) {
            let named = fact.relation.named();
            let is_over = || fact.relation == Relation::Answers && !self.action(page, &fact.path).is_open();
            let is_apart = matches!(named, Named::Page(_)) || fact.relation.is_history();
            if is_apart || !self.is_holder(holder, &fact.id, named) || is_over() {
                continue;
            }
            let place = parsed.place_of(&fact.path);
            match fact.relation {
                Relation::Owns if self.is_page_of(holder, page) => {
                    holdings.duties.push(Duty { place, what: DutyOf::Themselves(page) });
                }
                Relation::Owns => {
                    let of = if fact.path.len() > 1 { OwnerOf::Below(page) } else { OwnerOf::Page(page) };
                    holdings.owned.push(Owned { place, of });
                }
                relation => holdings.duties.push(Duty { place, what: DutyOf::Page(page, relation) }),
            }
        }
    }

    /// Whether somebody goes by a name in a chat.
    fn is_chat_of(&self, holder: &Somebody<'_>, chat: &str) -> bool {
        let bare = |name: &str| folded(name.trim().trim_start_matches('@'));
        let known = [self.chat(&holder.id), Some(&*holder.id)];
        known.into_iter().flatten().any(|name| !chat.starts_with('#') && bare(name) == bare(chat))
    }

    /// Whether a page is about somebody.
    fn is_page_of(&self, holder: &Somebody<'_>, page: PageId) -> bool {
        let Some(Who::Person(person)) = holder.who else { return false };
        self.person_of(page).is_some_and(|whose| whose.id == person.id)
    }

    fn is_holder(&self, holder: &Somebody<'_>, id: &str, named: Named) -> bool {
        match self.who(id, named) {
            Some(who) => Some(who) == holder.who,
            None => {
                let bare = |id: &str| id.trim_start_matches('@').to_lowercase();
                holder.who.is_none() && named != Named::Unit && bare(id) == bare(&holder.id)
            }
        }
    }
}

/// The text of a page in which `to` owns what is at these places; none when that cannot be done without changing
/// anything else.
pub fn page_with(source: &Source, places: &[Place], to: &str) -> Option<String> {
    let (before, ..) = front_matter::read(source);
    let text = replaced(&source.text, places, &|written| yaml_text(written, to))?;
    let (after, ..) = front_matter::read(&Source::new(&source.path, &text));
    // An alias may name somebody in more places than one.
    let set = |owner: &mut Option<String>, after: &Option<String>| {
        if owner != after {
            *owner = Some(to.to_owned());
        }
    };
    let mut wanted: FrontMatter = before;
    set(&mut wanted.owner, &after.owner);
    if let (Some(wanted), Some(after)) = (&mut wanted.cascade, &after.cascade) {
        set(&mut wanted.owner, &after.owner);
    }
    (wanted == after).then_some(text)
}

/// The text of `book.toml` in which `to` owns what is at these places; none when that cannot be done without changing
/// anything else.
pub fn settings_with(source: &Source, places: &[Place], to: &str) -> Option<String> {
    let text = replaced(&source.text, places, &|written| Some(quoted(written, to)))?;
    let owners = |source: &Source| {
        let (config, findings) = config::read(source);
        let owners = config.owners.into_iter().map(|entry| (entry.pattern, entry.owner, entry.owner_span));
        (owners.collect::<Vec<_>>(), findings.len())
    };
    let (mut wanted, found) = owners(source);
    let (after, found_after) = owners(&Source::new(&source.path, &text));
    for (entry, after) in wanted.iter_mut().zip(&after) {
        if places.iter().any(|place| place.span == entry.2) {
            to.clone_into(&mut entry.1);
        }
        entry.2 = after.2;
    }
    (wanted == after && found == found_after).then_some(text)
}

/// A text with others in these places, and nothing else changed.
fn replaced(text: &str, places: &[Place], with: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut spans: Vec<Span> = places.iter().map(|place| place.span).collect();
    spans.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for span in spans {
        out.push_str(text.get(end..span.start)?);
        out.push_str(&with(text.get(span.range())?)?);
        end = span.end;
    }
    out.push_str(text.get(end..)?);
    Some(out)
}

/// An id in YAML in the place of another, in quotes where that is, and where it needs them.
fn yaml_text(written: &str, id: &str) -> Option<String> {
    // What is no single value on its line is somebody's to look at.
    let is_single = yaml::value(written).is_ok_and(|(value, _)| value.is_string()) && !written.contains('\n');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let is_plain = id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.chars().all(plain)
        && yaml::value(id).is_ok_and(|(value, _)| value.as_str() == Some(id));
    is_single.then(|| {
        if is_plain && !written.starts_with(['"', '\'']) { id.to_owned() } else { quoted(written, id) }
    })
}

/// An id in quotes, as what is in its place.
fn quoted(written: &str, id: &str) -> String {
    if written.starts_with('\'') && !id.contains(['\'', '\n']) {
        return format!("'{id}'");
    }
    // As JSON writes it, which is what YAML and TOML have in common.
    serde_json::Value::from(id).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::front_matter::place_of;
    use crate::syntax::yaml::Step;

    /// A page in which `hana` owns what `mira` did.
    fn page(text: &str, to: &str) -> Option<String> {
        let source = Source::new("a.md", text);
        let (front, ..) = front_matter::read(&source);
        let key = |key: &str| Step::Key(key.to_owned());
        let below = front.cascade.is_some_and(|cascade| cascade.owner.as_deref() == Some("mira"));
        let own = (front.owner.as_deref() == Some("mira")).then(|| vec![key("owner")]);
        let below = below.then(|| vec![key("cascade"), key("owner")]);
        let paths = own.into_iter().chain(below);
        page_with(&source, &paths.map(|path| place_of(&source, &path)).collect::<Vec<_>>(), to)
    }

    #[test]
    fn only_the_owner_changes() {
        for (before, after) in [
            ("---\nowner: mira\n---\nmira\n", "---\nowner: hana\n---\nmira\n"),
            ("---\r\nowner:   mira  # for now\r\n---\r\n", "---\r\nowner:   hana  # for now\r\n---\r\n"),
            ("---\nowner: \"mira\"\ntitle: mira\n---\n", "---\nowner: \"hana\"\ntitle: mira\n---\n"),
            ("---\nowner: 'mira'\n---\n", "---\nowner: 'hana'\n---\n"),
            (
                "---\n{title: x, owner: mira, tags: [mira]}\n---\n",
                "---\n{title: x, owner: hana, tags: [mira]}\n---\n",
            ),
            ("---\n\"owner\" :\n  mira\n---\n", "---\n\"owner\" :\n  hana\n---\n"),
            (
                "---\ntags: [é, ü]\nowner: mira\ncascade: {owner: mira, kind: coe}\n---\n",
                "---\ntags: [é, ü]\nowner: hana\ncascade: {owner: hana, kind: coe}\n---\n",
            ),
        ] {
            assert_eq!(page(before, "hana").as_deref(), Some(after), "{before:?}");
        }
        let quoted = |to| page("---\nowner: mira\n---\n", to);
        assert_eq!(quoted("Jo: \"x\"").as_deref(), Some("---\nowner: \"Jo: \\\"x\\\"\"\n---\n"));
        assert_eq!(quoted("no").as_deref().map(|text| text.contains("owner: ")), Some(true));
        assert_eq!(quoted("1e3").as_deref(), Some("---\nowner: \"1e3\"\n---\n"));
    }

    #[test]
    fn what_would_change_more_is_left_alone() {
        for text in [
            "---\nextra: {me: &me mira}\nowner: *me\n---\n",
            "---\nowner: &me mira\nextra: {me: *me}\n---\n",
            "---\nowner: >-\n  mira\n---\n",
        ] {
            let changed = page(text, "hana");
            assert!(changed.is_none(), "{text:?}: {changed:?}");
        }
    }

    #[test]
    fn settings_keep_their_comments() {
        let text = "# mira\n[owners]\n\"*\" = \"mira\"   # for now\n'a/' = 'mira'\n\"b/\" = \"ana\"\n[vars]\nx = \"mira\"\n";
        let source = Source::new("book.toml", text);
        let (config, _) = config::read(&source);
        let theirs = config.owners.iter().filter(|entry| entry.owner == "mira");
        let places: Vec<Place> = theirs.map(|entry| source.place(entry.owner_span)).collect();
        let changed = settings_with(&source, &places, "hana").expect("changed");
        assert_eq!(
            changed,
            "# mira\n[owners]\n\"*\" = \"hana\"   # for now\n'a/' = 'hana'\n\"b/\" = \"ana\"\n[vars]\nx = \"mira\"\n"
        );
    }
}
