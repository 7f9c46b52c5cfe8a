//! text ──syntax──▶ Document ──check──▶ Model ──lower──▶ DecisionGraph ──**route**──▶ Assignment
//!
//! Runs the graph for one lead on one snapshot. Nothing here knows text; nothing here asks a clock.
//!
//! `read` makes a lead of attributes; `facts` says what is true of it; `walk` goes through the graph; `chain`,
//! `eligible`, `rank`, `standing` and `turn` distribute; `decide` writes the answer; `explain` tells why. `reference` is
//! a second evaluator straight over the model, for tests and fuzzing only.

mod alike;
mod batch;
mod book;
mod came;
mod candidates;
mod cards;
mod chain;
mod classes;
mod decide;
mod decided;
#[cfg(all(feature = "json", any(test, fuzzing, feature = "planted-faults")))]
pub(crate) mod differential;
mod directory;
mod effects;
mod eligible;
mod ending;
mod explain;
mod explain_numbers;
mod explain_people;
mod explain_reasons;
mod explain_scores;
mod explain_text;
mod explanation;
mod facts;
pub(crate) mod faults;
mod first_rule;
mod forget;
mod heard;
mod load;
mod matching;
mod memo;
mod models;
mod number;
mod observed;
mod places;
#[cfg(feature = "workbench")]
mod prepared;
mod promise;
mod rank;
mod read;
mod records;
#[cfg(all(feature = "json", any(test, fuzzing, feature = "planted-faults")))]
mod reference;
mod request;
mod retry;
mod roster;
mod scorer;
mod scores;
mod shadow;
mod sights;
mod standing;
mod text;
mod together;
mod touched;
mod truth;
mod turn;
mod unread;
mod walk;

pub(crate) use batch::{Standing, before, ordered};
#[cfg(all(feature = "json", any(test, fuzzing, feature = "planted-faults")))]
pub(crate) use book::Book;
pub(crate) use came::{Keyed, Row};
pub(crate) use classes::of_values;
pub(crate) use decide::Engine;
pub(crate) use decided::DecidedLeads;
#[cfg(feature = "json")]
pub(crate) use directory::read_row;
pub use directory::{Directory, DirectoryError, DirectoryQuestion, DirectoryRow};
pub(crate) use eligible::Eligibility;
pub use eligible::Reason;
pub(crate) use explain::told_line;
pub use explanation::{
    Against, Candidate, Detail, Details, Explained, Explanation, FactReason, KeySeen, LinkTried, RuleTried, ScoreLine,
    ScoreReason,
};
pub(crate) use facts::LeadFacts;
pub(crate) use first_rule::at_a_glance;
pub use heard::Heard;
#[cfg(feature = "json")]
pub(crate) use models::{Condition, Counts, Term};
pub use models::{LogisticModel, NaiveBayesModel};
pub use observed::{Observed, Observer, Skipped};
#[cfg(feature = "workbench")]
pub use prepared::Prepared;
#[cfg(feature = "workbench")]
pub(crate) use prepared::Preparing;
#[cfg(feature = "json")]
pub(crate) use read::Slot;
pub(crate) use read::{Alone, Filling, Intake, Reader};
pub use read::{AttributeKey, Header};
#[cfg(feature = "json")]
pub(crate) use records::{AskedRows, Told};
pub use request::Request;
pub(crate) use roster::{Roster, Who, World, periods_counted};
pub use scorer::{LeadView, Score, Scorer, ScorerError};
pub(crate) use sights::Sights;
pub(crate) use together::{Column, Table, together};
pub(crate) use touched::Touched;
pub(crate) use truth::{Facts, Truth};
pub(crate) use walk::{Walk, is_active};
