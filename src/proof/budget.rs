//! How much may be spent on proofs, so that no policy makes the checker hang.

use crate::limits::{PROOF_STEPS, STEPS_PER_QUESTION};

/// Steps that are left for all questions about a policy together.
pub(crate) struct Budget {
    left: u64,
    given: u64,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { left: PROOF_STEPS, given: 0 }
    }

    /// The steps that one question may take.
    pub(crate) fn question(&mut self) -> u64 {
        self.given = self.left.min(STEPS_PER_QUESTION);
        self.given
    }

    /// What a question has left over.
    pub(crate) fn spent(&mut self, left_over: u64) {
        self.left = self.left.saturating_sub(self.given.saturating_sub(left_over));
    }
}
