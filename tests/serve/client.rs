//! A preview of a small handbook, and a client for it that does what browsers do, or what none would.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use dayone::build::{Request, Today};
use dayone::serve::{Limits, News, Options, Server, start};
use tempfile::TempDir;

/// The day of the tests.
pub const TODAY: &str = "2026-03-31";

/// A handbook on the disk, and its preview.
pub struct Preview {
    pub server: Server,
    pub news: Receiver<News>,
    root: PathBuf,
    _home: TempDir,
}

/// How a handbook is read in tests.
pub fn request(root: &Path) -> Request {
    let today = TODAY.parse().expect("a date");
    Request {
        root: root.canonicalize().expect("a folder"),
        output: None,
        base_url: None,
        drafts: false,
        today: Today { asked: Some(today), clock: today },
        strict: false,
    }
}

impl Preview {
    /// A preview of these files.
    pub fn of(files: &[(&str, &str)]) -> Preview {
        Preview::with(files, Limits::default(), false)
    }

    pub fn with(files: &[(&str, &str)], limits: Limits, poll: bool) -> Preview {
        Preview::at("", files, limits, poll)
    }

    /// A preview of a handbook in a folder of this name.
    pub fn at(folder: &str, files: &[(&str, &str)], limits: Limits, poll: bool) -> Preview {
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path().canonicalize().expect("a folder").join(folder);
        for (path, text) in files {
            put(&root, path, text);
        }
        let (sender, news) = mpsc::channel();
        let options = Options {
            request: request(&root),
            host: Ipv4Addr::LOCALHOST.into(),
            port: Some(0),
            allowed: Vec::new(),
            poll,
            limits,
        };
        let server = start(options, move |news| drop(sender.send(news))).expect("a preview");
        Preview { server, news, root, _home: home }
    }

    pub fn root(&self) -> PathBuf {
        self.root.clone()
    }

    pub fn write(&self, path: &str, text: &str) {
        put(&self.root, path, text);
    }

    /// Writes a file in one step: one that is seen empty on the way has no heading, and then more changes than its
    /// text.
    pub fn replace(&self, path: &str, text: &str) {
        put(&self.root, "next", text);
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::rename(self.root.join("next"), file).expect("renamed");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).expect("removed");
    }

    pub fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.server.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        stream.set_nodelay(true).expect("no delay");
        Client { stream, unread: Vec::new(), host: format!("localhost:{}", self.server.address.port()) }
    }

    /// What is at an address, by a connection of its own.
    pub fn get(&self, path: &str) -> Answer {
        self.connect().get(path)
    }

    /// What is at an address when it is what is waited for.
    pub fn wait(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let mut client = self.connect();
        let patience = Instant::now() + Duration::from_secs(20);
        loop {
            let answer = client.get(path);
            if wanted(&answer) {
                return answer;
            }
            assert!(Instant::now() < patience, "{path} never came: {} {}", answer.status, answer.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

pub fn put(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("written");
}

/// A connection.
pub struct Client {
    pub stream: TcpStream,
    unread: Vec<u8>,
    host: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    pub fn has(&self, words: &str) -> bool {
        self.text().contains(words)
    }
}

impl Client {
    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let host = self.host.clone();
        let own = headers.iter().any(|(name, _)| *name == "Host");
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        if !own {
            request.push_str(&format!("Host: {host}\r\n"));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        self.say(request.as_bytes());
        self.hear(method == "HEAD").expect("an answer")
    }

    pub fn say(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("sent");
    }

    /// The next answer; none when the connection ends instead.
    pub fn hear(&mut self, bodiless: bool) -> Option<Answer> {
        let head = loop {
            if let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                break self.unread.drain(..end + 4).collect::<Vec<u8>>();
            }
            self.more()?;
        };
        let head = String::from_utf8(head).expect("a head in ASCII");
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut answer = Answer { status, headers, body: Vec::new() };
        let length = answer.header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if !bodiless && status != 304 {
            while self.unread.len() < length {
                self.more()?;
            }
            answer.body = self.unread.drain(..length).collect();
        }
        Some(answer)
    }

    fn more(&mut self) -> Option<()> {
        let mut chunk = [0; 8192];
        match self.stream.read(&mut chunk) {
            Ok(0) | Err(_) => None,
            Ok(read) => {
                self.unread.extend_from_slice(&chunk[..read]);
                Some(())
            }
        }
    }

    /// Asks for events, from the one after `last` on.
    pub fn listen(mut self, last: Option<&str>) -> Events {
        let last = last.map_or_else(String::new, |last| format!("Last-Event-ID: {last}\r\n"));
        self.say(format!("GET /_dayone/events HTTP/1.1\r\nHost: {}\r\n{last}\r\n", self.host).as_bytes());
        while !self.unread.windows(4).any(|four| four == b"\r\n\r\n") {
            self.more().expect("a greeting");
        }
        let end = self.unread.windows(4).position(|four| four == b"\r\n\r\n").expect("found");
        self.unread.drain(..end + 4);
        Events { client: self }
    }

    pub fn close(self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// An event stream.
pub struct Events {
    pub client: Client,
}

impl Events {
    /// The next event: its number and its data. None when the stream ends.
    pub fn next(&mut self) -> Option<(String, String)> {
        let patience = Instant::now() + Duration::from_secs(20);
        loop {
            // The heartbeat goes on for ever.
            assert!(Instant::now() < patience, "no event came");
            if let Some(end) = self.client.unread.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = self.client.unread.drain(..end + 2).collect();
                let event = String::from_utf8(event).expect("text");
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                if let (Some(id), Some(data)) = (field("id: "), field("data: ")) {
                    return Some((id.to_owned(), data.to_owned()));
                }
                continue;
            }
            self.client.more()?;
        }
    }

    /// Waits for an event with these words.
    pub fn wait(&mut self, words: &str) -> (String, String) {
        loop {
            let event = self.next().expect("an event");
            if event.1.contains(words) {
                return event;
            }
        }
    }
}

impl Client {
    /// The status of a page, if the server has room.
    pub fn hear_soon(&mut self) -> Option<u16> {
        let _ = self.stream.write_all(b"GET /a/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.hear(false).map(|answer| answer.status)
    }
}
