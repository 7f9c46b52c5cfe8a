//! NULL for every pointer of every function, and bad UTF-8 in every text: the program is written from the header.

use crate::prototypes::{Prototype, header, prototypes};
use crate::tools::{compile, compilers, here, scratch, silent};
use std::fmt::Write as _;
use std::fs;

/// Parameters that may be NULL.
fn optional(function: &str, kind: &str, name: &str) -> bool {
    matches!(kind, "pointsman_error **" | "void *" | "pointsman_destroy")
        || matches!((function, name), ("pointsman_assignment_entry", "key") | ("pointsman_error_message", "size"))
}

fn is_pointer(kind: &str) -> bool {
    kind.ends_with('*') || matches!(kind, "pointsman_scorer" | "pointsman_observer" | "pointsman_destroy")
}

/// Something that the function takes. The names are variables of `nulls.c`.
fn fixture(function: &str, kind: &str, name: &str) -> String {
    let text = match (function, name) {
        ("pointsman_context_set_scorer", "name") => "scorer_name",
        ("pointsman_ruleset_attribute_find", "name") => "attribute_name",
        ("pointsman_ruleset_compile_path", "path") => "policy_path",
        ("pointsman_snapshot_apply_json", "json") => "assignment_json",
        (_, "json" | "lines") => "empty_json",
        (_, "policy") => "policy_text",
        (_, "rep") => "rep_name",
        (_, "channel") => "channel_name",
        _ => "any_text",
    };
    match (kind, name) {
        ("const char *", _) => text.to_owned(),
        ("size_t", "count") => "1".to_owned(),
        ("size_t", "index") => "0".to_owned(),
        ("size_t", "value") => "65536".to_owned(),
        ("size_t", "decision_size") => "sizeof(pointsman_decision)".to_owned(),
        ("size_t", size) => {
            let of = size.strip_suffix("_size").filter(|of| !of.is_empty());
            let of = of.unwrap_or(if function.contains("json") || function.ends_with("snapshot_read") {
                "json"
            } else if function.ends_with("lines") {
                "lines"
            } else {
                "data"
            });
            format!("strlen({})", fixture(function, "const char *", of))
        }
        ("uint64_t", "attribute") => match function {
            _ if function.contains("texts") => "attribute_list",
            _ if function.contains("integer") => "attribute_integer",
            _ if function.contains("decimal") => "attribute_decimal",
            _ if function.contains("boolean") => "attribute_boolean",
            _ if function.contains("time") => "attribute_time",
            _ => "attribute_text",
        }
        .to_owned(),
        ("int32_t" | "int64_t", _) => "0".to_owned(),
        ("void *" | "pointsman_destroy", _) => "NULL".to_owned(),
        ("pointsman_scorer", _) => "some_scorer".to_owned(),
        ("pointsman_observer", _) => "some_observer".to_owned(),
        ("const char *const *", _) => "some_texts".to_owned(),
        ("const size_t *", _) => "some_sizes".to_owned(),
        ("pointsman_lead *const *", _) => "some_leads".to_owned(),
        ("pointsman_text *", "value") => "other_text".to_owned(),
        ("const pointsman_assignment **", _) => "&lent_assignment".to_owned(),
        ("const pointsman_error *", _) => "some_error".to_owned(),
        _ => {
            let plain = kind.trim_start_matches("const ").trim_end_matches(['*', ' ']);
            let open = ["diagnostic", "attribute", "request", "decision"];
            let short = plain.trim_start_matches("pointsman_");
            match kind.matches('*').count() {
                2 => format!("&out_{short}"),
                1 if open.contains(&short) => format!("&some_{short}"),
                1 if plain.starts_with("pointsman_") => format!("some_{short}"),
                1 => format!("&out_{plain}"),
                _ => panic!("{function}: nothing for `{kind} {name}`"),
            }
        }
    }
}

fn call(prototype: &Prototype, change: impl Fn(usize) -> Option<String>) -> String {
    let arguments = prototype.parameters.iter().enumerate().map(|(place, (kind, name))| {
        change(place).unwrap_or_else(|| match kind.as_str() {
            "pointsman_error **" => "&error".to_owned(),
            _ => fixture(&prototype.name, kind, name),
        })
    });
    format!("{}({})", prototype.name, arguments.collect::<Vec<_>>().join(", "))
}

/// The program's middle, and how many calls it has.
fn checks(all: &[Prototype]) -> (String, usize) {
    let (mut views, mut others, mut calls) = (String::new(), String::new(), 0);
    for prototype in all {
        let takes = |kind: &str| prototype.parameters.iter().any(|(known, _)| known == kind);
        let text = if takes("const pointsman_lead_view *") { &mut views } else { &mut others };
        let name = &prototype.name;
        let status = prototype.result == "int32_t" && takes("pointsman_error **");
        let freeing = name.ends_with("_free");
        if status && name != "pointsman_fault_drill" {
            let _ = writeln!(text, "    expect(\"{name}\", \"nothing\", POINTSMAN_OK, {});", call(prototype, |_| None));
            calls += 1;
        }
        for (place, (kind, parameter)) in
            prototype.parameters.iter().enumerate().filter(|(_, (kind, _))| is_pointer(kind))
        {
            let with_null = call(prototype, |at| (at == place).then(|| "NULL".to_owned()));
            calls += 1;
            let _ = if freeing {
                writeln!(text, "    {with_null}; calls++;")
            } else if status {
                let expected = match name.as_str() {
                    "pointsman_fault_drill" => "POINTSMAN_FAULT",
                    _ if optional(name, kind, parameter) => "POINTSMAN_OK",
                    _ => "POINTSMAN_NULL_ARGUMENT",
                };
                writeln!(text, "    expect(\"{name}\", \"{parameter}\", {expected}, {with_null});")
            } else if optional(name, kind, parameter) {
                writeln!(text, "    {with_null}; calls++;")
            } else {
                writeln!(text, "    nothing(\"{name}\", {with_null} == 0);")
            };
            let is_text = kind == "const char *" && !(name.ends_with("add_data") && parameter == "data");
            if is_text && status {
                // The size is the next parameter; the bytes end where memory does.
                for (bytes, size) in [("cut_short", 3), ("overlong", 2), ("surrogate", 3)] {
                    let bad = call(prototype, |at| match at {
                        at if at == place => Some(format!("at_the_edge({bytes}, {size})")),
                        at if at == place + 1 => Some(size.to_string()),
                        _ => None,
                    });
                    let _ = writeln!(text, "    expect(\"{name}\", \"{parameter}\", POINTSMAN_BAD_UTF8, {bad});");
                    calls += 1;
                }
            }
        }
    }
    let program = format!(
        "static void check_views(const pointsman_lead_view *some_lead_view) {{\n{views}}}\n\nstatic void check_others(void) {{\n{others}}}\n"
    );
    (program, calls)
}

#[test]
fn no_pointer_crashes() {
    let all = prototypes(&header());
    let (middle, calls) = checks(&all);
    assert!(calls > 250, "{calls} calls");
    let frame = fs::read_to_string(here("nulls.c")).expect("nulls.c");
    let program = frame.replace("/* CHECKS */", &middle);
    let source = scratch("nulls").join("nulls.c");
    fs::write(&source, program).expect("a file in the target folder");
    for compiler in compilers(&["gcc", "clang"]) {
        let program = compile(compiler, "-std=gnu11", &source, &format!("nulls-{compiler}"), &["-Wno-nonnull"]);
        let printed = silent(program, &[here("scenario").as_os_str()]);
        assert_eq!(printed, format!("{calls} calls as expected\n"), "{compiler}");
    }
}
