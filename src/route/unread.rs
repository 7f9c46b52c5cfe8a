//! A lead of attributes as they came: what conditions look at is read when they look at it, and nothing else is.
//!
//! Only what most data look like is read so. Whatever needs more than one attribute by itself gives up, and the lead is read
//! as a whole.

use super::read::{Reader, Slot};
use crate::domain::{Kind, OPEN, Presence, Raw, Spare, Text, Value};
use crate::graph::{ClassSource, DecisionGraph, Viewed};
use crate::region::{Subject, answer};
use smallvec::{SmallVec, smallvec};
use std::cell::{Cell, OnceCell};

/// So many classes are remembered; further ones are looked up anew.
const REMEMBERED: usize = 64;

/// Attributes by their fields.
pub(crate) struct Unread<'a> {
    reader: Reader<'a>,
    graph: &'a DecisionGraph,
    came: SmallVec<[Option<&'a Raw<'a>>; 32]>,
    classes: [Cell<u32>; REMEMBERED],
    /// The list that was asked for first.
    list: OnceCell<(u32, Option<Value>)>,
    gave_up: Cell<bool>,
}

impl<'a> Unread<'a> {
    /// The attributes of a valid lead; `None`: it must be read as a whole to know whether it is one.
    pub(crate) fn new(
        reader: Reader<'a>,
        graph: &'a DecisionGraph,
        attributes: impl Iterator<Item = (Slot, &'a Raw<'a>)>,
    ) -> Option<Self> {
        if !reader.model.checks.is_empty() {
            return None;
        }
        let mut came: SmallVec<[Option<&Raw<'_>>; 32]> = smallvec![None; reader.intake.fields.len()];
        for (slot, raw) in attributes {
            let (Slot::Name(place) | Slot::Column(place)) = slot;
            *came.get_mut(place)? = Some(raw);
            if reader.intake.fields.get(place)?.keeps {
                return None;
            }
        }
        let classes = [const { Cell::new(OPEN) }; REMEMBERED];
        let unread = Self { reader, graph, came, classes, list: OnceCell::new(), gave_up: Cell::new(false) };
        let must_be_there = |place: &&usize| {
            reader.model.lead.fields.get(**place).is_some_and(|field| field.presence == Presence::Required)
        };
        for place in reader.intake.needed.iter().filter(must_be_there) {
            let mut slot = None;
            if unread.folded(*place).is_none() && !(unread.read(*place, &mut slot) && slot.is_some()) {
                return None;
            }
        }
        Some(unread)
    }

    /// Something was asked that one attribute by itself does not tell: what was found means nothing.
    pub(crate) fn gave_up(&self) -> bool {
        self.gave_up.get()
    }

    fn give_up(&self) -> u32 {
        self.gave_up.set(true);
        0
    }

    /// Reads the value of a field, or that it is missing; false: it takes more than that.
    #[inline]
    fn read(&self, place: usize, slot: &mut Option<Value>) -> bool {
        let Some(how) = self.reader.intake.fields.get(place) else { return false };
        let Some(raw) = self.came.get(place).copied().flatten() else {
            return self.reader.model.lead.fields.get(place).is_some_and(|field| field.presence == Presence::Optional);
        };
        how.takes_quickly(raw) && self.reader.quick().read(&how.kind, raw, &how.options, &mut Spare::default(), slot)
    }

    fn looked_up(&self, viewed: &Viewed) -> u32 {
        match &viewed.subject {
            Subject::Field(field) => {
                if let Some(class) = self.folded(field.index()).and_then(|text| viewed.class_of_text(text.as_bytes())) {
                    return class;
                }
                let mut slot = None;
                let known = self.read(field.index(), &mut slot);
                if known { super::faults::class(viewed, slot.as_ref()) } else { self.give_up() }
            }
            Subject::Element { list, value } => {
                let list = u32::try_from(list.index()).unwrap_or(u32::MAX);
                if let (Some(mut items), Value::Text(wanted)) = (self.folded_items(list), value) {
                    let has = items.any(|item| item.as_bytes() == wanted.compared_bytes());
                    return answer(has);
                }
                match self.items(list, |items| items.contains(value)) {
                    Some(Some(has)) => answer(has),
                    Some(None) => super::faults::unknown(),
                    None => self.give_up(),
                }
            }
            _ => self.give_up(),
        }
    }

    /// The text that came for a field of texts, if it is in its compared form as it came.
    #[inline]
    fn folded(&self, place: usize) -> Option<&'a str> {
        let how = self.reader.intake.fields.get(place)?;
        let Some(raw @ Raw::Text(text)) = self.came.get(place).copied().flatten() else { return None };
        let quick = self.reader.quick();
        let fits = how.kind.is_text() && how.takes_quickly(raw) && quick.fits(&how.kind, text) && Text::is_folded(text);
        fits.then_some(&**text)
    }

    /// The items that came for a list of texts, if all are in their compared form.
    fn folded_items(&self, list: u32) -> Option<impl Iterator<Item = &'a str> + Clone> {
        let viewed = self.graph.viewed().get(usize::try_from(list).ok()?)?;
        let Subject::Field(field) = viewed.subject else { return None };
        let how = self.reader.intake.fields.get(field.index())?;
        let Some(Raw::List(items)) = self.came.get(field.index()).copied().flatten() else { return None };
        let most = self.reader.limits.text_bytes;
        let good = |raw: &Raw<'_>| matches!(raw, Raw::Text(text) if text.len() <= most && Text::is_folded(text));
        let simple = matches!(&how.kind, Kind::List(item) if **item == Kind::Text);
        if !simple || items.len() > self.reader.limits.list_items || !items.iter().all(good) {
            return None;
        }
        Some(items.iter().filter_map(|raw| match raw {
            Raw::Text(text) => Some(&**text),
            _ => None,
        }))
    }

    /// Lets something be asked of a list, if there is one; the outer `None`: it takes more to know.
    fn items<T>(&self, list: u32, ask: impl FnOnce(&[Value]) -> T) -> Option<Option<T>> {
        let read = || {
            let viewed = self.graph.viewed().get(usize::try_from(list).ok()?)?;
            let Subject::Field(field) = viewed.subject else { return None };
            let mut slot = None;
            self.read(field.index(), &mut slot).then_some(slot)
        };
        let other;
        let found = match self.list.get() {
            Some((of, found)) if *of == list => found,
            Some(_) => {
                other = read()?;
                &other
            }
            None => {
                let first = read()?;
                &self.list.get_or_init(|| (list, first)).1
            }
        };
        match found {
            Some(Value::List(items)) => Some(Some(ask(items))),
            _ => Some(None),
        }
    }
}

impl ClassSource for Unread<'_> {
    fn class(&self, attribute: u32) -> u32 {
        let Ok(place) = usize::try_from(attribute) else { return 0 };
        let remembered = self.classes.get(place);
        if let Some(class) = remembered.map(Cell::get).filter(|class| *class != OPEN) {
            return class;
        }
        let Some(viewed) = self.graph.viewed().get(place) else { return 0 };
        let class = self.looked_up(viewed);
        if let Some(cell) = remembered {
            cell.set(class);
        }
        class
    }

    fn elements(&self, list: u32, each: &mut dyn FnMut(u32)) {
        let viewed = usize::try_from(list).ok().and_then(|place| self.graph.viewed().get(place));
        let asked = viewed.and_then(|viewed| {
            if let Some(items) = self.folded_items(list) {
                items.filter_map(|item| viewed.element_of_text(item.as_bytes())).for_each(each);
                return Some(Some(()));
            }
            self.items(list, |items| items.iter().filter_map(|item| viewed.element(item)).for_each(each))
        });
        if asked.is_none() {
            self.give_up();
        }
    }
}
