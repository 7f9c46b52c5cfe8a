//! Snapshots as JSON: reps with all their fields, state of teams, sticky entries, calendars, tables.

use super::leads::earlier;
use super::people::TEAMS;
use super::random::Random;
use crate::domain::{Raw, RecordId, Value};
use crate::limits::Limits;
use crate::model::Model;
use crate::route::{DirectoryRow, read_row};

/// Names of the periods in which teams count, at the moment of the snapshot.
pub(super) type PeriodNames<'a> = &'a dyn Fn(&str, bool) -> Vec<String>;

pub(super) fn snapshot(random: &mut Random, now: &str, periods: PeriodNames<'_>) -> String {
    let mut reps: Vec<String> = (0..8).filter(|_| true).map(|place| rep(random, place, now)).collect();
    if random.chance(30) {
        reps.remove(random.below(8));
    }
    let mut parts = vec![
        "\"format\": 1".to_owned(),
        format!("\"version\": {}", random.below(100)),
        format!("\"reps\": [{}]", reps.join(",\n  ")),
    ];
    if random.chance(75) {
        let mut teams: Vec<String> = Vec::new();
        for team in TEAMS.iter().chain(["outer_team"].iter()) {
            if random.chance(70) {
                teams.push(format!("\"{team}\": {}", state(random, team, now, periods)));
            }
        }
        parts.push(format!("\"teams\": {{{}}}", teams.join(",\n  ")));
    }
    if random.chance(60) {
        parts.push(format!("\"sticky\": {{{}}}", sticky(random, now)));
    }
    parts.push("\"calendars\": { \"DE\": [\"2026-03-30\", \"2026-05-01\"] }".to_owned());
    parts.push(tables(random, now));
    format!("{{ {} }}", parts.join(",\n"))
}

fn rep(random: &mut Random, place: usize, now: &str) -> String {
    let mut keys = vec![format!("\"id\": \"r{place}\"")];
    let mut key = |name: &str, value: String| keys.push(format!("\"{name}\": {value}"));
    if random.chance(8) {
        key("active", "false".to_owned());
    }
    if random.chance(10) {
        key("paused", "true".to_owned());
    }
    if random.chance(50) {
        key("zone", format!("\"{}\"", random.pick(&["Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC"])));
    }
    match random.below(8) {
        0 => key("hours", "\"berlin\"".to_owned()),
        1 => key("hours", "\"tokyo\"".to_owned()),
        2 => key(
            "hours",
            "{ \"zone\": \"Europe/London\", \"mon..fri\": [\"09:00-17:00\"], \"closed\": [\"2026-12-25\"] }".to_owned(),
        ),
        _ => {}
    }
    if random.chance(60) {
        key("manager", format!("\"r{}\"", random.below(8)));
    }
    if random.chance(20) {
        let (from, until) = (random.between(0, 100_000), random.between(-90_000, 1));
        key(
            "away",
            format!("[{{ \"from\": \"{}\", \"until\": \"{}\" }}]", earlier(now, from), earlier(now, until - 1)),
        );
    }
    if random.chance(60) {
        let mut limits = Vec::new();
        if random.chance(70) {
            limits.push(format!("\"units\": {}", random.between(0, 30)));
        }
        if random.chance(40) {
            limits.push(format!("\"lead\": {}", random.between(1, 8)));
        }
        if random.chance(30) {
            limits.push(format!("\"chat\": {}", random.between(0, 3)));
        }
        key("capacity", format!("{{ {} }}", limits.join(", ")));
    }
    if random.chance(70) {
        let mut open = Vec::new();
        for channel in ["lead", "web", "chat", "phone"] {
            if random.chance(40) {
                open.push(format!("\"{channel}\": {}", random.between(0, 3)));
            }
        }
        key("open", format!("{{ {} }}", open.join(", ")));
    }
    if random.chance(50) {
        key("seq", random.below(100).to_string());
    }
    key("role", format!("\"{}\"", random.pick(&["ae", "sdr", "ae"])));
    let languages: Vec<String> = random.some(&["en", "de", "fr"]).iter().map(|one| format!("\"{one}\"")).collect();
    key("languages", format!("[{}]", languages.join(", ")));
    if random.chance(70) {
        key("home", format!("\"{}\"", random.pick(&["north", "south", "east", "west"])));
    }
    if random.chance(70) {
        key("weight", random.pick(&["1", "2", "\"0.5\"", "5", "0", "\"1.25\"", "3"]).to_owned());
    }
    if random.chance(60) {
        key("win_rate", random.pick(&["\"0.31\"", "\"25%\"", "0.1", "0.25"]).to_owned());
    }
    if random.chance(60) {
        key("tier", random.between(0, 3).to_string());
    }
    // Whoever is not yet there, or was not long ago; by his place, so that what else is generated stays.
    if let Some(behind) = [None, Some(-5_400), Some(86_400), Some(-90_001), None, Some(3)][place % 6] {
        keys.push(format!("\"started\": \"{}\"", earlier(now, behind)));
    }
    format!("{{ {} }}", keys.join(", "))
}

fn state(random: &mut Random, team: &str, now: &str, periods: PeriodNames<'_>) -> String {
    let nested = team == "outer_team";
    let ids: Vec<String> = if nested {
        vec!["team:east_team".to_owned(), "team:list_team".to_owned(), "queue:overflow".to_owned()]
    } else {
        (0..9).map(|place| format!("r{place}")).collect()
    };
    let turns = periods(team, false);
    let counters = periods(team, true);
    let mut members = Vec::new();
    let mut levels = Vec::new();
    for period in &turns {
        if random.chance(50) {
            levels.push(format!("\"{period}\": \"{}.25\"", random.below(9)));
        }
    }
    for id in &ids {
        if !random.chance(70) {
            continue;
        }
        let mut keys = vec![format!("\"total\": {}", random.below(300))];
        keys.push(format!("\"joined_at\": \"{}\"", earlier(now, 5_000_000)));
        if random.chance(70) {
            let back = random.pick(&["3600", "7200", "86400", "3600"]).parse().expect("a number");
            keys.push(format!("\"last_assigned_at\": \"{}\"", earlier(now, back)));
            keys.push(format!("\"last_seq\": {}", random.below(17)));
        }
        let mut absences = Vec::new();
        let mut counts = Vec::new();
        for period in &turns {
            if random.chance(60) {
                counts.push(format!(
                    "\"{period}\": {{ \"n\": {}, \"credit\": {} }}",
                    random.below(9),
                    random.between(-2, 3)
                ));
            }
            if random.chance(15) {
                absences.push(format!("\"{period}\": \"0.125\""));
            }
        }
        keys.push(format!("\"turns\": {{ {} }}", counts.join(", ")));
        keys.push(format!("\"absent_since\": {{ {} }}", absences.join(", ")));
        let mut received = Vec::new();
        for channel in ["lead", "chat", "web"] {
            let mut numbers = Vec::new();
            for counter in &counters {
                if random.chance(50) {
                    numbers.push(format!("\"{counter}\": {}", random.below(4)));
                }
            }
            received.push(format!("\"{channel}\": {{ {} }}", numbers.join(", ")));
        }
        keys.push(format!("\"received\": {{ {} }}", received.join(", ")));
        if random.chance(40) {
            let at = [259_200, 14_401, 14_400, 14_399, 60];
            let from = random.below(at.len());
            let recent: Vec<String> = at[from..]
                .iter()
                .map(|back| {
                    format!(
                        "{{ \"at\": \"{}\", \"channel\": \"{}\" }}",
                        earlier(now, *back),
                        random.pick(&["web", "chat"])
                    )
                })
                .collect();
            keys.push(format!("\"recent\": [{}]", recent.join(", ")));
        }
        members.push(format!("\"{id}\": {{ {} }}", keys.join(", ")));
    }
    let mut parts = vec![format!("\"seq\": {}", 17 + random.below(9))];
    if random.chance(80) {
        let last = &ids[random.below(ids.len())];
        parts.push(format!("\"last\": {{ \"member\": \"{last}\", \"place\": {} }}", random.below(9)));
    }
    parts.push(format!("\"levels\": {{ {} }}", levels.join(", ")));
    parts.push(format!("\"members\": {{ {} }}", members.join(",\n    ")));
    format!("{{ {} }}", parts.join(", "))
}

fn sticky(random: &mut Random, now: &str) -> String {
    let mut teams = Vec::new();
    for team in TEAMS {
        let mut clauses = Vec::new();
        for (clause, values) in [
            ("work_domain", ["firm.example", "beispiel.example", "acme.example"]),
            ("country", ["DE", "US", "FR"]),
            ("company", ["acme corp", "beispiel gmbh", "vip gmbh"]),
        ] {
            let mut entries = Vec::new();
            for value in values {
                if random.chance(70) {
                    let day = 86_400;
                    let back = [60, day, day + 1, 7 * day, 7 * day + 1, 365 * day, 365 * day + 1];
                    let at = earlier(now, back[random.below(back.len())]);
                    entries.push(format!("\"{value}\": {{ \"rep\": \"r{}\", \"at\": \"{at}\" }}", random.below(9)));
                }
            }
            clauses.push(format!("\"{clause}\": {{ {} }}", entries.join(", ")));
        }
        teams.push(format!("\"{team}\": {{ {} }}", clauses.join(", ")));
    }
    teams.join(", ")
}

fn tables(random: &mut Random, now: &str) -> String {
    let mut accounts = Vec::new();
    for place in 0..random.below(7) {
        let mut keys = vec![format!("\"id\": \"A{place}\"")];
        if random.chance(80) {
            keys.push(format!(
                "\"domain\": \"{}\"",
                random.pick(&["firm.example", "acme.example", "beispiel.example"])
            ));
        }
        if random.chance(80) {
            keys.push(format!(
                "\"name\": \"{}\"",
                random.pick(&["Beispiel AG", "Acme Corporation", "Firma Strasse GmbH", "vip"])
            ));
        }
        keys.push(format!("\"country\": \"{}\"", random.pick(&["DE", "US", "FR"])));
        if random.chance(70) {
            keys.push(format!("\"owner\": \"r{}\"", random.below(9)));
        }
        if random.chance(40) {
            keys.push(format!("\"opportunity\": \"{}\"", random.pick(&["open", "Won"])));
        }
        if random.chance(70) {
            let back = [60, 86_400, 864_000];
            keys.push(format!("\"last_activity\": \"{}\"", earlier(now, back[random.below(back.len())])));
        }
        accounts.push(format!("{{ {} }}", keys.join(", ")));
    }
    let mut seen = Vec::new();
    for place in 0..random.below(4) {
        let day = 86_400;
        let back = [day, 14 * day, 14 * day + 1, 90 * day, 90 * day + 1];
        seen.push(format!(
            "{{ \"id\": \"{}{place}\", \"email\": \"kim@{}\", \"company\": \"{}\", \"rep\": \"r{}\", \"seen\": \"{}\" }}",
            random.pick(&["S", "L"]),
            random.pick(&["firm.example", "acme.example"]),
            random.pick(&["ACME corp", "vip gmbh"]),
            random.below(9),
            earlier(now, back[random.below(back.len())]),
        ));
    }
    format!("\"tables\": {{ \"account\": [{}], \"seen_lead\": [{}] }}", accounts.join(", "), seen.join(", "))
}

/// Rows of accounts that a directory keeps: as it tells them, and as they are read.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) rows: Vec<DirectoryRow>,
    pub(super) read: Vec<(RecordId, Vec<Option<Value>>)>,
}

pub(super) fn kept(random: &mut Random, model: &Model, limits: &Limits) -> Kept {
    let mut kept = Kept::default();
    let Some(place) = model.records.iter().position(|record| *record.name == *"account") else { return kept };
    for number in 0..random.below(4) {
        let mut cells: Vec<(&str, Raw<'static>)> = vec![("id", format!("D{number}").into())];
        if random.chance(70) {
            cells.push(("domain", random.pick(&["Firm.example", "acme.example", "strasse.example"]).to_owned().into()));
        }
        if random.chance(70) {
            cells.push(("name", random.pick(&["Beispiel AG", "Acme Corporation", "Strasse"]).to_owned().into()));
        }
        cells.push(("owner", format!("r{}", random.below(9)).into()));
        let row = DirectoryRow::new(cells);
        let read = row.cells.iter().map(|(name, raw)| (&**name, raw));
        let read = read_row(model, limits, RecordId::at(place), read, |_, _| ());
        kept.read.push((RecordId::at(place), read));
        kept.rows.push(row);
    }
    kept
}
