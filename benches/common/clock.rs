//! Times of ways to do the same, taken in turn pass by pass, so that a busy machine is busy for all of them.

#![allow(clippy::disallowed_methods, clippy::float_arithmetic, reason = "a bench measures time")]

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Runs of which the median counts.
pub const RUNS: usize = 5;
/// A pass that takes less is made several times over.
const LONG_ENOUGH: Duration = Duration::from_millis(20);

/// One way: a pass over its things.
pub struct Way<'a> {
    things: usize,
    pass: Box<dyn FnMut() + 'a>,
}

impl<'a> Way<'a> {
    /// Asks the same of each of these.
    pub fn each<T, R>(things: &'a [T], mut ask: impl FnMut(&'a T) -> R + 'a) -> Self {
        let pass = move || {
            for thing in things {
                black_box(ask(black_box(thing)));
            }
        };
        Self { things: things.len(), pass: Box::new(pass) }
    }

    /// Asks of all of so many things at once.
    pub fn all<R>(things: usize, mut ask: impl FnMut() -> R + 'a) -> Self {
        Self { things, pass: Box::new(move || drop(black_box(ask()))) }
    }

    /// Does one thing.
    pub fn once<R>(mut work: impl FnMut() -> R + 'a) -> Self {
        Self { things: 1, pass: Box::new(move || drop(black_box(work()))) }
    }

    fn timed(&mut self, times: u32) -> Duration {
        let start = Instant::now();
        for _ in 0..times {
            (self.pass)();
        }
        start.elapsed()
    }
}

/// What one way took, run by run.
#[derive(Clone, Debug)]
pub struct Took(Vec<f64>);

impl Took {
    /// Nanoseconds a thing.
    pub fn ns(&self) -> f64 {
        median(self.0.clone())
    }

    /// How many times the time of another way that was measured beside it.
    pub fn against(&self, other: &Self) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(this, other)| this / other).collect())
    }

    /// What is left without a part that was measured beside it.
    pub fn without(&self, part: &Self) -> Self {
        Self(self.0.iter().zip(&part.0).map(|(this, part)| this - part).collect())
    }
}

/// Measures ways side by side.
pub fn side_by_side<const N: usize>(mut ways: [Way<'_>; N]) -> [Took; N] {
    let took = beside(&mut ways, RUNS);
    let mut took = took.into_iter();
    std::array::from_fn(|_| took.next().unwrap_or(Took(Vec::new())))
}

/// The same of any number of ways and runs.
pub fn beside(ways: &mut [Way<'_>], runs: usize) -> Vec<Took> {
    let times: Vec<u32> = ways
        .iter_mut()
        .map(|way| {
            let once = way.timed(1).as_nanos().max(1);
            u32::try_from(LONG_ENOUGH.as_nanos() / once).unwrap_or(u32::MAX).max(1)
        })
        .collect();
    let mut took = vec![Took(Vec::new()); ways.len()];
    for _ in 0..runs {
        for ((way, times), took) in ways.iter_mut().zip(&times).zip(&mut took) {
            // Nobody counts this pass: ways that go through the same things would else fetch them for the one behind.
            way.timed(1);
            let all = way.timed(*times).as_nanos() as f64;
            took.0.push(all / f64::from(*times) / way.things as f64);
        }
    }
    took
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
