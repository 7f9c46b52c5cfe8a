//! Leads from a pipe or a terminal. A thread reads them, so that whoever decides knows whether more have come: while
//! nobody speaks, no answer is kept back.

use crate::fault::Fault;
use crate::leads::{Arrived, Rows};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

/// Leads that were read and not yet fetched.
const AHEAD: usize = 256;
/// After so long it is looked again whether the input has nothing more.
const GLANCE: Duration = Duration::from_millis(1);

type Next = Result<Option<(u64, Arrived)>, Fault>;

pub(crate) struct Piped {
    leads: Receiver<Next>,
    /// Fetched to see whether there is one.
    seen: Option<Next>,
    waits: Arc<AtomicBool>,
}

/// Tells whether an input is being waited for.
pub(crate) struct Tap(Arc<AtomicBool>);

/// The input with that.
pub(crate) struct Tapped<R> {
    input: R,
    waits: Arc<AtomicBool>,
}

impl Tap {
    pub(crate) fn on<R: Read>(self, input: R) -> Tapped<R> {
        Tapped { input, waits: self.0 }
    }
}

impl<R: Read> Read for Tapped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.waits.store(true, Ordering::SeqCst);
        let read = self.input.read(buffer);
        self.waits.store(false, Ordering::SeqCst);
        read
    }
}

impl Piped {
    /// Begins to read; waits for the first bytes, which tell what they are.
    pub(crate) fn open(open: impl FnOnce(Tap) -> Result<Rows, Fault> + Send + 'static) -> Result<Self, Fault> {
        let waits = Arc::new(AtomicBool::new(false));
        let (tap, (give, leads)) = (Tap(Arc::clone(&waits)), sync_channel(AHEAD));
        let (tell, opened) = sync_channel(1);
        thread::spawn(move || match open(tap) {
            Ok(rows) => {
                let _ = tell.send(Ok(()));
                read_all(rows, &give);
            }
            Err(fault) => {
                let _ = tell.send(Err(fault));
            }
        });
        opened.recv().unwrap_or_else(|_| Err(gone()))?;
        Ok(Self { leads, seen: None, waits })
    }

    pub(crate) fn next(&mut self) -> Next {
        self.seen.take().unwrap_or_else(|| self.leads.recv().unwrap_or_else(|_| Err(gone())))
    }

    /// Whether there is no lead, and the input gives nothing now.
    pub(crate) fn lets_wait(&mut self) -> bool {
        if self.seen.is_some() {
            return false;
        }
        let mut waited = self.waits.load(Ordering::SeqCst);
        loop {
            // What was read before the input was waited for can be fetched by now.
            match self.leads.try_recv() {
                Ok(next) => self.seen = Some(next),
                Err(TryRecvError::Disconnected) => self.seen = Some(Err(gone())),
                Err(TryRecvError::Empty) if waited => return true,
                Err(TryRecvError::Empty) => match self.leads.recv_timeout(GLANCE) {
                    Ok(next) => self.seen = Some(next),
                    Err(RecvTimeoutError::Disconnected) => self.seen = Some(Err(gone())),
                    Err(RecvTimeoutError::Timeout) => {
                        waited = self.waits.load(Ordering::SeqCst);
                        continue;
                    }
                },
            }
            return false;
        }
    }
}

fn read_all(mut rows: Rows, give: &SyncSender<Next>) {
    loop {
        let next = rows.next();
        let last = !matches!(next, Ok(Some(_)));
        if give.send(next).is_err() || last {
            return;
        }
    }
}

fn gone() -> Fault {
    Fault::Internal("the thread that reads has ended".to_owned())
}
