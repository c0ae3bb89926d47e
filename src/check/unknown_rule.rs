//! `[rules]` entries for rules that do not exist, or that cannot be what they ask.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};

pub static RULE: Rule = Rule {
    code: "unknown-rule",
    level: Level::Error,
    structural: false,
    summary: "`[rules]` sets the level of a rule that does not exist, or weakens one that cannot be weakened.",
    why: "The entry has no effect. A rule about broken structure (a lost page, unreadable settings) can be made stronger, never weaker.",
    bad: "== book.toml\n[rules]\nbroken-lnk = \"error\"\n== content/index.md\nText.\n",
    good: "== book.toml\n[rules]\nbroken-link = \"error\"\n== content/index.md\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let Some(settings) = whole.settings else { return };
    for (code, (level, span)) in &whole.config.rules {
        let finding = match super::rule(code) {
            None => {
                let help = nearest(code, super::RULES.iter().map(|rule| rule.code)).map_or_else(
                    || "`dayone explain` lists the rules".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Finding::new(&RULE, format!("there is no rule `{code}`")).help(help)
            }
            Some(rule) if rule.structural && *level < rule.level => {
                Finding::new(&RULE, format!("`{code}` cannot be weaker than `{}`", rule.level))
                    .help("mend what it finds; `dayone explain` says why it matters")
            }
            Some(_) => continue,
        };
        findings.push(finding.at(settings.place(*span)));
    }
}
