//! Findings in the forms that editors, code hosts and runners read: places and repairs must hold in each.

use super::desk::{Folder, Said};
use serde_json::Value;

/// A file whose path needs care in a URI and in a runner's line, and whose columns are not bytes.
const PATH: &str = "my rules/größe 50%, neu.route";

const POLICY: &str = r#"pointsman 1
lead { id: text  company: text optional  größe: integer optional }
queue triage
main route inbound {
  rule a { when größe >= 10  assign queue triaged }
  otherwise { tag "{company}"  assign queue triage }
}
"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write(PATH, POLICY);
    folder
}

fn checked(folder: &Folder, form: &str) -> Said {
    folder.pointsman(&["check", "--format", form, "my rules"]).ends(1)
}

#[test]
fn a_short_line_begins_with_the_place() {
    let said = checked(&folder(), "short").out;
    let begins = |line: &str| said.lines().any(|said| said.starts_with(line));
    assert!(begins("my rules/größe 50%, neu.route:5:43: error R0202: there is no queue called `triaged`"), "{said}");
    assert!(begins("my rules/größe 50%, neu.route:6:19: warning W0273: `{company}` stays as it is"), "{said}");
}

#[test]
fn a_runners_line_escapes_what_would_end_it() {
    let said = checked(&folder(), "github").out;
    let first = said.lines().next().expect("a finding");
    assert_eq!(
        first,
        "::error file=my rules/größe 50%25%2C neu.route,line=5,col=43,endColumn=50,title=R0202::there is no queue called \
         `triaged`%0Anot defined, or not used by this module%0Adid you mean `triage`?"
    );
}

#[test]
fn json_says_the_place_in_bytes_and_in_columns() {
    let told: Value = serde_json::from_str(&checked(&folder(), "json").out).expect("JSON");
    let place = &told["findings"][0]["place"];
    let [start, end] =
        ["start", "end"].map(|key| usize::try_from(place[key].as_u64().expect("a place")).expect("small"));
    assert_eq!(&POLICY[start..end], "triaged");
    assert_eq!(between(POLICY, place, ["line", "column", "end_line", "end_column"]), (start, end));
    assert_eq!(place["file"], PATH);
}

#[test]
fn a_repair_of_sarif_repairs() {
    let folder = folder();
    let told: Value = serde_json::from_str(&checked(&folder, "sarif").out).expect("JSON");
    assert_eq!(told["version"], "2.1.0");
    let run = &told["runs"][0];
    let named: Vec<&str> = run["tool"]["driver"]["rules"].as_array().expect("rules").iter().map(id).collect();
    let results = run["results"].as_array().expect("results");
    assert!(results.iter().all(|result| named.contains(&result["ruleId"].as_str().expect("a code"))), "{run:#}");

    let change = &results[0]["fixes"][0]["artifactChanges"][0];
    let uri = "my%20rules/gr%C3%B6%C3%9Fe%2050%25,%20neu.route";
    assert_eq!(change["artifactLocation"]["uri"], uri);
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], uri);
    let mut repaired = POLICY.to_owned();
    let replacement = &change["replacements"][0];
    let region = &replacement["deletedRegion"];
    let (start, end) = between(POLICY, region, ["startLine", "startColumn", "endLine", "endColumn"]);
    repaired.replace_range(start..end, replacement["insertedContent"]["text"].as_str().expect("a text"));
    folder.write(PATH, &repaired);
    folder.pointsman(&["check", "my rules"]).ends(0);
}

fn id(rule: &Value) -> &str {
    rule["id"].as_str().expect("a code")
}

/// Where lines and columns, counted from 1 in characters, lie in bytes.
fn between(text: &str, region: &Value, keys: [&str; 4]) -> (usize, usize) {
    let [line, column, end_line, end_column] =
        keys.map(|key| usize::try_from(region[key].as_u64().expect("a place")).expect("small"));
    let at = |line: usize, column: usize| {
        let begin: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        begin + text[begin..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    (at(line, column), at(end_line, end_column))
}
