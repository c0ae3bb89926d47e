//! Mathematics: LaTeX notation as MathML, which browsers show without scripts or fonts of ours.

use pulldown_latex::config::DisplayMode;
use pulldown_latex::event::{Content, StateChange};
use pulldown_latex::{Event, Parser, RenderConfig, Storage, push_mathml};

use super::escape;

/// Longer formulas, in bytes, are not read.
const LONGEST: usize = 10_000;

/// How many steps a formula may take, macros expanded.
const MOST_EVENTS: usize = 20_000;

/// How deep braces, and elements in the result, may nest.
const DEPTH: usize = 200;

/// Every element that the renderer writes.
const ELEMENTS: &[&str] = &[
    "math",
    "menclose",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
];

/// `latex` as a `<math>` element, on a line of its own (`display`) or within one.
///
/// The result is well formed, escaped, and free of `style` attributes, which a strict
/// Content-Security-Policy forbids: colours are dropped, and so are a few hand-set distances.
///
/// # Errors
///
/// What is wrong with the formula, in a few words, when it is not understood, or when it is too
/// long or too deep to be meant.
pub fn mathml(latex: &str, display: bool) -> Result<String, String> {
    if latex.len() > LONGEST {
        return Err(format!("the formula is longer than {LONGEST} bytes"));
    }
    if depth(latex) > DEPTH {
        return Err(format!("the formula nests deeper than {DEPTH} levels"));
    }
    if latex.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        return Err("the formula has a control character in it".to_owned());
    }
    if let Some(command) = definition(latex) {
        return Err(format!("`{command}`: definitions are not supported in formulas"));
    }
    let storage = Storage::new();
    let events = events(latex, &storage)?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut written = String::new();
    push_mathml(&mut written, events.into_iter().map(Ok::<_, std::fmt::Error>), config)
        .map_err(|error| error.to_string())?;
    tidy(&written).ok_or_else(|| "the formula has no form in MathML".to_owned())
}

/// How deep a formula nests at most by its braces, and by commands that follow each other directly,
/// as each may be the argument of the one before. The parser's own stack grows with both.
fn depth(latex: &str) -> usize {
    let (mut depth, mut chain, mut deepest) = (0usize, 0usize, 0);
    let mut in_name = false;
    for byte in latex.bytes() {
        in_name = byte == b'\\' || (in_name && byte.is_ascii_alphabetic());
        match byte {
            b'\\' => chain += 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !in_name && !byte.is_ascii_whitespace() {
            chain = 0;
        }
        deepest = deepest.max(depth + chain);
    }
    deepest
}

/// A command that defines another: with those, a line can stand for more than fits in memory.
fn definition(latex: &str) -> Option<&str> {
    const DEFINING: [&str; 9] =
        ["def", "edef", "gdef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand"];
    latex.match_indices('\\').find_map(|(at, _)| {
        let name = &latex[at + 1..];
        let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
        DEFINING.contains(&&name[..end]).then_some(&latex[at..=at + end])
    })
}

/// The steps of a formula without its colours.
fn events<'a>(latex: &'a str, storage: &'a Storage) -> Result<Vec<Event<'a>>, String> {
    let mut events = Vec::new();
    for event in Parser::new(latex, storage) {
        let event = event.map_err(|error| first_line(&error.to_string()))?;
        if let Event::Content(Content::Function(name)) = event
            && name.contains(['<', '>', '&'])
        {
            return Err(format!("`{name}` is no name for an operator"));
        }
        if !matches!(event, Event::StateChange(StateChange::Color(_))) {
            events.push(event);
        }
        if events.len() > MOST_EVENTS {
            return Err("the formula is too long".to_owned());
        }
    }
    Ok(events)
}

/// The sentence of an error, without the picture of its place that the parser draws below.
fn first_line(error: &str) -> String {
    let line = error.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("not understood");
    line.strip_prefix("parsing error: ").unwrap_or(line).to_owned()
}

/// The renderer's output with text escaped and styles dropped; None if it is not well formed.
fn tidy(written: &str) -> Option<String> {
    let mut out = String::with_capacity(written.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = written;
    while !rest.is_empty() {
        let Some((tag, after)) = tag(rest) else {
            // A `<` that starts no tag is text, and so is all up to the next one.
            let next = rest.char_indices().skip(1).find(|(_, c)| *c == '<');
            let length = next.map_or(rest.len(), |(at, _)| at);
            write_text(&mut out, &rest[..length]);
            rest = &rest[length..];
            continue;
        };
        rest = after;
        if tag.closing {
            if open.pop() != Some(tag.name) {
                return None;
            }
        } else if !tag.empty {
            open.push(tag.name);
        }
        if open.len() > DEPTH || (open.is_empty() && !rest.is_empty()) {
            return None;
        }
        write_tag(&mut out, &tag);
    }
    open.is_empty().then_some(out)
}

struct Tag<'a> {
    name: &'a str,
    /// All between the name and the end.
    attributes: &'a str,
    closing: bool,
    /// Closed in itself (`<mspace />`).
    empty: bool,
}

/// The tag that `text` starts with, and what follows it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let end = inner.find(|c: char| !c.is_ascii_lowercase())?;
    let name = &inner[..end];
    if !ELEMENTS.contains(&name) {
        return None;
    }
    let (attributes, after) = inner[end..].split_once('>')?;
    let (empty, attributes) =
        attributes.strip_suffix('/').map_or((false, attributes), |before| (true, before));
    let well_formed = attributes.is_empty() || attributes.starts_with(' ');
    well_formed.then_some((Tag { name, attributes, closing, empty }, after))
}

fn write_tag(out: &mut String, tag: &Tag<'_>) {
    out.push_str(if tag.closing { "</" } else { "<" });
    out.push_str(tag.name);
    let mut rest = tag.attributes;
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        let name = name.trim();
        if name != "style" {
            out.push(' ');
            escape::text(out, name);
            out.push_str("=\"");
            escape::text(out, value);
            out.push('"');
        }
        rest = after;
    }
    // MathML is foreign to HTML, where a tag may close itself.
    out.push_str(if tag.empty { "/>" } else { ">" });
}

/// Escapes text of which the renderer has escaped some already.
fn write_text(out: &mut String, text: &str) {
    let mut parts = text.split('&');
    escape::text(out, parts.next().unwrap_or_default());
    for part in parts {
        let known =
            ["amp;", "lt;", "gt;", "quot;", "nbsp;", "#39;"].iter().any(|entity| part.starts_with(entity));
        out.push_str(if known { "&" } else { "&amp;" });
        escape::text(out, part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_mathml() {
        let formulas = [
            "a < b",
            "a > b \\& c",
            "\\left\\langle x \\right\\rangle",
            "E = mc^2",
            "\\frac{1}{2}",
            "\\text{a < b & \"c\" }",
            "\\color{red} x \\textcolor{blue}{y}",
            "\\sum_{i=0}^n i",
            "a \\! b",
            "\\not< x",
            "\\begin{pmatrix} a & b \\\\[1em] c & d \\end{pmatrix}",
            "\\begin{array}{c|c} a & b \\end{array}",
            "\\operatorname{lcm}(a)",
            "\\sqrt[3]{x}",
            "\\mathbb{R} \\to \\mathcal{O}",
            "",
            "é",
            "\\boxed{x}",
            "x'",
        ];
        let mut all = String::new();
        for latex in formulas {
            all.push_str(&format!(
                "{latex}\n    {}\n",
                mathml(latex, false).unwrap_or_else(|error| format!("! {error}"))
            ));
        }
        all.push_str(&mathml("x", true).unwrap_or_default());
        insta::assert_snapshot!(all);
    }

    #[test]
    fn bad_formulas_say_what_is_wrong() {
        let cases = [
            "\\frac{1",
            "\\unknown",
            "x^2^3",
            "\\left( x",
            "}",
            "\\begin{nothing}x\\end{nothing}",
            "\\def\\a{b}\\a",
            "\\newcommand{\\a}{b}",
            "\\operatorname{<mi>}",
        ];
        let mut all = String::new();
        for latex in cases {
            all.push_str(&format!(
                "{latex}\n    {}\n",
                mathml(latex, false).map_or_else(|error| error, |ok| format!("OK {ok}"))
            ));
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn enormous_formulas_are_refused_quickly() {
        let started = std::time::Instant::now();
        for latex in [
            "{".repeat(100_000),
            "{".repeat(9_000),
            format!("{}x{}", "{".repeat(4_000), "}".repeat(4_000)),
            "\\sqrt".repeat(1_900),
            format!("{}x", "\\sqrt".repeat(1_900)),
            "\\left(".repeat(1_600),
            "\\begin{matrix}".repeat(700),
            "x_".repeat(4_900),
            "\\frac".repeat(1_900),
            "\\overline".repeat(1_000),
            "\\mathbf".repeat(1_400),
            "\\not".repeat(2_400),
            "x".repeat(9_999),
            "&".repeat(9_999),
            "\\\\".repeat(4_999),
            "'".repeat(9_999),
        ] {
            if let Ok(found) = mathml(&latex, true) {
                check(&found);
            }
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    /// Holds against what a tokenizer of HTML makes of the result.
    fn check(found: &str) {
        let mut open: Vec<Vec<u8>> = Vec::new();
        for token in html5gum::Tokenizer::new(found) {
            let Ok(token) = token;
            match token {
                html5gum::Token::StartTag(tag) => {
                    assert!(
                        tag.attributes.keys().all(|name| **name != *b"style" && !name.starts_with(b"on")),
                        "{found}"
                    );
                    assert!(ELEMENTS.iter().any(|known| known.as_bytes() == &**tag.name), "{found}");
                    if !tag.self_closing {
                        open.push(tag.name.to_vec());
                    }
                }
                html5gum::Token::EndTag(tag) => assert_eq!(open.pop(), Some(tag.name.to_vec()), "{found}"),
                html5gum::Token::String(_) => {}
                // Characters that are not for interchange are no concern of mathematics.
                html5gum::Token::Error(error) if *error == html5gum::Error::NoncharacterInInputStream => {}
                other => panic!("{other:?} in {found}"),
            }
        }
        assert_eq!(open, Vec::<Vec<u8>>::new(), "{found}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_formula_is_well_formed_or_refused(
            pieces in proptest::collection::vec(prop_oneof![
                Just("\\frac"), Just("{"), Just("}"), Just("a"), Just("<"), Just(">"), Just("&"), Just("\""), Just("^"),
                Just("_"), Just("\\sqrt"), Just("["), Just("]"), Just("\\left"), Just("\\right"), Just("("), Just(")"),
                Just("\\text{"), Just("\\begin{matrix}"), Just("\\end{matrix}"), Just("\\\\"), Just("\\color{red}"),
                Just("\\not"), Just(" "), Just("\\operatorname{"), Just("\\&"), Just("\\,"), Just("\\!"), Just("é"),
                Just("\\begin{array}{c|c}"), Just("\\end{array}"), Just("\\hspace{1em}"), Just("\\mathbf"), Just("'"),
                Just("\\sum"), Just("\\limits"), Just("\\hline"), Just("\\begin{cases}"), Just("\\end{cases}"), Just("#"),
                Just("%"), Just("\\rule{1em}{2em}"), Just("\\boxed"), Just("\\displaystyle"), Just("\\"), Just("</mi>"),
            ], 0..14),
            display in any::<bool>(),
        ) {
            if let Ok(found) = mathml(&pieces.concat(), display) {
                check(&found);
            }
        }

        #[test]
        fn any_text_is_survived(latex in "(?s).{0,40}") {
            if let Ok(found) = mathml(&latex, false) {
                check(&found);
            }
        }
    }
}
