//! What is found in running text: bare addresses, `{{ variables }}`, `[[wiki links]]` and `:emoji:`.
//!
//! Wiki links are found here, and not by the Markdown parser, because its extension takes the brackets
//! of `[[1]](address)` too, which CommonMark and every handbook with footnotes like that read as a link.

/// A part of a text that is more than its letters.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Nothing special.
    Text(&'a str),
    /// A bare address, as it is written.
    Address(&'a str),
    /// The name in `{{ name }}`, and the whole as it is written.
    Variable(&'a str, &'a str),
    /// The name and the rest in mdBook's `{{#name rest}}`, and the whole as it is written.
    Directive(&'a str, &'a str, &'a str),
    /// What `[[name|label]]` names, its label, and the whole as it is written, perhaps with the `!` of
    /// something that is to be shown in its place.
    Wiki(&'a str, &'a str, &'a str),
    /// What `![[name.png|label]]` names, its label if that is no size, and the whole as it is written.
    Picture(&'a str, Option<&'a str>, &'a str),
    /// The label in `[^label]`, which the parser found no footnote for, and the whole as it is written.
    Footnote(&'a str, &'a str),
    /// A character that a shortcode stands for.
    Emoji(&'static str),
}

/// Calls `each` with the pieces of `text` in order, and the offset of each.
pub fn pieces<'a>(text: &'a str, mut each: impl FnMut(usize, Piece<'a>)) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    let mut emoji_to = None;
    let mut www = memchr::memmem::find(bytes, b"www.");
    loop {
        // `:` is in every scheme and shortcode, `{` in every variable, `[` in every wiki link.
        let mark = memchr::memchr3(b':', b'{', b'[', &bytes[at..]).map(|found| at + found);
        let Some(next) = mark.into_iter().chain(www).min() else { break };
        if www == Some(next) {
            www = memchr::memmem::find(&bytes[next + 1..], b"www.").map(|found| next + 1 + found);
        }
        let found = match bytes[next] {
            b'[' => wiki(text, next).or_else(|| footnote(text, next)),
            b'{' => variable(text, next).or_else(|| directive(text, next)),
            b'w' => bare_www(text, next),
            _ => address(text, next).or_else(|| emoji(text, next, emoji_to == Some(next))),
        };
        match found.filter(|(start, ..)| *start >= copied) {
            Some((start, end, piece)) => {
                if start > copied {
                    each(copied, Piece::Text(&text[copied..start]));
                }
                emoji_to = matches!(piece, Piece::Emoji(_)).then_some(end);
                each(start, piece);
                copied = end;
                at = end;
                if www.is_some_and(|www| www < end) {
                    www = memchr::memmem::find(&bytes[end..], b"www.").map(|found| end + found);
                }
            }
            None => at = next + 1,
        }
    }
    if copied < text.len() {
        each(copied, Piece::Text(&text[copied..]));
    }
}

/// The `{{ variables }}` in a text: where each starts, how it is written, and its name.
pub fn variables(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let starts = memchr::memmem::find_iter(text.as_bytes(), b"{{");
    starts.filter_map(|at| match variable(text, at)? {
        (start, end, Piece::Variable(name, _)) => Some((start, &text[start..end], name)),
        _ => None,
    })
}

/// A piece with where it starts and ends.
type Found<'a> = (usize, usize, Piece<'a>);

fn variable(text: &str, at: usize) -> Option<Found<'_>> {
    let rest = text[at..].strip_prefix("{{")?;
    // A longer one is no name; looking further would make a row of opening braces quadratic.
    let window = &rest.as_bytes()[..rest.len().min(200)];
    let name = &rest[..memchr::memmem::find(window, b"}}")?];
    let end = at + 2 + name.len() + 2;
    let name = name.trim();
    let ok = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    ok.then(|| (at, end, Piece::Variable(name, &text[at..end])))
}

/// `{{#include file}}`, as mdBook has it.
fn directive(text: &str, at: usize) -> Option<Found<'_>> {
    let rest = text[at..].strip_prefix("{{#")?;
    let window = &rest.as_bytes()[..rest.len().min(300)];
    let inside = &rest[..memchr::memmem::find(window, b"}}")?];
    let end = at + 3 + inside.len() + 2;
    let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let ok = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    ok.then(|| (at, end, Piece::Directive(name, rest.trim(), &text[at..end])))
}

/// `[[name]]` or `[[name|label]]`, in one line.
fn wiki(text: &str, at: usize) -> Option<Found<'_>> {
    // `list[[0]]` is code that somebody forgot to mark.
    let indexed = text[..at].ends_with(|before: char| before.is_ascii_alphanumeric());
    let rest = text[at..].strip_prefix("[[").filter(|_| !indexed)?;
    let window = &rest.as_bytes()[..rest.len().min(300)];
    let inside = &rest[..memchr::memmem::find(window, b"]]")?];
    let (name, label) = inside.split_once('|').unwrap_or((inside, inside));
    let ok = !name.trim().is_empty() && !label.trim().is_empty() && !inside.contains(['[', ']', '\n']);
    let end = at + 2 + inside.len() + 2;
    let before = text[..at].strip_suffix('!').filter(|_| ok);
    if before.is_some() && is_picture(name) {
        let label = inside.contains('|').then_some(label.trim()).filter(|label| !is_size(label));
        return Some((at - 1, end, Piece::Picture(name, label, &text[at - 1..end])));
    }
    // After a word it ends a sentence.
    let embeds = before.is_some_and(|before| !before.ends_with(char::is_alphanumeric));
    let at = at - usize::from(embeds);
    ok.then(|| (at, end, Piece::Wiki(name, label, &text[at..end])))
}

/// `[^label]`, and not the beginning of a pattern such as `[^a-z]+`.
fn footnote(text: &str, at: usize) -> Option<Found<'_>> {
    let rest = text[at..].strip_prefix("[^")?;
    let label = &rest[..rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'))?];
    let after = rest[label.len()..].strip_prefix(']')?;
    let end = at + 2 + label.len() + 1;
    let ok = !label.is_empty() && !after.starts_with(['*', '+', '?', '{', '[', '(']);
    ok.then(|| (at, end, Piece::Footnote(label, &text[at..end])))
}

/// Whether it is the name of a file that `<img>` can show.
fn is_picture(name: &str) -> bool {
    const ENDINGS: [&str; 10] = ["apng", "avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"];
    let ending = name.trim().rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// Whether it is how large Obsidian is to show an image: `300` or `300x200`.
fn is_size(label: &str) -> bool {
    label.chars().all(|c| c.is_ascii_digit() || c == 'x')
}

/// `https://example.org` around the colon at `colon`.
fn address(text: &str, colon: usize) -> Option<Found<'_>> {
    let scheme = ["https", "http"].into_iter().find(|scheme| text[..colon].ends_with(scheme))?;
    let start = colon - scheme.len();
    let host = text[colon..].strip_prefix("://")?;
    if !host.starts_with(|c: char| c.is_alphanumeric() || c == '[') || within_word(text, start) {
        return None;
    }
    let end = address_end(text, start);
    Some((start, end, Piece::Address(&text[start..end])))
}

fn bare_www(text: &str, at: usize) -> Option<Found<'_>> {
    let host = text[at..].strip_prefix("www.")?;
    if !host.starts_with(char::is_alphanumeric) || within_word(text, at) {
        return None;
    }
    let end = address_end(text, at);
    text[at + 4..end].contains('.').then(|| (at, end, Piece::Address(&text[at..end])))
}

fn within_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '/')
}

/// Where a bare address ends: as GitHub has it, at white space or `<`, less the punctuation that
/// belongs to the sentence, and less a closing bracket that was opened before the address.
fn address_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let mut address = &rest[..rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len())];
    // Counted once: an address may be a megabyte of brackets.
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    while let Some(last) = address.chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '"' | '’' | '”' | '»' => {}
            ')' if unopened > 0 => unopened -= 1,
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    start + address.len()
}

/// `:tada:` by itself, or beside another: within a word, as in `root:x:0`, the colons are those of
/// something else. `after` says that another ends here.
fn emoji(text: &str, at: usize, after: bool) -> Option<Found<'_>> {
    // Chinese, Japanese and Korean have no spaces to set it off with.
    let in_word = |beside: char| (beside.is_alphanumeric() && beside < '\u{2E80}') || beside == ':';
    if !after && text[..at].ends_with(in_word) {
        return None;
    }
    let (end, emoji) = shortcode(text, at)?;
    let alone = !text[end..].starts_with(in_word) || shortcode(text, end).is_some();
    alone.then_some((at, end, Piece::Emoji(emoji)))
}

/// The end of the shortcode at `at`, and what it stands for.
fn shortcode(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let rest = text[at..].strip_prefix(':')?;
    let code = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '+' | '-'))?];
    if code.is_empty() || !rest[code.len()..].starts_with(':') {
        return None;
    }
    Some((at + code.len() + 2, emojis::get_by_shortcode(code)?.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let mut shown = String::new();
        pieces(text, |_, piece| match piece {
            Piece::Text(text) => shown.push_str(text),
            Piece::Address(address) => shown.push_str(&format!("<{address}>")),
            Piece::Wiki(name, label, _) => shown.push_str(&format!("({name} {label})")),
            Piece::Variable(name, _) => shown.push_str(&format!("[{name}]")),
            Piece::Picture(name, label, _) => shown.push_str(&format!("!({name} {label:?})")),
            Piece::Footnote(label, _) => shown.push_str(&format!("(^{label})")),
            Piece::Directive(name, rest, _) => shown.push_str(&format!("[#{name} {rest}]")),
            Piece::Emoji(emoji) => shown.push_str(emoji),
        });
        shown
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://a.example/b.", "see <https://a.example/b>."),
            ("(https://a.example/b_(c)).", "(<https://a.example/b_(c)>)."),
            ("http://a.example, www.b.example!", "<http://a.example>, <www.b.example>!"),
            ("xhttp://a.example awww.b.example", "xhttp://a.example awww.b.example"),
            ("https:// nothing, www.x", "https:// nothing, www.x"),
            ("日本https://a.example/日本 語", "日本https://a.example/日本 語"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn variables_and_emoji_are_found() {
        for (text, expected) in [
            ("{{ team.name }}{{x}}", "[team.name][x]"),
            ("{{#include a.rs:2}} {{#title}} {{# x}} {{#}}", "[#include a.rs:2] [#title ] {{# x}} {{#}}"),
            ("{{ a b }} {{}} { {x} }", "{{ a b }} {{}} { {x} }"),
            (":tada: at 10:30:00 :nope: :+1:", "🎉 at 10:30:00 :nope: 👍"),
            (
                "root:x:0 2001:db8:a:b::1 mode:on:off ::x:: a:x: :x:a",
                "root:x:0 2001:db8:a:b::1 mode:on:off ::x:: a:x: :x:a",
            ),
            ("(:x:) :+1::tada::a 日:x:本:x:", "(❌) 👍:tada::a 日❌本❌"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn wiki_links_are_found() {
        for (text, expected) in [
            ("[[Testing]], [[a/b|the b]] www.c.example", "(Testing Testing), (a/b the b) <www.c.example>"),
            (
                "![[a/b.PNG]] x![[b.svg|A wall]] ![[c.jpg|300x200]] ![[d.pdf]]",
                "!(a/b.PNG None) x!(b.svg Some(\"A wall\")) !(c.jpg None) (d.pdf d.pdf)",
            ),
            ("list[[0]] 日本[[語]]", "list[[0]] 日本(語 語)"),
            ("[[]] [[ ]] [[a\nb]] [[[a]]] [[a", "[[]] [[ ]] [[a\nb]] [(a a)] [[a"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn footnotes_are_found() {
        assert_eq!(show("a[^1] [^a-b]. [^a-z]+ [^] [^a b] [^x"), "a(^1) (^a-b). [^a-z]+ [^] [^a b] [^x");
    }

    #[test]
    fn no_text_is_lost() {
        let text = "a::b{{c}}{{#d e}}{{ :q q: www. https://";
        let mut whole = String::new();
        pieces(text, |at, piece| {
            assert_eq!(at, whole.len());
            match piece {
                Piece::Text(part)
                | Piece::Address(part)
                | Piece::Variable(_, part)
                | Piece::Directive(_, _, part)
                | Piece::Picture(_, _, part)
                | Piece::Footnote(_, part)
                | Piece::Wiki(_, _, part) => {
                    whole.push_str(part);
                }
                Piece::Emoji(_) => unreachable!("there is none"),
            }
        });
        assert_eq!(whole, text);
    }
}
