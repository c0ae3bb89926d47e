//! Files as answers: their types, and parts of them.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use xxhash_rust::xxh3::xxh3_64;

use super::body::Body;
use super::http::{Answer, Ask};

/// The content type of a file of this name.
pub fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let text = guess.type_() == mime_guess::mime::TEXT
        || matches!(guess.subtype().as_str(), "javascript" | "json" | "xml")
        || matches!(guess.suffix().map(|suffix| suffix.as_str()), Some("json" | "xml"));
    if text { format!("{}; charset=utf-8", guess.essence_str()) } else { guess.essence_str().to_owned() }
}

/// The file at `path`, which readers may see, or the part of it that is asked for; none when it cannot be looked
/// at.
pub fn answer(ask: &Ask, name: &str, path: &Path) -> Option<Answer> {
    // Opening anything else than a file may wait for ever.
    let mut file = File::open(path.canonicalize().ok().filter(|file| file.is_file())?).ok()?;
    let about = file.metadata().ok()?;
    let size = about.len();
    let changed = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let print = format!("\"{size:x}-{:x}\"", xxh3_64(&changed.unwrap_or_default().as_nanos().to_le_bytes()));
    let mut headers = vec![
        ("Content-Type", content_type(name)),
        ("ETag", print.clone()),
        ("Cache-Control", "no-cache".to_owned()),
        ("Accept-Ranges", "bytes".to_owned()),
    ];
    if is_known(ask, &print) {
        return Some(Answer { status: 304, headers, body: Body::Bytes([].into()) });
    }
    // A part of another version is no part of this one.
    let asked = ask.header("range").filter(|_| ask.header("if-range").is_none_or(|version| version == print));
    Some(match asked.and_then(|range| part(range, size)) {
        None => Answer { status: 200, headers, body: Body::File(file, size) },
        Some(None) => {
            headers.push(("Content-Range", format!("bytes */{size}")));
            Answer { status: 416, headers, body: Body::Bytes([].into()) }
        }
        Some(Some((start, end))) => {
            headers.push(("Content-Range", format!("bytes {start}-{}/{size}", end - 1)));
            file.seek(SeekFrom::Start(start)).ok()?;
            Answer { status: 206, headers, body: Body::File(file, end - start) }
        }
    })
}

/// Whether the client has this version.
pub fn is_known(ask: &Ask, print: &str) -> bool {
    ask.header("if-none-match").is_some_and(|known| {
        known.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == print)
    })
}

/// The bytes that a `Range` header means, of so many: none when it means nothing here, none within when
/// there are no such bytes.
fn part(range: &str, size: u64) -> Option<Option<(u64, u64)>> {
    let (unit, bytes) = range.split_once('=')?;
    let (first, last) = bytes.trim().split_once('-').filter(|_| unit.eq_ignore_ascii_case("bytes"))?;
    let (first, last) = (first.trim(), last.trim());
    let number =
        |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (start, end) = match (first.is_empty(), last.is_empty()) {
        (true, true) => return None,
        (true, false) => (size.saturating_sub(number(last)?), size),
        (false, true) => (number(first)?, size),
        (false, false) => {
            let (start, last) = (number(first)?, number(last)?);
            if start > last {
                return None;
            }
            (start, last.saturating_add(1).min(size))
        }
    };
    Some((start < end).then_some((start, end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_within_the_file() {
        for (range, bytes) in [
            ("bytes=0-4", Some(Some((0, 5)))),
            ("Bytes=5-", Some(Some((5, 10)))),
            ("bytes=-3", Some(Some((7, 10)))),
            ("bytes=-99", Some(Some((0, 10)))),
            ("bytes=2-99", Some(Some((2, 10)))),
            ("bytes=10-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=3-2", None),
            ("bytes=-", None),
            ("bytes=a-b", None),
            ("bytes=0-1,3-4", None),
            ("lines=0-1", None),
            ("bytes=18446744073709551615-18446744073709551615", Some(None)),
        ] {
            assert_eq!(part(range, 10), bytes, "{range}");
        }
        assert_eq!(part("bytes=0-0", 0), Some(None));
    }

    #[test]
    fn types_say_their_encoding() {
        for (name, wanted) in [
            ("a.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.json", "application/json; charset=utf-8"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("sitemap.xml", "text/xml; charset=utf-8"),
            ("a.png", "image/png"),
            ("a.mp4", "video/mp4"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(content_type(name), wanted, "{name}");
        }
    }
}
