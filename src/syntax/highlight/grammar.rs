//! The syntaxes in the form that parsing wants: contexts with their rules in one flat list, and
//! for each byte the rules that can match at it.
//!
//! Everything is made when first needed and then kept for good, shared by all threads: contexts
//! refer to each other in circles, and their number is bounded by the syntaxes'.

use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern, context_iter,
};
use syntect::parsing::{ClearAmount, Scope, SyntaxSet};

use super::bytes::{END, is_word};
use super::classes::Classes;
use super::first::First;
use super::spans::Class;

/// All syntaxes, and the contexts made of them so far.
pub(super) struct Grammar {
    set: &'static SyntaxSet,
    classes: Classes,
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    contexts: FxHashMap<ContextId, &'static Ctx>,
    /// By the address of the pattern: several contexts include the same one.
    rules: FxHashMap<usize, &'static Rule>,
    starts: FxHashMap<usize, Option<ContextId>>,
}

/// A context: what can come next at some place of a text.
pub(super) struct Ctx {
    pub meta_scope: Box<[Class]>,
    pub meta_content: Box<[Class]>,
    pub clear: Option<ClearAmount>,
    pub uses_backrefs: bool,
    /// The context's own rules, as they count when it is a `with_prototype`.
    pub own: Table,
    /// Those of its prototype, and then its own.
    full: OnceLock<Table>,
    prototype: Option<ContextId>,
}

/// Something to match, and what to do then.
pub(super) struct Rule {
    pub pattern: &'static MatchPattern,
    pub first: First,
    regex: OnceLock<Option<onig::Regex>>,
    pub scope: Box<[Class]>,
    pub captures: Box<[(usize, Box<[Class]>)]>,
    pub op: Op,
    pub with_prototype: Option<Link>,
}

/// What a match does to the stack of contexts.
pub(super) enum Op {
    Stay,
    Pop,
    Push(Box<[Link]>),
    Set(Box<[Link]>),
}

/// A context that is looked up when it is first entered.
pub(super) struct Link {
    id: Option<ContextId>,
    target: OnceLock<&'static Ctx>,
}

/// Rules in order, and those among them that can match at each byte.
pub(super) struct Table {
    pub rules: Box<[&'static Rule]>,
    index: OnceLock<Index>,
}

struct Index {
    /// The group of each byte and of the end.
    group: [u16; END + 1],
    /// For each group, the rules to try after a word's character and those to try elsewhere.
    groups: Vec<[Box<[u16]>; 2]>,
}

impl Grammar {
    pub(super) fn new(set: &'static SyntaxSet) -> Self {
        Grammar { set, classes: Classes::new(), made: Mutex::default() }
    }

    /// The context in which a text in the syntax number `syntax` starts.
    pub(super) fn start(&self, syntax: usize) -> Option<&'static Ctx> {
        let id = {
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            *made.starts.entry(syntax).or_insert_with(|| find_start(self.set, syntax))
        };
        self.context(id?)
    }

    /// The rules to try in `ctx`.
    pub(super) fn table(&self, ctx: &'static Ctx) -> &'static Table {
        match ctx.prototype {
            None => &ctx.own,
            Some(id) => ctx.full.get_or_init(|| {
                let first = self.context(id).map_or(&[][..], |prototype| &prototype.own.rules);
                Table::new(first.iter().chain(&ctx.own.rules).copied().collect())
            }),
        }
    }

    /// The context behind `link`, None when its syntax is not in the set.
    pub(super) fn follow(&self, link: &'static Link) -> Option<&'static Ctx> {
        if let Some(ctx) = link.target.get() {
            return Some(ctx);
        }
        let ctx = self.context(link.id?)?;
        Some(link.target.get_or_init(|| ctx))
    }

    fn context(&self, id: ContextId) -> Option<&'static Ctx> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ctx) = made.contexts.get(&id) {
            return Some(ctx);
        }
        let ctx = self.make(&mut made, resolve(self.set, id)?);
        made.contexts.insert(id, ctx);
        Some(ctx)
    }

    fn make(&self, made: &mut Made, source: &'static Context) -> &'static Ctx {
        let rules = context_iter(self.set, source)
            .filter_map(|(context, at)| context.match_at(at).ok())
            .map(|pattern| {
                let address = std::ptr::from_ref(pattern) as usize;
                *made.rules.entry(address).or_insert_with(|| Box::leak(Box::new(self.rule(pattern))))
            })
            .collect();
        Box::leak(Box::new(Ctx {
            meta_scope: self.classes(&source.meta_scope),
            meta_content: self.classes(&source.meta_content_scope),
            clear: source.clear_scopes,
            uses_backrefs: source.uses_backrefs,
            own: Table::new(rules),
            full: OnceLock::new(),
            prototype: source.prototype,
        }))
    }

    fn rule(&self, pattern: &'static MatchPattern) -> Rule {
        let captures = pattern.captures.iter().flatten();
        Rule {
            pattern,
            // What back references stand for is not known yet.
            first: if pattern.has_captures { First::ANY } else { First::of(pattern.regex.regex_str()) },
            regex: OnceLock::new(),
            scope: self.classes(&pattern.scope),
            captures: captures.map(|(group, scopes)| (*group, self.classes(scopes))).collect(),
            op: match &pattern.operation {
                MatchOperation::None => Op::Stay,
                MatchOperation::Pop => Op::Pop,
                MatchOperation::Push(references) => Op::Push(references.iter().map(Link::new).collect()),
                MatchOperation::Set(references) => Op::Set(references.iter().map(Link::new).collect()),
            },
            with_prototype: pattern.with_prototype.as_ref().map(Link::new),
        }
    }

    fn classes(&self, scopes: &[Scope]) -> Box<[Class]> {
        scopes.iter().map(|scope| self.classes.of(*scope)).collect()
    }
}

impl Rule {
    /// The compiled expression; None if it is not valid, which is as good as never matching.
    pub(super) fn regex(&self) -> Option<&onig::Regex> {
        self.regex.get_or_init(|| compile(self.pattern.regex.regex_str())).as_ref()
    }
}

/// Compiles an expression the way syntect does.
pub(super) fn compile(regex: &str) -> Option<onig::Regex> {
    let options = onig::RegexOptions::REGEX_OPTION_CAPTURE_GROUP;
    onig::Regex::with_options(regex, options, onig::Syntax::default()).ok()
}

impl Link {
    fn new(reference: &ContextReference) -> Self {
        Link { id: reference.id().ok(), target: OnceLock::new() }
    }
}

impl Table {
    fn new(rules: Box<[&'static Rule]>) -> Self {
        Table { rules, index: OnceLock::new() }
    }

    /// The rules, by their places in `rules` and in order, that can match before `next` (a byte or
    /// [`END`]) according to it and to whether a word's character stands before.
    #[inline]
    pub(super) fn at(&self, next: usize, after_word: bool) -> &[u16] {
        let index = self.index.get_or_init(|| Index::new(&self.rules));
        &index.groups[usize::from(index.group[next])][usize::from(after_word)]
    }
}

impl Index {
    fn new(rules: &[&'static Rule]) -> Self {
        let mut index = Index { group: [0; END + 1], groups: Vec::new() };
        let mut known: FxHashMap<(Vec<u16>, bool), u16> = FxHashMap::default();
        for next in 0..=END {
            // The second and later bytes of a character start nothing.
            let inner = (0x80..0xc0).contains(&next);
            let can = |at: &u16| !inner && rules[usize::from(*at)].first.at.has(next);
            let list: Vec<u16> = (0..u16::try_from(rules.len()).unwrap_or(u16::MAX)).filter(can).collect();
            let word = u8::try_from(next).is_ok_and(is_word);
            index.group[next] = *known.entry((list, word)).or_insert_with_key(|(list, word)| {
                let boundary = |at: &&u16| !(*word && rules[usize::from(**at)].first.boundary);
                let after_word = list.iter().filter(boundary).copied().collect();
                index.groups.push([list.as_slice().into(), after_word]);
                (index.groups.len() - 1) as u16
            });
        }
        index
    }
}

/// The context of a syntax in which its texts start.
///
/// The set hands out neither it nor identifiers, except to its own parser; but identifiers can be
/// read from data, and the start context is one of a kind: it matches nothing and pushes.
fn find_start(set: &'static SyntaxSet, syntax: usize) -> Option<ContextId> {
    (0..)
        .map_while(|context| identifier(syntax, context))
        .map_while(|id| Some((id, resolve(set, id)?)))
        .find_map(|(id, context)| match context.patterns.as_slice() {
            [Pattern::Match(only)]
                if only.regex.regex_str().is_empty()
                    && matches!(only.operation, MatchOperation::Push(_))
                    && context.meta_content_scope.first() == Some(&set.syntaxes()[syntax].scope) =>
            {
                Some(id)
            }
            _ => None,
        })
}

fn identifier(syntax: usize, context: usize) -> Option<ContextId> {
    serde_json::from_value(serde_json::json!({ "syntax_index": syntax, "context_index": context })).ok()
}

fn resolve(set: &'static SyntaxSet, id: ContextId) -> Option<&'static Context> {
    let reference: ContextReference = serde_json::to_value(id)
        .and_then(|id| serde_json::from_value(serde_json::json!({ "Direct": id })))
        .ok()?;
    reference.resolve(set).ok()
}
