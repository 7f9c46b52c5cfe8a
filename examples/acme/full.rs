//! The fixture once more, with teams at their caps, one lead below them, and with people away.

use std::fmt::Write as _;

/// Team, its cap a day, its members.
const CAPS: &[(&str, i64, &[&str])] = &[
    ("emea_ent", 6, &["greta"]),
    ("emea_mm", 15, &["anna", "ben", "elena", "greta"]),
    ("amer_ent", 6, &["walter"]),
    ("amer_mm", 15, &["walter"]),
    ("apac_all", 10, &["hana"]),
    ("smb_desk", 40, &["sam"]),
];

/// Everybody has had as many leads on 2 March as his cap allows, and `more` (below 0: fewer).
pub(crate) fn full(fixture: &str, more: i64) -> String {
    let teams = CAPS.iter().map(|(team, cap, members)| {
        let had = cap + more;
        let members = members.iter().map(|member| received(member, had, had)).collect::<Vec<_>>();
        format!("    \"{team}\": {{ \"members\": {{ {} }} }}", members.join(", "))
    });
    let text = with_teams(fixture, &teams.collect::<Vec<_>>().join(",\n"));
    // One chat at once is left, or none.
    if more < 0 { text.replace("\"id\": \"greta\",", "\"id\": \"greta\", \"open\": { \"chat\": 1 },") } else { text }
}

/// Nobody had a lead on that day, and one rep so many in the month.
pub(crate) fn month(fixture: &str, had: i64) -> String {
    with_teams(fixture, &format!("    \"amer_mm\": {{ \"members\": {{ {} }} }}", received("walter", 0, had)))
}

/// Two are away until a minute past nine, and until twenty past.
pub(crate) fn away(fixture: &str) -> String {
    let mut text = fixture.to_owned();
    for (rep, until) in [("ben", "08:01"), ("elena", "08:20")] {
        let mut with = format!("\"id\": \"{rep}\",");
        let _ = write!(
            with,
            " \"away\": [ {{ \"from\": \"2026-03-01T00:00:00Z\", \"until\": \"2026-03-02T{until}:00Z\" }} ],"
        );
        text = text.replace(&format!("\"id\": \"{rep}\","), &with);
    }
    text
}

fn received(member: &str, day: i64, month: i64) -> String {
    let received = format!("\"lead\": {{ \"day 2026-03-02\": {day}, \"month 2026-03\": {month} }}");
    format!("\"{member}\": {{ \"total\": {month}, \"received\": {{ {received} }} }}")
}

fn with_teams(fixture: &str, teams: &str) -> String {
    fixture.replace("  \"calendars\"", &format!("  \"teams\": {{\n{teams}\n  }},\n  \"calendars\""))
}
