#![allow(clippy::unwrap_used)]

use super::*;
use crate::config::{Book, Build, MDBOOK_CONFIG, Markdown, People, RawHtml, Serve, Site, Theme};
use crate::diag::{Level, Rule};
use crate::text::Span;
use crate::text::line_column;

fn source(text: &str) -> Source {
    Source::new("book.toml", text)
}

/// The findings, one a line: place, code, the text pointed at, message and help.
fn findings(text: &str) -> String {
    let source = source(text);
    let shown = |finding: &Finding| {
        let span = finding.place.as_ref().unwrap().span.within(&source.text);
        let (line, column) = line_column(&source.text, span.start);
        let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        let at = &source.text[span.range()];
        format!("{line}:{column} {} [{at}] {}{help}\n", finding.rule.code, finding.message)
    };
    read(&source).1.iter().map(shown).collect()
}

fn config(text: &str) -> Config {
    assert_eq!(findings(text), "", "{text}");
    read(&source(text)).0
}

#[test]
fn an_empty_file_gives_the_defaults() {
    assert_eq!(config(""), Config::default());
}

#[test]
fn every_setting_is_read() {
    let text = r##"
        [book]
        title = "Acme"
        description = "How we work"
        authors = ["Ada", "Bo"]
        language = "pt-BR"
        src = "./docs/pages/"
        [build]
        output = "../site"
        base-url = "https://acme.example/handbook"
        today = 2027-01-31
        [theme]
        name = "calm"
        accent = "#123456"
        columns = 0x10
        ratio = 1.5
        since = 2020-01-01
        nested = { list = [1, true] }
        [markdown]
        html = "escape"
        smart-punctuation = true
        highlight = false
        [site]
        repository-url = "https://git.example/acme/handbook/"
        edit-url-template = "https://git.example/acme/handbook/edit/main/{path}"
        history-url-template = "https://git.example/acme/handbook/log/main/{path}"
        health = false
        changes = true
[serve]
editor = "subl {path}:{line}"
        [vars]
        company = "Acme"
        people = 1_000
        founded = 1999-09-09
        open = true
        support.mail = "help@acme.example"
        [rules]
        broken-link = "error"
        [redirects]
        "old.html" = "new/"
        "/older/" = "https://elsewhere.example/x"
        [people]
        pages = true
        codeowners = false
        [owners]
        "*.md" = " ada "
    "##;
    let pair = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    let rule_at = text.find("broken-link").unwrap();
    let serde_json::Value::Object(options) = serde_json::json!({
        "accent": "#123456", "columns": 16, "ratio": 1.5, "since": "2020-01-01", "nested": { "list": [1, true] }
    }) else {
        unreachable!()
    };
    let expected = Config {
        book: Book {
            title: Some("Acme".to_owned()),
            description: Some("How we work".to_owned()),
            authors: vec!["Ada".to_owned(), "Bo".to_owned()],
            language: "pt-BR".to_owned(),
            src: Some("docs/pages".to_owned()),
        },
        build: Build {
            output: "../site".to_owned(),
            base_url: Some("https://acme.example/handbook/".to_owned()),
            today: Some(jiff::civil::date(2027, 1, 31)),
        },
        theme: Theme { name: "calm".to_owned(), options },
        markdown: Markdown { html: RawHtml::Escape, smart_punctuation: true, plain_code: true },
        site: Site {
            repository_url: Some("https://git.example/acme/handbook".to_owned()),
            edit_url_template: Some("https://git.example/acme/handbook/edit/main/{path}".to_owned()),
            history_url_template: Some("https://git.example/acme/handbook/log/main/{path}".to_owned()),
            no_health: true,
            changes: true,
        },
        serve: Serve { editor: Some("subl {path}:{line}".to_owned()) },
        vars: [
            ("company", "Acme"),
            ("people", "1_000"),
            ("founded", "1999-09-09"),
            ("open", "true"),
            ("support.mail", "help@acme.example"),
        ]
        .map(pair)
        .into(),
        rules: [("broken-link".to_owned(), (Level::Error, (rule_at..rule_at + 11).into()))].into(),
        redirects: [("/old.html", "/new/"), ("/older/", "https://elsewhere.example/x")]
            .map(|(from, to)| redirect(text, from, to))
            .into(),
        kinds: Vec::new(),
        people: People { pages: true, ignores_codeowners: true },
        owners: vec![OwnedPaths {
            pattern: "*.md".to_owned(),
            pattern_span: (text.find("\"*.md\"").map(|at| at..at + 6)).unwrap().into(),
            owner: "ada".to_owned(),
            owner_span: (text.find("\" ada \"").map(|at| at..at + 7)).unwrap().into(),
        }],
        coe: crate::config::Coe::default(),
        words: std::collections::BTreeMap::new(),
    };
    assert_eq!(config(text), expected);
}

/// The entry of `text` whose quoted key and value end like `from` and `to`.
fn redirect(text: &str, from: &str, to: &str) -> Redirect {
    let span = |path: &str| {
        let end = text.find(&format!("{}\"", path.trim_start_matches('/'))).unwrap();
        let start = text[..end].rfind('"').unwrap();
        Span::from(start..end + path.trim_start_matches('/').len() + 1)
    };
    let (from_span, to_span) = (span(from), span(to));
    Redirect { from: from.to_owned(), to: to.to_owned(), from_span, to_span }
}

#[test]
fn the_root_itself_can_be_the_content() {
    assert_eq!(config("book.src = '.'").book.src.as_deref(), Some(""));
}

#[test]
fn a_date_may_be_a_string() {
    assert_eq!(config("build.today = '2027-01-31'").build.today, Some(jiff::civil::date(2027, 1, 31)));
}

#[test]
fn all_unknown_keys_are_reported_with_the_nearest() {
    let text = "title = 'A'\n[book]\ntitel = 'B'\nrepository_url = 'x'\nzzz = 1\n[bulid]\noutput = 'x'\n[site]\nedit_url_template = ''\n";
    insta::assert_snapshot!(findings(text), @r"
    1:1 unknown-setting [title] unknown setting `title` (`title` belongs in `[book]`)
    3:1 unknown-setting [titel] unknown setting `titel` in `[book]` (did you mean `title`?)
    4:1 unknown-setting [repository_url] unknown setting `repository_url` in `[book]` (`repository-url` belongs in `[site]`)
    5:1 unknown-setting [zzz] unknown setting `zzz` in `[book]` (known here: title, description, authors, language, src)
    6:2 unknown-setting [bulid] unknown setting `bulid` (did you mean `build`?)
    9:1 unknown-setting [edit_url_template] unknown setting `edit_url_template` in `[site]` (did you mean `edit-url-template`?)
    ");
}

#[test]
fn values_that_mean_nothing_are_reported_at_the_value() {
    let cases = [
        "book = 1",
        "[[book]]",
        "book.title = 3",
        "book.title = '  '",
        "book.authors = 'Ada'",
        "book.authors = ['Ada', 3]",
        "book.language = 'en_US'",
        "book.language = '1'",
        "book.authors = ['']",
        "book.src = ''",
        "book.src = '../x'",
        "book.src = '/x'",
        "book.src = 'C:x'",
        "book.src = 'a\\b'",
        "build.output = '.'",
        "build.output = '..'",
        "build.output = 'a/../b'",
        "build.base-url = 'acme.example/x'",
        "build.base-url = 'ftp://acme.example'",
        "build.base-url = 'localhost:8000'",
        "build.base-url = 'handbook'",
        "build.base-url = '/a b/'",
        "build.base-url = 'https:///x'",
        "build.base-url = 'https://x/?q'",
        "build.today = 2027-01-31T00:00:00",
        "build.today = '2027-02-30'",
        "build.today = 'tomorrow'",
        "build.today = 3",
        "theme.name = '../x'",
        "theme.x = [1, { y = nan }]",
        "theme.x = 9223372036854775808",
        "markdown.html = 'sanitise'",
        "markdown.html = true",
        "markdown.highlight = 'no'",
        "site.repository-url = 'git@git.example:acme/handbook.git'",
        "site.edit-url-template = 'https://x/{file}?edit'",
        "site.edit-url-template = 'https://x/edit/'",
        "vars.x.y = [1]",
        "vars.'x y' = 1",
        "rules.x = 'warn'",
        "rules.x = 'fatal'",
        "redirects.'/a/../b' = '/'",
        "redirects.'/a?b' = '/'",
        "redirects.a = 'javascript:alert(1)'",
        "redirects.a = '//evil.example'",
        "redirects.a = '/x'\nredirects.'/a' = '/y'",
    ];
    let shown: String = cases.iter().map(|text| findings(text)).collect();
    insta::assert_snapshot!(shown, @r#"
    1:8 bad-config [1] `book` must be a table, not an integer (write `[book]`, and its settings below)
    1:1 bad-config [[[book]]] `book` must be a table, not an array (write `[book]`, and its settings below)
    1:14 bad-config [3] `book.title` must be a string, not an integer (put it in quotes)
    1:14 bad-config ['  '] `book.title` must not be empty (write it, or remove the setting)
    1:16 bad-config ['Ada'] `book.authors` must be an array of strings, not a string (put it in brackets: ["…"])
    1:24 bad-config [3] `book.authors` must be an array of strings, and this is an integer (put it in quotes)
    1:17 bad-config ['en_US'] `book.language` must be a language tag (write `en-US`)
    1:17 bad-config ['1'] `book.language` must be a language tag (write a tag as `en`, `pt-BR` or `zh-Hans`)
    1:17 bad-config [''] `book.authors` must not have empty items (write it, or take it out)
    1:12 bad-config [''] `book.src` must not be empty (write `.` for the handbook itself)
    1:12 bad-config ['../x'] `book.src` must stay inside the handbook (name a folder beside `book.toml`)
    1:12 bad-config ['/x'] `book.src` must be a path relative to the handbook
    1:12 bad-config ['C:x'] `book.src` must be a path relative to the handbook
    1:12 bad-config ['a\b'] `book.src` must be a path with `/` between its parts
    1:16 bad-config ['.'] `build.output` must name a folder of its own (write a name such as `public`)
    1:16 bad-config ['..'] `build.output` must name a folder of its own (write a name such as `public`)
    1:16 bad-config ['a/../b'] `build.output` may have `..` only at its start
    1:18 bad-config ['acme.example/x'] `build.base-url` must be an address that starts with `https://` (write `https://acme.example/x`)
    1:18 bad-config ['ftp://acme.example'] `build.base-url` must be an address that starts with `https://` (write an address such as `https://example.org/handbook/`, or a path such as `/handbook/`)
    1:18 bad-config ['localhost:8000'] `build.base-url` must be an address that starts with `https://` (write `http://localhost:8000`)
    1:18 bad-config ['handbook'] `build.base-url` must be an address that starts with `https://` (write an address such as `https://example.org/handbook/`, or a path such as `/handbook/`)
    1:18 bad-config ['/a b/'] `build.base-url` must be an address, or a path without `//`, spaces, quotes, `?` and `#` (write a path such as `/handbook/`)
    1:18 bad-config ['https:///x'] `build.base-url` must be a whole address, with a host and without spaces (write an address such as `https://example.org/handbook/`, or a path such as `/handbook/`)
    1:18 bad-config ['https://x/?q'] `build.base-url` must be an address without `?` and `#`
    1:15 bad-config [2027-01-31T00:00:00] `build.today` must be a date (write a day of the calendar as 2027-01-31)
    1:15 bad-config ['2027-02-30'] `build.today` must be a date (write a day of the calendar as 2027-01-31)
    1:15 bad-config ['tomorrow'] `build.today` must be a date (write a day of the calendar as 2027-01-31)
    1:15 bad-config [3] `build.today` must be a date, not an integer (write a day of the calendar as 2027-01-31)
    1:14 bad-config ['../x'] `theme.name` must be the plain name of a folder (name a folder below `themes/`)
    1:21 bad-config [nan] `theme.x` must be a finite number
    1:11 bad-config [9223372036854775808] `theme.x` must be an integer of at most 64 bits
    1:17 bad-config ['sanitise'] `markdown.html` must be one of `allow`, `sanitize`, `escape` (did you mean `sanitize`?)
    1:17 bad-config [true] `markdown.html` must be one of `allow`, `sanitize`, `escape`, not a boolean
    1:22 bad-config ['no'] `markdown.highlight` must be true or false, not a string (write it without quotes)
    1:23 bad-config ['git@git.example:acme/handbook.git'] `site.repository-url` must be an address that starts with `https://` (write `https://git.example/acme/handbook`)
    1:26 bad-config ['https://x/{file}?edit'] `site.edit-url-template` must have `{path}` where the page's path goes (write `https://x/{path}?edit`)
    1:26 bad-config ['https://x/edit/'] `site.edit-url-template` must have `{path}` where the page's path goes (write `https://x/edit/{path}`)
    1:12 bad-config [[1]] `vars.x.y` must be a single value, not an array
    1:6 bad-config ['x y'] `vars.x y` can never stand in a text (letters, digits, `_`, `-` and `.` can be in a name, and nothing else)
    1:11 bad-config ['warn'] `rules.x` must be one of `off`, `info`, `warning`, `error` (did you mean `warning`?)
    1:11 bad-config ['fatal'] `rules.x` must be one of `off`, `info`, `warning`, `error`
    1:11 bad-config ['/a/../b'] `redirects."/a/../b"` must be the path of a page that was, such as `/teams/old-name/`
    1:11 bad-config ['/a?b'] `redirects."/a?b"` must be a path without `?` and `#` (a static site gives the same page whatever follows them)
    1:15 bad-config ['javascript:alert(1)'] `redirects."a"` must lead to a path on this site or to an address with `https://`
    1:15 bad-config ['//evil.example'] `redirects."a"` must lead to a path on this site or to an address with `https://`
    2:11 bad-config ['/a'] `redirects."/a"` is there twice, but for slashes at its start
    "#);
}

#[test]
fn a_bad_value_leaves_the_others_alone() {
    let (config, found) = read(&source("[book]\ntitle = 3\nlanguage = 'fr'\n"));
    assert_eq!((config.book.title, config.book.language.as_str()), (None, "fr"));
    assert_eq!(found.len(), 1);
}

#[test]
fn broken_toml_is_reported_where_it_breaks_and_the_rest_is_read() {
    insta::assert_snapshot!(findings("[book]\ntitle = 'A\nlanguage = 'fr'\ntitel = 1\n"), @"2:11 bad-config [] this is not TOML: invalid literal string, expected `'`");
    insta::assert_snapshot!(findings("[book]\ntitle = 'A'\ntitle = 'B'\n[book]\n"), @r"
    3:1 bad-config [title] this is not TOML: duplicate key
    4:2 bad-config [book] this is not TOML: duplicate key
    ");
    insta::assert_snapshot!(findings("Just a note\n= \n]]"), @r"
    1:6 bad-config [] this is not TOML: key with no value, expected `=` (a setting is written `key = value`, and text in quotes)
    3:1 bad-config [] this is not TOML: missing table open, expected `[`
    ");
    let (config, _) = read(&source("[book]\nlanguage = 'fr'\ntitle = \n"));
    assert_eq!(config.book.language, "fr");
}

#[test]
fn hostile_files_neither_panic_nor_stall() {
    let many = 100_000;
    let texts = [
        format!("x = {}", "[".repeat(many)),
        format!("x = {}", "{a=".repeat(many)),
        format!("vars.{}x = 1", "a.".repeat(many)),
        format!("[theme.{}x]\n", "a.".repeat(many)),
        "[".repeat(many),
        "\"".repeat(many),
        "\n= =".repeat(many),
        (0..many).map(|n| format!("k{n} = 1\n")).collect(),
        format!("[redirects]\n{}", (0..many).map(|n| format!("k{n} = '/x'\n")).collect::<String>()),
        "\0\u{9b}\r".repeat(many),
    ];
    for text in &texts {
        let started = std::time::Instant::now();
        read(&source(text));
        assert!(started.elapsed().as_secs() < 60, "{:?}", &text[..20]);
    }
}

#[test]
fn the_examples_of_the_rules_hold() {
    for rule in [&BAD_CONFIG, &UNKNOWN_SETTING, &MDBOOK_CONFIG] {
        let codes = |example: &str| {
            let files = Rule::files(example);
            let (_, toml) = files.iter().find(|(path, _)| path == "book.toml").unwrap();
            read(&source(toml)).1.iter().map(|finding| finding.rule.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(rule.bad), [rule.code]);
        assert_eq!(codes(rule.good), [""; 0]);
    }
}

const MDBOOK: &str = r##"
[book]
title = "Forge"
authors = ["The team"]
multilingual = false
[build]
build-dir = "out"
create-missing = false
output = "site"
[rust]
edition = "2021"
[preprocessor.links]
[output.html]
default-theme = "navy"
git-repository-url = "https://git.example/forge"
edit-url-template = "https://git.example/forge/edit/main/{path}"
curly-quotes = true
site-url = "/forge/"
[output.html.fold]
enable = true
[output.html.redirect]
"old.html" = "/new.html"
"a/b/c.html" = "../d.html#x"
"index-old.html" = "guide/index.html"
"gone.html" = "https://elsewhere.example/gone.html"
[output.linkcheck]
[redirects]
"gone.html" = "/here/"
[rules]
broken-link = "off"
[site]
repo = 1
"##;

#[test]
fn a_file_of_mdbooks_is_taken_over_and_the_rest_listed_once() {
    insta::assert_snapshot!(findings(MDBOOK), @r"
    32:1 unknown-setting [repo] unknown setting `repo` in `[site]` (did you mean `repository-url`?)
    5:1 mdbook-config [multilingual] settings of mdBook that mean nothing here: `book.multilingual`, `build.build-dir`, `build.create-missing`, `rust.edition`, `preprocessor.links`, `output.html.default-theme`, `output.html.fold`, `output.linkcheck` (they do no harm; mdBook still reads them)
    ");
    let (mut config, _) = read(&source(MDBOOK));
    let redirects: Vec<_> = config.redirects.drain(..).map(|entry| (entry.from, entry.to)).collect();
    let expected = [
        ("/old.html", "/new/"),
        ("/a/b/c.html", "/a/d/#x"),
        ("/index-old.html", "/guide/"),
        ("/gone.html", "/here/"),
    ];
    assert_eq!(redirects, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
    insta::assert_debug_snapshot!(config, @r#"
    Config {
        book: Book {
            title: Some(
                "Forge",
            ),
            description: None,
            authors: [
                "The team",
            ],
            language: "en",
            src: Some(
                "src",
            ),
        },
        build: Build {
            output: "site",
            base_url: Some(
                "/forge/",
            ),
            today: None,
        },
        theme: Theme {
            name: "default",
            options: {},
        },
        markdown: Markdown {
            html: Sanitize,
            smart_punctuation: true,
            plain_code: false,
        },
        site: Site {
            repository_url: Some(
                "https://git.example/forge",
            ),
            edit_url_template: Some(
                "https://git.example/forge/edit/main/{path}",
            ),
            history_url_template: None,
            no_health: false,
            changes: false,
        },
        serve: Serve {
            editor: None,
        },
        vars: {},
        rules: {
            "broken-link": (
                Off,
                Span {
                    start: 632,
                    end: 643,
                },
            ),
        },
        redirects: [],
        kinds: [],
        words: {},
        people: People {
            pages: false,
            ignores_codeowners: false,
        },
        owners: [],
        coe: Coe {
            draft_days: 14,
            present_days: 30,
            blame: [],
        },
    }
    "#);
}

#[test]
fn what_cannot_be_read_of_mdbooks_own_tables_is_only_listed() {
    let text = "[output.html]\nsite-url = 3\ngit-repository-url = 'git@git.example:x'\nredirect = { 'a.html' = 3, 'b.html' = 'c.html' }\n[output]\nepub = 1\n";
    insta::assert_snapshot!(findings(text), @r#"2:1 mdbook-config [site-url] settings of mdBook that mean nothing here: `output.html.site-url`, `output.html.git-repository-url`, `output.html.redirect."a.html"`, `output.epub` (they do no harm; mdBook still reads them)"#);
}

#[test]
fn a_site_url_is_the_base_url() {
    let text = "[output.html]\nsite-url = 'https://forge.example/x/'";
    assert_eq!(config(text).build.base_url.as_deref(), Some("https://forge.example/x/"));
    assert_eq!(config("[build]\nbase-url = '/x'").build.base_url.as_deref(), Some("/x/"));
    assert_eq!(config("[build]\nbase-url = '/'").build.base_url.as_deref(), Some("/"));
    assert!(findings("[build]\nbase-url = '//x'").contains("must be an address"));
}

proptest::proptest! {
    #[test]
    fn any_text_gives_settings(text in "([\\[\\]={}.,\"'\n #a1é:-]|book|title|src|rules|vars|redirects|output|html|redirect|\n){0,40}") {
        findings(&text);
    }
}
