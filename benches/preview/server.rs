//! A server under test, and clients of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// A process that is ended when it is dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub fn dayone(program: &Path, root: &Path) -> Result<Self, String> {
        let mut child = Command::new(program)
            .arg("serve")
            .arg(root)
            .args(["--port", "0", "--quiet"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let mut line = String::new();
        let output = child.stdout.take().ok_or("it has no output")?;
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
        let port = line.trim().trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.ok_or_else(|| format!("no address: {line}"))?;
        Ok(Server { child, address: (Ipv4Addr::LOCALHOST, port).into() })
    }

    /// Hugo's server, which renders to memory too.
    pub fn hugo(program: &Path, root: &Path) -> Result<Self, String> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.map_err(|error| error.to_string())?;
        let port = address.port().to_string();
        let child = Command::new(program)
            .args(["server", "--bind", "127.0.0.1", "--port", &port, "--baseURL", "http://127.0.0.1/"])
            .args(["--renderToMemory", "--quiet"])
            .current_dir(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        Ok(Server { child, address })
    }

    /// Waits until a page is answered.
    pub fn wait_for(&self, path: &str) -> Result<Client, String> {
        let patience = Instant::now() + Duration::from_secs(300);
        while Instant::now() < patience {
            if let Ok(mut client) = self.connect()
                && client.get(path).is_ok_and(|answer| answer.contains("</html>"))
            {
                return Ok(client);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Err("no page came".to_owned())
    }

    pub fn connect(&self) -> Result<Client, String> {
        let stream = TcpStream::connect(self.address).map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Client { stream, host: self.address.to_string(), unread: Vec::new() })
    }

    /// Resident memory now and at most, in MB; none where the kernel does not tell.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1000)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }

    /// Opens a tab, which asks for the findings of its page with every event until the server ends.
    pub fn open_tab(&self, address: &str) -> Result<(), String> {
        let (mut stream, mut client) = (self.connect()?, self.connect()?);
        stream.ask("/_dayone/events")?;
        let findings = format!("/_dayone/findings?page={}", address.trim_start_matches('/'));
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stream.stream).lines();
            while let Some(Ok(line)) = lines.next() {
                if line.starts_with("data: ") && client.get(&findings).is_err() {
                    return;
                }
            }
        });
        Ok(())
    }

    /// Listens for events, on a thread of its own.
    pub fn listen(&self) -> Result<Events, String> {
        let mut client = self.connect()?;
        client.ask("/_dayone/events")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(client.stream).lines();
            while let Some(Ok(line)) = lines.next() {
                if line.starts_with("data: {\"pages\"") && sender.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
        Ok(Events(receiver))
    }
}

/// When events came.
pub struct Events(Receiver<Instant>);

impl Events {
    /// How long after `start` the next event came; none when it does not within two seconds.
    pub fn after(&self, start: Instant) -> Option<Duration> {
        loop {
            let came = self.0.recv_timeout(Duration::from_secs(2)).ok()?;
            if let Some(time) = came.checked_duration_since(start) {
                return Some(time);
            }
        }
    }
}

/// One connection.
pub struct Client {
    stream: TcpStream,
    host: String,
    unread: Vec<u8>,
}

impl Client {
    pub fn get(&mut self, path: &str) -> Result<String, String> {
        self.ask(path)?;
        self.hear()
    }

    pub fn ask(&mut self, path: &str) -> Result<(), String> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.stream.write_all(request.as_bytes()).map_err(|error| error.to_string())
    }

    /// The next answer's body, whose length is said or which ends with the connection.
    pub fn hear(&mut self) -> Result<String, String> {
        let head = loop {
            if let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                break self.unread.drain(..end + 4).collect::<Vec<u8>>();
            }
            self.more()?;
        };
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        match length.and_then(|length| length.trim().parse::<usize>().ok()) {
            Some(length) => {
                while self.unread.len() < length {
                    self.more()?;
                }
                let body: Vec<u8> = self.unread.drain(..length).collect();
                Ok(String::from_utf8_lossy(&body).into_owned())
            }
            // In pieces, as Hugo sends its pages.
            None => {
                while !self.unread.ends_with(b"0\r\n\r\n") {
                    self.more()?;
                }
                Ok(String::from_utf8_lossy(&std::mem::take(&mut self.unread)).into_owned())
            }
        }
    }

    fn more(&mut self) -> Result<(), String> {
        let mut chunk = [0; 32 * 1024];
        match self.stream.read(&mut chunk) {
            Ok(0) => Err("the connection ended".to_owned()),
            Ok(read) => {
                self.unread.extend_from_slice(&chunk[..read]);
                Ok(())
            }
            Err(error) => Err(error.to_string()),
        }
    }
}
