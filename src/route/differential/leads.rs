//! Leads as JSON: missing, unreadable, and every constant with its neighbours.

use super::conditions::{COUNTRIES, DOMAINS, LABELS, REGIONS, SIZES, ZIPS};
use super::random::Random;

/// Moments of decisions: an ordinary morning, weekends, both changes of the clock, ends of periods.
pub(super) const MOMENTS: [&str; 8] = [
    "2026-03-02T09:15:00Z",
    "2026-03-07T22:30:00Z",
    "2026-03-29T00:59:59Z",
    "2026-03-31T21:59:30Z",
    "2026-06-15T03:00:00Z",
    "2026-10-25T00:30:00Z",
    "2026-12-24T08:00:00Z",
    "2026-12-31T23:10:00Z",
];

pub(super) fn lead(random: &mut Random, number: usize, now: &str) -> String {
    let mut fields: Vec<String> = Vec::new();
    let mut text = |name: &str, value: &str| fields.push(format!("\"{name}\": \"{value}\""));
    if !random.chance(2) {
        // Now and then it is a lead that was decided before.
        let number = if random.chance(12) { random.below(number + 1) } else { number };
        text("id", &format!("L{number}"));
    }
    if !random.chance(2) {
        text("created", &created(random, now));
    }
    if random.chance(85) {
        let domain = random.pick(&DOMAINS);
        let odd = random.pick(&["kim", "Kim ", "a.b", "x+news"]);
        text("email", &if random.chance(4) { "not an address".to_owned() } else { format!("{odd}@{domain}") });
    }
    if random.chance(80) {
        let label = random.pick(&LABELS);
        text("company", random.pick(&["Beispiel  GmbH", "ACME Corp", "vip gmbh", "  ", "Firma Straße"]));
        if random.chance(20) {
            text("labels", label);
        }
    }
    if random.chance(85) {
        text("country", &if random.chance(5) { "Nowhere".to_owned() } else { random.pick(&COUNTRIES).to_owned() });
    }
    if random.chance(80) {
        text("region", &if random.chance(5) { "S".to_owned() } else { random.pick(&REGIONS).to_owned() });
    }
    if random.chance(70) {
        text("channel", random.pick(&["web", "chat", "phone", "Web", "fax"]));
    }
    if random.chance(70) {
        text("zip", random.pick(&ZIPS));
    }
    if random.chance(60) {
        text("joined", random.pick(&["2026-01-15", "2025-06-30", "2026-02-28", "2026-13-01", "2026-03-02"]));
    }
    if random.chance(70) {
        text("visited", &visited(random, now));
    }
    if random.chance(50) {
        text("owner_id", random.pick(&["r1", "r3", "r5", "gone"]));
    }
    let mut raw = |name: &str, value: String| fields.push(format!("\"{name}\": {value}"));
    if random.chance(80) {
        let size = SIZES[random.below(SIZES.len())] + random.between(-1, 1);
        raw(
            "employees",
            match random.below(12) {
                0 => "\"n/a\"".to_owned(),
                1 => "\"many\"".to_owned(),
                2 => format!("\"{size}\""),
                _ => size.to_string(),
            },
        );
    }
    if random.chance(75) {
        raw("budget", random.pick(&["5000", "4999.9999", "\"5,000.00\"", "5000.0001", "0", "123456.78"]).to_owned());
    }
    if random.chance(75) {
        raw("rate", random.pick(&["0.25", "\"25%\"", "0.2501", "\"24.99%\"", "7", "0"]).to_owned());
    }
    if random.chance(70) {
        raw("demo", random.pick(&["true", "\"yes\"", "false", "\"n\"", "\"perhaps\""]).to_owned());
    }
    if random.chance(60) {
        let chosen: Vec<String> = random.some(&LABELS).iter().map(|label| format!("\"{label}\"")).collect();
        if !fields.iter().any(|field| field.starts_with("\"labels\"")) {
            let list = if random.chance(10) { "[]".to_owned() } else { format!("[{}]", chosen.join(", ")) };
            fields.push(format!("\"labels\": {list}"));
        }
    }
    if random.chance(50) {
        fields.push(format!("\"quality\": {}", random.pick(&["0", "5", "1", "9", "-1"])));
    }
    format!("{{ {} }}", fields.join(", "))
}

/// Some time before now: what the lead waited.
fn created(random: &mut Random, now: &str) -> String {
    let back = [0, 60, 1_799, 1_800, 1_801, 7_200, 43_200, 86_400, 259_200];
    earlier(now, back[random.below(back.len())])
}

fn visited(random: &mut Random, now: &str) -> String {
    let week = 7 * 86_400;
    let back = [0, -60, week - 1, week, week + 1, 2 * week, 3 * week, 20 * week];
    earlier(now, back[random.below(back.len())])
}

pub(super) fn earlier(now: &str, seconds: i64) -> String {
    let now: jiff::Timestamp = now.parse().expect("a moment");
    (now - jiff::SignedDuration::from_secs(seconds)).to_string()
}
