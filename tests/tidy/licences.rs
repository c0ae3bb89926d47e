//! The licences of all dependencies, from what Cargo knows of them.

use std::process::Command;

/// Licences that go with `MIT OR Apache-2.0`: whoever gets dayone's binary has to do no more than
/// keep the notices. MPL-2.0 asks that changes to its own files be published; there are none.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Name and licence expression of each dependency on this system. Those of other systems are not
/// on the disk, and a test does not use the network.
pub fn of_dependencies() -> Vec<(String, Option<String>)> {
    let host = output(Command::new("rustc").arg("-vV"));
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host]);
    let metadata = output(cargo.current_dir(env!("CARGO_MANIFEST_DIR")));
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    packages
        .iter()
        .map(|package| {
            let text = |key: &str| package[key].as_str().map(str::to_owned);
            (format!("{} {}", package["name"], package["version"]).replace('"', ""), text("license"))
        })
        .collect()
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

/// The dependencies that may not be used, each with its licence.
pub fn forbidden(dependencies: &[(String, Option<String>)]) -> Vec<String> {
    let is_fine =
        |licence: &Option<String>| licence.as_deref().is_some_and(|text| is_allowed(text) == Some(true));
    let forbidden = dependencies.iter().filter(|(_, licence)| !is_fine(licence));
    forbidden
        .map(|(name, licence)| {
            format!("{name}: its licence is {:?}; allowed are {}", licence, ALLOWED.join(", "))
        })
        .collect()
}

/// Whether an SPDX expression can be met with allowed licences; none when it cannot be read.
fn is_allowed(expression: &str) -> Option<bool> {
    // `/` is how `OR` was written once.
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let (allowed, rest) = any(&tokens)?;
    rest.is_empty().then_some(allowed)
}

/// A value and the tokens after it.
type Parsed<'a> = Option<(bool, &'a [&'a str])>;

fn any<'a>(tokens: &'a [&'a str]) -> Parsed<'a> {
    let (mut allowed, mut rest) = all(tokens)?;
    while let Some((&"OR", after)) = rest.split_first() {
        let (next, after) = all(after)?;
        (allowed, rest) = (allowed || next, after);
    }
    Some((allowed, rest))
}

fn all<'a>(tokens: &'a [&'a str]) -> Parsed<'a> {
    let (mut allowed, mut rest) = one(tokens)?;
    while let Some((&"AND", after)) = rest.split_first() {
        let (next, after) = one(after)?;
        (allowed, rest) = (allowed && next, after);
    }
    Some((allowed, rest))
}

fn one<'a>(tokens: &'a [&'a str]) -> Parsed<'a> {
    match tokens.split_first()? {
        (&"(", rest) => {
            let (allowed, rest) = any(rest)?;
            rest.split_first().filter(|(token, _)| **token == ")").map(|(_, rest)| (allowed, rest))
        }
        (&(")" | "AND" | "OR" | "WITH"), _) => None,
        // An exception only gives more.
        (name, [with, _, rest @ ..]) if *with == "WITH" => Some((ALLOWED.contains(name), rest)),
        (name, rest) => Some((ALLOWED.contains(name), rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_as_spdx_has_them() {
        let cases = [
            ("MIT", Some(true)),
            ("GPL-3.0-only", Some(false)),
            ("GPL-3.0-only OR MIT", Some(true)),
            ("GPL-3.0-only AND MIT", Some(false)),
            ("MIT OR GPL-3.0-only AND GPL-2.0-only", Some(true)),
            ("(MIT OR GPL-3.0-only) AND GPL-2.0-only", Some(false)),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", Some(true)),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", Some(true)),
            ("MIT/Apache-2.0", Some(true)),
            ("mit", Some(false)),
            ("", None),
            ("MIT OR", None),
            ("(MIT", None),
            ("MIT Zlib", None),
        ];
        for (expression, allowed) in cases {
            assert_eq!(is_allowed(expression), allowed, "{expression:?}");
        }
    }

    #[test]
    fn forbidden_complains() {
        let named = |licence: Option<&str>| vec![("x 1.0.0".to_owned(), licence.map(str::to_owned))];
        assert_eq!(forbidden(&named(Some("AGPL-3.0-only"))).len(), 1);
        assert_eq!(forbidden(&named(None)).len(), 1);
        assert!(forbidden(&named(Some("ISC"))).is_empty());
    }

    #[test]
    fn dependencies_are_found() {
        let dependencies = of_dependencies();
        assert!(dependencies.iter().any(|(name, _)| name.starts_with("xxhash-rust ")));
        assert!(dependencies.len() > 20);
    }
}
