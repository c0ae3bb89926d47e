//! Which class a scope of the syntaxes stands for.

use syntect::parsing::Scope;

use super::spans::{Class, PLAIN, class};

/// A scope that says nothing: what surrounds it decides.
pub(super) const INHERIT: Class = u8::MAX;

/// Prefixes of scopes, whole words between dots, with the class they mean. The longest wins.
/// `-` means that the surrounding class holds, a space that the code is plain again. A change
/// here is one of [`super::VERSION`].
///
/// The names are those of Sublime Text's scope naming guide and of TextMate's manual before it,
/// with a few that single syntaxes use.
const SCOPES: &[(&str, u8)] = &[
    ("comment", b'c'),
    ("constant", b'l'),
    ("constant.character", b'e'),
    ("constant.numeric", b'n'),
    ("constant.other", b'l'),
    ("constant.other.color", b'n'),
    ("constant.other.placeholder", b'e'),
    ("entity.name", b't'),
    ("entity.name.constant", b'l'),
    ("entity.name.function", b'f'),
    ("entity.name.label", b'm'),
    ("entity.name.macro", b'm'),
    ("entity.name.other.group", b'r'),
    ("entity.name.section", b'h'),
    ("entity.name.table", b'h'),
    ("entity.name.tag", b'g'),
    ("entity.name.tag.toml", b'p'),
    ("entity.name.tag.yaml", b'p'),
    ("entity.name.variable", b'v'),
    ("entity.other.attribute-name", b'a'),
    ("entity.other.inherited-class", b't'),
    ("entity.section.ini", b'h'),
    ("invalid", b'x'),
    ("invalid.deprecated", b'-'),
    ("keyword", b'k'),
    ("keyword.control.anchor.regexp", b'r'),
    ("keyword.name.ini", b'p'),
    ("keyword.operator", b'o'),
    ("keyword.operator.alphanumeric", b'k'),
    ("keyword.operator.expression", b'k'),
    ("keyword.operator.logical.python", b'k'),
    ("keyword.operator.new", b'k'),
    ("keyword.operator.word", b'k'),
    ("keyword.other.unit", b'n'),
    ("markup.bold", b'w'),
    ("markup.deleted", b'd'),
    ("markup.heading", b'h'),
    ("markup.inserted", b'i'),
    ("markup.italic", b'y'),
    ("markup.quote", b'c'),
    ("markup.raw", b's'),
    ("markup.underline.link", b'u'),
    ("meta.annotation", b'm'),
    ("meta.annotation.parameters", b' '),
    ("meta.decorator", b'm'),
    ("meta.diff.header", b'h'),
    ("meta.diff.range", b'm'),
    ("meta.embedded", b' '),
    ("meta.interpolation", b' '),
    ("meta.mapping.key.json", b'p'),
    ("meta.object-literal.key", b'p'),
    ("meta.preprocessor", b'm'),
    ("meta.tag.key.toml", b'p'),
    ("meta.template.expression", b' '),
    ("punctuation.definition.variable", b'v'),
    ("source", b' '),
    ("source.regexp", b'r'),
    ("storage", b'k'),
    ("storage.type.numeric", b'n'),
    ("storage.type.string", b's'),
    ("string", b's'),
    ("string.regexp", b'r'),
    ("support", b'b'),
    ("support.constant", b'l'),
    ("support.macro", b'm'),
    ("support.type.property-name", b'p'),
    ("support.variable", b'-'),
    ("text", b' '),
    ("variable.annotation", b'm'),
    ("variable.declaration.terraform", b'p'),
    ("variable.function", b'f'),
    ("variable.language", b'l'),
    ("variable.other.readwrite.assignment.shell", b'v'),
    ("variable.other.readwrite.shell", b'v'),
    ("variable.parameter", b'v'),
    ("variable.parameter.option", b'a'),
];

/// Prefixes as scopes, longest first.
pub(super) struct Classes(Vec<(Scope, Class)>);

impl Classes {
    pub(super) fn new() -> Self {
        let mut table: Vec<(Scope, Class)> = SCOPES
            .iter()
            .filter_map(|(name, letter)| {
                let class = if *letter == b'-' { INHERIT } else { class(*letter) };
                Some((Scope::new(name).ok()?, class))
            })
            .collect();
        table.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        Classes(table)
    }

    /// The class that `scope` itself asks for, [`INHERIT`] for none.
    pub(super) fn of(&self, scope: Scope) -> Class {
        let found = self.0.iter().find(|(prefix, _)| prefix.is_prefix_of(scope));
        found.map_or(INHERIT, |(_, class)| *class)
    }
}

/// The class of text within `outer` whose innermost scope asks for `own`.
pub(super) fn within(outer: Class, own: Class) -> Class {
    const COMMENT: Class = class(b'c');
    const KEY: Class = class(b'p');
    const REGEXP: Class = class(b'r');
    const STRING: Class = class(b's');
    const ESCAPE: Class = class(b'e');
    match (outer, own) {
        (_, INHERIT) => outer,
        // A quoted key is a key first.
        (KEY, STRING) => KEY,
        // Markup in a comment belongs to it.
        (COMMENT, PLAIN) => COMMENT,
        // The parts of an expression in five colours say less than the whole in one.
        (REGEXP, own) if own != PLAIN && own != ESCAPE => REGEXP,
        _ => own,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::syntax::highlight::spans::LETTERS;

    #[test]
    fn the_longest_prefix_decides() {
        let classes = Classes::new();
        let cases = [
            ("source.rust", ' '),
            ("keyword.operator.assignment.rust", 'o'),
            ("keyword.operator.word.python", 'k'),
            ("keyword.control.loop.do.shell", 'k'),
            ("string.regexp.js", 'r'),
            ("stringent", '-'),
            ("entity.name.tag.yaml", 'p'),
            ("entity.name.tag.html", 'g'),
            ("variable.other.member.rust", '-'),
            ("punctuation.section.block.begin.rust", '-'),
        ];
        for (name, letter) in cases {
            let found = classes.of(Scope::new(name).unwrap());
            let found = if found == INHERIT { '-' } else { char::from(LETTERS[usize::from(found)]) };
            assert_eq!(found, letter, "{name}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_says_each_scope_once() {
        assert!(SCOPES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
