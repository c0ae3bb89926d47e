//! A long day with the preview. In a process of its own, whose threads, files and memory are counted.

#[allow(dead_code, reason = "the other tests of the preview use the rest of it")]
#[path = "serve/client.rs"]
mod client;

use std::fs;
use std::time::Instant;

use client::Preview;

const BOOK: &[(&str, &str)] = &[("content/index.md", "# Home\n"), ("content/a.md", "# A\n\nOne.\n")];

/// Ten thousand edits leave no more threads, files or memory than a thousand.
#[test]
fn a_long_day_of_writing_leaves_nothing_behind() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    let mut edit = |number: usize| {
        preview.write("content/a.md", &format!("# A\n\nEdit {number}.\n\n## Heading {number}\n"));
        assert!(client.get("/a/").has(&format!("Edit {number}.")));
    };
    (0..1_000).for_each(&mut edit);
    let early = used();
    let started = Instant::now();
    (1_000..10_000).for_each(&mut edit);
    let late = used();
    eprintln!("9,000 edits in {:?}: {early:?}, then {late:?}", started.elapsed());
    let (Some(early), Some(late)) = (early, late) else { return };
    assert!(late.threads <= early.threads + 3 && late.files <= early.files + 3, "{early:?}, then {late:?}");
    assert!(late.kilobytes < early.kilobytes + 60_000, "{early:?}, then {late:?}");
}

/// What this process uses; none where the system does not tell in files.
#[derive(Debug)]
struct Used {
    threads: usize,
    files: usize,
    kilobytes: usize,
}

fn used() -> Option<Used> {
    let count = |folder: &str| Some(fs::read_dir(folder).ok()?.count());
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(Used {
        threads: count("/proc/self/task")?,
        files: count("/proc/self/fd")?,
        kilobytes: resident.trim().trim_end_matches(" kB").parse().ok()?,
    })
}
