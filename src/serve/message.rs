//! HTTP messages as the gate needs them: where a request ends, whether it may pass, and how long an
//! answer is.

use std::io;

/// The bytes that a request line with its headers may have.
pub const HEAD: usize = 16 * 1024;
/// The headers that a request may have.
const HEADERS: usize = 64;
/// The bytes that a request's body may have: a click says what it means in its address. More than 1,024
/// must never be let through, as the server makes room for what is left unread.
pub const BODY: usize = 1024;

/// The header by which the server knows that a request came through the gate.
pub const PASS: &str = "x-dayone-gate";

/// A request's head, and that it may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its bytes, the empty line at its end with them.
    pub length: usize,
    /// The bytes of the body.
    pub body: usize,
    /// Whether the answer has no body.
    pub bodiless: bool,
    /// Whether the client wants no other answer on this connection.
    pub last: bool,
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
    let parsed = request.parse(&bytes[..bytes.len().min(HEAD)]).map_err(|error| match error {
        httparse::Error::TooManyHeaders => Refusal::Large,
        httparse::Error::Version => Refusal::Version,
        _ => Refusal::Malformed,
    })?;
    let httparse::Status::Complete(length) = parsed else {
        return if bytes.len() >= HEAD { Err(Refusal::Large) } else { Ok(None) };
    };
    let method = request.method.unwrap_or_default();
    if !matches!(method, "GET" | "HEAD" | "POST") {
        return Err(Refusal::Method);
    }
    if !bytes[..length].is_ascii() {
        return Err(Refusal::Malformed);
    }
    let mut head = Head { length, body: 0, bodiless: method == "HEAD", last: request.version == Some(0) };
    let mut lengths = 0;
    for header in request.headers.iter() {
        match header.name.to_ascii_lowercase().as_str() {
            "content-length" => {
                lengths += 1;
                head.body = length_of(header.value).filter(|body| *body <= BODY).ok_or(Refusal::Body)?;
            }
            // Answers must say how long they are, and requests be whole.
            "transfer-encoding" | "te" | "expect" | "upgrade" => return Err(Refusal::Body),
            "connection" => head.last |= says(header.value, b"close"),
            PASS => return Err(Refusal::Malformed),
            _ => {}
        }
    }
    if lengths > 1 { Err(Refusal::Malformed) } else { Ok(Some(head)) }
}

fn length_of(value: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(value).ok()?.trim();
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn says(value: &[u8], word: &[u8]) -> bool {
    value.split(|byte| *byte == b',').any(|part| part.trim_ascii().eq_ignore_ascii_case(word))
}

/// `request` with the word that the server knows the gate by, right after its first line.
pub fn with_pass(request: &[u8], pass: &str) -> Vec<u8> {
    let line = memchr::memchr(b'\n', request).map_or(request.len(), |newline| newline + 1);
    let mut passed = Vec::with_capacity(request.len() + 64);
    passed.extend_from_slice(&request[..line]);
    passed.extend_from_slice(format!("{PASS}: {pass}\r\n").as_bytes());
    passed.extend_from_slice(&request[line..]);
    passed
}

/// The bytes of the answer that `bytes` begins: none while its head is incomplete, none within when it
/// goes on until the connection ends.
///
/// # Errors
/// When it is no answer.
pub fn answer_length(bytes: &[u8], bodiless: bool) -> io::Result<Option<Option<usize>>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let parsed = answer.parse(bytes).map_err(io::Error::other)?;
    let httparse::Status::Complete(head) = parsed else { return Ok(None) };
    if bodiless || matches!(answer.code, Some(204 | 304)) {
        return Ok(Some(Some(head)));
    }
    let length = answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    Ok(Some(length.and_then(|header| length_of(header.value)).map(|body| head + body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(head: &str) -> Result<Option<Head>, Refusal> {
        super::head(head.replace('\n', "\r\n").as_bytes())
    }

    #[test]
    fn heads_are_bounded_and_whole() {
        let plain = Head { length: 29, body: 0, bodiless: false, last: false };
        assert_eq!(ask("GET / HTTP/1.1\nHost: x.y:1\n\n"), Ok(Some(Head { length: 31, ..plain })));
        assert_eq!(ask("GET / HTTP/1.1\nHost: x"), Ok(None));
        assert_eq!(
            ask("HEAD / HTTP/1.0\n\n").expect("a head").map(|head| (head.bodiless, head.last)),
            Some((true, true))
        );
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
            ("GET / HTTP/1.1\nX-Dayone-Gate: a\n\n", Refusal::Malformed),
        ] {
            assert_eq!(ask(head), Err(refusal), "{head}");
        }
        assert_eq!(ask(&format!("GET /{} HTTP/1.1\n\n", "a".repeat(HEAD))), Err(Refusal::Large));
        assert_eq!(ask(&format!("GET / HTTP/1.1\n{}\n", "a: b\n".repeat(HEADERS + 1))), Err(Refusal::Large));
    }

    #[test]
    fn answers_say_how_long_they_are() {
        let length = |head: &str, bodiless| answer_length(head.as_bytes(), bodiless).expect("an answer");
        assert_eq!(length("HTTP/1.1 200 OK\r\nContent-Le", false), None);
        assert_eq!(length("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", false), Some(Some(43)));
        assert_eq!(length("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true), Some(Some(38)));
        assert_eq!(length("HTTP/1.1 304 Not Modified\r\n\r\n", false), Some(Some(29)));
        assert_eq!(length("HTTP/1.1 200 OK\r\n\r\n", false), Some(None));
        assert!(answer_length(b"SSH-2.0", false).is_err());
    }

    #[test]
    fn the_gate_is_known_by_its_word() {
        assert_eq!(
            with_pass(b"GET / HTTP/1.1\r\nA: b\r\n\r\n", "w"),
            b"GET / HTTP/1.1\r\nx-dayone-gate: w\r\nA: b\r\n\r\n"
        );
    }
}
