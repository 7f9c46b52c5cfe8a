//! The peers, each in the form that its own documents recommend for asking often: everything compiled beforehand.

pub mod a_tree;
pub mod cel;
pub mod datalogic;
pub mod lua;
pub mod regorus;
pub mod wirefilter;
pub mod zen;

use crate::common::realistic::Rule;
use crate::common::record::Record;

/// A general engine that was given all rules.
pub trait Peer<'r> {
    /// What it is called, with the version measured.
    const NAME: &'static str;
    /// A lead in its own terms.
    type Lead: 'r;

    /// Compiles the rules, or says why it cannot take so many.
    fn new(rules: &[Rule]) -> Result<Self, String>
    where
        Self: Sized;
    /// Makes a lead of raw texts its own.
    fn prepare(&self, lead: &Record<'r>) -> Self::Lead;
    /// The place of the first rule that holds.
    fn decide(&self, lead: &Self::Lead) -> u32;
}
