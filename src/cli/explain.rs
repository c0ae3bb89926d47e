//! `dayone explain`.

use clap::Args;

use super::ENVIRONMENT;
use super::terminal::Terminal;
use crate::check::{RULES, rule};
use crate::diag::{Rule, nearest};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The rule's code; without one, all rules are listed
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
            let near = nearest(code, RULES.iter().map(|rule| rule.code)).map_or_else(
                || "`dayone explain` lists the rules".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            terminal.error(&format!("there is no rule `{code}`: {near}"));
            ENVIRONMENT
        }
    }
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
