//! Zones, working hours, periods: everything that turns instants into what a clock on the wall says.
//!
//! Zones come only from the bundled database, whatever features a host enables and whatever its environment says.

mod business;
#[cfg(test)]
mod by_the_minute;
mod hours;
mod local;
mod period;
mod zone;

pub use hours::{Block, ClosedDays, Hours, HoursError, OpenTimes};
pub(crate) use local::WEEKDAYS;
pub use local::{local_time, weekday_name};
pub use period::Period;
pub use zone::{Zone, tzdb_version};
