//! HTTP messages as the gate needs them: where a request ends, whether it may pass, what of it passes, and
//! where the head of an answer ends.
//!
//! Two readers of one message are safe only if they cannot disagree on it. So the server never gets a
//! client's bytes: it gets a head that is written here anew, of what the preview looks at and nothing else.

use std::io;

/// The bytes that a request line with its headers may have.
pub const HEAD: usize = 16 * 1024;
/// The headers that a request may have.
const HEADERS: usize = 64;
/// The bytes that a request's body may have. It is read and dropped: a click says what it means in its
/// address.
const BODY: usize = 1024;

/// The header by which the server knows that a request came through the gate.
pub const PASS: &str = "x-dayone-gate";

/// What passes of a request's headers.
const PASSING: &[&str] =
    &["host", "origin", "sec-fetch-site", "if-none-match", "if-range", "range", "last-event-id"];

/// A request's head, and that it may pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Its bytes, the empty line at its end with them.
    pub length: usize,
    /// The bytes of the body.
    pub body: usize,
    /// Whether the answer has no body.
    pub bodiless: bool,
    /// Whether the client wants no other answer on this connection.
    pub last: bool,
    /// Whether somebody passed it on who says so: it may come from anywhere.
    pub passed_on: bool,
    /// What of it passes: its lines, each with its end.
    passing: String,
}

impl Head {
    /// The request for the server, with the word that it knows the gate by.
    pub fn request(&self, pass: &str) -> String {
        format!("{}{PASS}: {pass}\r\n\r\n", self.passing)
    }
}

/// Why a request may not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not HTTP.
    Malformed,
    /// It took too long.
    Late,
    /// Its body is too large, or its size is not said.
    Body,
    /// Its head is too large.
    Large,
    /// The method is none that a preview has.
    Method,
    /// There are too many connections.
    Busy,
    /// Another version of the protocol.
    Version,
}

impl Refusal {
    fn status(self) -> (u16, &'static str) {
        match self {
            Refusal::Malformed => (400, "Bad Request"),
            Refusal::Method => (405, "Method Not Allowed"),
            Refusal::Late => (408, "Request Timeout"),
            Refusal::Body => (413, "Content Too Large"),
            Refusal::Large => (431, "Request Header Fields Too Large"),
            Refusal::Busy => (503, "Service Unavailable"),
            Refusal::Version => (505, "HTTP Version Not Supported"),
        }
    }
}

/// An answer that ends the connection.
pub fn refusal(why: Refusal) -> Vec<u8> {
    let (status, words) = why.status();
    let body = format!("{status} {words}\n");
    let allow = if why == Refusal::Method { "Allow: GET, HEAD, POST\r\n" } else { "" };
    let head = format!(
        "HTTP/1.1 {status} {words}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n{allow}Connection: close\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// The head at the start of `bytes`; none while it is incomplete.
///
/// # Errors
/// Why it may not pass.
pub fn head(bytes: &[u8]) -> Result<Option<Head>, Refusal> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let seen = &bytes[..bytes.len().min(HEAD)];
    let parsed = request.parse(seen).map_err(|error| match error {
        httparse::Error::TooManyHeaders => Refusal::Large,
        httparse::Error::Version => Refusal::Version,
        _ => Refusal::Malformed,
    })?;
    let (length, whole) = match parsed {
        httparse::Status::Complete(length) => (length, true),
        httparse::Status::Partial => (seen.len(), false),
    };
    if has_bare_newline(&seen[..length]) {
        return Err(Refusal::Malformed);
    }
    if !whole {
        return if bytes.len() >= HEAD { Err(Refusal::Large) } else { Ok(None) };
    }
    let method = request.method.unwrap_or_default();
    if !matches!(method, "GET" | "HEAD" | "POST") {
        return Err(Refusal::Method);
    }
    if !seen[..length].is_ascii() {
        return Err(Refusal::Malformed);
    }
    let path = request.path.unwrap_or_default();
    let mut head = Head {
        length,
        bodiless: method == "HEAD",
        last: request.version == Some(0),
        passing: format!("{method} {path} HTTP/1.1\r\n"),
        ..Head::default()
    };
    take_headers(&mut head, method, request.headers)?;
    Ok(Some(head))
}

/// Lines end in CRLF. Some readers take LF alone for an end and some do not, so it is nobody's.
fn has_bare_newline(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', bytes).any(|at| at == 0 || bytes[at - 1] != b'\r')
}

fn take_headers(head: &mut Head, method: &str, headers: &[httparse::Header<'_>]) -> Result<(), Refusal> {
    let mut seen: Vec<&str> = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    let mut once = |name| {
        let is_new = !seen.contains(&name);
        seen.push(name);
        if is_new { Ok(()) } else { Err(Refusal::Malformed) }
    };
    for header in headers {
        let name = header.name.to_ascii_lowercase();
        match &*name {
            "content-length" => {
                once("content-length")?;
                head.body = length_of(header.value).filter(|body| *body <= BODY).ok_or(Refusal::Body)?;
            }
            // Requests must be whole, and say how long they are.
            "transfer-encoding" | "expect" => return Err(Refusal::Body),
            "forwarded" | "via" | "x-real-ip" => head.passed_on = true,
            forwarded if forwarded.starts_with("x-forwarded-") => head.passed_on = true,
            "connection" => head.last |= says(header.value, b"close"),
            // Only what is got has parts.
            "range" | "if-range" if method != "GET" => {}
            _ => {
                let Some(name) = PASSING.iter().find(|passing| **passing == name) else { continue };
                let value = std::str::from_utf8(header.value).map_err(|_| Refusal::Malformed)?;
                if *name == "if-none-match" {
                    known.push(value);
                    continue;
                }
                once(name)?;
                head.passing.push_str(&format!("{name}: {value}\r\n"));
            }
        }
    }
    if !known.is_empty() {
        head.passing.push_str(&format!("if-none-match: {}\r\n", known.join(", ")));
    }
    Ok(())
}

fn length_of(value: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(value).ok()?.trim();
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn says(value: &[u8], word: &[u8]) -> bool {
    value.split(|byte| *byte == b',').any(|part| part.trim_ascii().eq_ignore_ascii_case(word))
}

/// The head of the answer that `bytes` begins, as the client is to get it; none while it is incomplete.
///
/// # Errors
/// When it is no answer.
pub fn answer_head(bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = answer.parse(bytes).map_err(io::Error::other)? else {
        return Ok(None);
    };
    if answer.code != Some(304) {
        return Ok(Some(bytes[..length].to_vec()));
    }
    // The length of what is not sent would be that of nothing.
    let lines = bytes[..length].split_inclusive(|byte| *byte == b'\n');
    let is_length =
        |line: &[u8]| line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case(b"content-length:"));
    Ok(Some(lines.filter(|line| !is_length(line)).flatten().copied().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(head: &str) -> Result<Option<Head>, Refusal> {
        super::head(head.replace('\n', "\r\n").as_bytes())
    }

    #[test]
    fn heads_are_bounded_and_whole() {
        let head = ask("GET / HTTP/1.1\nHost: x.y:1\n\n").expect("a head").expect("a whole one");
        assert_eq!((head.length, head.body, head.bodiless, head.last), (31, 0, false, false));
        assert_eq!(ask("GET / HTTP/1.1\nHost: x"), Ok(None));
        assert_eq!(
            ask("HEAD / HTTP/1.0\n\n").expect("a head").map(|head| (head.bodiless, head.last)),
            Some((true, true))
        );
        for passed_on in ["Via: 1.1 a", "X-Forwarded-For: 203.0.113.9", "Forwarded: for=a", "X-Real-IP: a"] {
            let head = ask(&format!("GET / HTTP/1.1\nHost: a\n{passed_on}\n\n")).expect("a head");
            assert!(head.is_some_and(|head| head.passed_on), "{passed_on}");
        }
        let twice =
            ask("GET / HTTP/1.1\nHost: a\nIf-None-Match: \"a\"\nIf-None-Match: *\n\n").expect("a head");
        assert!(twice.is_some_and(|head| head.passing.ends_with("if-none-match: \"a\", *\r\n")));
        for (head, refusal) in [
            ("BREW / HTTP/1.1\n\n", Refusal::Method),
            ("GET / HTTP/3.0\n\n", Refusal::Version),
            ("GET /\n\n", Refusal::Malformed),
            ("GET /é HTTP/1.1\n\n", Refusal::Malformed),
            ("POST / HTTP/1.1\nContent-Length: 1025\n\n", Refusal::Body),
            ("POST / HTTP/1.1\nContent-Length: 99999999999999999999\n\n", Refusal::Body),
            ("POST / HTTP/1.1\nContent-Length: -1\n\n", Refusal::Body),
            ("POST / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n", Refusal::Malformed),
            ("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n", Refusal::Body),
            ("GET / HTTP/1.1\nHost: a\nHost: a\n\n", Refusal::Malformed),
            ("GET / HTTP/1.1\nOrigin: a\norigin: b\n\n", Refusal::Malformed),
        ] {
            assert_eq!(ask(head), Err(refusal), "{head}");
        }
        assert_eq!(ask(&format!("GET /{} HTTP/1.1\n\n", "a".repeat(HEAD))), Err(Refusal::Large));
        assert_eq!(ask(&format!("GET / HTTP/1.1\n{}\n", "a: b\n".repeat(HEADERS + 1))), Err(Refusal::Large));
    }

    #[test]
    fn a_line_that_ends_in_two_ways_ends_in_none() {
        for head in [
            "GET / HTTP/1.1\r\nHost: x\r\n\n",
            "GET / HTTP/1.1\r\nHost: x\n\r\n",
            "GET / HTTP/1.1\nHost: x\r\n\r\n",
            "\nGET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nA: b\n",
            "GET / HTTP/1.1\r\nA: b\rHost: x\r\n\r\n",
        ] {
            assert_eq!(super::head(head.as_bytes()), Err(Refusal::Malformed), "{head:?}");
        }
    }

    #[test]
    fn only_what_the_preview_looks_at_passes() {
        let passing = |head: &str| ask(head).expect("a head").expect("a whole one").request("word");
        assert_eq!(
            passing(
                "GET /a HTTP/1.0\nHOST:  x \nTE: trailers\nUpgrade: h2c\nX-Dayone-Gate: mine\nRange: bytes=1-\n\n"
            ),
            "GET /a HTTP/1.1\r\nhost: x\r\nrange: bytes=1-\r\nx-dayone-gate: word\r\n\r\n"
        );
        assert_eq!(
            passing("HEAD / HTTP/1.1\nRange: bytes=1-\nContent-Length: 3\n\n"),
            "HEAD / HTTP/1.1\r\nx-dayone-gate: word\r\n\r\n"
        );
    }

    #[test]
    fn the_heads_of_answers_end() {
        let head = |bytes: &str| {
            let head = answer_head(bytes.as_bytes()).expect("an answer")?;
            Some(String::from_utf8(head).expect("text"))
        };
        assert_eq!(head("HTTP/1.1 200 OK\r\nContent-Le"), None);
        let plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(head(&format!("{plain}ab")).as_deref(), Some(plain));
        assert_eq!(
            head("HTTP/1.1 304 Not Modified\r\nETag: a\r\nContent-Length: 0\r\n\r\n").as_deref(),
            Some("HTTP/1.1 304 Not Modified\r\nETag: a\r\n\r\n")
        );
        assert!(answer_head(b"SSH-2.0").is_err());
    }
}
