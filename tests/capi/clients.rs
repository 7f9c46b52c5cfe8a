//! One scenario in every language: the same bytes.

use crate::tools::{compile, compilers, has, here, installed, run, scratch, shared_library, silent};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Compares with the golden file; `UPDATE_GOLDEN=1` writes it.
fn golden(printed: &str, who: &str) {
    let file = here("scenario/expected.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, printed).expect("the golden file");
    }
    let expected = fs::read_to_string(&file).expect("the golden file");
    for (number, (found, wanted)) in printed.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, wanted, "{who}, line {}", number.saturating_add(1));
    }
    assert_eq!(printed.len(), expected.len(), "{who}");
}

#[test]
fn c11() {
    let compilers = compilers(&["gcc", "clang", "cc"]);
    assert!(!compilers.is_empty(), "no C compiler");
    for compiler in compilers {
        let source = here("clients/c/scenario.c");
        let program = compile(compiler, "-std=c11", &source, &format!("scenario-{compiler}"), &[]);
        golden(&silent(program, &[here("scenario").as_os_str()]), compiler);
    }
}

#[test]
fn cpp17() {
    for compiler in compilers(&["g++", "clang++"]) {
        let source = here("clients/cpp/scenario.cpp");
        let program = compile(compiler, "-std=c++17", &source, &format!("scenario-{compiler}"), &[]);
        golden(&silent(program, &[here("scenario").as_os_str()]), compiler);
    }
}

/// The header is C++ too, and the static library is the same library.
#[test]
fn static_library() {
    for compiler in compilers(&["gcc", "clang"]) {
        let program = scratch("programs").join(format!("static-{compiler}"));
        let mut command = Command::new(compiler);
        command.args(["-std=c11", "-O1", "-I"]).arg(installed().join("include")).arg(here("clients/c/scenario.c"));
        command.arg(installed().join("lib/libpointsman.a")).args(["-lm", "-lpthread", "-ldl", "-o"]).arg(&program);
        run(&mut command);
        golden(&silent(program, &[here("scenario").as_os_str()]), "static");
    }
}

fn interpreted(program: &str, arguments: &[&str], script: &str) {
    let mut command = Command::new(program);
    command.args(arguments).arg(here(script)).arg(shared_library()).arg(here("scenario"));
    let output = run(&mut command);
    golden(&String::from_utf8_lossy(&output.stdout), program);
}

#[test]
fn python() {
    if has("python3") {
        interpreted("python3", &[], "clients/python/scenario.py");
    } else {
        println!("skipped: python3 is not here");
    }
}

#[test]
fn node() {
    let koffi = Command::new("node").args(["-e", "require('koffi')"]).output();
    if koffi.is_ok_and(|output| output.status.success()) {
        interpreted("node", &[], "clients/node/scenario.js");
    } else {
        println!("skipped: node with the package koffi is not here (NODE_PATH says where it is)");
    }
}

#[test]
fn php() {
    let ffi = Command::new("php").args(["-r", "exit(class_exists('FFI') ? 0 : 1);"]).output();
    if ffi.is_ok_and(|output| output.status.success()) {
        interpreted("php", &["-d", "ffi.enable=1"], "clients/php/scenario.php");
    } else {
        println!("skipped: php with FFI is not here");
    }
}

#[test]
fn go() {
    if !Command::new("go").arg("version").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: go is not here");
        return;
    }
    let (prefix, program) = (installed(), scratch("programs").join("scenario-go"));
    let flag = |sign: &str, path: &Path| format!("{sign}{}", path.display());
    let (include, lib) = (prefix.join("include"), prefix.join("lib"));
    run(Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg(".")
        .current_dir(here("clients/go"))
        .env("CGO_ENABLED", "1")
        .env("CGO_CFLAGS", flag("-I", &include))
        .env("CGO_LDFLAGS", format!("{} {}", flag("-L", &lib), flag("-Wl,-rpath,", &lib)))
        .env("GOCACHE", scratch("go-cache"))
        .env("GOFLAGS", "-mod=mod")
        .env("GOPROXY", "off"));
    golden(&silent(program, &[here("scenario").as_os_str()]), "go");
}
