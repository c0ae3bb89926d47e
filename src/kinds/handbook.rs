//! The kinds of one handbook: those that are built in, as its settings tighten them, and its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Field, KINDS, Kind, ROTA_KEYS};
use crate::config::{Config, FieldSettings, FieldType, KindSettings, Word, Words};
use crate::facts::{HABIT_KEYS, Habit, NORMS, Named, Relation};
use crate::incident;
use crate::people::People;
use crate::rota;
use crate::syntax::front_matter::{FrontMatter, shared_key};
use crate::syntax::lift::{LiftField, Lifting, LinkMeans, folded};
use crate::syntax::lift_reads::Reads;
use crate::syntax::sections::SectionField;

/// A kind of page, as a handbook has it.
#[derive(Debug, Clone)]
pub struct PageKind {
    /// What it is known by.
    pub id: String,
    /// The word that the handbook has for it in `kind:`; its id, which can always stand there, unless
    /// `[words]` says another.
    pub word: String,
    /// The words shown to readers.
    pub label: String,
    /// The folder of the content where `dayone new` puts its pages; empty for the content's root.
    pub folder: String,
    /// What it is, in one sentence; empty when a handbook does not say it of its own.
    pub what: String,
    /// Whether its pages are units of the organisation.
    pub unit: bool,
    /// Whether other pages name its pages by their ids.
    pub named: bool,
    /// What its pages state of how something is done, if they do.
    pub habit: Option<fn(&FrontMatter) -> Habit>,
    /// What its pages state of who is on call when, if they do.
    pub rota: Option<fn(&FrontMatter, &People) -> rota::Read>,
    /// What its pages state of a failure, if they do.
    pub incident: Option<fn(&FrontMatter) -> incident::Read>,
    /// The field that says who is called when what its pages are about fails, if somebody is to be.
    pub called: Option<&'static str>,
    /// The fields that it adds, in the order in which they are shown.
    pub fields: Vec<PageField>,
    /// The fields, shared ones too, that a page must have.
    pub require: Vec<String>,
    /// The fields that a page's text may say under headings.
    pub told: &'static [SectionField],
    /// Other names of fields, each with the key.
    pub also: &'static [(&'static str, &'static str)],
    /// The headings that a new page begins with.
    pub sections: Vec<String>,
    /// Whether a page must have these headings, in this order.
    pub strict_sections: bool,
    /// How many words a page may have.
    pub max_words: Option<usize>,
    /// The template that shows its pages, unless they name another.
    pub template: Option<String>,
    /// Whether fields may stand in the lines after the title.
    pub lift: bool,
    /// Whether the handbook declares it.
    pub own: bool,
}

/// A front matter field of a kind, as a handbook has it.
#[derive(Debug, Clone)]
pub struct PageField {
    /// The key.
    pub name: String,
    /// The words shown to readers.
    pub label: String,
    /// What it says, as the end of a sentence: Markdown, without a full stop.
    pub what: String,
    /// Whom it names: see [`Field::names`].
    pub names: Vec<(String, Relation)>,
    /// What it holds.
    pub holds: FieldType,
    /// What the program understands it as, unless the handbook says what it holds.
    pub shape: Option<super::Shape>,
}

impl PageKind {
    /// The field of this key.
    pub fn field(&self, name: &str) -> Option<&PageField> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn built_in(kind: &Kind) -> Self {
        PageKind {
            id: kind.id.to_owned(),
            word: kind.id.to_owned(),
            label: kind.label.to_owned(),
            folder: kind.folder.to_owned(),
            what: kind.what.to_owned(),
            unit: kind.unit,
            named: kind.named,
            habit: kind.habit,
            rota: kind.rota,
            incident: kind.incident,
            called: kind.called,
            fields: kind.fields.iter().map(|field| PageField::built_in(kind, field)).collect(),
            require: Vec::new(),
            told: kind.told,
            also: kind.also,
            sections: kind.sections.iter().map(|section| (*section).to_owned()).collect(),
            strict_sections: false,
            max_words: None,
            template: None,
            // Tools for such pages have always written their fields there.
            lift: kind.id == super::decision::KIND.id,
            own: false,
        }
    }

    /// A kind that nothing is known of but what it is called.
    fn bare(id: &str) -> Self {
        PageKind {
            id: id.to_owned(),
            word: id.to_owned(),
            label: sentence(id),
            folder: String::new(),
            what: String::new(),
            unit: false,
            named: false,
            habit: None,
            rota: None,
            incident: None,
            called: None,
            fields: Vec::new(),
            require: Vec::new(),
            told: &[],
            also: &[],
            sections: Vec::new(),
            strict_sections: false,
            max_words: None,
            template: None,
            lift: false,
            own: true,
        }
    }

    /// Takes over what a handbook says of it.
    fn settle(&mut self, said: &KindSettings) {
        let set = |own: &mut String, said: &Option<String>| said.iter().for_each(|said| own.clone_from(said));
        set(&mut self.label, &said.label);
        set(&mut self.what, &said.description);
        set(&mut self.folder, &said.folder);
        self.require = said.require.iter().map(|(name, _)| name.clone()).collect();
        if !said.sections.is_empty() {
            self.sections.clone_from(&said.sections);
            self.strict_sections = true;
        }
        self.max_words = said.max_words;
        self.template = said.template.as_ref().map(|(name, _)| name.clone());
        self.lift |= said.lift;
        for field in said.fields.iter().filter(|field| shared_key(&field.name).is_none()) {
            match self.fields.iter_mut().find(|own| own.name == field.name) {
                Some(own) if own.is_fixed() => own.call(field),
                Some(own) if field.holds.is_none() => own.call(field),
                Some(own) => *own = PageField::own(field),
                None => self.fields.push(PageField::own(field)),
            }
        }
        // Whatever a page is, it may say what is to be done; a handbook may mean something else by the word.
        if self.own && self.field(super::actions::FIELD.name).is_none() {
            self.fields.push(PageField::actions());
        }
    }
}

impl PageField {
    fn built_in(kind: &Kind, field: &Field) -> Self {
        let is_day = kind.days.contains(&field.name);
        PageField {
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            what: field.what.to_owned(),
            names: field.names.iter().map(|(key, relation)| ((*key).to_owned(), *relation)).collect(),
            holds: if is_day { FieldType::Date } else { FieldType::Anything },
            shape: kind.shapes.iter().find(|(name, _)| *name == field.name).map(|(_, shape)| *shape),
        }
    }

    /// The field that pages of any kind have.
    fn actions() -> Self {
        let Field { name, label, what, names } = super::actions::FIELD;
        PageField {
            name: name.to_owned(),
            label: label.to_owned(),
            what: what.to_owned(),
            names: names.iter().map(|(key, relation)| ((*key).to_owned(), *relation)).collect(),
            holds: FieldType::Anything,
            shape: Some(super::actions::SHAPE.1),
        }
    }

    fn own(said: &FieldSettings) -> Self {
        let holds = said.holds.clone().unwrap_or(FieldType::Text);
        let relation = match holds.of_each() {
            FieldType::Person => Some(Relation::Person),
            FieldType::Unit => Some(Relation::Unit),
            _ => None,
        };
        let mut field = PageField {
            label: sentence(&said.name),
            what: what(&holds),
            names: relation.map(|relation| (String::new(), relation)).into_iter().collect(),
            holds,
            shape: None,
            name: said.name.clone(),
        };
        field.call(said);
        field
    }

    /// Takes over what a handbook calls it.
    fn call(&mut self, said: &FieldSettings) {
        said.label.iter().for_each(|label| self.label.clone_from(label));
        said.description.iter().for_each(|what| self.what.clone_from(what));
    }

    /// Whether a handbook cannot give it another type, as its meaning is the program's own.
    pub fn is_fixed(&self) -> bool {
        !self.names.is_empty() || HABIT_KEYS.iter().chain(&ROTA_KEYS).any(|key| *key == self.name)
    }

    /// Whether what it names are pages.
    fn names_pages(&self) -> bool {
        let shape = match self.shape {
            Some(super::Shape::List(each)) => Some(*each),
            shape => shape,
        };
        let is_shape = matches!(shape, Some(super::Shape::Page | super::Shape::Service));
        is_shape || *self.holds.of_each() == FieldType::Page
    }

    /// What is meant by a link in the place of its value.
    fn link_means(&self) -> LinkMeans {
        match self.holds.of_each() {
            _ if self.names_pages() => LinkMeans::Address,
            FieldType::Anything | FieldType::Text if self.names.is_empty() => LinkMeans::Itself,
            _ => LinkMeans::Words,
        }
    }

    /// Whether it names people, so that their ids can be said to be meant.
    pub fn names_people(&self) -> bool {
        self.names
            .iter()
            .any(|(_, relation)| matches!(relation.named(), Named::Person | Named::Owner | Named::Anybody))
    }
}

/// What a value of a type is, as the end of a sentence.
pub fn what(holds: &FieldType) -> String {
    match holds {
        FieldType::Anything => "anything".to_owned(),
        FieldType::Text => "a text".to_owned(),
        FieldType::Date => "a date such as `2026-03-31`".to_owned(),
        FieldType::Number => "a number".to_owned(),
        FieldType::Person => "the id of a person".to_owned(),
        FieldType::Unit => "the id of a unit".to_owned(),
        FieldType::Page => "the path of a page".to_owned(),
        FieldType::Choice(choices) => or(choices),
        FieldType::List(of) => match &**of {
            FieldType::Text => "a list of texts".to_owned(),
            FieldType::Date => "a list of dates such as `2026-03-31`".to_owned(),
            FieldType::Number => "a list of numbers".to_owned(),
            FieldType::Person => "a list of ids of people".to_owned(),
            FieldType::Unit => "a list of ids of units".to_owned(),
            FieldType::Page => "a list of paths of pages".to_owned(),
            FieldType::Choice(choices) => format!("a list of {}", or(choices)),
            FieldType::Anything | FieldType::List(_) => "a list".to_owned(),
        },
    }
}

/// `a`, `b` or `c`.
fn or(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// `follow-up` as `Follow up`.
pub fn sentence(name: &str) -> String {
    capitalized(name.replace(['-', '_'], " ").trim())
}

/// The kinds of a handbook.
#[derive(Debug, Clone)]
pub struct Kinds {
    /// By id, in its order.
    by_id: BTreeMap<String, Arc<PageKind>>,
    /// By the word that the handbook has for it, the id.
    by_word: BTreeMap<String, String>,
    /// By `unit` or a kind's id, what such are called.
    words: Words,
    page: Arc<PageKind>,
}

impl Kinds {
    /// The kinds of a handbook with these settings.
    pub fn of(config: &Config) -> Self {
        let mut kinds: BTreeMap<String, PageKind> =
            KINDS.iter().map(|kind| (kind.id.to_owned(), PageKind::built_in(kind))).collect();
        for said in &config.kinds {
            kinds.entry(said.id.clone()).or_insert_with(|| PageKind::bare(&said.id));
        }
        let (by_word, words) = call(&mut kinds, &config.words);
        for said in &config.kinds {
            kinds.get_mut(&said.id).into_iter().for_each(|kind| kind.settle(said));
        }
        // An id means its kind, whatever else is called so.
        let is_taken = |word: &String| kinds.contains_key(word);
        let by_word: BTreeMap<_, _> = by_word.into_iter().filter(|(word, _)| !is_taken(word)).collect();
        for kind in kinds.values_mut().filter(|kind| by_word.get(&kind.word) != Some(&kind.id)) {
            kind.word.clone_from(&kind.id);
        }
        let by_id: BTreeMap<String, Arc<PageKind>> =
            kinds.into_iter().map(|(id, kind)| (id, Arc::new(kind))).collect();
        let page = Arc::clone(&by_id[super::page::KIND.id]);
        Kinds { by_id, by_word, words, page }
    }

    /// All of them, by id.
    pub fn all(&self) -> impl Iterator<Item = &Arc<PageKind>> {
        self.by_id.values()
    }

    /// The kind that a word in `kind:` names, however it is written: case, blanks and dashes are beside the point.
    pub fn find(&self, word: &str) -> Option<&Arc<PageKind>> {
        let known = |word: &str| self.by_id.get(word).or_else(|| self.by_id.get(self.by_word.get(word)?));
        known(word).or_else(|| {
            let wanted = folded(word);
            let same = || self.words().into_iter().find(|known| folded(known) == wanted);
            // Several of them, where a handbook says what these are called.
            let several = || {
                let is_several =
                    |id: &str| self.words.get(id).is_some_and(|word| folded(&word.many) == wanted);
                self.all().find(|kind| is_several(&kind.id))
            };
            same().and_then(known).or_else(several)
        })
    }

    /// What a unit (`unit`), or a page of a kind, is called.
    pub fn word(&self, thing: &str) -> Option<Word> {
        let of_kind = || Some(Word::new(&self.by_id.get(thing)?.label.to_lowercase()));
        self.words.get(thing).cloned().or_else(of_kind)
    }

    /// The kind of a page that does not say, or says what there is not.
    pub fn page(&self) -> &Arc<PageKind> {
        &self.page
    }

    /// The kind of a page with this front matter.
    pub fn of_page(&self, front: &FrontMatter) -> &Arc<PageKind> {
        front.kind.as_deref().and_then(|word| self.find(word)).unwrap_or(&self.page)
    }

    /// What reading needs to know of the kinds whose pages may have fields in their text.
    pub fn lifts(&self) -> Vec<Lifting> {
        let field = |kind: &PageKind, field: &PageField| LiftField {
            addresses: field.holds == FieldType::Anything && field.shape.is_none() && field.names.is_empty(),
            is_table: kind.habit.is_some() && field.name == NORMS,
            name: field.name.clone(),
            label: field.label.clone(),
            list: matches!(field.holds, FieldType::List(_)),
            many: field.holds == FieldType::Anything && (!field.names.is_empty() || field.names_pages()),
            link: field.link_means(),
            reads: reads(kind, field),
        };
        // A field goes by other names, too.
        let also = |kind: &PageKind| -> Vec<LiftField> {
            let named = |(name, key): &(&str, &str)| {
                Some(LiftField { label: (*name).to_owned(), ..field(kind, kind.field(key)?) })
            };
            kind.also.iter().filter_map(named).collect()
        };
        let lifting = |kind: &Arc<PageKind>| Lifting {
            kind: kind.id.clone(),
            words: [&kind.id, &kind.word]
                .into_iter()
                .chain(self.words.get(&kind.id).map(|word| &word.many))
                .cloned()
                .collect(),
            fields: kind.fields.iter().map(|it| field(kind, it)).chain(also(kind)).collect(),
            lines: kind.lift,
            sections: kind.told,
            in_sections: kind.lift && super::decides(kind),
        };
        self.all().filter(|kind| kind.lift || !kind.told.is_empty()).map(lifting).collect()
    }

    /// The words that can stand in `kind:`, in order.
    pub fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.by_id.keys().chain(self.by_word.keys()).map(String::as_str).collect();
        words.sort_unstable();
        words
    }
}

/// Calls kinds, and the fields that are called like them, by a handbook's own words. The words by which
/// `kind:` knows them, each with the id, and what things are called.
fn call(kinds: &mut BTreeMap<String, PageKind>, said: &Words) -> (BTreeMap<String, String>, Words) {
    let (mut by_word, mut words) = (BTreeMap::new(), said.clone());
    // Units are of a kind; it is called as they are.
    let unit = kinds.values().find(|kind| kind.unit).map(|kind| kind.id.clone());
    if let Some(unit) = &unit {
        let word = said.get("unit").cloned().unwrap_or_else(|| Word::new(&kinds[unit].label.to_lowercase()));
        words.insert("unit".to_owned(), word.clone());
        words.insert(unit.clone(), word);
    }
    let mut labels: Vec<(String, String)> = Vec::new();
    for (id, kind) in kinds.iter_mut() {
        let thing = if Some(id) == unit.as_ref() { "unit" } else { id };
        let Some(word) = said.get(thing) else { continue };
        let label = capitalized(&word.one);
        labels.push((std::mem::replace(&mut kind.label, label.clone()), label));
        kind.word = word.one.trim().to_lowercase().replace(char::is_whitespace, "-");
        by_word.entry(kind.word.clone()).or_insert_with(|| id.clone());
    }
    for field in kinds.values_mut().flat_map(|kind| &mut kind.fields) {
        if let Some((_, label)) = labels.iter().find(|(old, _)| *old == field.label) {
            field.label.clone_from(label);
        }
    }
    (by_word, words)
}

/// A word as a sentence begins with it.
pub fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Default for Kinds {
    fn default() -> Self {
        Kinds::of(&Config::default())
    }
}

/// What the value of a field must be that the page shows in a way of its own, and not as it is written.
fn reads(kind: &PageKind, field: &PageField) -> Reads {
    match (field.shape, &*field.name) {
        (Some(super::Shape::Moment), _) => Reads::Moment,
        (Some(super::Shape::Zone), _) => Reads::Zone,
        (_, "presented") if kind.incident.is_some() => Reads::Day,
        (Some(super::Shape::Rows(table)), _) if *table == super::ACTIONS => Reads::Tasks,
        (_, "timeline") if kind.incident.is_some() => Reads::Events,
        _ => Reads::Anything,
    }
}
