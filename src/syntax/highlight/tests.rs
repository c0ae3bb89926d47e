//! The parser against syntect's own, and whole blocks.

use proptest::prelude::*;
use syntect::parsing::{ParseState, ScopeStackOp};

use super::classes::Classes;
use super::painter::Painter;
use super::*;

/// Spans as syntect's own parser finds them.
fn reference(code: &str, syntax: Syntax) -> Spans {
    let classes = Classes::new();
    let mut state = ParseState::new(&SET.syntaxes()[syntax.0]);
    let mut painter = Painter::default();
    for line in code.split_inclusive('\n') {
        let ended = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
        painter.start(line);
        for (at, op) in state.parse_line(&ended, &SET).expect("the set is linked") {
            match op {
                ScopeStackOp::Push(scope) => painter.push_all(at, &[classes.of(scope)]),
                ScopeStackOp::Pop(count) => painter.pop(at, count),
                ScopeStackOp::Clear(amount) => painter.clear(at, amount),
                ScopeStackOp::Restore => painter.restore(at),
                ScopeStackOp::Noop => {}
            }
        }
        painter.finish_line();
    }
    painter.finish(None)
}

/// Code in which contexts nest, refer back, embed each other and end early.
const SAMPLES: &[(&str, &str)] = &[
    (
        "rust",
        "/// D\n#[derive(Debug)]\nfn f<'a>(x: &'a str) -> Option<u8> {\n    let s = r#\"a \"b\"\"#; // c\n    format!(\"{x:?} {}\\n\", 1_000u64)\n}\n",
    ),
    (
        "python",
        "@dec(1)\nasync def f(a: int = 0x1F, *b) -> str:\n    \"\"\"Doc\n    more\"\"\"\n    return f\"{a!r} {b[0]:>{width}}\" + r'\\d+(?P<n>x)' % None\n",
    ),
    (
        "yaml",
        "a: &x\n  - b: 'c'  # d\n    e: |\n      text: no\n     end\n  - <<: *x\n? {k: [1, ~, 2024-01-01]}\n",
    ),
    (
        "bash",
        "cat <<'EOF' | tee \"$HOME/x\"\n$no\nEOF\nfor i in {1..3}; do echo \"${i:-$(date +%s)}\" >&2; done\n[[ $a =~ ^b ]] && f() { local x=1; }\n",
    ),
    ("json", "{\"a\": [1, -2.5e3, true, null, \"\\u00e9\\q\"], // no\n \"b\": {}}\n"),
    (
        "html",
        "<!doctype html>\n<a href='x' onclick=\"f(1)\">&amp;</a>\n<style>a { color: red }</style>\n<script>let a = `x ${1}`; // </script>\n<p>\n",
    ),
    ("markdown", "# T\n\n```rust\nfn x() {}\n```\n\n- *a* **b** `c` [d](e \"f\")\n\n> q\n\n| a |\n|---|\n"),
    ("tsx", "const A = <T,>(p: Props<T>) => <div className={`a ${p.b}`}>{/* c */}&nbsp;</div>;\n"),
    ("ruby", "def f(a)\n  x = <<~A + \"#{a}\"\n    t #{1}\n  A\n  /re#{a}/i =~ :sym\nend\n"),
    ("php", "<p><?php echo <<<X\n $a {$b->c}\nX;\n?></p>\n"),
    ("perl", "my $x = q{a}; s/(a)/b$1/g; print <<\"E\";\n$x\nE\n"),
    (
        "make",
        "all: $(addprefix a,b) | c\n\t@echo \"$$x\" $(if $(y),1) \\\n  d\nifeq (1,$(z))\nV := $(shell ls)\nendif\n",
    ),
    ("sql", "SELECT a, 'b''c' FROM \"t\" WHERE x >= 1.5 -- c\n/* d\n*/ AND NOT NULL;\n"),
    ("dockerfile", "FROM a:1 AS b\nRUN apt-get update && \\\n  echo \"$X\"\nENV A=1\n"),
    ("toml", "[a.\"b\"]\nc = [1, 'd'] # e\nf = \"\"\"\ng\\n\"\"\"\n"),
    ("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z\n"),
    ("cpp", "#include <a>\n#define X(a) \\\n  a##b\ntemplate <class T> auto f = R\"x(a)x\"; // é\n"),
    ("terraform", "resource \"a\" \"b\" {\n  c = \"${var.d}-x\"\n  e = <<-X\n    t\n  X\n}\n"),
    ("latex", "\\section{A} $x_1$ % c\n\\begin{verbatim}\n\\x\n\\end{verbatim}\n"),
    ("haskell", "{-# LANGUAGE A #-}\nf :: Int -> [a] -- c\nf x | x > 0 = \"\\n\" {- n {- m -} -}\n"),
];

#[test]
fn the_parser_reads_as_syntects_own_does() {
    for (word, code) in SAMPLES {
        let syntax = find(word).unwrap_or_else(|| panic!("{word}"));
        // Each sample whole, and cut off at every character: contexts that never end.
        for end in (0..=code.len()).filter(|end| code.is_char_boundary(*end)) {
            let code = &code[..end];
            assert_eq!(shown(code, &spans(code, syntax)), shown(code, &reference(code, syntax)), "{word}");
        }
    }
}

#[test]
fn any_language_reads_any_sample_as_syntects_parser_does() {
    for word in ["rust", "python", "bash", "html", "markdown", "yaml", "php", "perl", "ruby", "json", "tcl"] {
        let syntax = find(word).unwrap_or_else(|| panic!("{word}"));
        for (_, code) in SAMPLES {
            assert_eq!(shown(code, &spans(code, syntax)), shown(code, &reference(code, syntax)), "{word}");
        }
    }
}

/// The memo of one version must not be read by another that finds other spans.
#[test]
fn the_memos_version_names_the_syntaxes_in_use() {
    let lock = include_str!("../../../Cargo.lock");
    for (name, version) in VERSION.split(", ").filter_map(|part| part.split_once(' ')).take(2) {
        let entry = format!("name = \"{name}\"\nversion = \"{version}.");
        let exact = format!("name = \"{name}\"\nversion = \"{version}+");
        assert!(lock.contains(&entry) || lock.contains(&exact), "{name} is no longer {version}");
    }
}

/// Every syntax finds its start: one that did not would silently be plain.
#[test]
fn every_syntax_has_a_start() {
    for (index, syntax) in SET.syntaxes().iter().enumerate() {
        assert!(GRAMMAR.start(index).is_some(), "{}", syntax.name);
    }
}

#[test]
fn blocks_look_like_this() {
    let mut all = String::new();
    for (word, code) in SAMPLES {
        let syntax = find(word).unwrap_or_else(|| panic!("{word}"));
        all.push_str(&format!("== {word}\n{}\n", shown(code, &spans(code, syntax))));
    }
    insta::assert_snapshot!(all);
}

/// Runs as `letter(text)`, plain ones as they are.
fn shown(code: &str, spans: &Spans) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (class, length) in spans.runs() {
        let text = &code[at..at + length];
        match class {
            0 => out.push_str(text),
            class => out.push_str(&format!("⟨{}:{text}⟩", char::from(LETTERS[usize::from(class)]))),
        }
        at += length;
    }
    assert_eq!(at, code.len(), "the spans tile the code");
    out
}

#[test]
fn line_ends_do_not_matter() {
    let rust = find("rust").expect("a known language");
    let unix = "// a\nfn x() {}\n\"s\"";
    let dos = unix.replace('\n', "\r\n");
    assert_eq!(shown(&dos, &spans(&dos, rust)).replace('\r', ""), shown(unix, &spans(unix, rust)));
}

#[test]
fn what_is_too_long_is_plain_and_said() {
    let rust = find("rust").expect("a known language");
    let long = format!("fn a() {{}}\nlet x = \"{}\";\nfn b() {{}}\n", "y".repeat(LONGEST_LINE));
    let found = spans(&long, rust);
    assert_eq!(found.capped(), Some(2));
    let lines: Vec<String> = shown(&long, &found).lines().map(str::to_owned).collect();
    assert_eq!((lines[0].as_str(), lines[2].as_str()), ("⟨k:fn ⟩⟨f:a⟩() {}", "⟨k:fn ⟩⟨f:b⟩() {}"));
    assert!(lines[1].starts_with("let x = "), "{}", lines[1]);

    let tall = "fn a() {}\n".repeat(MOST_LINES + 2);
    assert_eq!(spans(&tall, rust).capped(), Some(MOST_LINES + 1));
    let wide = format!("// {}\n", "x".repeat(900)).repeat(300);
    assert_eq!(spans(&wide, rust).capped(), Some(MOST_BYTES / 904 + 1));
    assert_eq!(spans(&wide, rust).code_len(), wide.len());
}

#[test]
fn expressions_gone_wild_are_stopped() {
    let started = std::time::Instant::now();
    for (word, line) in [
        ("make", "a".repeat(900)),
        ("make", "x = $(if $(filter $(subst a,,$(1)), 2.3 2.4 2.5),site,dist)-a $(((((((".to_owned()),
        ("bash", "a=$((".repeat(150)),
        ("markdown", "*_`[".repeat(200)),
        ("html", "<a ".repeat(300)),
        ("yaml", "[{".repeat(400)),
        ("python", "f\"{".repeat(200)),
        ("js", "/(".repeat(400)),
        ("perl", "s{(".repeat(300)),
    ] {
        let code = format!("{line}\n").repeat(20);
        let syntax = find(word).unwrap_or_else(|| panic!("{word}"));
        assert_eq!(spans(&code, syntax).code_len(), code.len(), "{word}");
    }
    // Generous: a slow machine, unoptimised. Without the limits it is minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_in_any_language_is_tiled(index in 0..200usize, code in "(?s).{0,200}") {
        let syntax = Syntax(index);
        let found = spans(&code, syntax);
        shown(&code, &found);
        prop_assert_eq!(&found, &spans(&code, syntax));
        let (mut whole, mut by_line) = (String::new(), String::new());
        write_html(&mut whole, &code, &found);
        write_html_lines(&mut by_line, &code, &found, Lines::default());
    }
}
