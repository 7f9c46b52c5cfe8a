//! Zones, working hours, periods.

/// An IANA zone of the bundled database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: std::sync::Arc<str>,
}

/// Weekly working hours with closures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours;

/// A calendar period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A local day.
    Day,
    /// An ISO week.
    Week,
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// All time.
    Ever,
}
