//! `dayone serve` as a command.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::client::put;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(arguments: &[&str]) -> (tempfile::TempDir, Running) {
    let home = tempfile::tempdir().expect("a folder");
    put(home.path(), "content/index.md", "# Home\n");
    let running = serve_at(&home, Command::new(env!("CARGO_BIN_EXE_dayone")), arguments);
    (home, running)
}

fn serve_at(home: &tempfile::TempDir, mut command: Command, arguments: &[&str]) -> Running {
    let child = command
        .arg("serve")
        .arg(home.path())
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    Running(child)
}

/// What it says on the terminal, as far as these words.
fn said(running: &mut Running, words: &str) -> String {
    let (heard, hears) = mpsc::channel::<()>();
    let id = running.0.id().to_string();
    // Who never says it is not waited for.
    let patience = std::thread::spawn(move || {
        if hears.recv_timeout(Duration::from_secs(20)) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").arg(id).status();
        }
    });
    let mut lines = BufReader::new(running.0.stderr.as_mut().expect("its errors"));
    let mut said = String::new();
    while !said.contains(words) {
        assert!(lines.read_line(&mut said).expect("text") > 0, "it never said {words}: {said}");
    }
    drop(heard);
    patience.join().expect("ended");
    said
}

fn address(running: &mut Running) -> String {
    let mut line = String::new();
    let output = running.0.stdout.as_mut().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("a line");
    line.trim().to_owned()
}

#[test]
fn any_port_is_found_and_said() {
    let (_home, mut running) = serve(&["--port", "0"]);
    let address = address(&mut running);
    let port = address.strip_prefix("http://localhost:").and_then(|rest| rest.strip_suffix('/'));
    assert!(port.and_then(|port| port.parse::<u16>().ok()).is_some_and(|port| port > 0), "{address}");
}

#[test]
fn a_taken_port_that_was_asked_for_is_an_error() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let (_home, mut running) = serve(&["--port", &port.to_string()]);
    assert_eq!(running.0.wait().expect("ended").code(), Some(2));
    let mut said = String::new();
    running.0.stderr.as_mut().expect("its errors").read_to_string(&mut said).expect("text");
    assert_eq!(said, format!("error: the port {port} is taken: choose another with `--port`\n"));
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let output = Command::new(env!("CARGO_BIN_EXE_dayone")).args(["serve", "/no/such/folder"]).output();
    let output = output.expect("ended");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: there is no folder /no/such/folder\n");
}

/// Nothing is written: the handbook's folder is as it was.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_and_nothing_was_written() {
    let (home, mut running) = serve(&["--port", "0"]);
    let address = address(&mut running);
    assert!(!address.is_empty());
    let started = Instant::now();
    let id = running.0.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("told").success());
    assert_eq!(running.0.wait().expect("ended").code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let left: Vec<_> = std::fs::read_dir(home.path()).expect("a list").flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

/// With another program on one of its addresses, `localhost` may lead to that.
#[test]
fn localhost_is_said_only_where_nobody_else_has_it() {
    let Ok(taken) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else { return };
    let port = taken.local_addr().expect("an address").port();
    let (_home, mut running) = serve(&["--port", &port.to_string()]);
    assert_eq!(address(&mut running), format!("http://127.0.0.1:{port}/"));
    let (_home, mut running) = serve(&["--port", "0"]);
    let address = address(&mut running);
    let port = address.strip_prefix("http://localhost:").and_then(|rest| rest.strip_suffix('/'));
    let port: u16 = port.expect("localhost").parse().expect("a port");
    for host in [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()] {
        let mut client = TcpStream::connect((host, port)).expect("both are listened on");
        client.write_all(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n").expect("sent");
        let mut answer = String::new();
        client.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
}

#[test]
fn the_command_that_e_runs_is_said() {
    let home = tempfile::tempdir().expect("a folder");
    put(home.path(), "content/index.md", "# Home\n");
    put(home.path(), "book.toml", "[serve]\neditor = \"subl {path}:{line}\"\n");
    let command = || Command::new(env!("CARGO_BIN_EXE_dayone"));
    let mut running = serve_at(&home, command(), &["--port", "0"]);
    let words = said(&mut running, "as book.toml has it\n");
    assert!(words.contains("`e` in a page runs `subl {path}:{line}`"), "{words}");
    // Another branch may bring another command.
    put(home.path(), "book.toml", "[serve]\neditor = \"vi {path}\"\n");
    let words = said(&mut running, "as book.toml has it\n");
    assert!(words.contains("`e` in a page runs `vi {path}`"), "{words}");
    put(home.path(), "book.toml", "[serve]\neditor = \"editor://{path}:{line}\"\n");
    let mut running = serve_at(&home, command(), &["--port", "0", "--poll"]);
    assert!(!address(&mut running).is_empty());
    assert!(Command::new("kill").arg(running.0.id().to_string()).status().expect("told").success());
    let mut words = String::new();
    running.0.stderr.as_mut().expect("its errors").read_to_string(&mut words).expect("text");
    assert!(!words.contains("`e`"), "{words}");
}

/// `Ctrl-C` goes to every program of the terminal's group.
#[cfg(unix)]
#[test]
fn an_editor_outlives_the_preview() {
    use std::os::unix::process::CommandExt as _;
    let home = tempfile::tempdir().expect("a folder");
    put(home.path(), "content/index.md", "# Home\n");
    put(home.path(), "editor", "sleep 1\necho saved > \"$1.saved\"\n");
    let editor = format!("[serve]\neditor = \"sh {} {{path}}\"\n", home.path().join("editor").display());
    put(home.path(), "book.toml", &editor);
    let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
    command.process_group(0);
    let mut running = serve_at(&home, command, &["--port", "0"]);
    let host = address(&mut running).trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut client = TcpStream::connect(&host).expect("it listens");
    let request = format!(
        "POST /_dayone/open?file=content/index.md HTTP/1.0\r\nHost: {host}\r\nOrigin: http://{host}\r\n\r\n"
    );
    client.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    client.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let group = format!("-{}", running.0.id());
    assert!(Command::new("kill").args(["-INT", "--", &group]).status().expect("told").success());
    assert_eq!(running.0.wait().expect("ended").code(), Some(0));
    let saved = home.path().join("content/index.md.saved");
    let patience = Instant::now() + Duration::from_secs(20);
    while !saved.exists() {
        assert!(Instant::now() < patience, "the editor is gone");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Nothing is written, so nothing has to be finished.
#[cfg(unix)]
#[test]
fn a_page_that_takes_for_ever_does_not_keep_it_from_ending() {
    let home = tempfile::tempdir().expect("a folder");
    let rounds = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";
    put(home.path(), "themes/default/templates/slow.html", rounds);
    put(home.path(), "content/slow.md", "---\ntemplate: slow\n---\n# Slow\n");
    let mut running = serve_at(&home, Command::new(env!("CARGO_BIN_EXE_dayone")), &["--port", "0"]);
    let host = address(&mut running).trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut client = TcpStream::connect(&host).expect("it listens");
    client.write_all(format!("GET /slow/ HTTP/1.0\r\nHost: {host}\r\n\r\n").as_bytes()).expect("sent");
    std::thread::sleep(Duration::from_millis(300));
    let asked = Instant::now();
    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("told").success());
    assert_eq!(running.0.wait().expect("ended").code(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[test]
fn names_that_nobody_can_ask_for_are_refused() {
    for name in ["http://x/", "", "a..b", "a b"] {
        let (_home, mut running) = serve(&["--port", "0", "--allow-host", name]);
        assert_eq!(running.0.wait().expect("ended").code(), Some(2), "{name}");
    }
    let (_home, mut running) =
        serve(&["--port", "0", "--host", "LOCALHOST", "--allow-host", "Book.Test.:80"]);
    let address = address(&mut running);
    let port = address.rsplit(':').next().and_then(|rest| rest.strip_suffix('/')).expect("a port");
    let port: u16 = port.parse().expect("a port");
    for host in ["book.test", "BOOK.test.", "book.test:80"] {
        let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
        client.write_all(format!("GET / HTTP/1.0\r\nHost: {host}\r\n\r\n").as_bytes()).expect("sent");
        let mut answer = String::new();
        client.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{host}: {answer}");
    }
}

/// A large handbook takes its time.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_it_before_it_has_started() {
    let home = tempfile::tempdir().expect("a folder");
    let text = "A paragraph with [a link](index.md#home), *stress* and `code`.\n\n".repeat(500_000);
    put(home.path(), "content/index.md", &text);
    let mut running = serve_at(&home, Command::new(env!("CARGO_BIN_EXE_dayone")), &["--port", "0"]);
    let status = format!("/proc/{}/status", running.0.id());
    let catches = || {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim);
        caught.and_then(|mask| u64::from_str_radix(mask, 16).ok()).is_some_and(|mask| mask & 2 != 0)
    };
    let patience = Instant::now() + Duration::from_secs(20);
    while !catches() {
        assert!(Instant::now() < patience, "it never waits for Ctrl-C");
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(200));
    assert!(running.0.try_wait().expect("a state").is_none(), "it still starts");
    let id = running.0.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("told").success());
    let patience = Instant::now() + Duration::from_secs(5);
    let code = loop {
        if let Some(status) = running.0.try_wait().expect("a state") {
            break status.code();
        }
        assert!(Instant::now() < patience, "it does not end");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(code, Some(0));
    let mut said = String::new();
    running.0.stdout.take().expect("piped").read_to_string(&mut said).expect("read");
    assert_eq!(said, "", "it had started");
}

/// The system may run out of watches when folders are added.
#[cfg(target_os = "linux")]
#[test]
fn watching_that_fails_later_is_said() {
    let limited = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["-Ur", "sh", "-c", script, env!("CARGO_BIN_EXE_dayone")]);
        command
    };
    let limit = "echo 12 > /proc/sys/user/max_inotify_watches";
    if !limited(limit).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: this system lets nobody limit watches");
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    put(home.path(), "content/index.md", "# Home\n");
    let command = limited(&format!("{limit} && exec \"$0\" \"$@\""));
    let mut running = serve_at(&home, command, &["--port", "0"]);
    assert!(!address(&mut running).is_empty());
    for number in 0..20 {
        put(home.path(), &format!("content/n/{number}/p.md"), "# Page\n");
    }
    said(&mut running, "Looking at the files twice a second, as the system cannot watch them");
    put(home.path(), "content/n/19/p.md", "# Page\n\n[x](gone.md)\n");
    said(&mut running, "`gone.md` leads to no page");
}
