//! The paths of SVG in few bytes: whole numbers, each relative to the one before.

use std::fmt::Write as _;

/// Writes a path.
#[derive(Debug, Default)]
pub struct Pen {
    path: String,
    /// Where it is, and where the stroke began.
    at: (i64, i64),
    start: (i64, i64),
    /// How far it has gone straight along one axis.
    straight: (i64, i64),
}

impl Pen {
    /// Begins a stroke at a place.
    pub fn begin(&mut self, to: (i64, i64)) {
        self.straight();
        let _ = match self.path.is_empty() {
            true => write!(self.path, "M{}{}", to.0, signed(to.1)),
            false => write!(self.path, "m{}{}", to.0 - self.at.0, signed(to.1 - self.at.1)),
        };
        (self.at, self.start) = (to, to);
    }

    /// Shows where it is, though it should go nowhere from there.
    pub fn dot(&mut self) {
        self.straight();
        self.path.push_str("h0");
    }

    /// Goes on to a place.
    pub fn to(&mut self, to: (i64, i64)) {
        let by = (to.0 - self.at.0, to.1 - self.at.1);
        self.at = to;
        let is_straight = (by.0 == 0) != (by.1 == 0);
        let goes_on = by.0.signum() == self.straight.0.signum() && by.1.signum() == self.straight.1.signum();
        if by == (0, 0) {
            return;
        }
        if is_straight && goes_on {
            self.straight = (self.straight.0 + by.0, self.straight.1 + by.1);
            return;
        }
        self.straight();
        if is_straight {
            self.straight = by;
        } else {
            let _ = write!(self.path, "l{}{}", by.0, signed(by.1));
        }
    }

    /// Goes back to where the stroke began.
    pub fn close(&mut self) {
        self.straight();
        self.path.push('z');
        self.at = self.start;
    }

    fn straight(&mut self) {
        let _ = match self.straight {
            (0, 0) => Ok(()),
            (across, 0) => write!(self.path, "h{across}"),
            (_, down) => write!(self.path, "v{down}"),
        };
        self.straight = (0, 0);
    }

    /// The path.
    pub fn finish(mut self) -> String {
        self.straight();
        self.path
    }
}

/// A number after another: without a blank where its sign tells them apart.
fn signed(number: i64) -> String {
    if number < 0 { number.to_string() } else { format!(" {number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_short() {
        let mut pen = Pen::default();
        pen.begin((0, 5));
        pen.dot();
        for to in [(2, 5), (3, 5), (3, 5), (3, 9), (3, 12), (3, 10), (4, -1)] {
            pen.to(to);
        }
        pen.begin((8, 0));
        pen.to((9, 1));
        pen.to((9, 0));
        pen.close();
        pen.begin((8, 2));
        assert_eq!(pen.finish(), "M0 5h0h3v7v-2l1-11m4 1l1 1v-1zm0 2");
    }
}
