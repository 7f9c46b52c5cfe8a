//! Reading a lead: columns → placeholder words → normalising → kinds → defaults → checks.
//!
//! A lead is never dropped: what makes it invalid is listed, what was odd is noted with the text as it came.

mod alone;
mod apart;
mod checks;
mod filling;
mod header;
mod intake;
mod kept;
mod key;
#[cfg(feature = "json")]
mod keys;
mod one;

pub(crate) use alone::Alone;
pub(crate) use apart::Apart;
pub(crate) use filling::Filling;
pub use header::Header;
pub(crate) use header::{FIELDS, Places};
pub(crate) use intake::{FieldIntake, Intake, Slot};
pub use key::AttributeKey;

use crate::domain::{Lead, Quick, Raw};
use crate::limits::Limits;
use crate::model::Model;

/// What reading rests on.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) model: &'a Model,
    pub(crate) limits: &'a Limits,
    pub(crate) intake: &'a Intake,
}

impl<'a> Reader<'a> {
    /// Reads what most data look like.
    pub(crate) fn quick(self) -> Quick<'a> {
        Quick { spellings: &self.intake.spellings, limits: self.limits }
    }

    /// Reads the attributes of one lead.
    ///
    /// Of a key that comes twice the last one counts, as in JSON; keys that the schema does not know are listed.
    pub(crate) fn lead<K: AsRef<str>>(self, attributes: &[(K, Raw<'_>)]) -> Lead {
        let mut filling = Filling::new(self);
        for (key, raw) in attributes {
            match self.intake.slot(key.as_ref()) {
                Some(slot) => filling.set(self, slot, raw),
                None => filling.unknown(key.as_ref()),
            }
        }
        filling.finish(self);
        filling.into_lead()
    }
}
