//! `dayone explain`.

use clap::Args;

use super::terminal::Terminal;
use super::{ENVIRONMENT, root};
use crate::check::{RULES, rule};
use crate::config;
use crate::diag::{Rule, nearest};
use crate::kinds::{Kinds, PageKind, sentence};
use crate::load;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The rule's code, or a kind of page; without one, all rules are listed
    code: Option<String>,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> u8 {
    let Some(code) = &arguments.code else {
        let longest = RULES.iter().map(|rule| rule.code.len()).max().unwrap_or(0);
        for rule in RULES {
            terminal.print(&format!("{:longest$}  {:7}  {}\n", rule.code, rule.level.word(), rule.summary));
        }
        return 0;
    };
    match rule(code) {
        Some(rule) => {
            terminal.print(&page(rule));
            0
        }
        None => {
            let kinds = kinds();
            if let Some(kind) = kinds.find(code) {
                terminal.print(&page_of_kind(kind));
                return 0;
            }
            let known = RULES.iter().map(|rule| rule.code).chain(kinds.words());
            let near = nearest(code, known).map_or_else(
                || "`dayone explain` lists the rules, and `dayone new` the kinds".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            terminal.error(&format!("there is no rule or kind `{code}`: {near}"));
            ENVIRONMENT
        }
    }
}

/// The kinds of the handbook here, as far as its settings can be read; or else those of any handbook.
fn kinds() -> Kinds {
    let settings = load::settings(&root(None)).ok().flatten();
    let config = settings.as_ref().map(|source| config::read(source).0);
    Kinds::of(&config.unwrap_or_default())
}

/// What a kind of page is and has, as Markdown.
fn page_of_kind(kind: &PageKind) -> String {
    let mut text = format!("# {}\n\n{}\n", kind.word, kind.label);
    let mut say = |paragraph: String| text.push_str(&format!("\n{paragraph}\n"));
    if !kind.what.is_empty() {
        say(kind.what.clone());
    }
    let folder = if kind.folder.is_empty() { String::new() } else { format!(" in {}/", kind.folder) };
    say(format!("`dayone new {} NAME` writes one{folder}.", kind.word));
    let is_needed = |name: &str| kind.require.iter().any(|required| required == name);
    let shared = kind.require.iter().filter(|name| kind.field(name).is_none());
    let own = kind.fields.iter().map(|field| {
        let needed = if is_needed(&field.name) { "; needed" } else { "" };
        format!("- `{}`: {}{needed}", field.name, field.what)
    });
    let fields: Vec<String> = shared.map(|name| format!("- `{name}`: needed")).chain(own).collect();
    if !fields.is_empty() {
        say(format!("## Fields\n\n{}", fields.join("\n")));
    }
    if kind.lift {
        say("Fields may stand in the lines after the title.".to_owned());
    }
    if !kind.sections.is_empty() {
        let must = if kind.strict_sections { "needed, in this order" } else { "as a new page begins" };
        let sections: Vec<String> = kind.sections.iter().map(|section| format!("- {section}")).collect();
        say(format!("## Sections\n\n{}:\n\n{}", sentence(must), sections.join("\n")));
    }
    if let Some(most) = kind.max_words {
        say(format!("At most {most} words."));
    }
    text
}

/// A rule's documentation as Markdown.
pub fn page(rule: &Rule) -> String {
    let mut text = format!("# {}\n\n{}\n\n{}\n\n", rule.code, rule.summary, rule.why);
    let changes = if rule.structural {
        "it can be made stronger in `[rules]`, never weaker"
    } else {
        "`[rules]` in book.toml changes it"
    };
    text.push_str(&format!("Level: {} ({changes}).\n", rule.level));
    for (title, example) in [("Found", rule.bad), ("Mended", rule.good)] {
        if !example.is_empty() {
            text.push_str(&format!("\n## {title}\n\n"));
            for (path, content) in Rule::files(example) {
                let content =
                    content.trim_end().lines().map(|line| format!("    {line}\n")).collect::<String>();
                text.push_str(&format!("`{path}`:\n\n{content}\n"));
            }
        }
    }
    text
}
