//! What a template receives: one struct a template, and nothing else.
//!
//! The guide's page on themes documents these; `dayone view PAGE` prints the real values for a page.

mod changes;
mod decisions;
mod filters;
mod incident;
mod practices;
mod register;
mod rota;
mod teams;
mod weekly;

use serde::Serialize;
use serde_json::{Map, Value};

use super::view_health::HealthView;
use crate::syntax::document::Uses;
pub use changes::{ChangePartView, ChangeView, ChangesView};
pub use decisions::{DecisionRowView, DecisionView, DecisionsView, NarrativeView};
pub use filters::{FilterOptionView, FilterView};
pub use incident::{
    EventView, IncidentView, MarkView, PhaseView, PointView, PresentedView, ScaleView, SpanView, TaskView,
    ToldView,
};
pub use practices::{
    AdoptedPageView, AdoptedView, CompareCellView, CompareRowView, CompareUnitView, CompareView,
    InEffectView, NormView, OriginView, PracticeView, PracticesView, ReasonView, SharedPrincipleView,
};
pub use register::{
    GroupView, IncidentRowView, MedianView, OwnerTallyView, QuarterView, RegisterPageView, RegisterView,
    ToDoRowView, ToDoView,
};
pub use rota::{
    FoldView, LayerView, LoadView, OnCallUnitView, OnCallView, PersonShiftView, PersonShiftsView,
    RotationView, RungView, SeveritiesView, ShiftView, TimeView,
};
pub use teams::{
    ActionView, AdaptationView, MemberView, PagesView, PrincipleRowView, PrincipleView, UnitView, WorkingView,
};
pub use weekly::{FigureView, MetricView, WeekMarkView, WeekSeriesView, WeeklyView};

/// The site, the same for every template.
#[derive(Debug, Serialize)]
pub struct SiteView<'a> {
    /// The handbook's title.
    pub title: &'a str,
    /// One sentence about it, or null.
    pub description: Option<&'a str>,
    /// A BCP 47 language tag.
    pub language: &'a str,
    /// The address of the site, or its path alone, with a trailing `/`, or null.
    pub base_url: Option<&'a str>,
    /// Who writes it.
    pub authors: &'a [String],
    /// The repository's page, or null.
    pub repository_url: Option<&'a str>,
    /// The theme's options with what `[theme]` sets.
    pub options: &'a Map<String, Value>,
    /// By path in the theme's `static/`, the path of the asset in the site: put `root` before it.
    pub assets: Map<String, Value>,
    /// The path of the page that shows how the handbook is kept: put `root` before it; or null.
    pub health: Option<String>,
    /// The path of the page that compares units: put `root` before it; or null.
    pub compare: Option<String>,
    /// The path of the page that shows who is on call everywhere: put `root` before it; or null.
    pub on_call: Option<String>,
    /// The path of the page that lists all failures: put `root` before it; or null.
    pub incidents: Option<String>,
    /// The path of the page that lists all that is to be done: put `root` before it; or null.
    pub actions: Option<String>,
    /// The path of the page that shows all decisions: put `root` before it; or null.
    pub decisions: Option<String>,
    /// The version of dayone.
    pub version: &'a str,
}

/// A page: what `page.html`, and any template that a page names, receives as `page`.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// The title as plain text.
    pub title: &'a str,
    /// The title as HTML, with the markup that its heading has. Safe.
    pub title_html: String,
    /// The id of the title's heading, or null.
    pub title_id: Option<&'a str>,
    /// One sentence about the page, or null.
    pub description: Option<&'a str>,
    /// The path from the site's root: `teams/payments/`; empty for home.
    pub url: String,
    /// The page's full address, or null when the site has none.
    pub canonical: Option<String>,
    /// The path of the source from the handbook's root, or null.
    pub source: Option<&'a str>,
    /// What the page is.
    pub kind: KindView,
    /// The body as HTML. Safe.
    pub content: String,
    /// The headings of level 2 and 3, nested.
    pub toc: Vec<TocEntry>,
    /// Who owns it, or null.
    pub owner: Option<OwnerView>,
    /// The day of the last review (`2026-03-31`), or null.
    pub reviewed: Option<String>,
    /// Where the review stands, or null when nobody asked for one.
    pub review: Option<ReviewView>,
    /// What changed since the review, when `[site] changes` asks for it and git knows, or null.
    pub changes: Option<ChangesView>,
    /// The fields of the page's kind that it sets or inherits.
    pub fields: Vec<FieldView>,
    /// Whether there is anything to say of the page in few words: a field that is neither wide nor apart, what a
    /// principle is in tension with, what a unit is part of.
    pub in_short: bool,
    /// Where to edit the page, or null.
    pub edit_url: Option<String>,
    /// Where the history of the page's source is shown, or null.
    pub history_url: Option<String>,
    /// Keywords.
    pub tags: &'a [String],
    /// Whom it is for, or null.
    pub audience: Option<&'a str>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Whether it is listed nowhere.
    pub hidden: bool,
    /// Whether search engines should leave it out.
    pub noindex: bool,
    /// Whatever the front matter has under `extra`.
    pub extra: &'a Map<String, Value>,
    /// The pages above, outermost first, without home.
    pub breadcrumbs: Vec<LinkView>,
    /// The page before, in reading order, or null.
    pub prev: Option<LinkView>,
    /// The page after, or null.
    pub next: Option<LinkView>,
    /// Whether the page has no text of its own and lists what is below instead.
    pub listing: bool,
    /// The pages below; only when `listing`.
    pub children: Vec<ChildView>,
    /// What puts the page into practice, by unit.
    pub cited_by: Vec<CitedView>,
    /// What holds here of the practice that the page is about, or null.
    pub practice: Option<PracticeView>,
    /// The practices in effect in the unit that the page is of, or null.
    pub practices: Option<PracticesView>,
    /// How a principle stands to others, when the page is one, or null.
    pub principle: Option<PrincipleView>,
    /// All principles, on the page that shows them.
    pub principles: Vec<PrincipleRowView>,
    /// The principles about which there is something to ask, on the page that says what.
    pub questions: Vec<PrincipleRowView>,
    /// The page that says what to ask about the principles, on the one that shows them, or null.
    pub questions_at: Option<String>,
    /// What else there is to a unit, when the page is one, or null.
    pub unit: Option<UnitView>,
    /// Who is on call, when the page says it, or null.
    pub rotation: Option<RotationView>,
    /// Who is on call for each unit, on the page that shows that.
    pub on_call: Vec<OnCallUnitView>,
    /// The pages of that, when there are several.
    pub on_call_pages: Vec<RegisterPageView>,
    /// What failed, when the page tells of that, or null.
    pub incident: Option<IncidentView>,
    /// The graphs of a week, when the page is a review of one, or null.
    pub weekly: Option<WeeklyView>,
    /// What the page says that is to be done: what is open first.
    pub tasks: Vec<TaskView>,
    /// All failures, on a page that lists them, or null.
    pub register: Option<RegisterView>,
    /// All that is to be done, on a page that lists it, or null.
    pub to_do: Option<ToDoView>,
    /// The failures because of which the page changed.
    pub because_of: Vec<ToldView>,
    /// The failures that a service or a principle had a part in.
    pub seen_in: Vec<ToldView>,
    /// How the page's decision stands to others, when it is one, or null.
    pub decision: Option<DecisionView>,
    /// All decisions, on the page that shows them, and those of a unit on its own; or null.
    pub decisions: Option<DecisionsView>,
    /// How long the page is, when it is a narrative, or null.
    pub narrative: Option<NarrativeView>,
    /// Units side by side, when the page compares them, or null.
    pub compare: Option<CompareView>,
    /// The page that compares units: in the practice that this page is about, or, from the page of a unit, or of a folder
    /// with units or practices in it, in all; or null.
    pub compared_at: Option<String>,
    /// Whose page it is, when it is somebody's, or null.
    pub person: Option<PersonView>,
    /// Everybody, by unit, when the page lists them.
    pub people: Vec<PeopleView>,
    /// How the handbook is kept, when the page shows that, or null.
    pub health: Option<HealthView>,
    /// How many words there are to read.
    pub words: usize,
    /// What the page needs: `mermaid`, `code`, `tabs`, `math`, `chart`.
    pub uses: Uses,
}

/// A link that is ready to use.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// Its text.
    pub title: String,
    /// Its address from the page.
    pub href: String,
}

/// What a page is.
#[derive(Debug, Clone, Serialize)]
pub struct KindView {
    /// The word in `kind:`; `page` when nothing is said.
    pub id: String,
    /// The words for readers.
    pub label: String,
}

/// The pages of a unit that put a page into practice.
#[derive(Debug, Serialize)]
pub struct CitedView {
    /// The unit, or null for what is everybody's.
    pub unit: Option<LinkView>,
    /// The pages.
    pub pages: Vec<CiteView>,
}

/// A page that puts another into practice.
#[derive(Debug, Serialize)]
pub struct CiteView {
    /// Its title.
    pub title: String,
    /// Its address from the page.
    pub href: String,
    /// What it is.
    pub kind: KindView,
}

/// What is said of the person whose page it is.
#[derive(Debug, Serialize)]
pub struct PersonView {
    /// What pages call them by.
    pub id: String,
    /// The day since which they are not there (`2026-09-30`), or null.
    pub left: Option<String>,
    /// Their shifts that come, or null when they are in no rotation.
    pub on_call: Option<PersonShiftsView>,
    /// The pages that name them, by what they name them as; those without any are left out.
    pub lists: Vec<PersonListView>,
}

/// The pages that name somebody as one thing.
#[derive(Debug, Serialize)]
pub struct PersonListView {
    /// `leads`, `member-of`, `on-call-for`, `escalates-for`, `to-do` or `owns`.
    pub name: String,
    /// The words for readers.
    pub label: String,
    /// The pages; what is due first comes first.
    pub items: Vec<PersonItemView>,
}

/// A page that names somebody, or in a list of people the person's own.
#[derive(Debug, Serialize)]
pub struct PersonItemView {
    /// Its title.
    pub title: String,
    /// Its address from the page.
    pub href: String,
    /// What it is.
    pub kind: KindView,
    /// What is to be done, or the person's role, or null.
    pub text: Option<String>,
    /// The day by which it is to be done, or of the next review, or null.
    pub due: Option<String>,
    /// Of the next review, the day from which that is soon, or null.
    pub soon: Option<String>,
    /// Where the review of an owned page stands: see `page.review`; or null.
    pub review: Option<&'static str>,
}

/// The people of a unit.
#[derive(Debug, Serialize)]
pub struct PeopleView {
    /// The unit, or null for those of none.
    pub unit: Option<LinkView>,
    /// Who is in it.
    pub people: Vec<PersonItemView>,
}

/// A page in a listing.
#[derive(Debug, Serialize)]
pub struct ChildView {
    /// Its title.
    pub title: String,
    /// Its address from the page.
    pub href: String,
    /// One sentence about it, or null.
    pub description: Option<String>,
    /// What it is.
    pub kind: KindView,
    /// How many pages are below it.
    pub count: usize,
}

/// Who owns a page.
#[derive(Debug, Serialize)]
pub struct OwnerView {
    /// The id as written.
    pub id: String,
    /// The words for readers: the name of the person, the title of the unit, else the id.
    pub title: String,
    /// The page of the unit or the person, or null.
    pub href: Option<String>,
    /// Where that is said, when it is not in the page: words for readers, and the page that says it. Else null.
    pub from: Option<LinkText>,
}

/// Where a page's review stands on the day that the site is built for. The theme computes it again in
/// the browser, because a static page grows old.
#[derive(Debug, Serialize)]
pub struct ReviewView {
    /// `fresh`, `due` (soon), `overdue`, `edited` (since the last one) or `unreviewed`.
    pub state: &'static str,
    /// The day of the next review (`2026-09-30`), or null.
    pub due: Option<String>,
    /// The day from which that is soon, or null.
    pub soon: Option<String>,
    /// Who did the last one, or null.
    pub by: Option<String>,
    /// Their page, or null.
    pub by_href: Option<String>,
}

/// A heading in the table of contents.
#[derive(Debug, Serialize)]
pub struct TocEntry {
    /// Its id.
    pub id: String,
    /// Its text.
    pub title: String,
    /// The headings below it.
    pub children: Vec<TocEntry>,
}

/// A field of the page's kind. Of `text`, `items`, `entries` and `rows` one is filled.
#[derive(Debug, Serialize)]
pub struct FieldView {
    /// The key.
    pub name: String,
    /// The words for readers.
    pub label: String,
    /// The value, or null.
    pub text: Option<LinkText>,
    /// The values of a list.
    pub items: Vec<LinkText>,
    /// The values of a mapping.
    pub entries: Vec<EntryView>,
    /// The column names of a list of mappings.
    pub columns: Vec<String>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<LinkText>>,
    /// Whether it wants the page's whole width: a table, or values of more than a few words.
    pub wide: bool,
    /// Whether the page shows it in a way of its own.
    pub apart: bool,
}

/// A value by its key.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// The key.
    pub name: String,
    /// The words for readers.
    pub label: String,
    /// The value.
    pub value: LinkText,
    /// The values of a list of people, units or pages.
    pub items: Vec<LinkText>,
}

/// A value, with the page that it names.
#[derive(Debug, Clone, Serialize)]
pub struct LinkText {
    /// The value.
    pub text: String,
    /// The page that it names, or null.
    pub href: Option<String>,
    /// The value as HTML where the author marked a part of it (a link, emphasis, code), or null.
    pub html: Option<String>,
}

impl LinkText {
    /// A text that leads nowhere.
    pub fn plain(text: String) -> Self {
        LinkText { text, href: None, html: None }
    }

    /// A text that leads to an address.
    pub fn link(text: String, href: String) -> Self {
        LinkText { text, href: Some(href), html: None }
    }
}

/// The sidebar of a section: what `sidebar.html` receives as `items`.
#[derive(Debug, Serialize)]
pub struct SidebarItem {
    /// The words.
    pub title: String,
    /// The address, or null for what has none.
    pub href: Option<String>,
    /// `page`, `part` (a title of what is in it), `draft` (still to be written), `external`, or `more`
    /// (the full listing of a section that is too long to show).
    pub kind: &'static str,
    /// Whether the section is this one, or in it.
    pub open: bool,
    /// What is nested in it.
    pub children: Vec<SidebarItem>,
}
