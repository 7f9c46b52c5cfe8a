//! valgrind on the scenario; AddressSanitizer on scenario and abuse, and three planted bugs that it must find.

use crate::tools::{compile, compilers, here, root, run, scratch, silent};
use std::path::Path;
use std::process::{Command, Output};

#[test]
fn valgrind_finds_nothing() {
    // It may be there and not run, for want of the C library's symbols.
    if !Command::new("valgrind").arg("true").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: valgrind is not here");
        return;
    }
    let compilers = compilers(&["gcc", "clang"]);
    let Some(compiler) = compilers.first() else { return };
    let program = compile(compiler, "-std=c11", &here("clients/c/scenario.c"), "scenario-valgrind", &[]);
    let output = run(Command::new("valgrind")
        .args([
            "--error-exitcode=9",
            "--leak-check=full",
            // Deep enough to see who asked, in a library that nobody optimised.
            "--num-callers=60",
            "--show-leak-kinds=all",
            "--errors-for-leak-kinds=definite,indirect,possible",
        ])
        .arg(format!("--suppressions={}", here("valgrind.supp").display()))
        .arg(&program)
        .arg(here("scenario")));
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(report.contains("ERROR SUMMARY: 0 errors"), "{report}");
    let nothing_lost = report.contains("All heap blocks were freed")
        || ["definitely lost: 0 bytes", "indirectly lost: 0 bytes", "possibly lost: 0 bytes"]
            .iter()
            .all(|line| report.contains(line));
    assert!(nothing_lost, "{report}");
}

/// Filling a lead again asks for nothing; deciding keeps nothing.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn warm_hosts_ask_for_nothing() {
    for compiler in compilers(&["gcc", "clang"]) {
        let program =
            compile(compiler, "-std=gnu11", &here("mallocs.c"), &format!("mallocs-{compiler}"), &["-fno-builtin"]);
        let printed = silent(program, &[here("scenario").as_os_str()]);
        assert_eq!(
            printed, "filling 1,000 leads asked 0 times, 1,000 routes 0 times; held after 1,000 routes: no more\n",
            "{compiler}"
        );
    }
}

/// The library with AddressSanitizer in it; `None` without a nightly toolchain.
fn sanitized() -> Option<std::path::PathBuf> {
    let target = "x86_64-unknown-linux-gnu";
    let nightly = Command::new("rustup").args(["run", "nightly", "rustc", "-vV"]).output();
    let here = nightly.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(target));
    if !here || !cfg!(target_os = "linux") {
        println!("skipped: no nightly toolchain, so no AddressSanitizer");
        return None;
    }
    let folder = scratch("sanitized");
    run(Command::new("rustup")
        .args(["run", "nightly", "cargo", "rustc", "--locked", "--lib", "--features", "capi"])
        .args(["--crate-type", "cdylib", "--target", target, "--target-dir"])
        .arg(&folder)
        .current_dir(root())
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTC")
        .env_remove("CARGO"));
    Some(folder.join(target).join("debug"))
}

/// Whether a compiler has what AddressSanitizer needs at run time, which comes as a package of its own.
fn has_sanitizer(compiler: &str) -> bool {
    let folder = scratch("programs");
    let (source, program) = (folder.join("empty.c"), folder.join(format!("empty-{compiler}")));
    std::fs::write(&source, "int main(void) { return 0; }\n").expect("a file");
    let built = Command::new(compiler).arg("-fsanitize=address").arg(&source).arg("-o").arg(&program).output();
    let has = built.is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: {compiler} cannot link with AddressSanitizer here");
    }
    has
}

fn build(lib: &Path, compiler: &str, source: &str, name: &str) -> std::path::PathBuf {
    let program = scratch("programs").join(name);
    run(Command::new(compiler)
        .args(["-std=gnu11", "-O1", "-g", "-fsanitize=address", "-pthread", "-I"])
        .arg(root().join("include"))
        .arg(here(source))
        .arg("-L")
        .arg(lib)
        .arg("-lpointsman")
        .arg("-o")
        .arg(&program));
    program
}

fn under(lib: &Path, program: &Path, argument: &str) -> Output {
    // The library is found by its SONAME.
    let soname = lib.join("libpointsman.so.1");
    let _ = std::fs::hard_link(lib.join("libpointsman.so"), &soname);
    Command::new(program)
        .arg(argument)
        .env("LD_LIBRARY_PATH", lib)
        .env("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0")
        .output()
        .expect("the program runs")
}

#[test]
fn address_sanitizer_finds_only_what_was_planted() {
    let Some(lib) = sanitized() else { return };
    let _ = std::fs::remove_file(lib.join("libpointsman.so.1"));
    for compiler in compilers(&["gcc", "clang"]).into_iter().filter(|compiler| has_sanitizer(compiler)) {
        let scenario = here("scenario").display().to_string();
        for source in ["clients/c/scenario.c", "abuse.c"] {
            let program = build(&lib, compiler, source, &format!("sanitized-{compiler}"));
            let output = under(&lib, &program, &scenario);
            let report = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{compiler}, {source}: {report}");
        }
        let program = build(&lib, compiler, "planted.c", &format!("planted-{compiler}"));
        for (bug, found) in [
            ("used-after-free", "heap-use-after-free"),
            ("freed-twice", "heap-use-after-free"),
            ("lost", "detected memory leaks"),
        ] {
            let output = under(&lib, &program, bug);
            let report = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && report.contains(found), "{compiler}, {bug}: {report}");
        }
    }
}
