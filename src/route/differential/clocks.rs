//! Conditions over the words of time, such as teams need and links ask for: of the lead, and of the rep at hand.

use super::random::Random;

/// A condition that time changes, for a need or a `must`: it may look at the rep.
pub(super) fn of_rep(random: &mut Random) -> String {
    if !random.chance(30) {
        return of_lead(random);
    }
    random
        .pick(&[
            "now >= rep.started",
            "now > rep.started",
            "rep.started within last 1 day",
            "not (rep.started within last 36 hours)",
            "days_since(rep.started) >= 1",
            "hour >= rep.tier * 6",
            "rep.tier >= 1 and hour < 12",
            "rep.tier < 2 or waiting > 3 hours",
            "rep.home is region and weekday is not fri",
        ])
        .to_owned()
}

/// The same of the lead alone, for a link.
pub(super) fn of_lead(random: &mut Random) -> String {
    let one = word(random);
    match random.below(8) {
        0 => format!("({one}) and ({})", word(random)),
        1 => format!("({one}) or ({})", word(random)),
        2 => format!("not ({one})"),
        _ => one,
    }
}

fn word(random: &mut Random) -> String {
    match random.below(30) {
        0 => format!("hour >= {}", random.pick(&["9", "14", "18", "22"])),
        1 => format!("hour at \"America/New_York\" < {}", random.pick(&["6", "12"])),
        2 => "hour at \"Asia/Kolkata\" in [3..5, 17]".to_owned(),
        3 => format!("weekday in [{}]", random.pick(&["tue, thu", "mon", "sat, sun"])),
        4 => "weekday is not mon".to_owned(),
        5 => format!("waiting >= {}", random.pick(&["20 minutes", "3 hours", "26 hours"])),
        6 => format!("waiting > {}", random.pick(&["45 minutes", "1 day"])),
        7 => format!("waiting < {}", random.pick(&["30 minutes", "2 hours"])),
        8 => format!("minutes(waiting) {}", random.pick(&["> 29.5", ">= 100.25", "<= 30", "is 45"])),
        9 => format!("days_since(joined) > {}", random.pick(&["45", "60", "90", "400"])),
        10 => format!("days_since(visited) >= {}", random.pick(&["1", "8", "15"])),
        11 => format!("today > {}", random.pick(&["joined", "2026-04-01", "2026-12-24"])),
        12 => "today in [2026-03-03..2026-03-09, 2026-03-30]".to_owned(),
        13 => format!("now {} visited", random.pick(&[">", ">=", "<="])),
        14 => "now >= 2026-03-10 09:30 in \"Europe/Berlin\"".to_owned(),
        15 => format!("visited within last {}", random.pick(&["7 days", "8 days", "1 hour"])),
        16 => "joined within last 60 days".to_owned(),
        17 => "not (acct.last_activity within last 36 hours)".to_owned(),
        18 => format!("icp {}", random.pick(&["< 12", ">= 20", "< 8", "<= 30"])),
        19 => format!("fit is {}", random.pick(&["B", "C"])),
        20 => format!("segment is {}", random.pick(&["small", "medium", "large"])),
        21 => "in_territory(homeland)".to_owned(),
        22 => "personal".to_owned(),
        23 => "intent >= 30 or hour >= 18".to_owned(),
        24 => "hour * 60 + employees > 1000".to_owned(),
        25 => "attempt > 1 or waiting >= 5 minutes".to_owned(),
        26 => "created within last 5 hours".to_owned(),
        27 => "urgency >= 2".to_owned(),
        28 => "phase is large".to_owned(),
        _ => "acct is present".to_owned(),
    }
}

/// Definitions that say something else with time.
pub(super) const DEFINITIONS: &str = r#"
table urgency first { waiting => urgency: number
  < 30 minutes       => 1
  30 minutes..90 minutes => 2
  any                => 3 }
classify phase as Segment { small when hour >= 20 or hour < 6  large when age > 61  otherwise medium }
derive age = minutes(waiting)
"#;
