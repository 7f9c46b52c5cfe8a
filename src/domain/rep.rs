//! A rep as the host's snapshot describes him.

use super::{HoursId, Value};
use crate::calendar::{Hours, Zone};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A person who can get leads.
#[derive(Clone, Debug)]
pub struct Rep {
    pub(crate) id: Arc<str>,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) active: bool,
    pub(crate) paused: bool,
    pub(crate) zone: Option<Zone>,
    pub(crate) hours: Option<RepHours>,
    /// The JSON text of `hours` as it came, kept to be handed back.
    pub(crate) hours_written: Option<Arc<str>>,
    pub(crate) manager: Option<Arc<str>>,
    /// Half-open intervals `[from, until)`.
    pub(crate) away: Vec<Away>,
    /// The most units he carries; `None`: no limit.
    pub(crate) unit_limit: Option<i64>,
    /// The most items by channel; `lead` stands for all channels together.
    pub(crate) item_limits: BTreeMap<Arc<str>, i64>,
    /// Open items by channel; `lead` holds those of no particular channel.
    pub(crate) open: BTreeMap<Arc<str>, i64>,
    pub(crate) seq: u64,
    /// One a field of the policy's `rep { }`.
    pub(crate) fields: Vec<Option<Value>>,
    /// Keys that the policy does not declare with their JSON text, kept to be handed back.
    pub(crate) extra: BTreeMap<Arc<str>, Arc<str>>,
    /// The JSON text of the declared fields as they came, kept to be handed back.
    pub(crate) written: BTreeMap<Arc<str>, Arc<str>>,
}

/// When a rep works, where a team says `hours of rep` or a link says `if available`.
#[derive(Clone, Debug)]
pub(crate) enum RepHours {
    /// An `hours` item of the policy, read in the rep's own zone where he has one.
    Item(HoursId),
    /// Given in the snapshot.
    Inline(Box<Hours>),
}

/// An absence, half-open: away at `from`, back at `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Away {
    /// The first instant he is away.
    pub from: Timestamp,
    /// The first instant he is back.
    pub until: Timestamp,
}

impl Rep {
    /// A rep of whom nothing is known but the id: active, not paused, never away, no limits, nothing open.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self {
            id: crate::text::name(id),
            name: None,
            active: true,
            paused: false,
            zone: None,
            hours: None,
            hours_written: None,
            manager: None,
            away: Vec::new(),
            unit_limit: None,
            item_limits: BTreeMap::new(),
            open: BTreeMap::new(),
            seq: 0,
            fields: Vec::new(),
            extra: BTreeMap::new(),
            written: BTreeMap::new(),
        }
    }

    /// The id, composed (NFC) and then compared byte by byte.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people; the id where the snapshot gives none.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Open items of all channels together.
    pub fn open_items(&self) -> i64 {
        self.open.values().fold(0, |sum, items| sum.saturating_add(*items))
    }
}
