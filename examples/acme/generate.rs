//! Writes the sample data of the policy in this folder: CSV tables, a snapshot, a fixture for the tests, and leads.
//!
//! Everything is made up, from one seed: `cargo run --example generate_acme` writes the same bytes each time.
//! To change the data, change the lists below and run it again.

#![allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a generator that is run by hand"
)]

mod dice;
mod full;

use dice::Dice;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// The seed of everything that looks random here.
const SEED: u64 = 20_260_302;
const LEADS: usize = 500;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme");
    fs::create_dir_all(folder.join("data"))?;
    fs::create_dir_all(folder.join("fixtures"))?;
    fs::write(folder.join("data/free_mail.csv"), free_mail())?;
    fs::write(folder.join("data/named_accounts.csv"), named_accounts())?;
    fs::write(folder.join("data/us_patches.csv"), us_patches())?;
    fs::write(folder.join("snapshot.json"), snapshot(&roster()))?;
    let fixture = fixture();
    for (name, text) in [
        ("full", full::full(&fixture, 0)),
        ("nearly_full", full::full(&fixture, -1)),
        ("month_full", full::month(&fixture, 200)),
        ("month_nearly_full", full::month(&fixture, 199)),
        ("away", full::away(&fixture)),
        ("reps", fixture),
    ] {
        fs::write(folder.join(format!("fixtures/{name}.json")), text)?;
    }
    fs::write(folder.join("leads.jsonl"), leads())
}

const FREE_MAIL: &[&str] =
    &["freemail.example", "postbox.example", "webmail.example", "mymail.example", "gratis.example"];

fn free_mail() -> String {
    let mut csv = String::from("domain\n");
    for domain in FREE_MAIL {
        csv += domain;
        csv.push('\n');
    }
    csv
}

/// Domain, owner, tier.
const NAMED: &[(&str, &str, u8)] = &[
    ("nordwerk.example", "anna", 1),
    ("alpenbank.example", "greta", 1),
    ("helvetia-cloud.example", "chloe", 2),
    ("thamesfin.example", "oliver", 1),
    ("liffey-health.example", "niamh", 2),
    ("bigapple-insurance.example", "walter", 1),
    ("lakeshore-saas.example", "xenia", 2),
    ("pacific-clinic.example", "yusuf", 1),
    ("sakura-systems.example", "hana", 1),
    ("harbour-gov.example", "liam", 2),
    ("former-owner.example", "retired", 2),
];

fn named_accounts() -> String {
    let mut csv = String::from("domain,owner,tier,plan_url\n");
    for (place, (domain, owner, tier)) in NAMED.iter().enumerate() {
        let plan = if place % 4 == 3 { String::new() } else { format!("https://plans.acme.example/{}", place + 1) };
        writeln!(csv, "{domain},{owner},{tier},{plan}").expect("writing to a string");
    }
    csv
}

fn us_patches() -> String {
    let rows = [
        ("0", "amer_mm"),
        ("1", "amer_mm"),
        ("10", "amer_ent"),
        ("2", "amer_mm"),
        ("3", "smb_desk"),
        ("606", "amer_ent"),
        ("7", "smb_desk"),
        ("94", "amer_mm"),
        ("941", "amer_ent"),
        ("98", "smb_desk"),
    ];
    let mut csv = String::from("zip,team\n");
    for (zip, team) in rows {
        writeln!(csv, "{zip},{team}").expect("writing to a string");
    }
    csv
}

struct Person {
    id: &'static str,
    name: &'static str,
    role: &'static str,
    region: &'static str,
    zone: &'static str,
    languages: &'static [&'static str],
    skills: &'static [&'static str],
    industries: &'static [&'static str],
    weight: &'static str,
    win_rate: &'static str,
    manager: &'static str,
}

const BERLIN: &str = "Europe/Berlin";
const NEW_YORK: &str = "America/New_York";
const SYDNEY: &str = "Australia/Sydney";
const EN: &[&str] = &["en"];
const DE_EN: &[&str] = &["de", "en"];

const fn person(
    id: &'static str,
    name: &'static str,
    place: (&'static str, &'static str, &'static str, &'static str),
    languages: &'static [&'static str],
    enterprise: bool,
    industries: &'static [&'static str],
    numbers: (&'static str, &'static str),
) -> Person {
    let skills: &[&str] = if enterprise { &["enterprise"] } else { &[] };
    let (role, region, zone, manager) = place;
    let (weight, win_rate) = numbers;
    Person { id, name, role, region, zone, languages, skills, industries, weight, win_rate, manager }
}

const EMEA: (&str, &str, &str, &str) = ("ae", "emea", BERLIN, "mo");
const AMER: (&str, &str, &str, &str) = ("ae", "amer", NEW_YORK, "nora");
const APAC: (&str, &str, &str, &str) = ("ae", "apac", SYDNEY, "pete");
const DESK: (&str, &str, &str, &str) = ("sdr", "amer", NEW_YORK, "nora");

fn roster() -> Vec<Person> {
    vec![
        person("anna", "Anna Schmidt", EMEA, DE_EN, false, &["saas", "finserv"], ("2", "0.31")),
        person("ben", "Ben Fischer", EMEA, DE_EN, false, &["healthcare"], ("1", "0.27")),
        person("chloe", "Chloé Martin", EMEA, &["fr", "de", "en"], false, &["saas"], ("1", "0.22")),
        person("dirk", "Dirk Vos", EMEA, DE_EN, false, &["public", "other"], ("1", "0.26")),
        person("elena", "Elena Rossi", EMEA, EN, false, &["finserv"], ("1.5", "0.24")),
        person("felipe", "Felipe Ortega", EMEA, &["es", "en"], false, &["saas"], ("1", "0.19")),
        person("greta", "Greta Huber", EMEA, DE_EN, true, &["finserv", "public"], ("2", "0.35")),
        person("hugo", "Hugo Laurent", EMEA, &["fr", "en"], true, &["saas", "healthcare"], ("1", "0.30")),
        person("ines", "Inês Almeida", EMEA, &["es", "en"], true, &["finserv"], ("1", "0.28")),
        person("jonas", "Jonas Lind", EMEA, EN, true, &["saas", "public"], ("1", "0.21")),
        person("niamh", "Niamh Byrne", EMEA, EN, true, &["healthcare"], ("1", "0.29")),
        person("oliver", "Oliver Grant", EMEA, EN, false, &["finserv", "other"], ("1", "0.23")),
        person("mo", "Mo Haddad", ("csm", "emea", BERLIN, ""), &["de", "en", "fr"], false, &[], ("1", "0.10")),
        person("aaron", "Aaron Blake", AMER, EN, false, &["saas"], ("1", "0.25")),
        person("bella", "Bella Ruiz", AMER, &["es", "en"], false, &["healthcare", "other"], ("1", "0.20")),
        person("carl", "Carl Jensen", AMER, EN, false, &["finserv"], ("2", "0.33")),
        person("dana", "Dana Moss", AMER, EN, false, &["public"], ("1", "0.18")),
        person("erik", "Erik Stone", AMER, EN, false, &["saas", "finserv"], ("1", "0.24")),
        person("fiona", "Fiona West", AMER, &["fr", "en"], false, &["healthcare"], ("1", "0.27")),
        person("walter", "Walter Quinn", AMER, EN, true, &["finserv"], ("1", "0.32")),
        person("xenia", "Xenia Park", AMER, EN, true, &["saas"], ("1", "0.29")),
        person("yusuf", "Yusuf Kaya", AMER, EN, true, &["healthcare"], ("1", "0.26")),
        person("zoe", "Zoë Carter", AMER, &["es", "en"], true, &["public", "other"], ("0.5", "0.22")),
        person("nora", "Nora Webb", ("csm", "amer", NEW_YORK, ""), EN, false, &[], ("1", "0.10")),
        person("hana", "Hana Sato", APAC, &["ja", "en"], true, &["saas"], ("1", "0.30")),
        person("isla", "Isla Brown", APAC, EN, false, &["finserv"], ("1", "0.21")),
        person("jun", "Jun Mori", APAC, &["ja", "en"], false, &["healthcare"], ("1", "0.25")),
        person("kiri", "Kiri Ngata", APAC, EN, false, &["public"], ("1", "0.23")),
        person("liam", "Liam O'Dea", APAC, EN, true, &["public", "saas"], ("2", "0.28")),
        person("mei", "Mei Tan", APAC, EN, false, &["other"], ("1", "0.17")),
        person("pete", "Pete Walsh", ("csm", "apac", SYDNEY, ""), EN, false, &[], ("1", "0.10")),
        person("sam", "Sam Irving", DESK, EN, false, &[], ("1", "0.12")),
        person("tess", "Tess Monroe", DESK, &["es", "en"], false, &[], ("1", "0.15")),
        person("uma", "Uma Patel", DESK, EN, false, &[], ("1", "0.14")),
        person("vic", "Vic Romano", DESK, EN, false, &[], ("1", "0.11")),
        person("wes", "Wes Dalton", DESK, EN, false, &[], ("1", "0.13")),
        person("yara", "Yara Nasser", DESK, &["fr", "en"], false, &[], ("1", "0.16")),
        person("zach", "Zach Lowell", DESK, EN, false, &[], ("1", "0.09")),
        person("retired", "Robin Former", EMEA, EN, true, &[], ("1", "0.20")),
        person("nadia", "Nadia Weiss", EMEA, DE_EN, false, &["saas"], ("1", "0.26")),
    ]
}

fn quoted(list: &[&str]) -> String {
    let all: Vec<String> = list.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", all.join(", "))
}

const CALENDARS: &str = r#"  "calendars": {
    "DE-BE": ["2026-01-01", "2026-03-08", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03", "2026-12-25", "2026-12-26"],
    "US": ["2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25"]
  }"#;

fn snapshot(roster: &[Person]) -> String {
    let mut dice = Dice(SEED);
    let mut reps = Vec::new();
    for person in roster {
        let mut line = format!("    {{ \"id\": \"{}\", \"name\": \"{}\"", person.id, person.name);
        match person.id {
            "retired" => line += ", \"active\": false",
            "dana" => line += ", \"paused\": true",
            "nadia" => {
                line += ", \"away\": [ { \"from\": \"2026-02-27T00:00:00Z\", \"until\": \"2026-03-04T00:00:00Z\" } ]";
            }
            _ => {}
        }
        write!(line, ", \"zone\": \"{}\"", person.zone).expect("writing to a string");
        if !person.manager.is_empty() {
            write!(line, ", \"manager\": \"{}\"", person.manager).expect("writing to a string");
        }
        let open = dice.below(12);
        write!(
            line,
            ", \"capacity\": {{ \"units\": {}, \"chat\": 3 }}, \"open\": {{ \"lead\": {open} }}",
            if person.role == "sdr" { 120 } else { 60 }
        )
        .expect("writing to a string");
        write!(
            line,
            ", \"role\": \"{}\", \"region\": \"{}\", \"languages\": {}, \"skills\": {}, \"industries\": {}, \"weight\": \"{}\", \"win_rate\": \"{}\" }}",
            person.role,
            person.region,
            quoted(person.languages),
            quoted(person.skills),
            quoted(person.industries),
            person.weight,
            person.win_rate
        )
        .expect("writing to a string");
        reps.push(line);
    }
    let tables = r#"  "tables": {
    "account": [
      { "domain": "rhein-logistik.example", "name": "Rhein Logistik GmbH", "country": "DE", "type": "customer", "owner": "ben", "last_activity": "2026-02-20T10:00:00Z" },
      { "domain": "dublin-data.example", "name": "Dublin Data Ltd", "country": "IE", "type": "prospect", "owner": "oliver", "open_opportunity": "renewal", "last_activity": "2026-02-25T09:00:00Z" },
      { "domain": "hudson-labs.example", "name": "Hudson Labs Inc", "country": "US", "type": "customer", "owner": "dana", "last_activity": "2026-01-12T15:00:00Z" },
      { "domain": "kyoto-soft.example", "name": "Kyoto Soft KK", "country": "JP", "type": "customer", "owner": "jun" }
    ],
    "lead_seen": [
      { "email": "ida@zuerisee.example", "work_domain": "zuerisee.example", "company": "Zürisee AG", "rep": "chloe", "seen": "2026-02-10T08:00:00Z" },
      { "email": "tom@quayside.example", "work_domain": "quayside.example", "company": "Quayside Ltd", "rep": "oliver", "seen": "2026-02-24T08:00:00Z" }
    ]
  }"#;
    format!(
        "{{\n  \"format\": 1,\n  \"version\": 1,\n  \"reps\": [\n{}\n  ],\n{CALENDARS},\n{tables}\n}}\n",
        reps.join(",\n")
    )
}

/// A handful of reps for the tests inside the policy: small enough to keep in one's head.
fn fixture() -> String {
    let reps = [
        r#"{ "id": "anna", "name": "Anna Schmidt", "zone": "Europe/Berlin", "manager": "mo", "capacity": { "units": 40 }, "open": { "lead": 3 }, "role": "ae", "region": "emea", "languages": ["de", "en"], "skills": [], "industries": ["saas"], "weight": "2", "win_rate": "0.31" }"#,
        r#"{ "id": "ben", "name": "Ben Fischer", "zone": "Europe/Berlin", "manager": "mo", "capacity": { "units": 40 }, "open": { "lead": 1 }, "role": "ae", "region": "emea", "languages": ["de", "en"], "skills": [], "industries": ["healthcare"], "weight": "1", "win_rate": "0.27" }"#,
        r#"{ "id": "elena", "name": "Elena Rossi", "zone": "Europe/Berlin", "manager": "mo", "capacity": { "units": 40 }, "role": "ae", "region": "emea", "languages": ["en"], "skills": [], "industries": ["saas"], "weight": "1", "win_rate": "0.40" }"#,
        r#"{ "id": "greta", "name": "Greta Huber", "zone": "Europe/Berlin", "manager": "mo", "capacity": { "units": 40 }, "role": "ae", "region": "emea", "languages": ["de", "en"], "skills": ["enterprise"], "industries": ["finserv"], "weight": "1", "win_rate": "0.20" }"#,
        r#"{ "id": "walter", "name": "Walter Quinn", "zone": "America/New_York", "manager": "nora", "capacity": { "units": 40 }, "role": "ae", "region": "amer", "languages": ["en"], "skills": ["enterprise"], "industries": ["finserv"], "weight": "1", "win_rate": "0.32" }"#,
        r#"{ "id": "hana", "name": "Hana Sato", "zone": "Australia/Sydney", "manager": "pete", "capacity": { "units": 40 }, "role": "ae", "region": "apac", "languages": ["ja", "en"], "skills": ["enterprise"], "industries": ["saas"], "weight": "1", "win_rate": "0.30" }"#,
        r#"{ "id": "sam", "name": "Sam Irving", "zone": "America/New_York", "manager": "nora", "capacity": { "units": 80 }, "role": "sdr", "region": "amer", "languages": ["en"], "skills": [], "industries": [], "weight": "1", "win_rate": "0.12" }"#,
        r#"{ "id": "mo", "name": "Mo Haddad", "zone": "Europe/Berlin", "role": "csm", "region": "emea", "languages": ["de", "en"], "skills": [], "industries": [] }"#,
    ];
    format!("{{\n  \"format\": 1,\n  \"reps\": [\n    {}\n  ],\n{CALENDARS}\n}}\n", reps.join(",\n    "))
}

/// Country as data spell it, the domain's ending, and postal codes that occur there.
struct Market {
    spellings: &'static [&'static str],
    language: &'static [&'static str],
    cities: &'static [&'static str],
    postal_codes: &'static [&'static str],
}

const EUROPE: &[Market] = &[
    Market {
        spellings: &["DE", "Germany", "de", "Deutschland"],
        language: &["de", "Deutsch", "en"],
        cities: &["rhein", "elbe", "spree", "isar", "harz"],
        postal_codes: &["10115", "80331", "20095"],
    },
    Market { spellings: &["AT", "Austria"], language: &["de"], cities: &["donau", "tirol"], postal_codes: &["1010"] },
    Market {
        spellings: &["CH", "Switzerland"],
        language: &["de", "fr"],
        cities: &["alpen", "zuerisee"],
        postal_codes: &["8001"],
    },
    Market {
        spellings: &["GB", "UK", "United Kingdom", "Great Britain"],
        language: &["en", "English"],
        cities: &["thames", "mersey", "quayside"],
        postal_codes: &["SW1A 1AA", "M1 2AB"],
    },
    Market {
        spellings: &["IE", "Ireland"],
        language: &["en"],
        cities: &["liffey", "shannon"],
        postal_codes: &["D02 X285"],
    },
    Market {
        spellings: &["FR", "France"],
        language: &["fr", "Français"],
        cities: &["loire", "garonne"],
        postal_codes: &["75001"],
    },
    Market { spellings: &["ES", "Spain"], language: &["es"], cities: &["ebro"], postal_codes: &["28001"] },
    Market { spellings: &["NO", "Norway"], language: &["en"], cities: &["fjord"], postal_codes: &["0150"] },
];

const AMERICAS: &[Market] = &[
    Market {
        spellings: &["US", "USA", "United States", "United States of America"],
        language: &["en"],
        cities: &["hudson", "lakeshore", "prairie", "canyon", "bayou", "redwood"],
        postal_codes: &["94105", "94016", "10013", "02108", "60601", "73301", "98101", "33101", ""],
    },
    Market { spellings: &["CA", "Canada"], language: &["en", "fr"], cities: &["maple"], postal_codes: &["M5V 2T6"] },
    Market { spellings: &["BR", "Brazil"], language: &["es"], cities: &["amazonas"], postal_codes: &["01310-100"] },
];

const PACIFIC: &[Market] = &[
    Market {
        spellings: &["JP", "Japan"],
        language: &["ja", "日本語"],
        cities: &["kyoto", "sakura"],
        postal_codes: &["100-0001"],
    },
    Market {
        spellings: &["AU", "Australia"],
        language: &["en"],
        cities: &["harbour", "outback"],
        postal_codes: &["2000"],
    },
    Market { spellings: &["SG", "Singapore"], language: &["en"], cities: &["merlion"], postal_codes: &["018956"] },
    Market { spellings: &["IN", "India"], language: &["en"], cities: &["ganges"], postal_codes: &["560001"] },
];

const ELSEWHERE: &[Market] = &[
    Market { spellings: &["IR", "KP", "Cuba", "SY"], language: &["en"], cities: &["caspian"], postal_codes: &[""] },
    Market { spellings: &["ZA", "South Africa"], language: &["en"], cities: &["karoo"], postal_codes: &["8001"] },
];

const TRADES: &[&str] = &["logistik", "labs", "data", "health", "bank", "soft", "systems", "works"];
const FIRST_NAMES: &[&str] = &[
    "kim", "jürgen", "aoife", "pierre", "lucia", "sven", "akira", "priya", "marcus", "rosa", "tomasz", "leila", "noah",
    "ida",
];
const INDUSTRIES: &[&str] = &[
    "saas",
    "Software",
    "Cloud",
    "finserv",
    "Banking",
    "Insurance",
    "healthcare",
    "Life Sciences",
    "Government",
    "other",
    "Gesundheitswesen",
];
const JOB_LEVELS: &[&str] = &["C-level", "CxO", "vp", "Director", "ic", "Individual", "unknown"];
const SIZES: &[&str] =
    &["1", "12", "45", "80", "99", "100", "250", "450", "780", "999", "1000", "1,200", "4800", "12,000"];

/// Three parts of one day: Europe works, then the Americas, then the Pacific.
fn leads() -> String {
    let mut dice = Dice(SEED ^ 0xACE);
    let mut text = String::new();
    for number in 0..LEADS {
        let part = number * 5 / LEADS;
        let (markets, now) = match part {
            0..=2 => (EUROPE, None),
            3 => (AMERICAS, Some(("2026-03-02", 14, number % 100))),
            _ => (PACIFIC, Some(("2026-03-03", 1, number % 100))),
        };
        let markets = if dice.chance(12) { *dice.pick(&[EUROPE, AMERICAS, PACIFIC, ELSEWHERE]) } else { markets };
        let lead = lead(
            &mut dice,
            number,
            markets,
            now.map_or(("2026-03-02", 8, number % 60), |(day, hour, minute)| (day, hour, minute / 2)),
        );
        match now {
            None => writeln!(text, "{lead}"),
            Some((day, hour, minute)) => {
                let (hour, minute) = (hour + minute / 60 + 1, minute % 60);
                writeln!(text, "{{\"lead\": {lead}, \"now\": \"{day}T{hour:02}:{minute:02}:00Z\"}}")
            }
        }
        .expect("writing to a string");
    }
    text
}

/// One lead as a form or a list import would deliver it, now and then with the dirt that comes with it.
fn lead(dice: &mut Dice, number: usize, markets: &[Market], (day, hour, minute): (&str, usize, usize)) -> String {
    let market = dice.pick(markets);
    let stem = format!("{}-{}", dice.pick(market.cities), dice.pick(TRADES));
    let mut domain = format!("{stem}.example");
    if dice.chance(6) {
        domain = dice.pick(NAMED).0.to_owned();
    } else if dice.chance(3) {
        domain = (*dice.pick(&["rivalsoft.example", "leadzilla.example"])).to_owned();
    } else if dice.chance(5) {
        domain = (*dice.pick(&[
            "rhein-logistik.example",
            "dublin-data.example",
            "hudson-labs.example",
            "kyoto-soft.example",
        ]))
        .to_owned();
    } else if dice.chance(15) {
        domain = (*dice.pick(FREE_MAIL)).to_owned();
    }
    let mut person = (*dice.pick(FIRST_NAMES)).to_owned();
    if dice.chance(70) {
        write!(person, ".{number}").expect("writing to a string");
    }
    let mut email = format!("{person}@{domain}");
    match dice.below(40) {
        0 => email = format!("  {} ", email.to_uppercase()),
        1 => email = "not an address".to_owned(),
        2 => email = String::new(),
        _ => {}
    }
    let mut fields = vec![format!("\"Id\": \"L{number:04}\""), format!("\"Email\": \"{email}\"")];
    fields.push(format!("\"created\": \"{day}T{hour:02}:{minute:02}:00Z\""));
    if dice.chance(90) {
        let ending = dice.pick(&["GmbH", "Ltd", "Inc.", "AG", "", "SAS", "K.K."]);
        fields.push(format!("\"Company\": \"{}\"", format!("{stem} {ending}").trim()));
    }
    if dice.chance(94) {
        let spelling = if dice.chance(3) { &"Atlantis" } else { dice.pick(market.spellings) };
        fields.push(format!("\"CountryCode\": \"{spelling}\""));
    }
    if dice.chance(80) {
        fields.push(format!("\"postal_code\": \"{}\"", dice.pick(market.postal_codes)));
    }
    if dice.chance(60) {
        fields.push(format!("\"Language__c\": \"{}\"", dice.pick(market.language)));
    }
    if dice.chance(85) {
        fields.push(match dice.below(20) {
            0 => "\"employees\": \"n/a\"".to_owned(),
            1 => "\"employees\": 0".to_owned(),
            2 => "\"employees\": \"about 50\"".to_owned(),
            3..=9 => format!("\"employees\": {}", dice.pick(SIZES).replace(',', "")),
            _ => format!("\"employees\": \"{}\"", dice.pick(SIZES)),
        });
    }
    if dice.chance(75) {
        let industry = if dice.chance(4) { &"Alchemy" } else { dice.pick(INDUSTRIES) };
        fields.push(format!("\"Industry\": \"{industry}\""));
    }
    if dice.chance(70) {
        fields.push(format!("\"job_level\": \"{}\"", dice.pick(JOB_LEVELS)));
    }
    if dice.chance(45) {
        fields
            .push(format!("\"asked_for_demo\": {}", dice.pick(&["true", "\"yes\"", "\"no\"", "false", "\"Y\"", "1"])));
    }
    if dice.chance(70) {
        fields.push(format!("\"pages_viewed\": {}", dice.below(14)));
    }
    if dice.chance(40) {
        fields.push(format!("\"last_visit\": \"2026-02-{:02}T17:30:00Z\"", 14 + dice.below(15)));
    }
    if dice.chance(25) {
        fields.push(format!("\"channel\": \"{}\"", dice.pick(&["chat", "Live chat", "phone", "import", "fax"])));
    }
    if dice.chance(35) {
        fields.push(format!("\"utm_medium\": \"{}\"", dice.pick(&["cpc", "CPC ", "organic", "email", "paid_social"])));
    }
    if dice.chance(8) {
        fields.push("\"campaign\": \"EVT-2026-berlin\"".to_owned());
    }
    if dice.chance(7) {
        fields.push(format!("\"partner\": \"{}\"", dice.pick(&["Nordlicht Partners", "Bridgeway"])));
    }
    if dice.chance(15) {
        fields.push(format!("\"budget\": \"{}\"", dice.pick(&["50,000.00", "12000", "€9000", "lots"])));
    }
    if dice.chance(5) {
        fields.push("\"utm_content\": \"hero-b\"".to_owned());
    }
    format!("{{{}}}", fields.join(", "))
}
