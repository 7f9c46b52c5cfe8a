//! Findings in the forms that editors, code hosts and runners read: places and repairs must hold in each. And drawings.

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

/// A team that only the rows of a file name is used.
#[test]
fn a_team_named_by_a_file_is_used() {
    let folder = Folder::new();
    folder.write("data/zips.csv", "zip,team\n02,boston\n");
    folder.write(
        "p.route",
        "pointsman 1\nlead { id: text  zip: exact text optional }\nteam boston { members [\"a\"] }\n\
         team nyc { members [\"b\"] }\nqueue triage\n\
         lookup patch from csv \"data/zips.csv\" { key zip: exact text by prefix  column team: team }\n\
         main route r { otherwise { assign team patch[zip].team else queue triage } }\n",
    );
    let said = folder.pointsman(&["check", "--format", "short", "p.route"]).ends(0).out;
    assert!(said.contains("W0271: nothing uses team `nyc`"), "{said}");
    assert!(!said.contains("boston"), "{said}");
}

/// What does not decide is drawn as such: shadow rules and what is disabled lead nowhere, a sure `otherwise` not on.
#[test]
fn drawings_tell_what_decides() {
    let folder = Folder::new();
    folder.write(
        "p.route",
        r#"pointsman 1
lead { id: text  demo: boolean default no  country: country optional }
team sales { members ["ada"] }
queue triage
main route r {
  step greet "Greet" { when demo  tag "demo" }
  shadow rule trial { when demo  assign team sales }
  disabled rule old { when demo  assign queue triage }
  branch de "Germany" when country is DE {
    rule first { when demo  assign team sales }
    otherwise "All" { assign team sales else queue triage }
  }
  otherwise { assign queue triage }
}
"#,
    );
    let drawn = folder.pointsman(&["graph", "--mermaid", "p.route"]).ends(0).out;
    assert_eq!(
        drawn,
        r#"flowchart TD
  s0["Greet<br/>demo"]
  s0 --> s1
  s1["shadow: trial<br/>demo"]
  s1 -. "would" .-> o1(["team sales"])
  s1 --> s2
  s2["disabled: old<br/>demo"]
  s2 -. "would" .-> o2(["queue triage"])
  s2 --> s3
  s3["Germany<br/>country is DE"]
  s3 -- "yes" --> s4
  s3 -- "else" --> s6
  s4["first<br/>demo"]
  s4 -- "yes" --> o4(["team sales"])
  s4 -- "else" --> s5
  s5["All"]
  s5 -- "yes" --> o5(["team sales else queue triage"])
  s6["otherwise"]
  s6 -- "yes" --> o6(["queue triage"])
"#
    );
    let dot = folder.pointsman(&["graph", "--dot", "p.route"]).ends(0).out;
    assert!(dot.contains("  s1 -> o1 [label=\"would\", style=dashed];\n  s1 -> s2;\n"), "{dot}");
    assert!(!dot.contains("s5 -> s6"), "{dot}");
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
