//! Several threads that decide about leads on one snapshot, while one reads and writes: the answers come in the order of
//! the leads, and no more than a few batches are in memory.

use crate::fault::Fault;
use crate::leads::{Arrived, Leads};
use crate::summary::Summary;
use pointsman::Assignment;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Leads that a thread takes at once: so many that handing them over costs little, so few that all threads end together.
const BATCH: usize = 256;
/// Batches that wait for each thread.
const WAITING: usize = 3;

/// How many threads decide.
pub(crate) fn count(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// What one batch came to.
pub(crate) struct Done {
    pub(crate) leads: u64,
    /// The answers, a line each.
    pub(crate) text: String,
    pub(crate) summary: Summary,
    /// What ended the batch before its end, with the line of the lead.
    fault: Option<(u64, Fault)>,
}

type Batch = Vec<(u64, Arrived)>;

/// Decides about all leads; `write` gets the batches in the order of the leads, up to the first fault, and nothing where
/// all that came is answered and more must be waited for: then its answers are handed out.
pub(crate) fn run(
    mut leads: Leads,
    threads: usize,
    decide: impl Fn(&Arrived, &mut Summary, &mut Assignment) -> Result<String, Fault> + Sync,
    mut write: impl FnMut(Option<Done>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let decide = &decide;
    thread::scope(|scope| {
        let desks: Vec<(SyncSender<Batch>, Receiver<Done>)> = (0..threads)
            .map(|_| {
                let (give, batches) = sync_channel::<Batch>(WAITING);
                let (answer, done) = sync_channel(WAITING);
                let work = move || batches.iter().all(|batch| answer.send(work(&batch, decide)).is_ok());
                let started = thread::Builder::new().spawn_scoped(scope, work);
                started.map_err(|error| Fault::Input(format!("{threads} threads are more than can run: {error}")))?;
                Ok((give, done))
            })
            .collect::<Result<_, Fault>>()?;
        let gone = || Fault::Internal("a thread has ended".to_owned());
        // Batches go round the threads, and their answers are fetched in the same round.
        let (mut given, mut written) = (0, 0);
        let mut fetch = |leads: &Leads, write: &mut dyn FnMut(Option<Done>) -> Result<(), Fault>| {
            let mut done = desks[written % threads].1.recv().map_err(|_| gone())?;
            written += 1;
            let fault = done.fault.take();
            write(Some(done))?;
            fault.map_or(Ok(written), |(line, fault)| Err(fault.at(&leads.place(line))))
        };
        let mut fetched = 0;
        loop {
            let (batch, ended) = next_batch(&mut leads);
            if !batch.is_empty() {
                if given - fetched == threads * WAITING {
                    fetched = fetch(&leads, &mut write)?;
                }
                desks[given % threads].0.send(batch).map_err(|_| gone())?;
                given += 1;
            }
            if ended.is_none() && leads.lets_wait() {
                while fetched < given {
                    fetched = fetch(&leads, &mut write)?;
                }
                write(None)?;
            }
            if let Some(ended) = ended {
                while fetched < given {
                    fetched = fetch(&leads, &mut write)?;
                }
                return ended;
            }
        }
    })
}

/// The next leads, no more than have come; and, where they end, how.
fn next_batch(leads: &mut Leads) -> (Batch, Option<Result<(), Fault>>) {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH && (batch.is_empty() || !leads.lets_wait()) {
        match leads.next() {
            Ok(Some(lead)) => batch.push(lead),
            Ok(None) => return (batch, Some(Ok(()))),
            Err(fault) => return (batch, Some(Err(fault))),
        }
    }
    (batch, None)
}

fn work(batch: &Batch, decide: impl Fn(&Arrived, &mut Summary, &mut Assignment) -> Result<String, Fault>) -> Done {
    let mut last = Assignment::default();
    let mut done = Done { leads: 0, text: String::new(), summary: Summary::default(), fault: None };
    for (line, arrived) in batch {
        match decide(arrived, &mut done.summary, &mut last) {
            Ok(answer) => {
                done.leads += 1;
                done.text.push_str(&answer);
                done.text.push('\n');
            }
            Err(fault) => {
                done.fault = Some((*line, fault));
                break;
            }
        }
    }
    done
}
