//! From the word after a fence to a syntax.

use rustc_hash::FxHashMap;
use syntect::parsing::SyntaxSet;

/// Words that name a language though no syntax calls itself so, with the syntax's name.
const ALIASES: &[(&str, &str)] = &[
    ("c#", "C#"),
    ("c++", "C++"),
    ("conf", "INI"),
    ("console", "Bourne Again Shell (bash)"),
    ("csharp", "C#"),
    ("css", "CSS"),
    ("docker", "Dockerfile"),
    ("ecmascript", "JavaScript (Babel)"),
    ("env", "DotENV"),
    ("f#", "F#"),
    ("fortran", "Fortran (Modern)"),
    ("fsharp", "F#"),
    ("gitignore", "Git Ignore"),
    ("go-mod", "Gomod"),
    ("golang", "Go"),
    ("gomod", "Gomod"),
    ("h", "C"),
    ("hcl", "Terraform"),
    ("ini", "INI"),
    ("javascript", "JavaScript (Babel)"),
    ("jinja", "Jinja2"),
    ("js", "JavaScript (Babel)"),
    ("json5", "JavaScript (Babel)"),
    ("jsonc", "JavaScript (Babel)"),
    ("jsonl", "JSON"),
    ("jsx", "JavaScript (Babel)"),
    ("ksh", "Bourne Again Shell (bash)"),
    ("latex", "LaTeX"),
    ("make", "Makefile"),
    ("mysql", "SQL"),
    ("ndjson", "JSON"),
    ("node", "JavaScript (Babel)"),
    ("none", "Plain Text"),
    ("objc", "Objective-C"),
    ("objective-c", "Objective-C"),
    ("objectivec", "Objective-C"),
    ("output", "Plain Text"),
    ("plain", "Plain Text"),
    ("plaintext", "Plain Text"),
    ("postgres", "SQL"),
    ("postgresql", "SQL"),
    ("powershell", "PowerShell"),
    ("promql", "Plain Text"),
    ("properties", "Java Properties"),
    ("proto", "Protocol Buffer"),
    ("proto3", "Protocol Buffer"),
    ("protobuf", "Protocol Buffer"),
    ("ps", "PowerShell"),
    ("pwsh", "PowerShell"),
    ("python3", "Python"),
    ("restructuredtext", "reStructuredText"),
    ("sh-session", "Bourne Again Shell (bash)"),
    ("shell", "Bourne Again Shell (bash)"),
    ("shell-session", "Bourne Again Shell (bash)"),
    ("shellsession", "Bourne Again Shell (bash)"),
    ("svg", "XML"),
    ("systemd", "INI"),
    ("terminal", "Bourne Again Shell (bash)"),
    ("terraform", "Terraform"),
    ("text", "Plain Text"),
    ("tf", "Terraform"),
    ("txt", "Plain Text"),
    ("typescriptreact", "TypeScriptReact"),
    ("udiff", "Diff"),
    ("viml", "VimL"),
    ("vimscript", "VimL"),
    ("zsh", "Bourne Again Shell (bash)"),
];

/// Every lower-case word that names a syntax, with the syntax's index in `set`.
///
/// Where words clash, an alias wins over a syntax's name and that over a file extension; among
/// equals the later syntax wins, as it does in the set itself.
pub(super) fn words(set: &SyntaxSet) -> FxHashMap<String, usize> {
    let mut words = FxHashMap::default();
    let mut names = FxHashMap::default();
    let shown = || set.syntaxes().iter().enumerate().filter(|(_, syntax)| !syntax.hidden);
    for (index, syntax) in shown() {
        words.extend(syntax.file_extensions.iter().map(|extension| (extension.to_lowercase(), index)));
        words.extend(
            syntax
                .file_extensions
                .iter()
                .filter_map(|name| name.strip_prefix('.'))
                .map(|name| (name.to_lowercase(), index)),
        );
    }
    // A case that is meant: `h` is C, and `H` belongs to its successors.
    for (index, syntax) in shown() {
        let lower = syntax.file_extensions.iter().filter(|name| name.chars().all(|c| !c.is_uppercase()));
        words.extend(lower.map(|extension| (extension.clone(), index)));
    }
    for (index, syntax) in shown() {
        words.insert(syntax.name.to_lowercase(), index);
        words.insert(syntax.name.to_lowercase().replace(' ', "-"), index);
        names.insert(syntax.name.as_str(), index);
    }
    for (alias, name) in ALIASES {
        if let Some(index) = names.get(name) {
            words.insert((*alias).to_owned(), *index);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::highlight::{Syntax, find};

    #[test]
    fn aliases_are_sorted_and_name_syntaxes_that_exist() {
        assert!(ALIASES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (alias, name) in ALIASES {
            assert_eq!(find(alias).map(Syntax::name), Some(*name), "{alias}");
        }
    }

    #[test]
    fn names_extensions_and_any_case_are_understood() {
        let cases = [
            ("rust", "Rust"),
            ("rs", "Rust"),
            ("RUST", "Rust"),
            ("Python", "Python"),
            ("py", "Python"),
            ("c", "C"),
            ("C", "C"),
            ("h", "C"),
            ("cpp", "C++"),
            ("ts", "TypeScript"),
            ("tsx", "TypeScriptReact"),
            ("typescript", "TypeScript"),
            ("yml", "YAML"),
            ("yaml", "YAML"),
            ("dockerfile", "Dockerfile"),
            ("Makefile", "Makefile"),
            ("toml", "TOML"),
            ("diff", "Diff"),
            ("html", "HTML"),
            ("md", "Markdown"),
            ("markdown", "Markdown"),
            ("bash", "Bourne Again Shell (bash)"),
            ("sh", "Bourne Again Shell (bash)"),
            ("kotlin", "Kotlin"),
            ("ruby", "Ruby"),
            ("r", "R"),
            ("json", "JSON"),
            ("xml", "XML"),
            ("sql", "SQL"),
            ("java", "Java"),
            ("nix", "Nix"),
            ("graphql", "GraphQL"),
            ("bat", "Batch File"),
            ("http", "HTTP Request and Response"),
        ];
        for (word, name) in cases {
            assert_eq!(find(word).map(Syntax::name), Some(name), "{word}");
        }
        assert_eq!(find("klingon"), None);
        assert_eq!(find(""), None);
    }
}
