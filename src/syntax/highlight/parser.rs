//! Walks through a text by the rules of its syntax, as syntect's own parser does, and says which
//! class each stretch has.
//!
//! It is another reading of the same definitions: the same rules win at the same places (a test
//! compares the two), but only rules that can match at the next byte are tried, nothing is
//! allocated on the way, and classes are kept instead of scopes.

use std::cell::RefCell;
use std::rc::Rc;

use onig::{MatchParam, Region, SearchOptions};

use super::bytes::{END, is_word};
use super::grammar::{Ctx, Grammar, Link, Op, Rule, Table, compile};
use super::painter::Painter;
use super::spans::{Class, Spans};

/// How deep contexts nest at most, as in syntect.
const DEPTH: usize = 100;

/// How often an expression may turn back in one match, before it is taken not to match. Nearly
/// all need some hundreds, one for Makefiles a hundred thousand; it is the expressions gone wild
/// that this stops, each in a few milliseconds.
const RETRIES: u32 = 200_000;

/// After so many of those the rest of a block is left plain.
const WILD: usize = 50;

/// How many rules may follow each other at one place without reading on.
const STANDSTILL: usize = 100;

/// Parses a text line by line.
pub(super) struct Parser {
    grammar: &'static Grammar,
    stack: Vec<Level>,
    /// The heights at which a `with_prototype` was entered: those below the last do not count.
    prototype_starts: Vec<usize>,
    painter: Painter,
    /// Where the last match was, and its groups.
    found: (usize, usize),
    region: Region,
    /// Rules that matched nothing and do nothing, at the step being made.
    idle: Vec<*const Rule>,
    /// How many matches were given up.
    wild: usize,
}

struct Level {
    ctx: &'static Ctx,
    table: &'static Table,
    prototypes: Vec<&'static Ctx>,
    captures: Option<Rc<Captures>>,
}

/// What the groups matched that the rules of a level refer back to.
struct Captures {
    groups: Vec<Option<String>>,
    compiled: RefCell<Vec<Compiled>>,
}

/// A rule, by its address, and its expression with the groups filled in; None if that is invalid.
type Compiled = (*const Rule, Rc<Option<onig::Regex>>);

/// Where a group starts or ends: its place with the order among others there, the classes that
/// start, and the number of those that end.
type Edge<'a> = ((usize, i64), &'a [Class], usize);

enum Step {
    Match(&'static Rule, bool),
    Loop,
    End,
}

impl Parser {
    pub(super) fn new(grammar: &'static Grammar, start: &'static Ctx) -> Self {
        let mut painter = Painter::default();
        painter.push_all(0, start.meta_content.get(..1).unwrap_or_default());
        Parser {
            grammar,
            stack: vec![Level::new(grammar, start, Vec::new(), None)],
            prototype_starts: Vec::new(),
            painter,
            found: (0, 0),
            region: Region::with_capacity(16),
            idle: Vec::new(),
            wild: 0,
        }
    }

    /// Reads `line`, which ends with its newline; `shown` is the same line as it stands in the text.
    pub(super) fn line(&mut self, line: &str, shown: &str) {
        self.painter.start(shown);
        let mut start = 0;
        let mut pushed_at = (usize::MAX, 0);
        let mut standing = 0;
        loop {
            while self.prototype_starts.last().is_some_and(|height| *height >= self.stack.len()) {
                self.prototype_starts.pop();
            }
            let may_loop = pushed_at == (start, self.stack.len());
            let step = if standing < STANDSTILL { self.step(line, start, may_loop) } else { Step::Loop };
            match step {
                Step::End => break,
                Step::Loop => {
                    // What was entered without reading would be left without reading: go on behind
                    // the next character.
                    let Some(next) = line[start..].chars().next() else { break };
                    start += next.len_utf8();
                    if start == line.len() {
                        break;
                    }
                    standing = 0;
                }
                Step::Match(rule, with_prototype) => {
                    let (_, end) = self.found;
                    standing = if end > start { 0 } else { standing + 1 };
                    if end <= start && matches!(rule.op, Op::Push(_)) {
                        pushed_at = (end, self.stack.len() + 1);
                    }
                    start = end;
                    if with_prototype {
                        self.prototype_starts.push(self.stack.len());
                    }
                    self.execute(line, rule);
                }
            }
        }
        self.painter.finish_line();
    }

    /// Leaves a line plain.
    pub(super) fn skip(&mut self, shown: &str) {
        self.painter.skip(shown);
    }

    pub(super) fn finish(self, capped: Option<usize>) -> Spans {
        self.painter.finish(capped)
    }

    /// Finds the first rule that matches at the earliest place from `start` on; its groups are
    /// left in `region`.
    fn step(&mut self, line: &str, start: usize, may_loop: bool) -> Step {
        self.idle.clear();
        let Some(top) = self.stack.last() else { return Step::End };
        let table = top.table;
        let from = self.prototype_starts.last().copied().unwrap_or(0).min(self.stack.len());
        let prototypes = self.stack[from..].iter().any(|level| !level.prototypes.is_empty());
        let bytes = line.as_bytes();
        for at in start..=bytes.len() {
            let next = bytes.get(at).map_or(END, |byte| usize::from(*byte));
            let after_word = at > 0 && is_word(bytes[at - 1]);
            let place = Place { line, start, at, next, after_word, may_loop };
            let mut loops = false;
            if prototypes {
                for level in from..self.stack.len() {
                    for index in 0..self.stack[level].prototypes.len() {
                        let table = &self.stack[level].prototypes[index].own;
                        let captures = self.stack[level].captures.clone();
                        if let Some(rule) = self.try_table(place, table, captures.as_ref(), &mut loops) {
                            return Step::Match(rule, true);
                        }
                    }
                }
            }
            if table.at(next, after_word).is_empty() {
                continue;
            }
            let captures = self.stack[self.stack.len() - 1].captures.clone();
            if let Some(rule) = self.try_table(place, table, captures.as_ref(), &mut loops) {
                return Step::Match(rule, false);
            }
            if loops {
                return Step::Loop;
            }
        }
        Step::End
    }

    fn try_table(
        &mut self,
        place: Place<'_>,
        table: &'static Table,
        captures: Option<&Rc<Captures>>,
        loops: &mut bool,
    ) -> Option<&'static Rule> {
        for index in table.at(place.next, place.after_word) {
            let rule = table.rules[usize::from(*index)];
            if !self.matches(place, rule, captures) {
                continue;
            }
            let (from, to) = self.found;
            let does_something = match rule.op {
                Op::Stay => from != to,
                Op::Push(_) => self.stack.len() < DEPTH,
                Op::Pop | Op::Set(_) => true,
            };
            if !does_something {
                self.idle.push(rule);
            } else if place.may_loop && to <= place.start && matches!(rule.op, Op::Pop) {
                *loops = true;
            } else {
                return Some(rule);
            }
        }
        None
    }

    fn matches(&mut self, place: Place<'_>, rule: &'static Rule, captures: Option<&Rc<Captures>>) -> bool {
        let first = &rule.first;
        if (first.line_start && place.at > 0) || (first.search_start && place.at > place.start) {
            return false;
        }
        if !self.idle.is_empty() && self.idle.contains(&std::ptr::from_ref(rule)) {
            return false;
        }
        if let Some(length) = first.length
            && (place.next < 0x80 || place.next == END)
        {
            // The byte has decided already, and no group is of interest.
            self.found = (place.at, place.at + length);
            self.region.clear();
            return true;
        }
        match captures {
            Some(captures) if rule.pattern.has_captures => {
                let regex = captures.regex(rule);
                regex.as_ref().as_ref().is_some_and(|regex| self.matches_at(regex, place))
            }
            _ => rule.regex().is_some_and(|regex| self.matches_at(regex, place)),
        }
    }

    /// Does what `rule` says, its match being in `region`.
    fn execute(&mut self, line: &str, rule: &'static Rule) {
        let (from, to) = self.found;
        let Some(ctx) = self.stack.last().map(|level| level.ctx) else { return };
        self.enter(from, ctx, rule);
        self.painter.push_all(from, &rule.scope);
        self.paint_captures(rule);
        self.painter.pop(to, rule.scope.len());
        self.leave(to, ctx, rule);
        self.change_stack(line, rule);
    }

    /// The classes of groups, outer ones first whatever order they are declared in.
    fn paint_captures(&mut self, rule: &Rule) {
        if rule.captures.is_empty() {
            return;
        }
        let mut edges: Vec<Edge<'_>> = Vec::new();
        for (group, classes) in &rule.captures {
            let place = if *group == 0 { Some(self.found) } else { self.region.pos(*group) };
            if let Some((from, to)) = place.filter(|(from, to)| from < to) {
                edges.push(((from, -((to - from) as i64)), classes, 0));
                edges.push(((to, i64::MIN), &[], classes.len()));
            }
        }
        edges.sort_by_key(|edge| edge.0);
        for ((at, _), starting, ending) in edges {
            self.painter.push_all(at, starting);
            self.painter.pop(at, ending);
        }
    }

    /// The classes of contexts that change before the match.
    fn enter(&mut self, at: usize, ctx: &Ctx, rule: &'static Rule) {
        let (links, set) = match &rule.op {
            Op::Stay => return,
            Op::Pop => return self.painter.pop(at, ctx.meta_content.len()),
            Op::Push(links) => (links, false),
            Op::Set(links) => (links, true),
        };
        if set && ctx.clear.is_some() {
            self.painter.restore(at);
        }
        for target in links.iter().filter_map(|link| self.grammar.follow(link)) {
            if let (false, Some(amount)) = (set, target.clear) {
                self.painter.clear(at, amount);
            }
            self.painter.push_all(at, &target.meta_scope);
        }
    }

    /// The classes of contexts that change after the match.
    fn leave(&mut self, at: usize, ctx: &Ctx, rule: &'static Rule) {
        let (links, set): (&'static [Link], bool) = match &rule.op {
            Op::Stay => return,
            Op::Pop => {
                self.painter.pop(at, ctx.meta_scope.len());
                if ctx.clear.is_some() {
                    self.painter.restore(at);
                }
                return;
            }
            Op::Push(links) => (links, false),
            Op::Set(links) => (links, true),
        };
        let grammar = self.grammar;
        let targets = || links.iter().filter_map(|link| grammar.follow(link));
        let again = (set && !(ctx.meta_scope.is_empty() && ctx.meta_content.is_empty()))
            || targets().any(|target| !target.meta_content.is_empty() || (set && target.clear.is_some()));
        if !again {
            return;
        }
        let mut count: usize = targets().map(|target| target.meta_scope.len()).sum();
        if set {
            count += ctx.meta_content.len() + ctx.meta_scope.len();
        }
        self.painter.pop(at, count);
        for target in targets() {
            if let (true, Some(amount)) = (set, target.clear) {
                self.painter.clear(at, amount);
            }
            self.painter.push_all(at, &target.meta_scope);
            self.painter.push_all(at, &target.meta_content);
        }
    }

    fn change_stack(&mut self, line: &str, rule: &'static Rule) {
        let (links, mut inherited) = match &rule.op {
            Op::Stay => return,
            Op::Pop => {
                // The bottom stays: there is nothing to come back to.
                if self.stack.len() > 1 {
                    self.stack.pop();
                }
                return;
            }
            Op::Push(links) => (links, Vec::new()),
            // A `with_prototype` holds on until the place that it was entered at is left.
            Op::Set(links) => (links, self.stack.pop().map_or_else(Vec::new, |level| level.prototypes)),
        };
        for (index, link) in links.iter().enumerate() {
            let mut prototypes = std::mem::take(&mut inherited);
            if index + 1 == links.len()
                && let Some(added) = rule.with_prototype.as_ref().and_then(|link| self.grammar.follow(link))
            {
                prototypes.push(added);
            }
            let Some(ctx) = self.grammar.follow(link) else { continue };
            let refers = ctx.uses_backrefs || prototypes.iter().any(|prototype| prototype.uses_backrefs);
            let captures = refers.then(|| Rc::new(Captures::new(line, &self.region)));
            self.stack.push(Level::new(self.grammar, ctx, prototypes, captures));
        }
    }
}

/// Where a rule is tried.
#[derive(Clone, Copy)]
struct Place<'a> {
    line: &'a str,
    start: usize,
    at: usize,
    next: usize,
    after_word: bool,
    may_loop: bool,
}

impl Parser {
    /// Whether `regex` matches right at the place; its groups are left in `region`.
    fn matches_at(&mut self, regex: &onig::Regex, place: Place<'_>) -> bool {
        let mut limits = MatchParam::default();
        limits.set_retry_limit_in_match(RETRIES);
        let options = SearchOptions::SEARCH_OPTION_NONE;
        match regex.match_with_param(place.line, place.at, options, Some(&mut self.region), limits) {
            Ok(found) => {
                self.found = self.region.pos(0).unwrap_or((place.at, place.at));
                found.is_some()
            }
            Err(_) => {
                self.wild += 1;
                false
            }
        }
    }

    /// Whether so many expressions went wild that reading on is not worth the time.
    pub(super) fn exhausted(&self) -> bool {
        self.wild >= WILD
    }
}

impl Level {
    fn new(
        grammar: &'static Grammar,
        ctx: &'static Ctx,
        prototypes: Vec<&'static Ctx>,
        captures: Option<Rc<Captures>>,
    ) -> Self {
        Level { ctx, table: grammar.table(ctx), prototypes, captures }
    }
}

impl Captures {
    fn new(line: &str, region: &Region) -> Self {
        let group = |at| region.pos(at).and_then(|(from, to)| line.get(from..to)).map(str::to_owned);
        Captures { groups: (0..region.len()).map(group).collect(), compiled: Vec::new().into() }
    }

    /// The expression of `rule` with what its back references stand for.
    fn regex(&self, rule: &'static Rule) -> Rc<Option<onig::Regex>> {
        let mut compiled = self.compiled.borrow_mut();
        let address = std::ptr::from_ref(rule);
        if let Some((_, regex)) = compiled.iter().find(|(known, _)| *known == address) {
            return regex.clone();
        }
        let regex = Rc::new(compile(&self.substitute(rule.pattern.regex.regex_str())));
        compiled.push((address, regex.clone()));
        regex
    }

    fn substitute(&self, regex: &str) -> String {
        let mut out = String::with_capacity(regex.len());
        let mut escaped = false;
        for c in regex.chars() {
            match c.to_digit(10).filter(|_| escaped) {
                Some(group) => {
                    let text = self.groups.get(group as usize).and_then(Option::as_deref).unwrap_or("");
                    for c in text.chars() {
                        if c.is_ascii_punctuation() {
                            out.push('\\');
                        }
                        out.push(c);
                    }
                }
                None if escaped => out.extend(['\\', c]),
                None if c != '\\' => out.push(c),
                None => {}
            }
            escaped = c == '\\' && !escaped;
        }
        if escaped {
            out.push('\\');
        }
        out
    }
}
