//! How well a handbook is kept: lists of what wants somebody, as rows of values.

use jiff::civil::Date;
use serde_json::Value;

use super::{Counts, Handbook, Kept, MatrixRow, Owner, Page, PageId, ReviewState, ToDo};
use crate::facts::{Named, Stance};
use crate::syntax::markdown::short;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Pages whose review is overdue or due, that were edited since, or had none; the most urgent first.
    Freshness,
    /// Who owns how many pages, and how many of them want a review.
    Owners,
    /// Pages that nobody owns.
    Unowned,
    /// Pages that want reviews and have had none.
    Unreviewed,
    /// Principles, and how many pages put each into practice.
    Principles,
    /// Practices, and how the units stand to each.
    Practices,
    /// Pages that nothing links to.
    Orphans,
    /// What is to be done, what is due first, first.
    Actions(Asked),
    /// How many there are of each.
    Summary,
}

/// What is asked about actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// Whether only those that should be done by now are.
    pub overdue: bool,
    /// Whether all that is known of each is, and not only what people look for.
    pub details: bool,
}

/// What there is to say of an action, with whether it is a detail.
const OF_ACTION: [(&str, bool); 12] = [
    ("state", false),
    ("due", false),
    ("late", true),
    ("known", false),
    ("owner", false),
    ("owners", true),
    ("action", false),
    ("id", true),
    ("kind", false),
    ("link", true),
    ("title", false),
    ("page", false),
];

/// A list with named columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// What the columns are called.
    pub columns: Vec<&'static str>,
    /// A value for each column: a text, a number, a list of texts, or null where there is none.
    pub rows: Vec<Vec<Value>>,
}

impl Handbook {
    /// A report for a day; of one owner's pages, if that is asked for.
    pub fn health(&self, topic: Topic, today: Date, owner: Option<&str>) -> Rows {
        match topic {
            Topic::Freshness => self.freshness(today, owner),
            Topic::Owners => self.owners(today, owner),
            Topic::Unowned => self.unowned(today),
            Topic::Unreviewed => self.unreviewed(today, owner),
            Topic::Principles => self.cited(owner),
            Topic::Practices => self.practised(owner),
            Topic::Orphans => self.unlinked(today, owner),
            Topic::Actions(asked) => self.actions(today, owner, asked),
            Topic::Summary => self.summary(today, owner),
        }
    }

    /// The pages that are kept, of an owner if that is asked for.
    pub fn kept_by(&self, owner: Option<&str>, today: Date) -> Vec<Kept> {
        let mut kept = self.kept(today);
        let Some(owner) = owner else { return kept };
        kept.retain(|kept| self.is_owned(kept.page, owner));
        kept
    }

    /// Whether a page is the person's or the unit's of an id.
    fn is_owned(&self, page: PageId, owner: &str) -> bool {
        let own = self.pages[page].front.owner.as_deref();
        let same = |own: &str| {
            self.who(own, Named::Owner).is_some_and(|own| self.who(owner, Named::Owner) == Some(own))
        };
        own == Some(owner) || own.is_some_and(same)
    }

    /// Of these pages those that want somebody, the most urgent first.
    pub fn wanting(kept: Vec<Kept>) -> Vec<Kept> {
        let urgency = |state: ReviewState| match state {
            ReviewState::Overdue => 0,
            ReviewState::Edited => 1,
            ReviewState::Due => 2,
            ReviewState::Unreviewed => 3,
            ReviewState::Fresh => 4,
        };
        let mut wanting: Vec<Kept> = kept.into_iter().filter(Kept::is_wanting).collect();
        wanting.sort_by_key(|kept| {
            let due = kept.review.as_ref().and_then(|review| review.due);
            (kept.state().map(urgency), due, kept.page)
        });
        wanting
    }

    fn owner_cell(&self, page: PageId) -> Value {
        self.owner(page).map_or(Value::Null, |owner| owner.name.into())
    }

    /// Owner, title and path of a page.
    fn named(&self, page: PageId) -> Vec<Value> {
        let Page { title, path, .. } = &self.pages[page];
        vec![self.owner_cell(page), title.as_str().into(), path.as_str().into()]
    }

    fn freshness(&self, today: Date, owner: Option<&str>) -> Rows {
        let day = |day: Option<Date>| day.map_or(Value::Null, |day| day.to_string().into());
        let row = |kept: Kept| {
            let review = kept.review?;
            let mut row = vec![review.state.word().into(), day(review.due), day(review.on)];
            row.extend(self.named(kept.page));
            Some(row)
        };
        Rows {
            columns: vec!["state", "due", "reviewed", "owner", "title", "page"],
            rows: Handbook::wanting(self.kept_by(owner, today)).into_iter().filter_map(row).collect(),
        }
    }

    fn owners(&self, today: Date, owner: Option<&str>) -> Rows {
        let row = |(owner, kept): (Option<Owner>, Vec<Kept>)| {
            let counts = Counts::of(&kept);
            let (name, id) =
                owner.map_or((Value::Null, Value::Null), |owner| (owner.name.into(), owner.id.into()));
            let counts =
                [counts.pages, counts.overdue, counts.due, counts.edited, counts.unreviewed].map(Value::from);
            [name, id].into_iter().chain(counts).collect()
        };
        Rows {
            columns: vec!["owner", "id", "pages", "overdue", "due", "edited", "unreviewed"],
            rows: self.by_owner(self.kept_by(owner, today)).into_iter().map(row).collect(),
        }
    }

    fn unowned(&self, today: Date) -> Rows {
        let unowned = self.kept(today).into_iter().filter(|kept| self.owner(kept.page).is_none());
        let row = |kept: Kept| self.named(kept.page).split_off(1);
        Rows { columns: vec!["title", "page"], rows: unowned.map(row).collect() }
    }

    fn unreviewed(&self, today: Date, owner: Option<&str>) -> Rows {
        let kept = self.kept_by(owner, today).into_iter();
        let unreviewed = kept.filter(|kept| kept.state() == Some(ReviewState::Unreviewed));
        Rows {
            columns: vec!["owner", "title", "page"],
            rows: unreviewed.map(|kept| self.named(kept.page)).collect(),
        }
    }

    fn cited(&self, owner: Option<&str>) -> Rows {
        let citations = self.citations();
        let row = |principle: PageId| {
            let citing = self.citing(principle, &citations);
            let units = citing.iter().filter_map(|page| self.unit_of(*page));
            let mut units: Vec<&str> = units.map(|unit| &*self.pages[unit].title).collect();
            units.sort_unstable();
            units.dedup();
            let Page { title, path, .. } = &self.pages[principle];
            vec![citing.len().into(), title.as_str().into(), units.into(), path.as_str().into()]
        };
        Rows {
            columns: vec!["pages", "principle", "units", "page"],
            rows: self
                .principles()
                .filter(|page| owner.is_none_or(|owner| self.is_owned(*page, owner)))
                .map(row)
                .collect(),
        }
    }

    fn practised(&self, owner: Option<&str>) -> Rows {
        let row = |practice: &str| {
            let matrix = self.offered_matrix(practice);
            let first = matrix.rows.first()?;
            let written = |row: &&MatrixRow| self.pages[row.page].parsed.is_some();
            let is_theirs = |owner: &str| matrix.rows.iter().any(|row| self.is_owned(row.page, owner));
            if owner.is_some_and(|owner| !is_theirs(owner)) {
                return None;
            }
            let units = |stance: Stance| -> Value {
                let rows = matrix.rows.iter().filter(written).filter(|row| row.stance == Some(stance));
                rows.map(|row| self.unit_named(row.unit)).collect::<Vec<_>>().into()
            };
            let title = self.pages[first.page].title.clone();
            let defined =
                self.defining(practice).into_iter().filter(|page| self.is_offered(*page)).map(|page| {
                    let unit = self.practice_of(page).map_or(0, |(_, unit)| unit);
                    if unit == 0 && !self.home().kind.unit {
                        "everyone".to_owned()
                    } else {
                        self.unit_named(unit)
                    }
                });
            let defined = defined.collect::<Vec<_>>();
            let mut row = vec![practice.into(), title.into(), matrix.rows.len().into(), defined.into()];
            row.extend([Stance::Adapts, Stance::Replaces, Stance::OptsOut].map(units));
            Some(row)
        };
        let rows = self.practices().filter_map(row).collect();
        Rows {
            columns: vec!["practice", "title", "in effect", "defined by", "adapts", "replaces", "opts out"],
            rows,
        }
    }

    /// What a unit is called, with its id where another is called the same.
    fn unit_named(&self, unit: PageId) -> String {
        let title = &self.pages[unit].title;
        match self.units().filter(|other| self.pages[*other].title == *title).nth(1) {
            Some(_) => format!("{title} ({})", self.unit_id(unit)),
            None => title.clone(),
        }
    }

    fn unlinked(&self, today: Date, owner: Option<&str>) -> Rows {
        let orphans = self.orphans(&self.kept_by(owner, today), &self.citations());
        Rows {
            columns: vec!["owner", "title", "page"],
            rows: orphans.into_iter().map(|page| self.named(page)).collect(),
        }
    }

    fn actions(&self, today: Date, owner: Option<&str>, asked: Asked) -> Rows {
        let is_asked = |to_do: &ToDo| {
            owner.is_none_or(|owner| self.is_doer(&to_do.action, owner))
                && (!asked.overdue || to_do.action.is_overdue(today))
        };
        // Of what is overdue one asks for how long.
        let is_shown = |(column, is_detail): &(&str, bool)| {
            asked.details || !is_detail || (asked.overdue && *column == "late")
        };
        let row = |to_do: ToDo| -> Vec<Value> {
            let cells = OF_ACTION.iter().zip(self.of_action(&to_do, today));
            cells.filter(|(column, _)| is_shown(column)).map(|(_, cell)| cell).collect()
        };
        Rows {
            columns: OF_ACTION.iter().filter(|column| is_shown(column)).map(|(name, _)| *name).collect(),
            rows: self.to_do().into_iter().filter(is_asked).map(row).collect(),
        }
    }

    /// What there is to say of an action on a day.
    fn of_action(&self, to_do: &ToDo, today: Date) -> [Value; 12] {
        let Page { title, path, .. } = &self.pages[to_do.page];
        let action = &to_do.action;
        let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
        let late = action.due_day().filter(|_| action.is_overdue(today)).map(|due| (today - due).get_days());
        let due = action.due_day().map(|day| day.to_string()).or_else(|| action.due.clone());
        let doers = self.doers(action);
        let names = doers.iter().map(|owner| &*owner.name).collect::<Vec<_>>().join(", ");
        let ids: Vec<&str> = doers.iter().map(|owner| &*owner.id).collect();
        // What is read in a terminal or by a program has no marks.
        let what =
            short::parts(&action.what).map_or_else(|| action.what.clone(), |parts| short::words(&parts));
        [
            if late.is_some() { "overdue" } else { "open" }.into(),
            text(due.as_deref()),
            late.map_or(Value::Null, Value::from),
            to_do.age(today).map_or(Value::Null, Value::from),
            text(Some(&*names).filter(|names| !names.is_empty())),
            ids.into(),
            what.into(),
            text(action.id.as_deref()),
            text(action.kind.as_deref()),
            text(action.link.as_deref()),
            title.as_str().into(),
            path.as_str().into(),
        ]
    }

    /// How many pages there are of each sort; principles and practices are nobody's, and left out for one owner.
    fn summary(&self, today: Date, owner: Option<&str>) -> Rows {
        let kept = self.kept_by(owner, today);
        let counts = Counts::of(&kept);
        let citations = self.citations();
        let mut all = vec![
            ("pages", counts.pages),
            ("fresh", counts.fresh),
            ("due", counts.due),
            ("overdue", counts.overdue),
            ("edited", counts.edited),
            ("unreviewed", counts.unreviewed),
            ("orphans", self.orphans(&kept, &citations).len()),
        ];
        if owner.is_none() {
            all.push(("unowned", kept.iter().filter(|kept| self.owner(kept.page).is_none()).count()));
            all.push(("uncited principles", self.uncited(&citations).len()));
            all.push(("practices without a default", self.undefined_practices().len()));
        }
        let rows = all.into_iter().map(|(what, count)| vec![what.into(), count.into()]).collect();
        Rows { columns: vec!["what", "count"], rows }
    }
}
