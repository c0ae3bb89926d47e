//! What a template receives of practices: what holds in a unit, and units side by side.

use serde::Serialize;

use super::LinkView;

/// What holds in a unit of a practice.
#[derive(Debug, Serialize)]
pub struct PracticeView {
    /// What it is called by its pages.
    pub id: String,
    /// The unit, or null for everybody.
    pub unit: Option<LinkView>,
    /// `adopts`, `adapts`, `replaces` or `opts-out`; null where nothing is above it.
    pub stance: Option<&'static str>,
    /// Why it is done in another way, or null.
    pub why: Option<String>,
    /// The nearest unit above that says something of it, with its page, or null.
    pub above: Option<LinkView>,
    /// The units above that have another way than is held above them, while it holds here too: the nearest first.
    pub reasons: Vec<ReasonView>,
    /// The units whose pages say what holds, from everybody down to here.
    pub origins: Vec<OriginView>,
    /// The values that hold.
    pub norms: Vec<NormView>,
    /// The values that held above and that this page lets go.
    pub gone: Vec<NormView>,
    /// Other units that have pages of their own for it, the nearest first: not those of `origins`, and not many.
    pub others: Vec<OriginView>,
    /// How many more there are.
    pub more: usize,
}

/// A unit above that has its own way with a practice.
#[derive(Debug, Serialize)]
pub struct ReasonView {
    /// What the unit is called, with the address of its page for the practice.
    pub place: LinkView,
    /// How it stands to what is above it: `adapts`, `replaces` or `opts-out`.
    pub stance: &'static str,
    /// The unit whose way that is other than, with its page.
    pub above: LinkView,
    /// Why, or null.
    pub why: Option<String>,
}

/// A unit that says something of a practice.
#[derive(Debug, Serialize)]
pub struct OriginView {
    /// What the unit is called, with the address of its page for the practice.
    pub place: LinkView,
    /// How it stands to what is above, or null.
    pub stance: Option<&'static str>,
    /// Whether it is the page that is shown.
    pub here: bool,
}

/// A value that holds in a unit.
#[derive(Debug, Serialize)]
pub struct NormView {
    /// The key.
    pub name: String,
    /// The words for readers.
    pub label: String,
    /// The value.
    pub value: String,
    /// The value that it has taken the place of, or null.
    pub instead: Option<String>,
    /// The unit that says so, with its page for the practice.
    pub from: LinkView,
    /// Whether this very page says so.
    pub own: bool,
}

/// The practices in effect in a unit.
#[derive(Debug, Serialize)]
pub struct PracticesView {
    /// Those that it has its own way with.
    pub own: Vec<InEffectView>,
    /// The others, by whose they are.
    pub adopted: Vec<AdoptedView>,
}

/// Practices that a unit takes over as they are.
#[derive(Debug, Serialize)]
pub struct AdoptedView {
    /// What the unit is called that they are taken over from.
    pub from: String,
    /// The pages that show what holds in the unit that takes them over.
    pub pages: Vec<AdoptedPageView>,
}

/// A practice that a unit takes over as it is.
#[derive(Debug, Serialize)]
pub struct AdoptedPageView {
    /// Its title.
    pub title: String,
    /// Its address from the page.
    pub href: String,
    /// How the unit that it is taken over from stands to what is above that: null where nothing is.
    pub stance: Option<&'static str>,
}

/// A practice that a unit has its own way with.
#[derive(Debug, Serialize)]
pub struct InEffectView {
    /// The page that shows what holds in the unit.
    pub page: LinkView,
    /// How the unit stands to what is above, or null where nothing is.
    pub stance: Option<&'static str>,
    /// The nearest unit above that says something of it, with its page, or null.
    pub above: Option<LinkView>,
    /// Why it is done in another way, or null.
    pub why: Option<String>,
    /// The values that the unit sets itself.
    pub norms: Vec<NormView>,
    /// The values from above that it lets go.
    pub gone: Vec<NormView>,
}

/// Units side by side: in one practice, a row for each unit; in all, a column for each.
#[derive(Debug, Serialize)]
pub struct CompareView {
    /// The practice, or null for all.
    pub practice: Option<String>,
    /// What the columns of one practice are called.
    pub columns: Vec<String>,
    /// The units of the columns of all practices.
    pub units: Vec<CompareUnitView>,
    /// The rows.
    pub rows: Vec<CompareRowView>,
    /// Everybody's principles; only with all practices.
    pub principles: Vec<SharedPrincipleView>,
}

/// A principle that is everybody's.
#[derive(Debug, Serialize)]
pub struct SharedPrincipleView {
    /// Its title.
    pub title: String,
    /// Its address from the page.
    pub href: String,
    /// Whether a unit has it in its own words, and so there is a row for it.
    pub adapted: bool,
}

/// A unit that is compared.
#[derive(Debug, Serialize)]
pub struct CompareUnitView {
    /// Its id; that of everybody is `/`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
}

/// A row of a comparison.
#[derive(Debug, Serialize)]
pub struct CompareRowView {
    /// The unit, the practice, the principle, or the norm (which has no address).
    pub title: LinkView,
    /// Whether it is about a principle.
    pub principle: bool,
    /// How deep it lies.
    pub depth: usize,
    /// Whether it begins a practice or is about a principle.
    pub group: bool,
    /// A cell for each column.
    pub cells: Vec<CompareCellView>,
}

/// What holds in one unit.
#[derive(Debug, Serialize)]
pub struct CompareCellView {
    /// What it says: a value, how the unit stands, what the unit calls a principle; null where there is nothing.
    pub text: Option<String>,
    /// When the cell says how the unit stands: `sets` what nobody above does, `adapts`, `replaces` or `opts-out`; else null.
    pub stance: Option<&'static str>,
    /// Whether it is another than what holds for everybody.
    pub differs: bool,
    /// The page that says it, where readers are led there, or null.
    pub href: Option<String>,
    /// Where this is the same in two cells of a row, the same holds; null where that is so when they read the same.
    pub held: Option<String>,
}
