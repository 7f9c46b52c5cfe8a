//! The way of a new C user: what README says, pkg-config, CMake, `--destdir`.

use crate::tools::{compilers, has, installed, root, run, scratch, silent};
use std::fs;
use std::process::Command;

/// The three commands of README, with the library that the tests have built in place of a release build.
#[test]
fn the_three_commands_of_readme() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let (_, section) = readme.split_once("\n## From C\n").expect("the section From C");
    let (_, rest) = section.split_once("```console\n").expect("its commands");
    let (commands, _) = rest.split_once("```").expect("their end");
    let commands: Vec<&str> = commands.lines().collect();
    let [build, compile, run_it] = commands[..] else { panic!("three commands: {commands:?}") };
    assert_eq!(build, "cargo rustc --lib --release --features capi --crate-type cdylib,staticlib");
    let folder = scratch("readme");
    let library = installed().join("lib/libpointsman.a").display().to_string();
    let program = folder.join("route").display().to_string();
    let compile =
        compile.replace("target/release/libpointsman.a", &library).replace("-o route", &format!("-o {program}"));
    let run_it = run_it.replace("./route", &program);
    for compiler in compilers(&["gcc", "clang"]) {
        run(Command::new("sh").arg("-c").arg(compile.replacen("cc ", &format!("{compiler} "), 1)).current_dir(root()));
        let output = run(Command::new("sh").arg("-c").arg(&run_it).current_dir(root()));
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let (_, promised) = section.split_once("```text\n").expect("what it prints");
        let (promised, _) = promised.split_once("```").expect("its end");
        assert_eq!(printed, promised, "what README says that it prints");
    }
}

#[test]
fn pkg_config_finds_it() {
    if !has("pkg-config") {
        println!("skipped: pkg-config is not here");
        return;
    }
    let folder = installed().join("lib/pkgconfig");
    let ask = |what: &[&str]| {
        let output = run(Command::new("pkg-config").args(what).arg("pointsman").env("PKG_CONFIG_PATH", &folder));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!(ask(&["--modversion"]), env!("CARGO_PKG_VERSION"));
    let program = scratch("programs").join("route-pkg-config");
    for compiler in compilers(&["gcc", "clang"]) {
        run(Command::new("sh").current_dir(root()).arg("-c").arg(format!(
            "{compiler} examples/c/route.c {} -Wl,-rpath,{} -o {}",
            ask(&["--cflags", "--libs"]),
            installed().join("lib").display(),
            program.display()
        )));
        assert!(silent(&program, &[]).contains("anna"));
    }
}

#[test]
fn cmake_finds_it() {
    if !has("cmake") {
        println!("skipped: cmake is not here");
        return;
    }
    let folder = scratch("cmake");
    let project = format!(
        "cmake_minimum_required(VERSION 3.15)\nproject(route C)\nfind_package(pointsman {} REQUIRED)\n\
         add_executable(shared {route})\ntarget_link_libraries(shared PRIVATE pointsman::pointsman)\n\
         add_executable(static {route})\ntarget_link_libraries(static PRIVATE pointsman::static)\n",
        env!("CARGO_PKG_VERSION"),
        route = root().join("examples/c/route.c").display()
    );
    fs::write(folder.join("CMakeLists.txt"), project).expect("a file in the target folder");
    run(Command::new("cmake")
        .args(["-S", ".", "-B", "build"])
        .current_dir(&folder)
        .arg(format!("-DCMAKE_PREFIX_PATH={}", installed().display())));
    run(Command::new("cmake").args(["--build", "build"]).current_dir(&folder));
    for program in ["shared", "static"] {
        assert!(silent(folder.join("build").join(program), &[]).contains("anna"));
    }
}

/// A package is staged elsewhere than where it will be found.
#[test]
fn destdir_is_not_written_into_files() {
    let stage = scratch("stage");
    let built =
        scratch("prefix").parent().and_then(|capi| capi.ancestors().nth(2)).expect("the target folder").join("checked");
    installed();
    run(Command::new(root().join("capi/install"))
        .args(["--prefix", "/usr", "--destdir"])
        .arg(&stage)
        .arg("--built")
        .arg(built));
    let file = fs::read_to_string(stage.join("usr/lib/pkgconfig/pointsman.pc")).expect("the file for pkg-config");
    assert!(file.contains("prefix=/usr\n") && !file.contains("stage"), "{file}");
    for path in ["include/pointsman.h", "include/pointsman.hpp", "lib/cmake/pointsman/pointsman-config.cmake"] {
        assert!(stage.join("usr").join(path).exists(), "{path}");
    }
}
