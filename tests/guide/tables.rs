//! The tables of the guide, compared with the program's own lists.

use std::collections::{BTreeMap, BTreeSet};

use dayone::check::RULES;
use dayone::config::{self, Config, SETTINGS};
use dayone::diag::Level;
use dayone::kinds::KINDS;
use dayone::people;
use dayone::syntax::front_matter::SHARED_KEYS;
use dayone::syntax::markdown::CONTAINERS;
use dayone::text::Source;

use super::page::{Page, page};
use super::{Difference, difference, output_of, repository, settle};

/// What differs between the table below `heading` and `rows`.
fn compare(page: &Page, heading: &str, rows: &[Vec<String>]) -> Option<Difference> {
    let line = |row: &Vec<String>| {
        format!("| {} |", row.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
    };
    assert!(!rows.is_empty(), "{heading}: there is nothing to compare");
    difference(page, page.table(heading).lines.clone(), &rows.iter().map(line).collect::<Vec<_>>())
}

/// The table's columns from the first, as many as there are in `rows`.
fn assert_columns(page: &Page, heading: &str, rows: &[Vec<String>]) {
    let width = rows[0].len();
    let found: Vec<Vec<String>> =
        page.table(heading).rows.iter().map(|row| row[..width.min(row.len())].to_vec()).collect();
    assert_eq!(found, rows, "{}: {heading}", page.path.display());
}

fn code(text: impl std::fmt::Display) -> String {
    format!("`{text}`")
}

#[test]
fn rules_are_all_there() {
    let page = page("findings.md");
    let row = |rule: &&dayone::diag::Rule| {
        let level = if rule.structural { format!("{}, fixed", rule.level) } else { rule.level.to_string() };
        vec![code(rule.code), level, rule.summary.to_owned()]
    };
    let rows: Vec<_> = RULES.iter().map(row).collect();
    settle(compare(&page, "All rules", &rows).into_iter().collect());
    let levels = [Level::Error, Level::Warning, Level::Info, Level::Off];
    assert_columns(&page, "Levels", &levels.map(|level| vec![code(level)]));
}

#[test]
fn settings_are_all_there_with_their_defaults() {
    let page = page("settings.md");
    let names: Vec<_> =
        SETTINGS.iter().map(|setting| vec![code(format!("{}.{}", setting.table, setting.key))]).collect();
    assert_columns(&page, "All settings", &names);
    let read = |key: &str, value: &str| -> Config {
        let (config, findings) = config::read(&Source::new("book.toml", &format!("{key} = {value}\n")));
        assert!(findings.is_empty(), "{key} = {value}: {}", findings[0].message);
        config
    };
    for row in &page.table("All settings").rows {
        let [key, _, default, example] = row.as_slice() else { panic!("{row:?}: four cells") };
        if let Some(default) = default.strip_prefix('`') {
            let config = read(key.trim_matches('`'), default.trim_end_matches('`'));
            assert_eq!(config, Config::default(), "{key}: another default");
        } else {
            let unset = ["", "see below", "the clock's", "the home page's"].contains(&&**default);
            assert!(unset, "{key}: {default}");
        }
        let config = read(key.trim_matches('`'), example.trim_matches('`'));
        assert_ne!(config, Config::default(), "{key}: the example changes nothing");
    }
}

#[test]
fn front_matter_keys_and_kinds_are_all_there() {
    let page = page("front-matter.md");
    let shared: Vec<_> = SHARED_KEYS
        .iter()
        .map(|(key, also)| vec![code(key), also.iter().map(code).collect::<Vec<_>>().join(", ")])
        .collect();
    assert_columns(&page, "Shared fields", &shared);
    let folder = |folder: &str| if folder.is_empty() { String::new() } else { code(format!("{folder}/")) };
    let kinds: Vec<_> =
        KINDS.iter().map(|kind| vec![code(kind.id), folder(kind.folder), kind.what.to_owned()]).collect();
    let fields: Vec<_> = KINDS
        .iter()
        .flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)))
        .map(|(kind, field)| vec![code(kind.id), code(field.name), field.what.to_owned()])
        .collect();
    let differences = [compare(&page, "Kinds", &kinds), compare(&page, "Fields of kinds", &fields)];
    settle(differences.into_iter().flatten().collect());
}

#[test]
fn what_people_may_have_is_all_there() {
    let fields: Vec<_> =
        people::FIELDS.iter().map(|(key, what)| vec![code(*key), (*what).to_owned()]).collect();
    settle(compare(&page("people.md"), "What it may say", &fields).into_iter().collect());
}

#[test]
fn containers_are_all_there() {
    let named: BTreeSet<String> = page("markdown.md")
        .table("Containers")
        .rows
        .iter()
        .flat_map(|row| row[0].split(", ").map(|name| name.trim_matches('`').to_owned()).collect::<Vec<_>>())
        .collect();
    let known: BTreeSet<String> = CONTAINERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(named, known);
}

/// The rows of a part of a command's help: what is written, and what it does.
fn help(command: &str, part: &str) -> Vec<(String, String)> {
    let arguments: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).chain(["-h"]).collect();
    let help = output_of(repository(), &arguments);
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in help.lines().skip_while(|line| *line != part).skip(1).take_while(|line| !line.is_empty()) {
        let indented = line.len() - line.trim_start().len();
        match rows.last_mut() {
            Some((_, what)) if indented > 10 => what.push_str(&format!(" {}", line.trim())),
            _ => {
                let (written, what) = line.trim().split_once("  ").expect("two columns");
                rows.push((written.to_owned(), what.trim().to_owned()));
            }
        }
    }
    rows
}

#[test]
fn commands_and_options_are_all_there() {
    let page = page("command-line.md");
    let row = |(written, what): (String, String)| vec![code(written), what];
    let commands = help("", "Commands:").into_iter().filter(|(name, _)| name != "help");
    let commands: Vec<Vec<String>> =
        commands.map(|(name, what)| row((format!("dayone {name}"), what))).collect();
    let common: Vec<_> = help("", "Options:").into_iter().map(row).collect();
    let mut differences =
        vec![compare(&page, "Commands", &commands), compare(&page, "For every command", &common)];
    for command in commands.iter().map(|row| row[0].trim_matches('`').to_owned()) {
        let name = command.trim_start_matches("dayone ");
        let arguments = help(name, "Arguments:").into_iter().map(row);
        let own = help(name, "Options:")
            .into_iter()
            .map(row)
            .filter(|row| !common.contains(row) && !row[0].contains("--help"));
        let rows: Vec<_> = arguments.chain(own).collect();
        let section = page.sections.iter().find(|section| section.heading == command);
        // A command with one argument is said in its text.
        if section.expect("a section").tables.is_empty() && rows.len() < 2 {
            continue;
        }
        differences.push(compare(&page, &command, &rows));
    }
    settle(differences.into_iter().flatten().collect());
}

#[test]
fn formats_are_all_there() {
    let (_, what) = help("check", "Options:")
        .into_iter()
        .find(|(written, _)| written.contains("--format"))
        .expect("an option");
    let values = what.split_once("possible values: ").expect("values").1.trim_end_matches(']');
    let formats: Vec<_> = values.split(", ").map(|format| vec![code(format)]).collect();
    assert_columns(&page("findings.md"), "Formats", &formats);
}

#[test]
fn theme_options_are_all_there() {
    let text = std::fs::read_to_string(repository().join("themes/default/theme.toml")).expect("a theme");
    let theme: toml::Table = toml::from_str(&text).expect("TOML");
    let options = theme["options"].as_table().expect("options");
    let page = page("themes.md");
    let row = |(key, value): (&String, &toml::Value)| vec![code(key), code(value)];
    let what = |key: &str| {
        let above = text.lines().take_while(|line| !line.starts_with(&format!("{key} =")));
        let above: Vec<&str> = above.collect();
        let comment = above.iter().rev().take_while(|line| line.starts_with('#'));
        let mut comment: Vec<&str> = comment.map(|line| line.trim_start_matches(['#', ' '])).collect();
        comment.reverse();
        marked_up(&comment.join(" "))
    };
    let own = options.iter().filter(|(key, _)| *key != "words");
    let own: Vec<_> = own.map(|(key, value)| [row((key, value)), vec![what(key)]].concat()).collect();
    let words: Vec<_> = options["words"].as_table().expect("words").iter().map(row).collect();
    settle(
        [compare(&page, "Options", &own), compare(&page, "Words", &words)].into_iter().flatten().collect(),
    );
}

/// A comment as Markdown: what stands in braces or in quotes is code.
fn marked_up(comment: &str) -> String {
    let mut out = String::new();
    let mut inside: Option<char> = None;
    for character in comment.chars() {
        let opens = match character {
            '{' => Some('}'),
            '"' => Some('"'),
            _ => None,
        };
        match (inside, opens) {
            (None, Some(_)) => out.extend(['`', character]),
            (Some(end), _) if end == character => out.extend([character, '`']),
            _ => out.push(character),
        }
        inside = match inside {
            None => opens,
            Some(end) => Some(end).filter(|end| *end != character),
        };
    }
    out
}

#[test]
fn templates_are_all_there() {
    let folder = repository().join("themes/default/templates");
    let files = walkdir::WalkDir::new(&folder).into_iter().map(|entry| entry.expect("an entry").into_path());
    let files: BTreeSet<String> = files
        .filter(|path| path.is_file())
        .map(|path| code(path.strip_prefix(&folder).expect("inside").display()))
        .collect();
    let named: BTreeSet<String> =
        page("templates.md").table("Templates").rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(named, files);
}

/// By struct of a source file, its public fields with their documentation.
fn structs(path: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let text = std::fs::read_to_string(repository().join(path)).expect("a source");
    let mut structs = BTreeMap::<String, Vec<(String, String)>>::new();
    let (mut name, mut docs) = (String::new(), String::new());
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
        } else if let Some(doc) = line.strip_prefix("/// ") {
            docs = format!("{docs} {doc}").trim().to_owned();
            continue;
        } else if let (Some(field), false) = (line.strip_prefix("pub "), name.is_empty()) {
            let field = field.split(':').next().unwrap_or_default();
            structs.entry(name.clone()).or_default().push((field.to_owned(), docs.clone()));
        } else if line == "}" {
            name.clear();
        }
        docs.clear();
    }
    structs
}

#[test]
fn view_fields_are_all_there() {
    const SECTIONS: [(&str, &str); 92] = [
        ("Items", "SidebarItem"),
        ("Page", "PageView"),
        ("Pages that cite", "CiteView"),
        ("Site", "SiteView"),
        ("Values of fields", "LinkText"),
        ("page.breadcrumbs, prev and next", "LinkView"),
        ("page.changes", "ChangesView"),
        ("page.changes.changes", "ChangeView"),
        ("Parts of a change", "ChangePartView"),
        ("page.children", "ChildView"),
        ("page.cited_by", "CitedView"),
        ("page.compare", "CompareView"),
        ("page.decision", "DecisionView"),
        ("page.narrative", "NarrativeView"),
        ("Rows of decisions", "DecisionRowView"),
        ("page.decisions", "DecisionsView"),
        ("Lists to choose by", "FilterView"),
        ("What can be chosen", "FilterOptionView"),
        ("page.compare.rows", "CompareRowView"),
        ("Cells of a comparison", "CompareCellView"),
        ("Units of a comparison", "CompareUnitView"),
        ("page.compare.principles", "SharedPrincipleView"),
        ("page.fields", "FieldView"),
        ("page.health", "HealthView"),
        ("page.health.tally", "TallyView"),
        ("When pages will want a review", "AheadView"),
        ("page.health.owners", "KeeperView"),
        ("page.health.lists", "ListView"),
        ("page.health.coming and done", "MonthView"),
        ("Pages that want somebody", "KeptView"),
        ("page.kind", "KindView"),
        ("page.owner", "OwnerView"),
        ("page.people", "PeopleView"),
        ("page.person", "PersonView"),
        ("page.person.lists", "PersonListView"),
        ("Items of lists of people", "PersonItemView"),
        ("page.practice", "PracticeView"),
        ("page.practice.norms and gone", "NormView"),
        ("page.practice.reasons", "ReasonView"),
        ("page.practice.origins and others", "OriginView"),
        ("page.practices", "PracticesView"),
        ("page.practices.own", "InEffectView"),
        ("page.practices.adopted", "AdoptedView"),
        ("page.practices.adopted.pages", "AdoptedPageView"),
        ("page.review", "ReviewView"),
        ("page.toc", "TocEntry"),
        ("page.principle", "PrincipleView"),
        ("page.principle.adapts and adapted_by", "AdaptationView"),
        ("page.principles and questions", "PrincipleRowView"),
        ("page.unit", "UnitView"),
        ("page.unit.people", "MemberView"),
        ("page.unit.works_with", "WorkingView"),
        ("page.unit.on_call", "OnCallView"),
        ("page.on_call", "OnCallUnitView"),
        ("page.person.on_call", "PersonShiftsView"),
        ("Shifts of a person", "PersonShiftView"),
        ("page.rotation", "RotationView"),
        ("page.rotation.load", "LoadView"),
        ("page.rotation.layers", "LayerView"),
        ("page.rotation.layers.folds", "FoldView"),
        ("Shifts of layers", "ShiftView"),
        ("Times of shifts", "TimeView"),
        ("page.rotation.escalation", "RungView"),
        ("page.rotation.severities", "SeveritiesView"),
        ("page.incident", "IncidentView"),
        ("page.incident.marks", "MarkView"),
        ("page.incident.spans", "SpanView"),
        ("page.incident.scale", "ScaleView"),
        ("Stretches of a scale", "PhaseView"),
        ("Points of a scale", "PointView"),
        ("page.incident.events", "EventView"),
        ("page.incident.presented", "PresentedView"),
        ("page.weekly", "WeeklyView"),
        ("page.weekly.metrics", "MetricView"),
        ("page.weekly.metrics.series", "WeekSeriesView"),
        ("page.weekly.metrics.series.figures", "FigureView"),
        ("page.weekly.metrics.marks", "WeekMarkView"),
        ("page.tasks", "TaskView"),
        ("page.because_of and seen_in", "ToldView"),
        ("page.register", "RegisterView"),
        ("page.register.rows", "IncidentRowView"),
        ("page.register.quarters", "QuarterView"),
        ("Medians of quarters", "MedianView"),
        ("page.register.services and units", "GroupView"),
        ("page.register.pages and to_do.pages", "RegisterPageView"),
        ("page.to_do", "ToDoView"),
        ("page.to_do.rows", "ToDoRowView"),
        ("page.to_do.owners", "OwnerTallyView"),
        ("page.unit.actions", "ActionView"),
        ("page.unit.pages", "PagesView"),
        ("Entries of fields", "EntryView"),
        ("page.uses", "Uses"),
    ];
    let mut views = structs("src/render/view.rs");
    views.extend(structs("src/render/view/changes.rs"));
    views.extend(structs("src/render/view/incident.rs"));
    views.extend(structs("src/render/view/register.rs"));
    views.extend(structs("src/render/view/decisions.rs"));
    views.extend(structs("src/render/view/filters.rs"));
    views.extend(structs("src/render/view/rota.rs"));
    views.extend(structs("src/render/view/practices.rs"));
    views.extend(structs("src/render/view/teams.rs"));
    views.extend(structs("src/render/view/weekly.rs"));
    views.extend(structs("src/render/view_health.rs"));
    assert!(views.keys().all(|name| SECTIONS.iter().any(|(_, known)| known == name)), "{:?}", views.keys());
    views.insert("Uses".to_owned(), structs("src/syntax/document.rs")["Uses"].clone());
    let page = page("templates.md");
    let compare = |(heading, name): &(&str, &str)| {
        let prefix = match *heading {
            "Page" => "page.",
            "Site" => "site.",
            _ => "",
        };
        let rows =
            views[*name].iter().map(|(field, docs)| vec![code(format!("{prefix}{field}")), docs.clone()]);
        compare(&page, heading, &rows.collect::<Vec<_>>())
    };
    settle(SECTIONS.iter().filter_map(compare).collect());
}

#[test]
fn views_have_the_fields_that_are_documented() {
    let view: serde_json::Value =
        serde_json::from_str(&output_of(repository(), &["view", "teams"])).expect("JSON");
    assert_eq!(keys(&view), ["page", "root", "sidebar", "site"]);
    let views = structs("src/render/view.rs");
    for (part, name) in [("site", "SiteView"), ("page", "PageView")] {
        let mut documented: Vec<&str> = views[name].iter().map(|(field, _)| &**field).collect();
        documented.sort_unstable();
        assert_eq!(keys(&view[part]), documented);
    }
}

fn keys(value: &serde_json::Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
