//! Bytes as a sequence of legal C calls, for the fuzzer and for the replay of what it found. Not for hosts.
#![doc(hidden)]
#![allow(clippy::panic, clippy::missing_panics_doc, reason = "what must hold is asserted")]

use super::arguments::Open;
use super::assignment::{self, AssignmentHandle};
use super::batch::{pointsman_route_batch, pointsman_route_lines};
use super::context::{self, ContextHandle};
use super::decision::Decision;
use super::error::{self, ErrorHandle};
use super::lead::{self, LeadHandle};
use super::observer::Seen;
use super::request::Moment;
use super::route::{pointsman_explain, pointsman_route, pointsman_route_json};
use super::ruleset::{self, RulesetHandle};
use super::scorer::ScoreGiven;
use super::snapshot::{self, SnapshotHandle};
use super::status;
use super::text::{self, TextHandle};
use super::view::{self, ViewHandle};
use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::ptr::{null, null_mut};

const POLICY: &str = include_str!("../../tests/capi/scenario/inbound.route");
const PEOPLE: &str = include_str!("../../tests/capi/scenario/snapshot.json");
const PLACES: usize = 3;
/// Scorers within scorers.
const DEPTH: u32 = 3;

/// The objects of a host. A callback works on the same ones.
struct Host<'a> {
    bytes: &'a [u8],
    at: Cell<usize>,
    depth: Cell<u32>,
    rules: Cell<*mut RulesetHandle>,
    leads: [Cell<*mut LeadHandle>; PLACES],
    contexts: [Cell<*mut ContextHandle>; PLACES],
    snapshots: [Cell<*mut SnapshotHandle>; PLACES],
    kept: [Cell<*mut AssignmentHandle>; PLACES],
    /// One a depth: a text that a call writes to is not another call's.
    texts: [Cell<*mut TextHandle>; 4],
}

/// Runs the calls that the bytes spell; what is made is freed in the end.
pub fn run(bytes: &[u8]) {
    let none = || std::array::from_fn(|_| Cell::new(null_mut()));
    let host = Host {
        bytes,
        at: Cell::new(0),
        depth: Cell::new(0),
        rules: Cell::new(null_mut()),
        leads: std::array::from_fn(|_| Cell::new(null_mut())),
        contexts: std::array::from_fn(|_| Cell::new(null_mut())),
        snapshots: std::array::from_fn(|_| Cell::new(null_mut())),
        kept: std::array::from_fn(|_| Cell::new(null_mut())),
        texts: none(),
    };
    let mut rules = null_mut();
    let (name, policy) = (lend("p.route"), lend(POLICY));
    // SAFETY: every place and text lives until the call returns.
    let made = host.call(|error| unsafe {
        ruleset::pointsman_ruleset_compile(name.0, name.1, policy.0, policy.1, &mut rules, error)
    });
    assert_eq!(made, status::OK, "the policy of the scenario compiles");
    host.rules.set(rules);
    for place in &host.texts {
        host.renew(place, |made, error| {
            // SAFETY: a place for the text.
            unsafe { text::pointsman_text_new(made, error) }
        });
    }
    while host.step() {}
    host.free();
}

fn lend(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

impl Host<'_> {
    fn byte(&self) -> u8 {
        let byte = self.bytes.get(self.at.get()).copied();
        self.at.set(self.at.get().saturating_add(1));
        byte.unwrap_or_default()
    }

    fn number(&self) -> i64 {
        (0..8).fold(0, |number, _| number << 8 | i64::from(self.byte()))
    }

    /// A piece of the bytes, UTF-8 or not.
    fn piece(&self) -> (*const c_char, usize) {
        let size = usize::from(self.byte() & 31);
        let start = self.at.get().min(self.bytes.len());
        let piece = self.bytes.get(start..).unwrap_or_default();
        let piece = piece.get(..size).unwrap_or(piece);
        self.at.set(start.saturating_add(piece.len()));
        (piece.as_ptr().cast(), piece.len())
    }

    fn one<'p, T>(&self, places: &'p [Cell<*mut T>]) -> &'p Cell<*mut T> {
        let place = usize::from(self.byte()).checked_rem(places.len()).unwrap_or_default();
        places.get(place).unwrap_or_else(|| panic!("a place"))
    }

    fn text(&self) -> *mut TextHandle {
        let depth = usize::try_from(self.depth.get()).unwrap_or_default();
        self.texts.get(depth).map_or(null_mut(), Cell::get)
    }

    /// A call says why it failed, and only then.
    fn call(&self, call: impl FnOnce(*mut *mut ErrorHandle) -> i32) -> i32 {
        let mut found = null_mut();
        let status = call(&mut found);
        assert_eq!(status == status::OK, found.is_null(), "status {status}");
        // SAFETY: an error of ours, or NULL.
        unsafe {
            assert_eq!(error::pointsman_error_code(found), status);
            error::pointsman_error_free(found);
        }
        assert_ne!(status, status::FAULT);
        status
    }

    /// Puts a new object in a place where there is none.
    fn renew<T>(&self, place: &Cell<*mut T>, make: impl FnOnce(*mut *mut T, *mut *mut ErrorHandle) -> i32) {
        if place.get().is_null() {
            let mut made = null_mut();
            let status = self.call(|error| make(&mut made, error));
            assert_eq!(status == status::OK, !made.is_null(), "an object, or none");
            place.set(made);
        }
    }

    /// An attribute's id, sometimes of none.
    fn attribute(&self) -> u64 {
        let mut known = ruleset::Attribute::BLANK;
        let index = usize::from(self.byte() & 15);
        // SAFETY: the rules live until the end.
        let status = self
            .call(|error| unsafe { ruleset::pointsman_ruleset_attribute(self.rules.get(), index, &mut known, error) });
        if status == status::OK { known.id } else { self.number().cast_unsigned() }
    }

    fn request(&self) -> Moment {
        let mut asked = Moment { now: 1_772_443_200_000_000, ..Moment::BLANK };
        match self.byte() & 7 {
            0 => asked.now = self.number(),
            1 => asked.since = self.number(),
            2 | 3 => (asked.route, asked.route_size) = lend("ranked"),
            4 => (asked.route, asked.route_size) = self.piece(),
            5 => asked.attempt = u32::from(self.byte()),
            _ => {}
        }
        asked
    }

    /// One call; `false` at the end of the bytes.
    fn step(&self) -> bool {
        if self.at.get() >= self.bytes.len() {
            return false;
        }
        match self.byte() & 31 {
            0 => self.make(),
            1 => self.free_one(),
            2..=10 => self.set(),
            11..=16 => self.route(),
            17 | 18 => self.batch(),
            19 | 20 => self.json(),
            21 | 22 => self.apply(),
            23 | 24 => self.callbacks(),
            25 | 26 => self.change(),
            27 | 28 => self.keep(),
            29 => self.explain(),
            _ => self.write(),
        }
        true
    }

    fn make(&self) {
        let (rules, people) = (self.rules.get(), lend(PEOPLE));
        // SAFETY: the rules live until the end, the places until the calls return.
        unsafe {
            self.renew(self.one(&self.leads), |made, error| lead::pointsman_lead_new(rules, made, error));
            self.renew(self.one(&self.contexts), |made, error| context::pointsman_context_new(rules, made, error));
            self.renew(self.one(&self.snapshots), |made, error| {
                snapshot::pointsman_snapshot_read(rules, people.0, people.1, made, error)
            });
        }
    }

    fn free_one(&self) {
        // SAFETY: nobody uses it any more but the calls that are under way, which free it in the end.
        unsafe {
            match self.byte() & 3 {
                0 => lead::pointsman_lead_free(self.one(&self.leads).replace(null_mut())),
                1 => context::pointsman_context_free(self.one(&self.contexts).replace(null_mut())),
                2 => snapshot::pointsman_snapshot_free(self.one(&self.snapshots).replace(null_mut())),
                _ => assignment::pointsman_assignment_free(self.one(&self.kept).replace(null_mut())),
            }
        }
    }

    fn set(&self) {
        let (lead, id, kind) = (self.one(&self.leads).get(), self.attribute(), self.byte() & 7);
        let (piece, number) = (self.piece(), self.number());
        let list = [piece.0, piece.0];
        let sizes = [piece.1, piece.1];
        // SAFETY: a lead of ours or NULL, texts that live until the call returns.
        self.call(|error| unsafe {
            match kind {
                0 | 1 => lead::pointsman_lead_set_text(lead, id, piece.0, piece.1, error),
                2 => lead::pointsman_lead_set_integer(lead, id, number, error),
                3 => lead::pointsman_lead_set_decimal(lead, id, number, error),
                4 => lead::pointsman_lead_set_time(lead, id, number, error),
                5 => lead::pointsman_lead_set_texts(lead, id, list.as_ptr(), sizes.as_ptr(), 2, error),
                6 => lead::pointsman_lead_set_missing(lead, id, error),
                _ => lead::pointsman_lead_clear(lead, error),
            }
        });
    }

    fn route(&self) {
        let (context, lead) = (self.one(&self.contexts).get(), self.one(&self.leads).get());
        let (state, asked) = (self.one(&self.snapshots).get(), self.request());
        let mut decision = Decision::BLANK;
        // SAFETY: objects of ours or NULL, places that live until the call returns.
        let status = self.call(|error| unsafe { pointsman_route(context, state, lead, &asked, &mut decision, error) });
        if self.still_lends(context) {
            look(&decision, status == status::OK);
        }
    }

    /// Whether what a context lent may be looked at: not where a callback freed it, since it went with the call's end. While
    /// the call was under way no other was made at its address.
    fn still_lends(&self, context: *mut ContextHandle) -> bool {
        self.contexts.iter().any(|place| place.get() == context)
    }

    fn batch(&self) {
        let (context, state, asked) = (self.one(&self.contexts).get(), self.one(&self.snapshots).get(), self.request());
        let leads = [self.one(&self.leads).get(), self.one(&self.leads).get(), self.one(&self.leads).get()];
        let count = usize::from(self.byte() & 3);
        let mut decisions = [Decision::BLANK; PLACES];
        let size = size_of::<Decision>();
        // SAFETY: as many leads and decisions as the count says.
        let status = self.call(|error| unsafe {
            let (leads, decisions) = (leads.as_ptr(), decisions.as_mut_ptr());
            pointsman_route_batch(context, state, leads, count, &asked, decisions, size, error)
        });
        if self.still_lends(context) {
            decisions.iter().take(count).for_each(|decision| look(decision, status == status::OK));
        }
    }

    fn json(&self) {
        let (context, state, piece) = (self.one(&self.contexts).get(), self.one(&self.snapshots).get(), self.piece());
        let lines = self.byte() & 1 == 0;
        // SAFETY: objects of ours or NULL, a text of this depth.
        self.call(|error| unsafe {
            if lines {
                pointsman_route_lines(context, state, piece.0, piece.1, 0, self.text(), error)
            } else {
                pointsman_route_json(context, state, piece.0, piece.1, 0, self.text(), error)
            }
        });
        self.read();
    }

    /// The last answer of a context, applied or cloned; it is lent, and used before the context decides again.
    fn apply(&self) {
        let (context, state) = (self.one(&self.contexts).get(), self.one(&self.snapshots).get());
        let mut lent = null();
        // SAFETY: objects of ours or NULL.
        unsafe {
            self.call(|error| {
                context::pointsman_context_assignment(context, usize::from(self.byte() & 3), &mut lent, error)
            });
            self.call(|error| snapshot::pointsman_snapshot_apply(state, lent, error));
            let (lead, asked) = (self.one(&self.leads).get(), self.request());
            self.call(|error| snapshot::pointsman_snapshot_remember(state, lead, &asked, lent, error));
            self.renew_from(lent);
        }
    }

    fn renew_from(&self, lent: *const AssignmentHandle) {
        let place = self.one(&self.kept);
        // SAFETY: lent by a context that has not decided since, or NULL.
        self.renew(place, |made, error| unsafe { assignment::pointsman_assignment_clone(lent, made, error) });
    }

    fn keep(&self) {
        let (kept, list) = (self.one(&self.kept).get(), i32::from(self.byte() & 15));
        let mut decision = Decision::BLANK;
        // SAFETY: an assignment of ours or NULL.
        unsafe {
            let status = self.call(|error| assignment::pointsman_assignment_decision(kept, &mut decision, error));
            look(&decision, status == status::OK);
            let count = assignment::pointsman_assignment_count(kept, list);
            for index in 0..count.saturating_add(1) {
                self.call(|error| {
                    assignment::pointsman_assignment_entry(kept, list, index, null_mut(), self.text(), error)
                });
                self.read();
            }
        }
    }

    fn callbacks(&self) {
        let (context, name) = (self.one(&self.contexts).get(), lend("warmth"));
        let data = std::ptr::from_ref(self).cast_mut().cast::<c_void>();
        // SAFETY: the host outlives its contexts.
        self.call(|error| unsafe {
            if self.byte() & 1 == 0 {
                context::pointsman_context_set_scorer(context, name.0, name.1, Some(score), data, None, error)
            } else {
                context::pointsman_context_set_observer(context, Some(observe), data, None, error)
            }
        });
    }

    fn change(&self) {
        let (state, rep, number) = (self.one(&self.snapshots).get(), lend("anna"), self.number());
        let piece = self.piece();
        // SAFETY: a snapshot of ours or NULL.
        self.call(|error| unsafe {
            match self.byte() & 3 {
                0 => snapshot::pointsman_snapshot_set_open(state, rep.0, rep.1, piece.0, piece.1, number, error),
                1 => snapshot::pointsman_snapshot_set_paused(state, rep.0, rep.1, i32::from(self.byte() & 1), error),
                2 => snapshot::pointsman_snapshot_set_paused(state, piece.0, piece.1, 1, error),
                _ => snapshot::pointsman_snapshot_apply_json(state, piece.0, piece.1, error),
            }
        });
    }

    fn explain(&self) {
        let (context, lead) = (self.one(&self.contexts).get(), self.one(&self.leads).get());
        let (state, asked, form) = (self.one(&self.snapshots).get(), self.request(), i32::from(self.byte() & 1));
        // SAFETY: objects of ours or NULL, a text of this depth.
        self.call(|error| unsafe { pointsman_explain(context, state, lead, &asked, form, self.text(), error) });
        self.read();
    }

    fn write(&self) {
        let state = self.one(&self.snapshots).get();
        // SAFETY: a snapshot of ours or NULL.
        self.call(|error| unsafe { snapshot::pointsman_snapshot_write(state, self.text(), error) });
        self.read();
        let to = self.one(&self.snapshots);
        // SAFETY: a snapshot of ours or NULL.
        self.renew(to, |made, error| unsafe { snapshot::pointsman_snapshot_clone(state, made, error) });
    }

    /// What a text lends is UTF-8 with a NUL behind it.
    fn read(&self) {
        let (mut data, mut size) = (null(), 0);
        // SAFETY: the text of this depth.
        self.call(|error| unsafe { text::pointsman_text_get(self.text(), &mut data, &mut size, error) });
        legible(data, size);
    }

    fn free(&self) {
        // SAFETY: nothing is used any more; NULL is fine.
        unsafe {
            for place in &self.leads {
                lead::pointsman_lead_free(place.get());
            }
            ruleset::pointsman_ruleset_free(self.rules.get());
            for place in &self.snapshots {
                snapshot::pointsman_snapshot_free(place.get());
            }
            for place in &self.contexts {
                context::pointsman_context_free(place.get());
            }
            for place in &self.kept {
                assignment::pointsman_assignment_free(place.get());
            }
            for place in &self.texts {
                text::pointsman_text_free(place.get());
            }
        }
    }

    /// Some calls from within a call.
    fn come_back(&self) {
        if self.depth.get() < DEPTH {
            self.depth.set(self.depth.get().saturating_add(1));
            for _ in 0..self.byte() & 3 {
                self.step();
            }
            self.depth.set(self.depth.get().saturating_sub(1));
        }
    }
}

/// A decision has its names exactly when there is one.
fn look(decision: &Decision, there: bool) {
    assert_eq!(decision.route.is_null(), !there);
    for (data, size) in [
        (decision.rep, decision.rep_size),
        (decision.team, decision.team_size),
        (decision.queue, decision.queue_size),
        (decision.route, decision.route_size),
        (decision.rule, decision.rule_size),
        (decision.reason, decision.reason_size),
        (decision.sla, decision.sla_size),
    ] {
        if data.is_null() {
            assert_eq!(size, 0);
        } else {
            legible(data, size);
        }
    }
}

fn legible(data: *const c_char, size: usize) {
    // SAFETY: lent with a NUL behind it.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), size.saturating_add(1)) };
    assert_eq!(bytes.last(), Some(&0));
    assert!(std::str::from_utf8(bytes).is_ok());
}

unsafe extern "C" fn score(data: *mut c_void, view: *const ViewHandle<'_>, score: *mut ScoreGiven) -> i32 {
    // SAFETY: the host that the scorer was connected with.
    let host = unsafe { &*data.cast::<Host<'_>>() };
    let id = host.attribute();
    let mut value = 0;
    host.depth.set(host.depth.get().saturating_add(1));
    // SAFETY: the view lives until we return.
    host.call(|error| unsafe {
        match host.byte() & 3 {
            0 => view::pointsman_lead_view_integer(view, id, &mut value, error),
            1 => view::pointsman_lead_view_decimal(view, id, &mut value, error),
            _ => view::pointsman_lead_view_text(view, id, host.text(), error),
        }
    });
    host.depth.set(host.depth.get().saturating_sub(1));
    host.come_back();
    // SAFETY: a score that lives until we return.
    unsafe { (*score).ten_thousandths = host.number() };
    i32::from(host.byte() & 1)
}

unsafe extern "C" fn observe(data: *mut c_void, _: *const Seen) {
    // SAFETY: the host that the observer was connected with.
    unsafe { &*data.cast::<Host<'_>>() }.come_back();
}
