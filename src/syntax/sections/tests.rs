use super::*;

const WANTED: &[SectionField] = &[
    SectionField { field: "timeline", headings: &["timeline"], also: &[], form: Form::Events },
    SectionField {
        field: "actions",
        headings: &["action items", "whats next"],
        also: &[],
        form: Form::Tasks,
    },
    SectionField { field: "impact", headings: &["impact"], also: &[], form: Form::Texts },
];

fn rows(text: &str) -> Vec<String> {
    let all = found(text, 0, WANTED).into_iter();
    let of = |found: Found| found.rows.into_iter().map(move |row| format!("{} {}", found.field, row.value));
    all.flat_map(of).collect()
}

#[test]
fn a_table_says_what_happened() {
    let text = "# A\n\n## Timeline (UTC)\n\n| Time | What happened | Source |\n|---|---|---|\n\
                | 2026-08-14 16:20 | It slows | Graph |\n| **16:24** | **Began.** | |\n| later | x | |\n\n\
                | a | b |\n|---|---|\n| 17:00 | no |\n\n## Why\n\n| Time | What |\n|--|--|\n| 18:00 | no |\n";
    assert_eq!(
        rows(text),
        [
            r#"timeline {"at":"2026-08-14 16:20 UTC","what":"It slows","link":"Graph"}"#,
            r#"timeline {"at":"16:24 UTC","what":"**Began.**"}"#,
            r#"timeline {"at":"later","what":"x"}"#,
        ]
    );
}

#[test]
fn a_list_says_what_happened() {
    let text = "## Timeline\n\nAll times are CEST.\n\n### 2026-08-14\n\n- 16:24 - It began\n- **16:30:** Noticed\n\
                * 17:00 UTC Over now\n- Nothing\n- Aug 15, 01:05 – later\n\n### 15 August 2026\n1. 9:05 am: Asleep\n";
    assert_eq!(
        rows(text),
        [
            r#"timeline {"at":"2026-08-14 16:24 CEST","what":"It began"}"#,
            r#"timeline {"at":"2026-08-14 16:30 CEST","what":"Noticed"}"#,
            r#"timeline {"at":"2026-08-14 17:00 UTC","what":"Over now"}"#,
            r#"timeline {"at":"Aug 15, 01:05 CEST","what":"later"}"#,
            r#"timeline {"at":"2026-08-15 9:05 am CEST","what":"Asleep"}"#,
        ]
    );
}

#[test]
fn what_is_to_be_done_is_a_table_or_a_list() {
    let table = "## Action items\n\n| # | Action | Owner | Due date | Status |\n|:--|---|---|---|--:|\n\
                 | 1 | Page sooner | [Ana](ana.md) | 28 August 2026 | ✅ |\n| 2 | `a|b` | | - | open |\n";
    assert_eq!(
        rows(table),
        [
            r#"actions {"do":"Page sooner","owner":"Ana","due":"2026-08-28","status":"done"}"#,
            r#"actions {"do":"`a|b`","status":"open"}"#,
        ]
    );
    let list = "## What’s next\n\n- [ ] Page sooner (@ana, 2026-08-28)\n- [x] Tell them – owner: Bo Li, due 2026-09-01\n";
    assert_eq!(
        rows(list),
        [
            r#"actions {"owner":"ana","due":"2026-08-28","do":"Page sooner","status":"open"}"#,
            r#"actions {"owner":"Bo Li","due":"2026-09-01","do":"Tell them","status":"done"}"#,
        ]
    );
    assert!(rows("## What's next\n\n- Be kind\n- Be quick\n").is_empty());
    let forms = "## Action items\n\n- [Watch](https://x.example/1) - @ana - 2027-03-01\n- [prevent] Rotate. Owner: bo. Due: 2027-03-02.\n\
                 - Prevent: limit (@ana, @bo)\n- Write it — @rich, by 12 May 2027\n- Pre - prod mismatch @ana\n";
    assert_eq!(
        rows(forms),
        [
            r#"actions {"owner":"ana","due":"2027-03-01","do":"[Watch](https://x.example/1)"}"#,
            r#"actions {"owner":"bo","due":"2027-03-02","do":"Rotate","kind":"prevent"}"#,
            r#"actions {"owner":["ana","bo"],"do":"Prevent: limit","kind":"prevent"}"#,
            r#"actions {"owner":"rich","due":"2027-05-12","do":"Write it"}"#,
            r#"actions {"owner":"ana","do":"Pre - prod mismatch @ana"}"#,
        ]
    );
    let bugs = "## Action items\n\n| Action | Owner | Bug |\n|---|---|---|\n| A | n/a | n/a **DONE** |\n| B | bo | Bug 5 **TODO** |\n\
                | C | bo, [Ana](ana.md) and @cy | |\n";
    assert_eq!(
        rows(bugs),
        [
            r#"actions {"do":"A","status":"done"}"#,
            r#"actions {"do":"B","owner":"bo","link":"Bug 5","status":"todo"}"#,
            r#"actions {"do":"C","owner":["bo","Ana","cy"]}"#,
        ]
    );
}

#[test]
fn what_has_the_form_of_a_time_is_not_left_out() {
    let text = "## Timeline\n\n- +35m It slows\n- 11h30 It stops\n- 11.45 Noticed\n- 10.30am Over\n- +1 from me\n- 11.4 more\n";
    let at = |row: String| {
        row.split("\"at\":\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
    };
    let times: Vec<String> = rows(text).into_iter().filter_map(at).collect();
    assert_eq!(times, ["+35m", "11h30", "11.45", "10.30am"]);
}

#[test]
fn nothing_of_an_item_is_lost() {
    let one = |item: &str| rows(&format!("## Action items\n\n- {item}\n- [ ] b")).swap_remove(0);
    for (item, expected) in [
        ("A — Jo Ek, due 2026-12-10", r#"{"due":"2026-12-10","do":"A — Jo Ek"}"#),
        ("A (mira, due 10 December 2026)", r#"{"due":"2026-12-10","do":"A (mira)"}"#),
        (
            "A (see the runbook; due: 2026-12-10; urgent)",
            r#"{"due":"2026-12-10","do":"A (see the runbook, urgent)"}"#,
        ),
        ("A — owner mira — 2026-12-10", r#"{"owner":"mira","due":"2026-12-10","do":"A"}"#),
        ("A [Jo Ek] by 2026-12-10", r#"{"due":"2026-12-10","do":"A [Jo Ek]"}"#),
        ("A, 2026-12-10", r#"{"due":"2026-12-10","do":"A"}"#),
        ("A (due May 12, 2027)", r#"{"due":"2027-05-12","do":"A"}"#),
        ("A (owner: Ana, Bo; due Friday)", r#"{"owner":"Ana","do":"A (Bo, due Friday)"}"#),
        ("A (done 2026-11-22)", r#"{"done":"2026-11-22","do":"A"}"#),
        ("A (done on 22 Nov 2026 by ops)", r#"{"done":"2026-11-22","do":"A (done on 22 Nov 2026 by ops)"}"#),
        (
            "A (owner: mira, due 2026-12-10) — done",
            r#"{"owner":"mira","due":"2026-12-10","status":"done","do":"A"}"#,
        ),
        ("DONE: a", r#"{"status":"done","do":"a"}"#),
        ("**Done** – a", r#"{"status":"done","do":"a"}"#),
        ("[TODO] a", r#"{"status":"todo","do":"a"}"#),
        ("✅ a", r#"{"status":"done","do":"a"}"#),
        ("a ✅ (mira)", r#"{"status":"done","do":"a (mira)"}"#),
        ("a (in progress, @mira)", r#"{"owner":"mira","status":"in progress","do":"a"}"#),
        ("a (won't do)", r#"{"status":"dropped","do":"a"}"#),
        ("a (@mira) when b is", r#"{"owner":"mira","do":"a (@mira) when b is"}"#),
        (
            "a (@mira), see [the plan](plan.md)",
            r#"{"owner":"mira","do":"a (@mira), see [the plan](plan.md)"}"#,
        ),
        ("a (@mira) – see [the plan](plan.md)", r#"{"owner":"mira","do":"a – see [the plan](plan.md)"}"#),
        (
            "a. Owner: bo. And then b, due 2026-12-10.",
            r#"{"owner":"bo","due":"2026-12-10","do":"a And then b"}"#,
        ),
        ("a (owner: TBD, due: TBD)", r#"{"do":"a"}"#),
        ("**Mira Lind**: a, 2026-12-10", r#"{"due":"2026-12-10","do":"**Mira Lind**: a"}"#),
        ("Set `a - b` (due 2026-12-10)", r#"{"due":"2026-12-10","do":"Set `a - b`"}"#),
    ] {
        assert_eq!(one(item), format!("actions {expected}"), "{item}");
    }
}

#[test]
fn texts_are_items() {
    assert_eq!(
        rows("## Impact:\n\nBad.\n\n- 214 people\n- £3\n"),
        [r#"impact "214 people""#, r#"impact "£3""#]
    );
    assert_eq!(
        rows("## Impact\n\nBad for\n9 people.\n\nSad.\n"),
        [r#"impact "Bad for\n9 people.""#, r#"impact "Sad.""#]
    );
    assert!(rows("```\n## Impact\n- a\n```\n").is_empty());
}

#[test]
fn rows_know_where_they_are() {
    let text = "## Action items\n\n| Action | Owner |\n|---|---|\n| Page | ana |\n";
    let found = found(text, 0, WANTED);
    let row = &found[0].rows[0];
    assert_eq!(&text[row.span.range()], "| Page | ana |");
    let cells: Vec<&str> = row.cells.iter().map(|(_, span)| &text[span.range()]).collect();
    assert_eq!(cells, ["Page", "ana"]);
}

#[test]
fn nothing_panics() {
    for text in [
        "## Impact",
        "## Timeline\n|",
        "## Timeline\n| é | ü |\n|-|-|\n|é",
        "## Action items\n- @",
        "#",
        "## Timeline\n- é",
        "## Action items\n- [x] owner:",
    ] {
        let _ = rows(text);
    }
}
