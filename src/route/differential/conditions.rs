//! Conditions as text: every kind, over fields, definitions, scores and facts of the moment.

use super::random::Random;

/// Constants that conditions compare with; leads take them and their neighbours.
pub(super) const SIZES: [i64; 6] = [1, 10, 50, 99, 100, 500];
pub(super) const COUNTRIES: [&str; 6] = ["DE", "AT", "FR", "US", "JP", "NO"];
pub(super) const REGIONS: [&str; 4] = ["north", "south", "east", "west"];
pub(super) const SEGMENTS: [&str; 3] = ["small", "medium", "large"];
pub(super) const CHANNELS: [&str; 3] = ["web", "chat", "phone"];
pub(super) const LABELS: [&str; 4] = ["vip", "Trial", "event", "straße"];
pub(super) const DOMAINS: [&str; 4] = ["firm.example", "beispiel.example", "mail.example", "acme.example"];
pub(super) const ZIPS: [&str; 5] = ["94107", "94", "941", "10115", "9"];

/// What a condition may speak of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// Fields of the lead only: definitions are built from these.
    Fields,
    /// Definitions and scores too, but no scorer.
    Definitions,
    /// Everything, scorers too.
    Everything,
}

pub(super) fn condition(random: &mut Random, speaks: Speaks, depth: usize) -> String {
    if depth > 0 {
        let inner = |random: &mut Random| condition(random, speaks, depth - 1);
        match random.below(10) {
            0 => return format!("({}) and ({})", inner(random), inner(random)),
            1 => return format!("({}) or ({})", inner(random), inner(random)),
            2 => return format!("not ({})", inner(random)),
            3 => return group(random, "any of", speaks, depth),
            4 => return group(random, "all of", speaks, depth),
            5 => return group(random, "none of", speaks, depth),
            _ => {}
        }
    }
    let roll = random.below(100);
    match speaks {
        Speaks::Everything if roll < 15 => scored(random),
        Speaks::Everything | Speaks::Definitions if roll < 45 => defined(random),
        _ => field(random),
    }
}

fn group(random: &mut Random, words: &str, speaks: Speaks, depth: usize) -> String {
    let count = 1 + random.below(3);
    let lines: Vec<String> = (0..count).map(|_| format!("      {}", condition(random, speaks, depth - 1))).collect();
    format!("{words} {{\n{}\n    }}", lines.join("\n"))
}

/// Tests of fields and of facts of the moment.
fn field(random: &mut Random) -> String {
    let size = SIZES[random.below(SIZES.len())];
    let country = random.pick(&COUNTRIES);
    let label = random.pick(&LABELS);
    let domain = random.pick(&DOMAINS);
    let region = random.pick(&REGIONS);
    match random.below(40) {
        36 => "employees / 3 < 33.3334".to_owned(),
        37 => "minutes(waiting) > 29.5".to_owned(),
        38 => format!("\"{label}\" in labels"),
        39 => "employees * 2 - 1 is 99".to_owned(),
        0 => format!("employees >= {size}"),
        1 => format!("employees < {size}"),
        2 => format!("employees > {size}"),
        3 => format!("employees <= {size}"),
        4 => format!("employees is {size}"),
        5 => format!("employees in [{size}, 200..300, 40..<50]"),
        6 => format!("country is {country}"),
        7 => format!("country is not {country}"),
        8 => format!("country in [{country}, {}]", if country == "DE" { "FR" } else { "DE" }),
        9 => format!("country not in [{country}]"),
        10 => "country in lands".to_owned(),
        11 => format!("region is {region}"),
        12 => format!("region in [{region}, {}]", if region == "east" { "west" } else { "east" }),
        13 => "in_territory(homeland)".to_owned(),
        14 => format!("company contains \"{label}\""),
        15 => format!("company starts with \"{label}\""),
        16 => "company ends with \"GMBH\"".to_owned(),
        17 => "company matches \"^[A-Z][a-z]+\"".to_owned(),
        18 => format!("labels has \"{label}\""),
        19 => format!("labels has any of [\"{label}\", \"other\"]"),
        20 => format!("labels has all of [\"{label}\", \"vip\"]"),
        21 => "visited within last 7 days".to_owned(),
        22 => {
            format!("{} is missing", random.pick(&["company", "employees", "country", "labels", "visited", "region"]))
        }
        23 => format!("{} is present", random.pick(&["company", "employees", "country", "labels", "budget", "email"])),
        24 => "demo".to_owned(),
        25 => format!("domain_of(email) is \"{domain}\""),
        26 => "days_since(joined) > 30".to_owned(),
        27 => format!("patch has zip {}", if random.chance(30) { "and employees < 400" } else { "" })
            .trim_end()
            .to_owned(),
        28 => "(employees default 20) < 50".to_owned(),
        29 => "budget >= 5k".to_owned(),
        30 => "rate > 25%".to_owned(),
        31 => "attempt > 1".to_owned(),
        32 => "waiting >= 30 minutes".to_owned(),
        33 => format!("channel is {}", random.pick(&CHANNELS)),
        34 => format!("{} in mails", random.pick(&["domain_of(email)", "company"])),
        _ => random
            .pick(&[
                "weekday in [\"mon\", \"fri\", \"sun\"]",
                "hour >= 9",
                "hour at \"Asia/Tokyo\" < 12",
                "today >= 2026-04-01",
            ])
            .to_owned(),
    }
}

/// Tests of definitions.
fn defined(random: &mut Random) -> String {
    let segment = random.pick(&SEGMENTS);
    match random.below(22) {
        15 => "acct is present".to_owned(),
        16 => "acct is ambiguous".to_owned(),
        17 => "acct.opportunity is present".to_owned(),
        18 => "acct.country is country".to_owned(),
        19 => "desk is present".to_owned(),
        20 => "icp * 2 > employees".to_owned(),
        0 => format!("segment is {segment}"),
        1 => format!("segment is not {segment}"),
        2 => format!("size in [{segment}, {}]", if segment == "small" { "large" } else { "small" }),
        3 => "size is missing".to_owned(),
        4 => "size is present".to_owned(),
        5 => format!("icp >= {}", random.pick(&["10", "30", "50"])),
        6 => format!("icp < {}", random.pick(&["20", "40"])),
        7 => format!("fit is {}", random.pick(&["A", "B", "C"])),
        8 => "fit in [A, B]".to_owned(),
        9 => "personal".to_owned(),
        10 => "named has work_domain".to_owned(),
        11 => format!("named[work_domain].tier >= {}", 1 + random.below(3)),
        12 => "per_head > 100.5".to_owned(),
        13 => format!("patch[zip].grade is {segment}"),
        _ => format!("all_sizes has {segment}"),
    }
}

/// Tests that depend on a scorer: connected, failing, not connected.
fn scored(random: &mut Random) -> String {
    match random.below(6) {
        0 => "intent >= 50".to_owned(),
        1 => "intent < 40".to_owned(),
        2 => "broken >= 10".to_owned(),
        3 => "nowhere is missing".to_owned(),
        4 => "heat is H".to_owned(),
        _ => "mixed >= 20".to_owned(),
    }
}
