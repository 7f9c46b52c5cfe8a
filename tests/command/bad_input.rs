//! What is wrong is said with its place, and ends as the contract says.

use crate::desk::{Folder, SMALL, Said, desk};
use std::fs::File;
use std::io::{BufWriter, Write as _};

fn route(folder: &Folder) -> Said {
    let now = "2026-03-02T09:15:00Z";
    folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--now", now])
}

fn check(policy: &str) -> Said {
    let folder = Folder::new();
    folder.write("p.route", policy);
    folder.pointsman(&["check", "p.route"])
}

fn said(said: &Said, text: &str) {
    assert!(said.out.contains(text) || said.err.contains(text), "`{text}` is not in:\n{}{}", said.out, said.err);
}

/// Many write the lead where its file belongs. It is not printed: it may be private.
#[test]
fn a_lead_in_place_of_its_file() {
    let folder = desk();
    let lead = r#"{"id":"L1","email":"kim@acme.example"}"#;
    let told = folder.pointsman(&["explain", "p.route", "--snapshot", "s.json", "--lead", lead]).ends(2);
    said(&told, "--lead takes a file, or `-`: pipe the lead in");
    assert!(!told.err.contains("kim@"), "{}", told.err);
}

#[test]
fn an_unknown_field() {
    let told = check(&SMALL.replace("employees >= 100", "employes >= 100")).ends(1);
    for text in ["R0201", "employes", "employees", "p.route:7:27"] {
        said(&told, text);
    }
}

#[test]
fn a_wrong_type() {
    let told = check(&SMALL.replace("employees >= 100", "employees is \"many\"")).ends(1);
    for text in ["error[R02", "p.route:7", "many"] {
        said(&told, text);
    }
}

#[test]
fn a_table_that_is_not_there() {
    let told = check(
        &SMALL.replace("queue triage \"", "list named from csv \"data/named.csv\" column domain\nqueue triage \""),
    );
    let told = told.ends(1);
    for text in ["R04", "data/named.csv", "p.route:5"] {
        said(&told, text);
    }
}

#[test]
fn data_paths_stay_inside() {
    for path in ["../secret.csv", "data/../../secret.csv", "/etc/passwd"] {
        let told = check(
            &SMALL
                .replace("queue triage \"", &format!("list named from csv \"{path}\" column domain\nqueue triage \"")),
        );
        let told = told.ends(1);
        said(&told, "p.route:5");
        assert!(!told.err.contains("root:") && !told.out.contains("root:"));
    }
}

#[test]
fn modules_that_use_each_other() {
    let folder = Folder::new();
    folder.write(
        "a.route",
        "pointsman 1\nmodule a\nuse b\nlead { id: text }\nqueue q\nroute r { otherwise { assign queue q } }\n",
    );
    folder.write("b.route", "pointsman 1\nmodule b\nuse a\nqueue z\n");
    let told = folder.pointsman(&["check", "."]).ends(1);
    for text in ["a", "b", "circle"] {
        said(&told, text);
    }
}

#[test]
fn definitions_that_need_each_other() {
    let told =
        check(&SMALL.replace("queue triage \"", "derive one = two + 1\nderive two = one + 1\nqueue triage \"")).ends(1);
    for text in ["`one` needs itself", "one → two → one", "p.route:6", "5 | derive one"] {
        said(&told, text);
    }
}

#[test]
fn a_line_of_a_hundred_megabytes() {
    let folder = desk();
    let path = folder.path("l.jsonl");
    let mut file = BufWriter::new(File::create(path).unwrap());
    file.write_all(b"{\"id\":\"L1\"}\n{\"id\":\"").unwrap();
    let block = vec![b'x'; 1 << 20];
    for _ in 0..100 {
        file.write_all(&block).unwrap();
    }
    file.write_all(b"\"}\n{\"id\":\"L3\"}\n").unwrap();
    file.flush().unwrap();
    drop(file);
    let told = route(&folder).ends(2).complains("l.jsonl:2").complains("lead_bytes");
    assert_eq!(told.out.lines().count(), 1);
}

#[test]
fn nesting_of_a_hundred_thousand() {
    let deep = format!("{}employees >= 1{}", "(".repeat(100_000), ")".repeat(100_000));
    let told = check(&SMALL.replace("employees >= 100", &deep)).ends(1);
    for text in ["R0105", "p.route:7"] {
        said(&told, text);
    }
    let braces = format!("{}{}", "{".repeat(100_000), "}".repeat(100_000));
    said(&check(&format!("{SMALL}{braces}")).ends(1), "R0105");

    let folder = desk();
    folder.write("l.jsonl", format!("{{\"id\":\"L1\",\"region\":{}{}}}\n", "[".repeat(100_000), "]".repeat(100_000)));
    route(&folder).ends(2).complains("l.jsonl:1");
    folder.write("s.json", format!("{{\"reps\":{}{}}}\n", "[".repeat(100_000), "]".repeat(100_000)));
    route(&folder).ends(2).complains("s.json");
}

#[test]
fn what_is_not_utf_8() {
    let folder = desk();
    folder.write("l.jsonl", b"{\"id\":\"L1\"}\n{\"id\":\"L\xff\"}\n");
    route(&folder).ends(2).complains("l.jsonl:2").complains("UTF-8");
    folder.write("s.json", b"{\"reps\":[{\"id\":\"\xc3\"}]}");
    route(&folder).ends(2).complains("s.json").complains("UTF-8");
    folder.write("p.route", [SMALL.as_bytes(), b"# \xfe\n"].concat());
    let told = folder.pointsman(&["check", "p.route"]);
    assert_ne!(told.code, 0);
    said(&told, "UTF-8");
    said(&told, "p.route");
}

#[test]
fn empty_files() {
    let told = check("");
    let told = told.ends(1);
    said(&told, "p.route:1:1");
    let folder = desk();
    folder.write("l.jsonl", "");
    assert_eq!(route(&folder).ends(0).out, "");
    folder.write("s.json", "");
    route(&folder).ends(2).complains("s.json");
}

#[test]
fn files_that_are_not_there() {
    let folder = desk();
    let missing = |policy: &str, snapshot: &str, leads: &str| {
        folder.pointsman(&["route", policy, "--snapshot", snapshot, "--leads", leads]).ends(2)
    };
    missing("nowhere.route", "s.json", "l.jsonl").complains("nowhere.route");
    missing("p.route", "nowhere.json", "l.jsonl").complains("nowhere.json");
    missing("p.route", "s.json", "nowhere.jsonl").complains("nowhere.jsonl");
    let empty = Folder::new();
    empty.pointsman(&["check", "."]).ends(2).complains(".route");
}

#[test]
fn a_snapshot_with_a_rep_twice() {
    let folder = desk();
    folder.write("s.json", r#"{"reps":[{"id":"ann"},{"id":"bo"},{"id":"ann"}]}"#);
    route(&folder).ends(2).complains("reps[2]").complains("ann");
}

#[test]
fn a_snapshot_of_the_wrong_shape() {
    let folder = desk();
    for (snapshot, place) in [
        (r#"{"reps":[{"id":"ann","open":{"chat":"two"}}]}"#, "reps[0].open.chat"),
        (r#"{"reps":[{"name":"Ann"}]}"#, "reps[0]"),
        (r#"{"reps":[{"id":"ann","away":[{"from":"tomorrow","until":"later"}]}]}"#, "reps[0].away[0].from"),
        (r#"{"reps":[],"colour":"red"}"#, "colour"),
        (r#"{"format":2,"reps":[]}"#, "format"),
        ("[]", "s.json"),
        ("{\"reps\":[]", "s.json"),
    ] {
        folder.write("s.json", snapshot);
        route(&folder).ends(2).complains(place);
    }
}

#[test]
fn a_lead_that_is_no_object() {
    let folder = desk();
    for line in [
        "[1]",
        "\"L1\"",
        "{\"id\":",
        "{\"lead\":{\"id\":\"L\"},\"colour\":1}",
        "{\"lead\":{\"id\":\"L\"},\"now\":\"noon\"}",
    ] {
        folder.write("l.jsonl", format!("{{\"id\":\"L1\"}}\n{line}\n"));
        let told = route(&folder).ends(2).complains("l.jsonl:2");
        assert_eq!(told.out.lines().count(), 1, "{line}: the lead before it is not lost");
    }
}

#[test]
fn rows_of_other_lengths() {
    let folder = desk();
    folder.write("l.csv", "id,employees\nL1,5\nL2,5,6\n");
    let now = "2026-03-02T09:15:00Z";
    folder
        .pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.csv", "--now", now])
        .ends(2)
        .complains("l.csv:3");
}

/// Where a CSV is read, by a name or by a first byte that begins no object, JSON is no heading of a CSV without leads.
#[test]
fn json_is_no_csv() {
    let folder = desk();
    let now = "2026-03-02T09:15:00Z";
    for (name, text) in [
        ("l.csv", "{\"id\":\"1\"}\n"),
        ("l.csv", "\n[{\"id\":\"1\"},{\"id\":\"2\"}]\n"),
        ("l.txt", "[{\"id\":\"1\"},{\"id\":\"2\"}]\n"),
        ("l.txt", "[\n  {\"id\":\"1\"},\n  {\"id\":\"2\"}\n]\n"),
    ] {
        folder.write(name, text);
        let told =
            folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", name, "--now", now]).ends(2);
        let told = told.complains(&format!("{name}:1: ")).complains("in JSON one object a line is expected");
        assert_eq!(told.out, "");
    }
}

/// A first line that says the separator, as spreadsheets write it, is no heading; nor do separators in quotes count.
#[test]
fn separators_of_a_csv() {
    let folder = desk();
    let now = "2026-03-02T09:15:00Z";
    for text in ["sep=;\r\nid;employees\r\nL1;5\r\n", "id,\"Source (web; phone; chat)\"\nL1,5\n"] {
        folder.write("l.csv", text);
        let told = folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.csv", "--now", now]);
        assert!(told.ends(0).out.starts_with("{\"lead\":\"L1\""), "{text}");
    }
}

/// Bytes are counted from 1 in their line, whatever file they are in.
#[test]
fn a_byte_that_is_not_utf_8_has_one_place() {
    let folder = desk();
    for (file, text) in [("l.jsonl", &b"{}\n\xff"[..]), ("s.json", b"{\n\xff"), ("p.route", b"#\n\xff")] {
        let folder_of_it = desk();
        folder_of_it.write(file, text);
        route(&folder_of_it).ends(2).complains(&format!("{file}:2: byte 1 is not UTF-8"));
    }
    folder.write("l.log", [&b"{\"log\":1,\"snapshot\":{}}\n"[..], b" \xff\n"].concat());
    folder.pointsman(&["replay", "p.route", "--log", "l.log"]).ends(2).complains("l.log:2: byte 2 is not UTF-8");
}

/// What a policy names and nobody gives is told by `check` too.
#[test]
fn a_snapshot_without_a_calendar() {
    let folder = desk();
    folder.write(
        "p.route",
        format!("{SMALL}\nhours late in \"UTC\" {{ mon..fri 09:00-17:00  closed on calendar \"ke\" }}\n"),
    );
    folder.write("s.json", r#"{"reps":[{"id":"ann","capacity":{"unit":1}}]}"#);
    for told in [route(&folder), folder.pointsman(&["check", "p.route", "--snapshot", "s.json"])] {
        let told = told.complains("calendars: hours `late` are closed on `ke`, which neither the policy nor");
        told.complains("reps: `capacity` has `unit`");
    }
}

#[test]
fn many_mistakes_come_in_one_run() {
    let told = check(
        &SMALL
            .replace("employees >= 100", "employes >= 100")
            .replace("assign queue triage }", "assign queue triagee }"),
    );
    let told = told.ends(1);
    said(&told, "employes");
    said(&told, "triagee");
}
