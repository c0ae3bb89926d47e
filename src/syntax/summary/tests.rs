use super::*;
use crate::text::line_column;

/// A summary as an outline with the texts of the destinations' places, then the findings.
fn outline(text: &str) -> String {
    let source = Source::new("content/SUMMARY.md", text);
    let (summary, findings) = parse(&source);
    let mut out = String::new();
    for item in &summary.items {
        match item {
            SummaryItem::Part(title) => out.push_str(&format!("# {title}\n")),
            SummaryItem::Separator => out.push_str("---\n"),
            SummaryItem::Chapter(chapter) => outline_chapter(&source, chapter, 0, &mut out),
        }
    }
    for finding in findings {
        let span = finding.place.map(|place| place.span.within(&source.text)).unwrap_or_default();
        let (line, column) = line_column(&source.text, span.start);
        out.push_str(&format!("! {line}:{column} [{}] {}\n", &source.text[span.range()], finding.message));
    }
    out
}

fn outline_chapter(source: &Source, chapter: &Chapter, depth: usize, out: &mut String) {
    let at = &source.text[chapter.span.range()];
    let dest = chapter.dest.as_ref().map_or("draft".to_owned(), |dest| format!("<{dest}>"));
    out.push_str(&format!("{}- {} {dest} at [{at}]\n", "  ".repeat(depth), chapter.title));
    for child in &chapter.children {
        outline_chapter(source, child, depth + 1, out);
    }
}

#[test]
fn mdbooks_form_is_read() {
    let text = "\
# Summary

[Preface](preface.md)
[About](about.md \"title\")

---

# Guide

- [Start](start/README.md)
    - [Install `x` on *any* system](start/install.md#linux)
    - [Draft]()
* [Two](<two words.md>)
\t1. [Nested](a%20b.md)
- [A \\[b\\] &amp; c](x_(y).md)

<!-- a comment -->
- [Elsewhere](https://example.org/x)

---
[Contributors](contributors.md)
";
    insta::assert_snapshot!(outline(text), @r"
    - Preface <preface.md> at [preface.md]
    - About <about.md> at [about.md]
    ---
    # Guide
    - Start <start/README.md> at [start/README.md]
      - Install x on any system <start/install.md#linux> at [start/install.md#linux]
      - Draft draft at []
    - Two <two words.md> at [two words.md]
      - Nested <a%20b.md> at [a%20b.md]
    - A [b] & c <x_(y).md> at [x_(y).md]
    - Elsewhere <https://example.org/x> at [https://example.org/x]
    ---
    - Contributors <contributors.md> at [contributors.md]
    ");
}

#[test]
fn gitbooks_form_is_read() {
    let text = "\
# Table of contents

* [Introduction](README.md)

## Part I <a href=\"#part-i\" id=\"part-i\"></a>

* Group
  * [One](one.md)

    * [Loose](loose.md)
* [ ] [Task](task.md)
* [Ref][r]
* <https://example.org>

### Smaller

[r]: ref.md
";
    insta::assert_snapshot!(outline(text), @r"
    - Introduction <README.md> at [README.md]
    # Part I
    - Group draft at [Group]
      - One <one.md> at [one.md]
        - Loose <loose.md> at [loose.md]
    - Task <task.md> at [task.md]
    - Ref <ref.md> at [[Ref][r]]
    - https://example.org <https://example.org> at [<https://example.org>]
    # Smaller
    ");
}

#[test]
fn what_is_not_understood_is_said_and_skipped() {
    let text = "\
Some words, and a [link](a.md)

- [A](a.md) and [B](b.md)
-
- \n  - [Child](c.md)
- []()
- [](untitled.md)
- ***
- > quoted [x](x.md)

## [Part](part.md)

> quote

```
code
```

<div>html</div>
";
    insta::assert_snapshot!(outline(text), @r"
    - link <a.md> at [a.md]
    - A <a.md> at [a.md]
    - Child <c.md> at [c.md]
    -  <untitled.md> at [untitled.md]
    # Part
    ! 1:1 [Some words, and a] text that is not a link is not shown in the sidebar
    ! 3:17 [[B](b.md)] a second link in one entry is not shown in the sidebar
    ! 4:1 [-] an entry without a name is not shown in the sidebar
    ! 5:1 [-] an entry without a name is not shown in the sidebar
    ! 7:3 [[]()] a link without text and destination is not shown in the sidebar
    ! 9:3 [***] a separator within a list is not shown in the sidebar
    ! 10:3 [> quoted [x](x.md)] a quotation is not shown in the sidebar
    ! 12:11 [part.md] a link in the title of a part is not shown in the sidebar
    ! 14:1 [> quote] a quotation is not shown in the sidebar
    ! 16:1 [```
    code
    ```] a block of code is not shown in the sidebar
    ! 20:1 [<div>html</div>] an HTML block is not shown in the sidebar
    ");
}

#[test]
fn dashes_right_below_a_link_are_a_separator() {
    insta::assert_snapshot!(outline("[A](a.md)\n[B](b.md)\n---\n- [C](c.md)\n---\n# D"), @r"
    - A <a.md> at [a.md]
    - B <b.md> at [b.md]
    ---
    - C <c.md> at [c.md]
    ---
    # D
    ");
}

#[test]
fn a_title_is_only_the_first_block() {
    assert_eq!(outline("# A\n# B"), "# B\n");
    assert_eq!(outline("<!-- c -->\n\n# A"), "");
    assert_eq!(outline("## A\n"), "# A\n");
    assert_eq!(outline("---\n\n# A\n"), "---\n# A\n");
    assert_eq!(outline(""), "");
}

#[test]
fn paths_are_decoded_and_only_within() {
    let path = |dest: &str| {
        let dest = Some(dest.to_owned());
        Chapter { title: String::new(), dest, span: Span::default(), alone: false, children: Vec::new() }
            .path()
    };
    let cases = [
        ("a%20b.md#x%23", Some("a b.md")),
        ("./a.md?x", Some("./a.md")),
        ("%ff.md", Some("\u{fffd}.md")),
        ("#x", None),
        ("https://example.org/a.md", None),
        ("mailto:a@example.org", None),
        ("//example.org/a.md", None),
        ("a/b:c.md", Some("a/b:c.md")),
    ];
    for (dest, expected) in cases {
        assert_eq!(path(dest).as_deref(), expected, "{dest}");
    }
}

fn depth(chapters: &[Chapter]) -> usize {
    chapters.iter().map(|chapter| 1 + depth(&chapter.children)).max().unwrap_or_default()
}

fn count(chapters: &[Chapter]) -> usize {
    chapters.iter().map(|chapter| 1 + count(&chapter.children)).sum()
}

#[test]
fn chapters_nested_too_deep_become_siblings_in_order() {
    let text: String = (0..DEEPEST + 3).map(|n| format!("{}- [{n}]({n}.md)\n", "  ".repeat(n))).collect();
    let text = text + "- [last](last.md)\n";
    let shown = outline(&text);
    let tail: String = shown.lines().skip(DEEPEST - 2).map(|line| format!("{}\n", line.trim())).collect();
    insta::assert_snapshot!(tail, @r"
    - 14 <14.md> at [14.md]
    - 15 <15.md> at [15.md]
    - 16 <16.md> at [16.md]
    - 17 <17.md> at [17.md]
    - 18 <18.md> at [18.md]
    - last <last.md> at [last.md]
    ! 17:33 [-] chapters are nested more than 16 deep
    ");
}

#[test]
fn ten_thousand_levels_are_read_in_good_time() {
    let many = 10_000;
    let lines = 1_500;
    let texts = [
        (format!("{}[a](a.md)", "- ".repeat(many)), 1),
        ((0..lines).map(|n| format!("{}- [a](a.md)\n", "  ".repeat(n))).collect(), lines),
        ("- [a](a.md)\n".repeat(many * 5), many * 5),
        (format!("- {}", "> ".repeat(many)), 0),
        (format!("- {}a", "[".repeat(many)), 1),
        (format!("- [{}a](b)", "*".repeat(many)), 1),
    ];
    for (text, expected) in &texts {
        let started = std::time::Instant::now();
        let (summary, _) = parse(&Source::new("SUMMARY.md", text));
        let chapters: Vec<Chapter> = summary
            .items
            .into_iter()
            .filter_map(|item| if let SummaryItem::Chapter(chapter) = item { Some(chapter) } else { None })
            .collect();
        assert_eq!(count(&chapters), *expected, "{:?}", &text[..20]);
        assert!(depth(&chapters) <= DEEPEST);
        assert!(started.elapsed().as_secs() < 10, "{:?}", &text[..20]);
    }
}

#[test]
fn the_examples_of_the_rule_hold() {
    for (example, expected) in [(BAD_SUMMARY.bad, 1), (BAD_SUMMARY.good, 0)] {
        let files = Rule::files(example);
        assert_eq!(parse(&Source::new(&files[0].0, &files[0].1)).1.len(), expected);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_gives_a_summary_with_places_in_it(text in "([-*#>`<\\[\\]() \n\t1.a\\\\é]|\\[a\\]\\(b\\)|\n- |\n  - |---\n){0,60}") {
        outline(&text);
    }
}
