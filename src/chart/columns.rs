//! Which columns of the data are drawn.

use super::ask::{Ask, Shape, cut};
use super::fault::{At, Fault, Key};
use super::grid::Grid;
use super::read::{MOST_SERIES, name_of};
use crate::diag::nearest;

/// The columns that are drawn.
#[derive(Debug, PartialEq)]
pub struct Columns {
    /// The one of the x axis.
    pub x: usize,
    /// The one that tells series apart.
    pub by: Option<usize>,
    /// Those of the y axis, each with what it is called.
    pub ys: Vec<(usize, String)>,
}

/// Chooses them; what is wrong goes to `faults`. None when there is nothing to draw.
pub fn columns(ask: &Ask, grid: &Grid<'_>, text: &str, faults: &mut Vec<Fault>) -> Option<Columns> {
    let names = grid.names();
    if names.is_empty() {
        faults.push(Fault::data(grid.header(text), "there is no data", "write at least one row"));
        return None;
    }
    let is_histogram = ask.shape == Shape::Histogram;
    let mut search = Search { grid, text, faults, is_sound: true };
    let x = match &ask.x {
        Some(name) => search.find(name, "x", None),
        None => Some(0),
    };
    let by = ask.series.as_deref().map(|name| search.find(name, "series", None));
    let mut ys: Vec<(usize, String)> = Vec::new();
    for (index, (name, label)) in ask.y.iter().enumerate() {
        let at = (ask.y.len() > 1).then_some(index);
        ys.extend(search.find(name, "y", at).map(|column| (column, name_of(label))));
    }
    if !search.is_sound {
        return None;
    }
    let (x, by) = (x?, by.flatten());
    if ys.is_empty() {
        let others = (0..names.len()).filter(|column| (*column != x || is_histogram) && Some(*column) != by);
        ys = others.map(|column| (column, name_of(&names[column]))).collect();
        if is_histogram {
            // What is counted is the last column where nobody says which.
            ys = ys.pop().into_iter().collect();
        }
    }
    if ys.is_empty() {
        let help = "a chart needs a column for each axis";
        let message = format!("`{}` is the only column", cut(&names[x]));
        faults.push(Fault::data(grid.header(text), message, help));
        return None;
    }
    if ys.len() > MOST_SERIES {
        let message = format!(
            "{} columns are more than the {MOST_SERIES} that can be told apart: those from `{}` on are left out",
            ys.len(),
            cut(&ys[MOST_SERIES].1),
        );
        faults.push(Fault::data(grid.header(text), message, "name those that matter in `y`"));
        ys.truncate(MOST_SERIES);
    }
    called_twice(ask, grid, text, &ys, faults);
    Some(Columns { x, by, ys })
}

/// Says which name stands for two columns.
fn called_twice(ask: &Ask, grid: &Grid<'_>, text: &str, ys: &[(usize, String)], faults: &mut Vec<Fault>) {
    let names = grid.names();
    let twice = names.iter().enumerate().find(|(at, name)| !name.is_empty() && names[..*at].contains(name));
    if let Some((_, name)) = twice {
        let message = format!("two columns are called `{}`", cut(name));
        faults.push(Fault::data(grid.header(text), message, "give each a name of its own"));
    }
    let again = |at: usize| ys[..at].iter().any(|(column, label)| *label == ys[at].1 && *column != ys[at].0);
    if let Some(at) = (0..ys.len()).find(|at| again(*at)).filter(|_| twice.is_none() && !ask.y.is_empty()) {
        let message = format!("two columns are to be called `{}`", cut(&ys[at].1));
        let key = At::Keys(vec![Key::Name("y".to_owned())]);
        faults.push(Fault::data(
            key,
            message,
            "give each a name of its own, so that readers can tell them apart",
        ));
    }
}

struct Search<'a, 'g> {
    grid: &'a Grid<'g>,
    text: &'a str,
    faults: &'a mut Vec<Fault>,
    is_sound: bool,
}

impl Search<'_, '_> {
    /// The column of a name that a key gives, or an item of its list.
    fn find(&mut self, name: &str, key: &str, index: Option<usize>) -> Option<usize> {
        let names = self.grid.names();
        let same = |known: &String| known == name;
        let found = names
            .iter()
            .position(same)
            .or_else(|| names.iter().position(|known| known.eq_ignore_ascii_case(name)));
        if found.is_some() {
            return found;
        }
        self.is_sound = false;
        let help = nearest(name, names.iter().map(String::as_str))
            .map_or_else(|| there_are(names), |near| format!("did you mean `{}`?", cut(near)));
        let message = format!("the data has no column `{}`", cut(name));
        // The data is where the column is missing; what was asked for is said in the message.
        let at = match self.grid.header(self.text) {
            place @ At::Place(_) => place,
            _ => At::Keys([Key::Name(key.to_owned())].into_iter().chain(index.map(Key::Index)).collect()),
        };
        self.faults.push(Fault::asked(at, message, help));
        None
    }
}

/// The names that there are, as many as one reads.
fn there_are(names: &[String]) -> String {
    let listed: Vec<String> = names.iter().take(8).map(|name| format!("`{}`", cut(name))).collect();
    let more = if names.len() > 8 { format!(" and {} more", names.len() - 8) } else { String::new() };
    format!("there are {}{more}", listed.join(", "))
}
