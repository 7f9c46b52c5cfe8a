//! What is read and written: byte-order marks, standard input, files that are one, a disk that is full, answers as they come.

use crate::desk::{Folder, SMALL, TWO, desk};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

const NOW: &str = "2026-03-02T09:15:00Z";

fn command(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pointsman"));
    command
        .args(arguments)
        .current_dir(folder.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let folder = desk();
    folder.write("leads.txt", "\u{feff}{\"id\":\"L1\"}\n");
    folder.write("s2.json", format!("\u{feff}{TWO}"));
    let arguments = ["route", "p.route", "--snapshot", "s2.json", "--leads", "leads.txt", "--now", NOW];
    let told = folder.pointsman(&arguments).ends(0);
    assert!(told.out.starts_with("{\"lead\":\"L1\",\"outcome\":\"queued\""), "{}", told.out);
    folder.pointsman(&["explain", "p.route", "--snapshot", "s2.json", "--lead", "leads.txt", "--now", NOW]).ends(0);
}

#[test]
fn standard_input_is_given_once() {
    let folder = desk();
    for arguments in [
        ["route", "p.route", "--snapshot", "-", "--leads", "-"].as_slice(),
        &["simulate", "p.route", "--snapshot", "-", "--leads", "-"],
        &["explain", "p.route", "--snapshot", "-", "--lead", "-"],
        &["diff", "p.route", "p.route", "--snapshot", "-", "--leads", "-"],
        &["diff", "-", "-"],
        &["route", "-", "--snapshot", "s.json", "--leads", "-"],
        &["check", "-", "-"],
        &["test", "-", "p.route", "-"],
    ] {
        folder.pointsman(arguments).ends(2).complains("standard input can be given once");
    }
}

/// An editor's text that is not saved, or `git show HEAD:p.route`: with the modules and the data beside it.
#[test]
fn a_policy_comes_from_standard_input() {
    let folder = Folder::new();
    folder.write("data/codes.csv", "code\nDE\nAT\n");
    folder.write("desks.route", "pointsman 1\nmodule desks\nqueue triage\n");
    let text = |queue: &str| {
        let head = "pointsman 1\nmodule main\nuse desks.{triage}\nlead { id: text  code: text optional }\n";
        let list = "list codes from csv \"data/codes.csv\" column code\n";
        let route = "main route r {\n  rule a { when code in codes  assign queue triage }\n  otherwise { assign queue";
        format!("{head}{list}{route} {queue} }}\n}}\n")
    };
    folder.write("p.route", text("triage"));
    folder.write("l.jsonl", "{\"id\":\"L1\",\"code\":\"at\"}\n");
    let fed = |arguments: &[&str], text: &str| {
        let mut child = command(&folder, arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        let said = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code(), said(done.stdout), said(done.stderr))
    };
    let (code, out, err) = fed(&["check", "--format", "short", "-"], &text("triaged"));
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.starts_with("standard input:8:28: error R0202"), "{out}{err}");
    folder.write("s.json", "{}");
    let (code, out, err) =
        fed(&["route", "-", "--snapshot", "s.json", "--leads", "l.jsonl", "--now", NOW], &text("triage"));
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("\"rule\":\"a\""), "{out}");
    let before = text("triage").replace("code in codes", "code is \"DE\"");
    let (code, out, err) = fed(&["diff", "-", "p.route"], &before);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("when code is \"DE\"   →   when code in codes"), "{out}");
}

#[test]
fn no_stream_is_written_over_another() {
    let folder = desk();
    let route = |more: &[&str]| {
        folder.pointsman(
            &[&["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--now", NOW], more].concat(),
        )
    };
    std::fs::create_dir(folder.path("sub")).unwrap();
    for (more, about) in [
        (["--out", "l.jsonl"].as_slice(), "--out l.jsonl: the same file as --leads"),
        (&["--log", "sub/../l.jsonl"], "the same file as --leads"),
        (&["--out", "both", "--log", "./both"], "--log ./both: the same file as --out"),
        (&["--out", "new", "--save-snapshot", "new"], "the same file as --out"),
        (&["--save-snapshot", "l.jsonl"], "the same file as --leads"),
        (&["--out", "s.json"], "the same file as --snapshot"),
        (&["--out", "p.route"], "the same file as the policy"),
    ] {
        route(more).ends(2).complains(about);
    }
    assert_eq!(folder.read("l.jsonl"), "{\"id\":\"L1\"}\n");
    assert_eq!((folder.read("s.json").as_str(), folder.read("p.route").as_str()), (TWO, SMALL));
    for name in ["both", "new"] {
        assert!(!std::path::Path::new(&folder.path(name)).exists(), "{name}");
    }
    route(&["--save-snapshot", "s.json"]).ends(0);
    assert!(folder.read("s.json").contains("\"version\""));
    route(&["--out", "answers", "--log", "log"]).ends(0);
}

/// A CSV whose quote is open, or whose heading stands twice, loses no lead in silence.
#[test]
fn a_csv_that_would_lose_leads_is_refused() {
    let folder = desk();
    let arguments = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.csv", "--now", NOW];
    folder.write("l.csv", "id,region\nA,\"DE\nB,FR\nC,FR\n");
    folder.pointsman(&arguments).ends(2).complains("l.csv:2: a quote (\") opens here and is never closed");
    folder.write("l.csv", "id,region,region\nA,DE,FR\n");
    folder.pointsman(&arguments).ends(2).complains("l.csv:1: the heading `region` stands twice");
}

/// On a full disk every subcommand ends with 2, whatever it prints; where nobody reads, in silence.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written() {
    let folder = desk();
    folder.write("ugly.route", SMALL.replace("queue triage", "queue   triage"));
    folder.write("l2.jsonl", "{\"id\":\"L1\"}\n".repeat(3));
    folder
        .pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l2.jsonl", "--now", NOW, "--log", "log"])
        .ends(0);
    let all = [
        ["help"].as_slice(),
        &["help", "codes"],
        &["help", "R0310"],
        &["help", "route"],
        &["--help"],
        &["replay", "p.route", "--log", "log"],
        &["fmt", "--check", "ugly.route"],
        &["fix", "--check", "p.route"],
        &["check", "p.route"],
        &["check", "--format", "json", "p.route"],
        &["graph", "p.route"],
        &["test", "p.route"],
        &["simulate", "p.route", "--snapshot", "s.json", "--leads", "l2.jsonl", "--now", NOW],
        &["diff", "p.route", "p.route"],
        &["route", "p.route", "--snapshot", "s.json", "--leads", "l2.jsonl", "--now", NOW],
    ];
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for arguments in all {
        let ended = command(&folder, arguments).stdout(full()).output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains("cannot write the answer") || arguments == ["--help"], "{arguments:?}: {told}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = command(&folder, arguments).stdout(writer).output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        // What was found is found, whoever has stopped reading.
        let found = i32::from(arguments[0] == "fmt");
        assert_eq!(ended.status.code(), Some(found), "{arguments:?}: {told}");
        assert!(!told.contains("cannot write") && !told.contains("panicked"), "{arguments:?}: {told}");
    }
    let routes = all[all.len() - 1];
    assert_eq!(command(&folder, routes).stderr(full()).output().unwrap().status.code(), Some(2));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = command(&folder, routes).stderr(writer).output().unwrap();
    assert_eq!((ended.status.code(), ended.stdout.iter().filter(|byte| **byte == b'\n').count()), (Some(0), 3));
}

/// A lead is answered before the next one comes, and its line of the log is there by then.
#[test]
fn answers_come_before_more_leads_do() {
    let folder = desk();
    let one = |more: &[&str], lead: &dyn Fn(u32) -> String, heading: &str, log: bool| {
        let arguments = ["route", "p.route", "--snapshot", "s.json", "--leads", "-", "--now", NOW];
        let mut running = command(&folder, &[&arguments, more].concat()).stdin(Stdio::piped()).spawn().unwrap();
        let (mut give, mut take) = (running.stdin.take().unwrap(), BufReader::new(running.stdout.take().unwrap()));
        give.write_all(heading.as_bytes()).unwrap();
        for number in 0..5 {
            give.write_all(lead(number).as_bytes()).unwrap();
            give.flush().unwrap();
            let mut answer = String::new();
            take.read_line(&mut answer).unwrap();
            assert!(answer.starts_with(&format!("{{\"lead\":\"L{number}\"")), "{answer}");
            if log {
                let lines = folder.read("log").lines().count();
                assert_eq!(lines, 2 + usize::try_from(number).unwrap());
            }
        }
        drop(give);
        assert!(running.wait().unwrap().success());
    };
    let json = |number: u32| format!("{{\"id\":\"L{number}\"}}\n");
    let csv = |number: u32| format!("L{number},DE\n");
    one(&[], &json, "", false);
    one(&["--log", "log"], &json, "", true);
    one(&[], &csv, "id,region\n", false);
    one(&["--no-apply", "--threads", "2"], &json, "", false);
}

/// Through a pipe there are the same answers as from a file, however many leads come.
#[test]
fn a_pipe_and_a_file_give_the_same() {
    let folder = desk();
    let leads: String = (0..5000).map(|number| format!("{{\"id\":\"L{number}\",\"employees\":{number}}}\n")).collect();
    folder.write("many.jsonl", &leads);
    for more in [["--explain"].as_slice(), &["--no-apply", "--threads", "2"], &["--no-apply", "--threads", "1"]] {
        let route =
            |leads| [&["route", "p.route", "--snapshot", "s.json", "--now", NOW, "--leads", leads], more].concat();
        let file = folder.pointsman(&route("many.jsonl")).ends(0);
        let mut running = command(&folder, &route("-")).stdin(Stdio::piped()).spawn().unwrap();
        let mut give = running.stdin.take().unwrap();
        let text = leads.clone();
        let giving = std::thread::spawn(move || give.write_all(text.as_bytes()).unwrap());
        let piped = running.wait_with_output().unwrap();
        giving.join().unwrap();
        assert!(piped.status.success());
        assert!(String::from_utf8(piped.stdout).unwrap() == file.out, "{more:?}");
    }
}

#[test]
fn reps_from_a_csv() {
    let folder = desk();
    folder.write(
        "p.route",
        SMALL
            .replace(
                "rep { weight: decimal optional }",
                "rep { weight: decimal from \"Weight__c\"  tongues: list of text optional }",
            )
            .replace("members where weight >= 1 ", "members where weight >= 1 and \"de\" in tongues "),
    );
    folder.write("l.jsonl", "{\"id\":\"L1\",\"employees\":500}\n{\"id\":\"L2\",\"employees\":500}\n");
    folder.write(
        "reps.csv",
        "\u{feff}id,name,active,zone,capacity,capacity.chat,open,away,Weight__c,tongues,shoe\n\
         ann,Ann,yes,Europe/Berlin,5,2,4,,1,de;en,40\n\
         bo,Bo,no,,,,,,1,de,41\n\
         cy,Cy,,,,,,2026-03-01T00:00:00Z/2026-03-05T00:00:00Z,2,\"en, de\",\n",
    );
    let arguments =
        ["route", "p.route", "--snapshot", "reps.csv", "--leads", "l.jsonl", "--now", NOW, "--save-snapshot", "s2"];
    let told =
        folder.pointsman(&arguments).ends(0).complains("the policy declares no field `shoe`; ignored for 2 reps");
    assert!(told.out.lines().next().unwrap().contains("\"rep\":\"ann\""), "{}", told.out);
    assert!(told.out.lines().nth(1).unwrap().contains("\"outcome\":\"queued\""), "ann is full: {}", told.out);
    let kept = folder.read("s2");
    for part in [
        r#""id":"ann","name":"Ann","#,
        r#""zone":"Europe/Berlin""#,
        r#""capacity":{"chat":2,"lead":5}"#,
        r#""open":{"lead":5}"#,
        r#""away":[{"from":"2026-03-01T00:00:00Z","until":"2026-03-05T00:00:00Z"}]"#,
    ] {
        assert!(kept.contains(part), "{part} is not in {kept}");
    }
    folder.pointsman(&["check", "p.route", "--snapshot", "reps.csv"]).ends(0);
    folder.write("one.json", "{\"id\":\"L1\"}");
    folder.pointsman(&["explain", "p.route", "--snapshot", "reps.csv", "--lead", "one.json", "--now", NOW]).ends(0);
    let test = "test \"to ann\" {\n  given snapshot \"reps.csv\"\n  given lead { id: \"L\"  employees: 500 }\n  expect assigned to rep \"ann\"\n}\n";
    folder.write("p.route", folder.read("p.route") + test);
    folder.pointsman(&["test", "p.route"]).ends(0);
}

#[test]
fn what_is_wrong_with_reps_in_a_csv_is_told_with_its_line() {
    let folder = desk();
    for (reps, about) in [
        ("name\nAnn\n", "reps.csv:1: no column `id`"),
        ("id,capacity\nann,1\nbo,many\n", "reps.csv:3: capacity.lead: expected a whole number"),
        ("id,active\nann,perhaps\n", "reps.csv:2: active: "),
        ("id\nann\nbo\nann\n", "reps.csv:4: the rep `ann` occurs twice: also in line 2"),
        ("id,zone\nann,Berlin\n", "reps.csv:2: zone: `Berlin` is not a time zone"),
        ("id,away\nann,monday\n", "reps.csv:2: away: "),
        ("id,capacity,capacity.lead\nann,1,2\n", "reps.csv:2: capacity.lead: "),
        ("id,name,name\nann,A,B\n", "reps.csv:1: the heading `name` stands twice"),
        ("id,name\nann,\"A\nbo,B\n", "reps.csv:2: a quote"),
        ("", "reps.csv:1: an empty file"),
    ] {
        folder.write("reps.csv", reps);
        folder
            .pointsman(&["route", "p.route", "--snapshot", "reps.csv", "--leads", "l.jsonl", "--now", NOW])
            .ends(2)
            .complains(about);
    }
}
