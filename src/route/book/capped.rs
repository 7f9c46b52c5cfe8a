//! Who has reached a cap.

use crate::domain::{MemberState, Rep};
use crate::model::{Cap, CapWindow};
use crate::route::places::Places;
use std::sync::Arc;

/// The seats that have reached one cap of their team.
#[derive(Debug)]
pub(crate) enum Capped {
    /// By the name of the counter; under a name that is not here nobody has.
    Per {
        seats: usize,
        reached: Vec<(Arc<str>, Places)>,
    },
    /// Those with so many receipts that it may be; how many are inside the window only a moment can tell.
    Rolling(Places),
    AtOnce(Places),
}

impl Capped {
    pub(super) fn new(cap: &Cap, seats: usize) -> Self {
        match cap.window {
            CapWindow::Per(_) => Self::Per { seats, reached: Vec::new() },
            CapWindow::Rolling(_) => Self::Rolling(Places::none(seats)),
            CapWindow::AtOnce => Self::AtOnce(Places::none(seats)),
        }
    }

    /// Takes in a member's receipts.
    pub(super) fn learn(&mut self, cap: &Cap, place: usize, entry: &MemberState) {
        match self {
            Self::Per { seats, reached } => {
                let counters = entry.received.get(cap.channel.as_deref().unwrap_or("lead"));
                let over = |count: &u64| i64::try_from(*count).unwrap_or(i64::MAX) >= cap.limit;
                for (name, places) in reached.iter_mut() {
                    places.set(place, counters.and_then(|counters| counters.get(name)).is_some_and(over));
                }
                for (name, _) in counters.into_iter().flatten().filter(|(_, count)| over(count)) {
                    if reached.iter().all(|(known, _)| known != name) {
                        reached.retain(|(_, places)| !places.is_empty());
                        let mut places = Places::none(*seats);
                        places.set(place, true);
                        reached.push((Arc::clone(name), places));
                    }
                }
            }
            Self::Rolling(places) => {
                let receipts = i64::try_from(entry.recent.len()).unwrap_or(i64::MAX);
                places.set(place, receipts >= cap.limit);
            }
            Self::AtOnce(_) => {}
        }
    }

    /// Takes in what a rep has open.
    pub(super) fn work(&mut self, cap: &Cap, place: usize, rep: &Rep) {
        if let Self::AtOnce(places) = self {
            places.set(place, open_items(rep, cap.channel.as_deref().unwrap_or("lead")) >= cap.limit);
        }
    }
}

/// Open items of a channel; `lead`: of all.
pub(crate) fn open_items(rep: &Rep, channel: &str) -> i64 {
    if channel == "lead" { rep.open_items() } else { rep.open.get(channel).copied().unwrap_or(0) }
}
