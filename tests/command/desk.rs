//! Running the command, and a folder to run it in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a run of the command said, and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Fails unless the run ended with this code.
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// Fails unless standard error holds this text.
    pub(crate) fn complains(self, about: &str) -> Self {
        assert!(self.err.contains(about), "`{about}` is not in:\n{}", self.err);
        self
    }
}

/// Runs the command in the project's folder.
pub(crate) fn pointsman(arguments: &[&str]) -> Said {
    run(arguments, Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn run(arguments: &[&str], folder: &Path) -> Said {
    ended(arguments, folder, Stdio::null(), Stdio::piped())
}

/// Runs the command in a folder, its answers going somewhere else.
pub(crate) fn run_to(folder: &Folder, arguments: &[&str], out: Stdio) -> Said {
    ended(arguments, &folder.0, Stdio::null(), out)
}

fn ended(arguments: &[&str], folder: &Path, input: Stdio, out: Stdio) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_pointsman"))
        .args(arguments)
        .current_dir(folder)
        .stdin(input)
        .stdout(out)
        .stderr(Stdio::piped())
        .output()
        .expect("the command starts");
    Said {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The touchstone policy, its snapshot and its leads, routed with more arguments.
pub(crate) fn acme(more: &[&str]) -> Said {
    let mut arguments = vec!["route", "examples/acme", "--snapshot", "examples/acme/snapshot.json"];
    if !more.contains(&"--leads") {
        arguments.extend(["--leads", "examples/acme/leads.jsonl"]);
    }
    arguments.extend(["--now", "2026-03-02T09:15:00Z"]);
    arguments.extend(more);
    pointsman(&arguments)
}

/// A folder that is removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("command-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// A path in it, as an argument.
    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("UTF-8").to_owned()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        self.path(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("a file")
    }

    /// Runs the command here, with a file of the folder as standard input.
    pub(crate) fn pointsman_reading(&self, name: &str, arguments: &[&str]) -> Said {
        let input = fs::File::open(self.0.join(name)).expect("a file");
        ended(arguments, &self.0, input.into(), Stdio::piped())
    }

    /// Runs the command here.
    pub(crate) fn pointsman(&self, arguments: &[&str]) -> Said {
        run(arguments, &self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A policy that sends everybody to one queue.
pub(crate) const SMALL: &str = r#"pointsman 1
lead { id: text  email: email optional private  employees: integer optional  region: text optional }
rep { weight: decimal optional }
team sales { members where weight >= 1  distribute by evenly }
queue triage "Triage"
main route inbound {
  rule big "Large" { when employees >= 100  assign team sales else queue triage }
  otherwise "Everybody" { assign queue triage }
}
"#;

/// Two reps of the team `sales`.
pub(crate) const TWO: &str = r#"{"reps":[{"id":"ann","weight":1},{"id":"bo","weight":1}]}"#;

/// Whether the many cases of slow tests are tried at a tenth: they were tried at full count in another run.
#[allow(clippy::disallowed_methods, reason = "how many cases are tried reaches no decision")]
pub(crate) fn tenth() -> bool {
    std::env::var("POINTSMAN_CASES").is_ok_and(|cases| cases == "tenth")
}

/// A small policy, its two reps and one lead.
pub(crate) fn desk() -> Folder {
    let folder = Folder::new();
    folder.write("p.route", SMALL);
    folder.write("s.json", TWO);
    folder.write("l.jsonl", "{\"id\":\"L1\"}\n");
    folder
}
