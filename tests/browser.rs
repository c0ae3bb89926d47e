//! The built site in a browser: builds what `tests/browser/site.test.mjs` looks at, and runs it.
//!
//! It needs Node, Chromium and the packages of `tests/browser/package.json`, which `.ci/run` installs.
//! Without them nothing is tested, except where `CI` is set: there it is an error.

#[allow(dead_code, reason = "each test file uses a part of it")]
mod scratch;

use std::path::Path;
use std::process::Command;

use dayone::build::{Request, build};
use scratch::{Scratch, request};

/// Builds a handbook of this repository into a folder of the test.
fn site(handbook: &str, base_url: Option<&str>) -> Scratch {
    let output = Scratch::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(handbook);
    let request = Request {
        output: Some(output.root().join("site")),
        base_url: base_url.map(str::to_owned),
        ..request(&root)
    };
    let built = build(&request, &|_| {}).expect("a build");
    assert!(built.written.is_some(), "{:?}", built.report.findings);
    output
}

#[test]
fn the_site_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    if !folder.join("node_modules").is_dir() {
        let needed =
            "the browser tests need what `bash .ci/run` installs: npm ci in tests/browser, and Chromium";
        assert!(std::env::var_os("CI").is_none(), "{needed}");
        eprintln!("skipped: {needed}");
        return;
    }
    let plain = site(".", None);
    let everything = site("tests/browser/handbook", None);
    let based = site("tests/browser/handbook", Some("https://x.example/hand/book/"));
    let mut node = Command::new("node");
    node.current_dir(&folder).args(["--test", "--test-reporter=spec", "site.test.mjs"]);
    for (name, site) in [("PLAIN", &plain), ("EVERYTHING", &everything), ("BASED", &based)] {
        node.env(name, site.root().join("site"));
    }
    let output = node.output().expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{complained}");
    // A run that tests nothing is no success.
    assert!(said.contains("pass 1"), "{said}");
    eprintln!("{said}");
}
