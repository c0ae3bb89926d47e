//! Typed statements that pages make: *this page is owned by X*, *X is a member of this team*. A kind lowers
//! its front matter to them, and everything that joins pages asks for them, knowing no kind.

use serde_json::{Number, Value};

use crate::syntax::yaml::Step;

/// One statement of a page about somebody or something that is named by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What the page says of whom it names.
    pub relation: Relation,
    /// The id, as it is written.
    pub id: String,
    /// The key path at which the front matter has it.
    pub path: Vec<Step>,
}

/// How whoever is named belongs to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// They own it.
    Owns,
    /// They are a member of it.
    Member,
    /// They lead it.
    Leads,
    /// They are on call in it.
    OnCall,
    /// They are called when nobody else answers.
    Escalates,
    /// They answer for an action in it.
    Answers,
    /// They decided it.
    Decided,
    /// They were asked about it, or told of it.
    Heard,
    /// It is theirs.
    Runs,
    /// They work with it.
    WorksWith,
    /// They are asked by those who think of joining it.
    Welcomes,
    /// It puts them into practice.
    Cites,
    /// It is one of these, in other words.
    Adapts,
    /// They pull the other way.
    Tension,
    /// A field of the handbook's own names this person.
    Person,
    /// A field of the handbook's own names this unit.
    Unit,
}

/// What an id can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A person.
    Person,
    /// A unit.
    Unit,
    /// Either.
    Owner,
    /// Either, by their full name too, or else somebody who is nobody here: what is over names whom it names.
    Anybody,
    /// A page of the kind of this id.
    Page(&'static str),
}

impl Relation {
    /// Whether a page says it of what is over, and nobody else can be put in their place.
    pub fn is_history(self) -> bool {
        matches!(self, Relation::Decided | Relation::Heard)
    }

    /// What stands at its end.
    pub fn named(self) -> Named {
        match self {
            Relation::Member | Relation::Leads | Relation::OnCall | Relation::Welcomes | Relation::Person => {
                Named::Person
            }
            Relation::Runs | Relation::WorksWith | Relation::Unit => Named::Unit,
            Relation::Owns | Relation::Escalates | Relation::Answers => Named::Owner,
            Relation::Decided | Relation::Heard => Named::Anybody,
            Relation::Cites | Relation::Adapts | Relation::Tension => Named::Page("principle"),
        }
    }
}

impl Named {
    /// What is wanted, as the middle of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Named::Person => "person",
            Named::Unit => "unit",
            Named::Owner | Named::Anybody => "person or unit",
            Named::Page(kind) => kind,
        }
    }
}

/// What a page states of how something is done in its unit, and so in the units below.
#[derive(Debug, Clone, PartialEq)]
pub struct Habit {
    /// What it is called by those who do it in another way; none when the file's name says so.
    pub id: Option<String>,
    /// How it stands to what is done above; none when the page does not say.
    pub stance: Option<Stance>,
    /// Why it is done in another way.
    pub why: Option<String>,
    /// Short values by name, in the page's order.
    pub norms: Vec<(String, Value)>,
}

/// The keys that a habit is read from.
pub const HABIT_KEYS: [&str; 4] = ["practice", "stance", "why", "norms"];

/// The one of them that has names of its own below it.
pub const NORMS: &str = "norms";

/// How a unit stands to what is done above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// It does the same.
    Adopts,
    /// It does the same but for what it says.
    Adapts,
    /// It does something else.
    Replaces,
    /// It does nothing of the kind.
    OptsOut,
}

impl Stance {
    /// All of them.
    pub const ALL: [Stance; 4] = [Stance::Adopts, Stance::Adapts, Stance::Replaces, Stance::OptsOut];

    /// The word in front matter.
    pub fn word(self) -> &'static str {
        match self {
            Stance::Adopts => "adopts",
            Stance::Adapts => "adapts",
            Stance::Replaces => "replaces",
            Stance::OptsOut => "opts-out",
        }
    }

    /// The stance that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Stance::ALL.into_iter().find(|stance| stance.word() == word)
    }
}

/// A number as readers are shown it: `1e3`, which is read as `1000.0`, is `1000`.
pub fn number_shown(number: &Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(whole) if whole.fract() == 0.0 && (1e3..1e15).contains(&whole.abs()) => format!("{whole:.0}"),
        _ => number.to_string(),
    }
}
