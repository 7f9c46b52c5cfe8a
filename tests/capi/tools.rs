//! Building the library once, compiling clients, running them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Warnings that a client of the header must not raise.
pub(crate) const STRICT: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn here(path: &str) -> PathBuf {
    root().join("tests/capi").join(path)
}

/// A folder of this name for what a test makes.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("capi").join(name);
    fs::create_dir_all(&folder).expect("a folder in the target folder");
    folder
}

/// Where the library is installed: built once for all tests, in the profile `checked`.
pub(crate) fn installed() -> &'static Path {
    static PREFIX: OnceLock<PathBuf> = OnceLock::new();
    PREFIX.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").to_owned();
        run(Command::new(env!("CARGO"))
            .args(["rustc", "--locked", "--lib", "--profile", "checked", "--features", "capi"])
            .args(["--crate-type", "cdylib,staticlib", "--target-dir"])
            .arg(&target)
            .current_dir(root()));
        let prefix = scratch("prefix");
        let built = target.join("checked");
        run(Command::new(root().join("capi/install")).arg("--prefix").arg(&prefix).arg("--built").arg(built));
        prefix
    })
}

pub(crate) fn shared_library() -> PathBuf {
    let name = if cfg!(target_os = "macos") { "libpointsman.dylib" } else { "libpointsman.so" };
    installed().join("lib").join(name)
}

/// The compilers of a language that this machine has; at least one, since building the crate needs one.
pub(crate) fn compilers(names: &[&'static str]) -> Vec<&'static str> {
    let found: Vec<&str> = names.iter().copied().filter(|name| has(name)).collect();
    for missing in names.iter().filter(|name| !found.contains(name)) {
        println!("skipped: {missing} is not here");
    }
    found
}

pub(crate) fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Compiles a client against the installed library; the program.
pub(crate) fn compile(compiler: &str, standard: &str, source: &Path, name: &str, more: &[&str]) -> PathBuf {
    let program = scratch("programs").join(name);
    let (include, lib) = (installed().join("include"), installed().join("lib"));
    let mut command = Command::new(compiler);
    command.arg(standard).args(STRICT).args(["-O1", "-g", "-pthread"]).args(more);
    command.arg("-I").arg(&include).arg(source).arg("-L").arg(&lib).arg("-lpointsman");
    command.arg(format!("-Wl,-rpath,{}", lib.display())).arg("-o").arg(&program);
    run(&mut command);
    program
}

/// Runs something that must succeed.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Runs a program that must succeed and say nothing on standard error; what it printed.
pub(crate) fn silent(program: impl AsRef<OsStr>, arguments: &[&OsStr]) -> String {
    let output = run(Command::new(program).args(arguments));
    assert!(output.stderr.is_empty(), "on standard error: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}
