//! The head of a generated policy: fields, enums, lists, lookups, and definitions of every kind.

use super::conditions::{SEGMENTS, SIZES, Speaks, condition};
use super::random::Random;
use std::fmt::Write;

pub(super) const VOCABULARY: &str = r#"pointsman 1
module generated.policy "Generated"
zone "Europe/Berlin"

lead {
  id: text
  email: email optional normalize trim, lowercase
  company: text optional normalize squash spaces
  country: country optional
  region: Region optional
  employees: integer optional missing when "n/a" check employees >= 1 "Must be 1 or more"
  budget: money optional
  rate: percent optional
  channel: Channel default web
  labels: list of text optional
  demo: boolean default no
  zip: text optional private
  visited: datetime optional
  joined: date optional
  owner_id: rep optional
  quality: integer default 5 check quality >= 0 "Must not be negative" or invalid
  created: datetime
}

rep {
  role: Role
  languages: list of Language
  skills: list of text
  home: Region optional
  weight: decimal default 1
  win_rate: percent default 10%
  tier: integer optional
  started: datetime optional
}

enum Region { north "North"  south "South" also "S"  east "East"  west "West" }
enum Segment { small "Small"  medium "Medium"  large "Large" }
enum Channel { web "Web"  chat "Chat"  phone "Phone" }
enum Role { ae "AE"  sdr "SDR" }
enum Language { en "English"  de "Deutsch"  fr "Français" }

channel costs { phone 6  chat 2  web 1 }

list lands "Lands" = [DE, AT, US]
list mails "Mails" = ["mail.example", "Acme"]

lookup named "Named accounts" {
  key domain: domain
  column owner: rep
  column tier: integer
  "firm.example" => "r1" | 1
  "acme.example" => "r4" | 3
  "beispiel.example" => "nobody" | 2
}
"#;

pub(super) fn definitions(random: &mut Random) -> String {
    let mut text = VOCABULARY.to_owned();
    let fields = |random: &mut Random| condition(random, Speaks::Fields, 1);
    let _ = writeln!(
        text,
        "\nlookup patch \"Patches\" {{\n  key zip: text by prefix\n  column team: team\n  column grade: Segment\n  \"9\" => east_team | small\n  \"94\" => west_team | medium\n  \"941\" => east_team | large\n}}"
    );
    let home = loop {
        let candidate = fields(random);
        if !candidate.contains("homeland") {
            break candidate;
        }
    };
    let _ = writeln!(text, "territory homeland \"Home\" where {home}");
    let _ = writeln!(text, "derive work_domain: domain = domain_of(email)");
    let _ = writeln!(text, "derive personal = {}", fields(random));
    let per_head =
        random.pick(&["budget / employees", "(budget - 100) / (employees - 10)", "budget * 0.3333 + employees"]);
    let _ = writeln!(text, "derive per_head: decimal = {per_head}");
    classify(&mut text, random);
    tables(&mut text, random);
    cards(&mut text, random);
    text
}

fn classify(text: &mut String, random: &mut Random) {
    let _ = writeln!(text, "classify segment as Segment {{");
    for segment in random.some(&SEGMENTS) {
        let _ = writeln!(text, "  {segment} when {}", condition(random, Speaks::Fields, 1));
    }
    let _ = writeln!(text, "  otherwise {}\n}}", random.pick(&SEGMENTS));
}

fn tables(text: &mut String, random: &mut Random) {
    let size = SIZES[1 + random.below(SIZES.len() - 1)];
    let rest = random.pick(&["else missing", "else small"]);
    let _ = writeln!(text, "table size \"Size\" first {{\n  country | employees => size: Segment");
    for _ in 0..1 + random.below(4) {
        let country = random.pick(&["DE, AT", "any", "not US", "missing", "FR"]);
        let cell = random.pick(&["1..9", ">= 100", "< 50", "missing", "any", "50..<100"]);
        let cell = if random.chance(30) { format!(">= {size}") } else { cell.to_owned() };
        if country != "any" || cell != "any" {
            let _ = writeln!(text, "  {country} | {cell} => {}", random.pick(&SEGMENTS));
        }
    }
    let _ = writeln!(text, "  NO | 7 => large\n  {rest}\n}}");
    let _ = writeln!(
        text,
        "table desk \"Desk\" unique {{\n  region => team\n  north, south => east_team\n  west => west_team\n  east => {}\n  else missing\n}}",
        random.pick(&["list_team", "east_team", "missing"]),
    );
    let _ = writeln!(
        text,
        "table all_sizes collect {{\n  employees => all_sizes: Segment\n  >= {size} => large\n  < 500 => medium\n  1..{size} => small\n}}",
    );
}

fn cards(text: &mut String, random: &mut Random) {
    let _ = writeln!(text, "score icp \"ICP\" {{\n  start at {}", random.below(15));
    if random.chance(70) {
        let _ = writeln!(text, "  limit to 0..100");
    }
    for _ in 0..1 + random.below(4) {
        let word = random.pick(&["add", "add", "subtract"]);
        let points = random.pick(&["5", "10", "25", "7.5", "30"]);
        let halve = if random.chance(25) { " halve every 7 days since visited" } else { "" };
        let _ = writeln!(text, "  {word} {points} when {}{halve} because \"x\"", condition(random, Speaks::Fields, 1));
    }
    if random.chance(70) {
        let _ = writeln!(text, "  best of \"One of\" {{");
        for points in ["20", "15", "2.5"] {
            let _ = writeln!(text, "    add {points} when {}", condition(random, Speaks::Fields, 0));
        }
        let _ = writeln!(text, "    subtract 5 when {}\n  }}", condition(random, Speaks::Fields, 0));
    }
    let _ = writeln!(text, "}}");
    for name in ["intent", "broken", "nowhere"] {
        let _ = writeln!(text, "score {name} from scorer \"{name}\"");
    }
    let _ = writeln!(
        text,
        "score mixed {{ limit to 0..60  add 15 when intent >= 30  add 10 when demo  subtract 5 when broken > 1 }}"
    );
    let low = random.pick(&["10", "20"]);
    let _ = writeln!(text, "grade fit \"Fit\" from 0.6 * icp + 4 {{ A \"Hot\": >= 30  B: {low}..<30  C: < {low} }}");
    let _ = writeln!(text, "grade heat from intent {{ H: >= 60  L: < 60 }}\n");
}
