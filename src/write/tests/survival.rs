//! The writer on disks that fail: whatever happens, the next build gives exactly the new site, and
//! nothing that is not ours is lost.

use proptest::prelude::*;

use super::super::faults::{Fault, Faults};
use super::*;

/// The state after a fault: whole files only, each of the old site, the new one or somebody else.
fn check_whole(bench: &Bench, old: &Tree, new: &Tree) {
    for (path, content) in bench.tree() {
        let known = [old.get(&path), new.get(&path)];
        assert!(known.contains(&Some(&content)), "{path} holds {content:?}");
    }
    for (path, content) in with_foreign(&Tree::new()) {
        assert_eq!(old.contains_key(&path), bench.tree().get(&path) == Some(&content), "{path}");
    }
}

/// Every step of a build fails once, in either way, and the next build mends it.
#[test]
fn every_fault_is_survived() {
    for island in [false, true] {
        for fault in [Fault::Kill, Fault::Once] {
            let steps = (0..).find(|steps| !survives(*steps, fault, island)).expect("an end");
            assert!(steps > 30, "{steps} steps until the build is through");
        }
    }
}

/// Builds with a fault after `steps`; whether it struck.
fn survives(steps: usize, fault: Fault, island: bool) -> bool {
    let bench = Bench::new();
    let (before, after) = before_and_after();
    bench.build(&before).expect("built");
    for (path, content) in FOREIGN {
        bench.add(path, content);
    }
    let whole = tree_below(&bench.site());
    let mut faults = Faults::after(steps, fault);
    if island {
        faults = faults.with_island(&fs::canonicalize(bench.site()).expect("there"));
    }
    let built = bench.build_on(Disk { faults }, &after);
    check_whole(&bench, &with_foreign(&before), &after);
    match &built {
        Ok(_) => assert_eq!(bench.tree(), with_foreign(&after)),
        Err(error) if !error.begun() => assert_eq!(tree_below(&bench.site()), whole, "{error}"),
        Err(_) => {}
    }
    bench.build(&after).expect("mended");
    assert_eq!(bench.tree(), with_foreign(&after), "after {steps} steps");
    assert!(bench.litter().is_empty());
    built.is_err()
}

/// A first build that is killed leaves no site or a whole one.
#[test]
fn a_killed_first_build_leaves_no_half_site() {
    let (site, _) = before_and_after();
    for steps in 0.. {
        let bench = Bench::new();
        let built = bench.build_on(Disk { faults: Faults::after(steps, Fault::Kill) }, &site);
        assert!(!bench.site().exists() || bench.tree() == site);
        bench.build(&site).expect("mended");
        assert_eq!(bench.tree(), site);
        assert!(bench.litter().is_empty());
        if built.is_ok() {
            return;
        }
    }
}

/// One build of a random history.
#[derive(Debug, Clone)]
struct Step {
    site: Tree,
    fault: Option<(usize, Fault)>,
    island: bool,
}

fn sites() -> impl Strategy<Value = Tree> {
    const PATHS: &[&str] =
        &["a", "a/b", "a/b/c", "a/d", "b/c", "b/C", "e f", "mixed/x", "mixed/notes.txt", "g"];
    let file = (proptest::sample::select(PATHS), "[xyz]{0,2}");
    proptest::collection::btree_map(file.0.prop_map(str::to_owned), file.1, 0..8).prop_map(
        |mut site: Tree| {
            let all: Vec<String> = site.keys().cloned().collect();
            site.retain(|path, _| !all.iter().any(|file| path.starts_with(&format!("{file}/"))));
            site
        },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fault = proptest::option::of((0..40_usize, prop_oneof![Just(Fault::Kill), Just(Fault::Once)]));
    let step = (sites(), fault, any::<bool>()).prop_map(|(site, fault, island)| Step { site, fault, island });
    proptest::collection::vec(step, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Random histories of builds with random faults: foreign files stay, files are whole, and a
    /// build that succeeds gives exactly its site and touches what changed only.
    #[test]
    fn any_history_ends_well(history in steps()) {
        let bench = Bench::new();
        bench.build(&Tree::new()).expect("built");
        for (path, content) in FOREIGN {
            bench.add(path, content);
        }
        for step in history {
            let before = tree_below(&bench.site());
            bench.age();
            let faults = step.fault.map_or_else(Faults::default, |(steps, fault)| Faults::after(steps, fault));
            let faults = if step.island { faults.with_island(&fs::canonicalize(bench.site()).expect("there")) } else { faults };
            let built = bench.build_on(Disk { faults }, &step.site);
            check_whole(&bench, &before, &step.site);
            check_outcome(&bench, &before, &step, built.as_ref());
        }
    }
}

fn check_outcome(bench: &Bench, before: &Tree, step: &Step, built: Result<&Written, &WriteError>) {
    let blocked = step.site.keys().any(|path| path == "mixed/notes.txt");
    match built {
        Ok(written) => {
            assert!(!blocked, "a foreign file was replaced");
            assert_eq!(bench.tree(), with_foreign(&step.site));
            assert_eq!(written.written + written.unchanged, step.site.len());
            for (path, content) in &step.site {
                assert_eq!(bench.is_touched(path), before.get(path) != Some(content), "{path}");
            }
        }
        Err(error) if !error.begun() => {
            assert_eq!(&tree_below(&bench.site()), before, "{error}");
            assert!(step.fault.is_some() || blocked, "{error}");
        }
        Err(error) => assert!(step.fault.is_some(), "{error}"),
    }
}
