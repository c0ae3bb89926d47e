//! The built site and the preview in a browser: builds what `tests/browser/site.test.mjs` looks at, and
//! runs it and `preview.test.mjs`, which starts previews itself.
//!
//! It needs Node, Chromium and the packages of `tests/browser/package.json`, which `.ci/run` installs.
//! Without them the tests fail; `DAYONE_SKIP_BROWSER=1` skips them by name.

#[allow(dead_code, reason = "each test file uses a part of it")]
mod scratch;

use std::path::Path;
use std::process::Command;

use dayone::build::{Request, build};
use scratch::{Scratch, long_registers, request};

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

/// Runs the tests of a file with these variables set.
fn run(file: &str, variables: &[(&str, &Path)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    assert!(
        folder.join("node_modules").is_dir(),
        "the browser tests need what `bash .ci/run` installs: `npm ci` in tests/browser, and Chromium; \
         DAYONE_SKIP_BROWSER=1 skips them"
    );
    let mut node = Command::new("node");
    node.current_dir(&folder).args(["--test", "--test-reporter=spec", file]).envs(variables.iter().copied());
    let output = node.output().expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{complained}");
    // A run that tests nothing is no success.
    assert!(said.contains("pass ") && !said.contains("pass 0"), "{said}");
    eprintln!("{said}");
}

fn is_skipped() -> bool {
    let skipped = std::env::var_os("DAYONE_SKIP_BROWSER").is_some();
    if skipped {
        eprintln!("skipped: DAYONE_SKIP_BROWSER is set");
    }
    skipped
}

#[test]
fn the_site_in_a_browser() {
    if is_skipped() {
        return;
    }
    let plain = site(".", None);
    let everything = site("tests/browser/handbook", None);
    let based = site("tests/browser/handbook", Some("https://x.example/hand/book/"));
    let long = long_registers();
    let built = build(&Request { output: Some(long.root().join("site")), ..long.request() }, &|_| {});
    assert!(built.expect("a build").written.is_some());
    let sites = [("PLAIN", &plain), ("EVERYTHING", &everything), ("BASED", &based), ("LONG", &long)];
    let folders = sites.map(|(name, site)| (name, site.root().join("site")));
    run("site.test.mjs", &folders.each_ref().map(|(name, folder)| (*name, &**folder)));
}

#[test]
fn the_preview_in_a_browser() {
    if is_skipped() {
        return;
    }
    run("preview.test.mjs", &[("DAYONE", Path::new(env!("CARGO_BIN_EXE_dayone")))]);
}
