//! Building the state from a journal.

use super::answers::Undoable;
use super::{DispatchError, Dispatcher, Journal, JournalEntry};
use std::sync::Arc;

impl<J: Journal> Dispatcher<J> {
    /// Plays the entries of a journal, oldest first, on the snapshot that it began with. What they say is in the state
    /// once, and their answers are given again where the window allows it. Nothing is written to the journal.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Foreign`] when the entries do not belong to this snapshot.
    pub fn recover(self, entries: impl IntoIterator<Item = JournalEntry>) -> Result<Self, DispatchError> {
        // Threads may have written in another order than they remembered, so nothing is forgotten too early here.
        let window = self.answers.window();
        self.answers.set_window(window.checked_add(window).unwrap_or(window));
        let mut number: u64 = 0;
        for entry in entries {
            number = number.saturating_add(1);
            self.play(entry, number)?;
        }
        self.answers.set_window(window);
        Ok(self)
    }

    fn play(&self, entry: JournalEntry, number: u64) -> Result<(), DispatchError> {
        match entry {
            JournalEntry::Decision { lead, attempt, now, answer } => {
                let undo = self.take_in(&answer).map_err(|stale| DispatchError::Foreign { entry: number, stale })?;
                if lead.is_empty() {
                    self.answers.pass(&undo);
                } else {
                    self.answers.remember((lead, attempt), now, answer, undo);
                }
            }
            JournalEntry::Rollback { lead, attempt } => {
                let key = (lead, attempt);
                match self.answers.undoable(&key) {
                    Undoable::Yes(_, undo) => {
                        self.write().live.take_back(&undo);
                        self.answers.forget(&key);
                    }
                    Undoable::Unknown => return Err(DispatchError::UnknownDecision { lead: key.0, attempt }),
                    Undoable::Later(team) => return Err(DispatchError::LaterDecision { team }),
                }
            }
            JournalEntry::Open { rep, channel, items } => {
                self.write().live.set_open(&rep, &channel, items);
            }
            JournalEntry::Rep(rep) => self.put_rep(Arc::unwrap_or_clone(rep)),
            JournalEntry::Credit { team, rep, of, n } => {
                self.write().live.credit(&team, &rep, of, n);
                self.answers.settle(&team);
            }
        }
        Ok(())
    }
}
