//! What the code base promises about itself.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test stops where it cannot go on, and tells")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A module may import only from modules of an earlier layer, or from its own.
const LAYERS: &[&[&str]] = &[
    &["lookup", "limits", "text", "catalogue"],
    &["domain", "calendar"],
    &["syntax", "data"],
    &["model"],
    &["region"],
    &["graph"],
    &["check"],
    &["lower"],
    &["route"],
    &["ruleset", "draft", "columns", "compiler", "folder", "error", "counters"],
    &["proof"],
    &["review", "fixes"],
    &["dispatch"],
    &["author"],
    &["json"],
    &["trial", "workbench", "capi", "bin"],
];

/// Every direct dependency with the reason in Cargo.toml; adding one is a decision, not an accident.
const DEPENDENCIES: &[&str] = &[
    "ahash",
    "annotate-snippets",
    "caseless",
    "clap",
    "csv",
    "indicatif",
    "jiff",
    "libm",
    "pest",
    "pest_derive",
    "regex",
    "serde",
    "serde_json",
    "sha2",
    "smallvec",
    "stacker",
    "thiserror",
    "unicode-normalization",
];
const DEV_DEPENDENCIES: &[&str] = &["cbindgen", "criterion", "proptest", "tracing"];

/// Packages that a host gets with the default features, ours not counted.
const PACKAGES: usize = 45;

const LINES: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
}

fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        files(&root().join(folder), "rs", &mut found);
    }
    assert!(found.len() > 20, "the sources were not found");
    found
}

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("a file of src/");
    let first = inside.components().next().expect("a path").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The code of a file without comments and without its tests, which may use anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn modules_import_only_from_layers_before_them() {
    let mut faults = Vec::new();
    for path in rust_files(&["src"]) {
        let module = module_of(&path);
        if module == "lib" {
            continue;
        }
        let Some(layer) = layer_of(&module) else {
            faults.push(format!("{} lies in no layer", path.display()));
            continue;
        };
        let text = code(&fs::read_to_string(&path).expect("a readable file"));
        for used in text.split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = layer_of(&name)
                && name != module
                && other > layer
            {
                faults.push(format!("{}: uses crate::{name} of a later layer", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_grammar_names_pest() {
    for path in rust_files(&["src"]) {
        let text = code(&fs::read_to_string(&path).expect("a readable file"));
        let allowed = path.ends_with("syntax/grammar.rs");
        assert!(allowed || !text.contains("pest::"), "{} names pest", path.display());
    }
}

#[test]
fn files_are_short() {
    let long: Vec<String> = rust_files(&["src", "tests", "examples"])
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).ok()?.lines().count();
            (lines > LINES).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "files of more than {LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn direct_dependencies_are_known_by_name() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let section = |name: &str| -> BTreeSet<String> {
        let (_, rest) = manifest.split_once(&format!("\n[{name}]\n")).expect("the section");
        rest.lines()
            .take_while(|line| !line.starts_with('['))
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
            .map(|line| line.split(['=', ' ']).next().unwrap_or_default().to_owned())
            .collect()
    };
    let known = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(section("dependencies"), known(DEPENDENCIES));
    assert_eq!(section("dev-dependencies"), known(DEV_DEPENDENCIES));
}

#[test]
fn a_host_gets_few_packages() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-e", "normal", "--prefix", "none", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8_lossy(&tree.stdout).into_owned();
    let packages: BTreeSet<String> = text
        .lines()
        .map(|line| line.split(" (").next().unwrap_or_default().to_owned())
        .filter(|package| !package.is_empty() && !package.starts_with("pointsman "))
        .collect();
    assert!(packages.len() > 10, "the tree was not read");
    assert!(packages.len() <= PACKAGES, "{} packages: {packages:?}", packages.len());
}

#[test]
fn folders_say_what_is_in_them() {
    for folder in ["grammar", "src", "examples", "tests", "fuzz", "capi", "benches"] {
        let readme = root().join(folder).join("README.md");
        assert!(readme.exists(), "{} is missing", readme.display());
    }
}
