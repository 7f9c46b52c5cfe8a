//! Header = prototypes = exports = layouts = constants = versions.

use crate::prototypes::{constants, header, prototypes};
use crate::tools::{STRICT, compilers, has, here, installed, root, run, scratch, shared_library};
use pointsman::capi;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::mem::offset_of;
use std::process::Command;

/// Compiles a text that includes the header; nothing is linked.
fn check(name: &str, text: &str) {
    let file = scratch("header").join(name);
    fs::write(&file, text).expect("a file in the target folder");
    let compilers = compilers(&["gcc", "clang", "cc"]);
    assert!(!compilers.is_empty(), "no C compiler");
    for compiler in compilers {
        run(Command::new(compiler)
            .args(["-std=c11", "-fsyntax-only"])
            .args(STRICT)
            .arg("-I")
            .arg(root().join("include"))
            .arg(&file));
    }
}

fn names_of_header() -> BTreeSet<String> {
    let names: BTreeSet<String> = prototypes(&header()).into_iter().map(|prototype| prototype.name).collect();
    assert!(names.len() > 40, "the header was not read");
    names
}

/// What the functions are in Rust, written as C by cbindgen: a second declaration that differs is an error of the
/// compiler.
#[test]
fn prototypes_are_those_of_the_code() {
    let opaque = [
        ("ErrorHandle", "pointsman_error"),
        ("TextHandle", "pointsman_text"),
        ("CompilerHandle", "pointsman_compiler"),
        ("RulesetHandle", "pointsman_ruleset"),
        ("LeadHandle", "pointsman_lead"),
        ("ViewHandle", "pointsman_lead_view"),
        ("SnapshotHandle", "pointsman_snapshot"),
        ("ContextHandle", "pointsman_context"),
        ("AssignmentHandle", "pointsman_assignment"),
    ];
    let open = [
        ("Diagnostic", "pointsman_diagnostic"),
        ("Attribute", "pointsman_attribute"),
        ("Moment", "pointsman_request"),
        ("Decision", "pointsman_decision"),
        ("ScoreGiven", "pointsman_score"),
        ("Seen", "pointsman_observed"),
        ("ScorerFn", "pointsman_scorer"),
        ("ObserverFn", "pointsman_observer"),
        ("DestroyFn", "pointsman_destroy"),
    ];
    let mut config = cbindgen::Config {
        usize_is_size_t: true,
        documentation: false,
        no_includes: true,
        language: cbindgen::Language::C,
        ..cbindgen::Config::default()
    };
    config.export.rename = opaque.iter().chain(&open).map(|(rust, c)| ((*rust).to_owned(), (*c).to_owned())).collect();
    config.export.exclude = opaque.iter().chain(&open).map(|(rust, _)| (*rust).to_owned()).collect();
    let mut sources = cbindgen::Builder::new().with_config(config);
    for entry in fs::read_dir(root().join("src/capi")).expect("src/capi").flatten() {
        if entry.file_name() != "mod.rs" {
            sources = sources.with_src(entry.path());
        }
    }
    let mut generated = Vec::new();
    sources.generate().expect("cbindgen reads src/capi").write(&mut generated);
    let generated = String::from_utf8(generated).expect("UTF-8");
    let written: BTreeSet<String> = prototypes(&generated).into_iter().map(|prototype| prototype.name).collect();
    assert_eq!(written, names_of_header());
    check("prototypes.c", &format!("#include \"pointsman.h\"\n{generated}"));
}

#[test]
fn exports_are_those_of_the_header() {
    if !has("nm") {
        println!("skipped: nm is not here");
        return;
    }
    let output = run(Command::new("nm").args(["-D", "--defined-only"]).arg(shared_library()));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let exported: BTreeSet<String> =
        text.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect();
    assert_eq!(exported, names_of_header());
    if cfg!(target_os = "linux") && has("readelf") {
        let output = run(Command::new("readelf").arg("-d").arg(shared_library()));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("[libpointsman.so.1]") && text.contains("NODELETE"), "{text}");
    }
    assert!(installed().join("lib/libpointsman.so.1").exists() || !cfg!(target_os = "linux"));
}

macro_rules! layout {
    ($text:ident, $c:literal, $rust:ty, $first:literal, $($field:ident),+ $(,)?) => {
        let _ = writeln!($text, "_Static_assert(sizeof({}) == {}, \"size\");", $c, size_of::<$rust>());
        // Clients that were compiled with the first published layout go on.
        assert!(size_of::<$rust>() >= $first, $c);
        let mut end = 0;
        $(
            let offset = offset_of!($rust, $field);
            let field = stringify!($field);
            let _ = writeln!($text, "_Static_assert(offsetof({}, {field}) == {offset}, \"{field}\");", $c);
            assert!(offset >= end, "{}.{field} stands before its neighbour", $c);
            end = offset;
        )+
        let _ = end;
        let named = [$(stringify!($field)),+];
        let fields = fields_of($c);
        assert_eq!(fields, named, "fields of {} in the header", $c);
    };
}

/// The fields of a struct in the header, in its order.
fn fields_of(name: &str) -> Vec<String> {
    let header = header();
    let (_, rest) = header.split_once(&format!("typedef struct {name} {{")).expect("the struct");
    let (body, _) = rest.split_once(&format!("}} {name};")).expect("its end");
    let code = body.lines().map(|line| line.split("/*").next().unwrap_or_default());
    let fields = code.filter_map(|line| line.trim().strip_suffix(';').map(str::to_owned));
    fields.map(|field| field.rsplit([' ', '*']).next().unwrap_or_default().to_owned()).collect()
}

/// The numbers are those of the first published layout, on machines of 64 bits: they never change.
#[cfg(target_pointer_width = "64")]
#[test]
fn layouts_are_those_of_the_code() {
    let mut text = String::from("#include \"pointsman.h\"\n");
    layout!(
        text,
        "pointsman_diagnostic",
        capi::error::Diagnostic,
        112,
        struct_size,
        severity,
        line,
        column,
        end_line,
        end_column,
        reserved,
        code,
        code_size,
        message,
        message_size,
        source,
        source_size,
        label,
        label_size,
        help,
        help_size
    );
    layout!(
        text,
        "pointsman_attribute",
        capi::ruleset::Attribute,
        64,
        struct_size,
        id,
        kind,
        item_kind,
        is_required,
        is_private,
        name,
        name_size,
        column,
        column_size
    );
    layout!(
        text,
        "pointsman_score",
        capi::scorer::ScoreGiven,
        48,
        struct_size,
        ten_thousandths,
        version,
        version_size,
        reason,
        reason_size
    );
    layout!(
        text,
        "pointsman_observed",
        capi::observer::Seen,
        104,
        struct_size,
        outcome,
        link,
        tried,
        skipped,
        route,
        route_size,
        rule,
        rule_size,
        team,
        team_size,
        queue,
        queue_size,
        rep,
        rep_size
    );
    layout!(
        text,
        "pointsman_request",
        capi::request::Moment,
        72,
        struct_size,
        now,
        since,
        route,
        route_size,
        exclude,
        exclude_sizes,
        exclude_count,
        attempt,
        flags
    );
    layout!(
        text,
        "pointsman_decision",
        capi::decision::Decision,
        160,
        struct_size,
        outcome,
        link,
        rep,
        rep_size,
        team,
        team_size,
        queue,
        queue_size,
        route,
        route_size,
        rule,
        rule_size,
        reason,
        reason_size,
        sla,
        sla_size,
        sla_due,
        retry_at,
        decided_at,
        version
    );
    let structs = header().lines().filter(|line| line.starts_with("typedef struct") && line.ends_with('{')).count();
    assert_eq!(text.matches("sizeof").count(), structs, "a struct of the header is not checked");
    check("layouts.c", &text);
    // Clients are compiled with these numbers: a line may be added, none may change.
    let published = fs::read_to_string(here("layouts.txt")).expect("layouts.txt");
    for line in published.lines() {
        let (field, offset) = line.split_once(' ').expect("field and offset");
        let (of, field) = field.split_once('.').expect("struct and field");
        let pinned = format!("_Static_assert(offsetof({of}, {field}) == {offset}, ");
        assert!(text.contains(&pinned), "{line} has been published, and is no longer so");
    }
    let fields = text.matches("offsetof").count();
    assert_eq!(fields, published.lines().count(), "a new field goes to the end of its struct, and into layouts.txt");
}

#[test]
fn constants_are_those_of_the_code() {
    let header: BTreeMap<String, String> = constants(&header()).into_iter().collect();
    let mut text = String::from("#include \"pointsman.h\"\n");
    for (name, value) in capi::status::ALL {
        assert!(header.contains_key(*name), "POINTSMAN_{name} is not in the header");
        let _ = writeln!(text, "_Static_assert(POINTSMAN_{name} == {value}, \"{name}\");");
    }
    let _ = writeln!(text, "_Static_assert(POINTSMAN_BATCH_MAX == {}, \"batch\");", capi::status::BATCH_MAX);
    assert_eq!(capi::status::NO_TIME, i64::MIN);
    text.push_str("_Static_assert(POINTSMAN_NO_TIME == INT64_MIN, \"no time\");\n");
    for name in header.keys() {
        let known = capi::status::ALL.iter().any(|(known, _)| known == name);
        let apart = name.starts_with("VERSION") || name == "NO_TIME" || name == "BATCH_MAX";
        assert!(known || apart, "POINTSMAN_{name} is not in the code");
    }
    check("constants.c", &text);
}

#[test]
fn versions_are_those_of_the_crate() {
    let header: BTreeMap<String, String> = constants(&header()).into_iter().collect();
    assert_eq!(header["VERSION"], format!("{:?}", env!("CARGO_PKG_VERSION")));
    let parts: Vec<u32> = env!("CARGO_PKG_VERSION").split('.').map(|part| part.parse().expect("a number")).collect();
    let [major, minor, patch] = parts[..] else { panic!("three numbers") };
    let number = major * 10_000 + minor * 100 + patch;
    let text = format!(
        "#include \"pointsman.h\"\n_Static_assert(POINTSMAN_VERSION_MAJOR == {major}, \"major\");\n\
         _Static_assert(POINTSMAN_VERSION_MINOR == {minor}, \"minor\");\n\
         _Static_assert(POINTSMAN_VERSION_PATCH == {patch}, \"patch\");\n\
         _Static_assert(POINTSMAN_VERSION_NUMBER == {number}, \"number\");\n"
    );
    check("versions.c", &text);
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let abi = capi::status::ABI_VERSION;
    assert!(manifest.contains(&format!("version = \"{abi}.0.0\"")), "package.metadata.capi.library");
    let build = fs::read_to_string(root().join("build.rs")).expect("build.rs");
    assert!(build.contains(&format!("libpointsman.so.{abi}\"")), "the SONAME");
}
