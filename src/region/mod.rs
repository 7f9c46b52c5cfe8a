//! text ──syntax──▶ Document ──check──▶ Model ──**region**──▶ sets of leads, for proofs and for lowering
//!
//! Conditions as exact sets. For each attribute all constants of a policy cut its values into classes; class 0 is
//! "missing"; a test is a set of classes; a condition is a formula over such sets, and a formula is a few boxes. The graph
//! is built from these, and what is proved of a policy is proved of these, so that both speak of the same thing.
//!
//! Exact are tests of one subject against constants. What classes cannot tell (`contains`, `ends with`, `matches`, two
//! fields compared, "within the last 7 days", rows found by `match`) is an attribute of its own with the classes unknown,
//! no and yes; definitions, scores and grades are attributes whose classes are those of their values.
//! [`Space::defined`] says how definitions come to them. After this stage nobody compares values with constants.

mod arms;
mod around;
mod atom;
mod attribute;
mod boxes;
mod breaks;
mod defined;
mod digits;
mod flatten;
mod formula;
mod numbers;
mod point;
mod search;
mod set;
mod space;
mod survey;
#[cfg(test)]
#[cfg(feature = "json")]
mod tests;
mod texts;

pub(crate) use around::{Around, Limits};
pub(crate) use attribute::{Attribute, AttributeId, Classes, NO, Subject, YES, answer};
pub(crate) use boxes::{Boxes, bounded};
pub(crate) use digits::Digits;
pub(crate) use flatten::{Case, What, cases};
pub(crate) use formula::Formula;
pub(crate) use point::Point;
pub(crate) use search::{Definition, Found, Search};
pub(crate) use set::ClassSet;
pub(crate) use space::Space;
pub(crate) use texts::Texts;
