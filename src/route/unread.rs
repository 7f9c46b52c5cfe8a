//! A lead of attributes as they came: what conditions look at is read when they look at it, and nothing else is.
//!
//! Only what most data look like is read so. Whatever needs more than one attribute by itself gives up, and the lead is read
//! as a whole.

use super::came::Came;
use super::read::{FieldIntake, Reader};
use super::sights::{How, Sight, Sights};
use crate::domain::{Kind, OPEN, Presence, Raw, Spare, Value, parts};
use crate::graph::{ClassSource, DecisionGraph, Viewed};
use crate::region::{Subject, answer};
use crate::text::{Packed, short_items};
use std::cell::{Cell, OnceCell};

/// So many classes are remembered; further ones are looked up anew.
pub(super) const REMEMBERED: usize = 64;

/// Classes that are known by now; open where nobody asked yet.
pub(crate) trait Known {
    /// That of an attribute; `None` where it is not remembered.
    fn class(&self, place: usize) -> Option<&Cell<u32>>;

    /// A list, by its place; `None` where nobody looked beforehand.
    #[inline]
    fn list(&self, place: u32) -> Option<Listed<'_>> {
        let _ = place;
        None
    }
}

/// What is known of a list.
pub(crate) enum Listed<'k> {
    /// There is none.
    Missing,
    /// The elements in it that the graph knows, by their attributes' places.
    Of(&'k [u32]),
}

impl Known for [Cell<u32>; REMEMBERED] {
    #[inline]
    fn class(&self, place: usize) -> Option<&Cell<u32>> {
        self.get(place)
    }
}

/// The elements of a list that the graph knows, by their attributes' places.
#[derive(Default)]
struct Elements {
    places: [u32; Self::MOST],
    /// More than [`Self::MOST`]: some have no place here.
    count: usize,
}

impl Elements {
    const MOST: usize = 8;

    fn push(&mut self, place: u32) {
        if let Some(slot) = self.places.get_mut(self.count) {
            *slot = place;
        }
        self.count = self.count.saturating_add(1);
    }
}

/// A lead of what came.
pub(crate) struct Unread<'a, C, K> {
    reader: Reader<'a>,
    graph: &'a DecisionGraph,
    sights: &'a Sights,
    attributes: C,
    /// By attribute, as far as they are remembered; open where nobody asked yet.
    classes: K,
    /// The elements of the list whose elements were asked for first.
    elements: OnceCell<(u32, Option<Elements>)>,
    /// The list that was asked for first.
    list: OnceCell<(u32, Option<Value>)>,
    gave_up: Cell<bool>,
}

impl<'a, C: Came<'a>, K: Known> Unread<'a, C, K> {
    /// Nothing is known of them yet.
    #[inline]
    pub(crate) const fn new(
        reader: Reader<'a>,
        graph: &'a DecisionGraph,
        sights: &'a Sights,
        attributes: C,
        classes: K,
    ) -> Self {
        Self {
            reader,
            graph,
            sights,
            attributes,
            classes,
            elements: OnceCell::new(),
            list: OnceCell::new(),
            gave_up: Cell::new(false),
        }
    }

    /// Whether it is a valid lead; false also where it must be read as a whole to know.
    #[inline]
    pub(crate) fn is_valid(&self) -> bool {
        let intake = self.reader.intake;
        self.sights.each_by_itself
            && intake.checked.iter().all(|field| self.came(*field).is_none())
            && intake.required.iter().all(|place| self.is_there(*place))
    }

    #[inline]
    fn came(&self, field: usize) -> Option<C::Value> {
        self.attributes.came(field)
    }

    /// Whether a value came that can be read.
    #[inline]
    fn is_there(&self, field: usize) -> bool {
        if self.came(field).is_some_and(|raw| self.sights.is_plainly_there(self.reader, field, &raw)) {
            return true;
        }
        let mut slot = None;
        self.read(field, &mut slot) && slot.is_some()
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
    fn read(&self, field: usize, slot: &mut Option<Value>) -> bool {
        let Some(how) = self.reader.intake.fields.get(field) else { return false };
        let Some(raw) = self.came(field) else {
            return self.reader.model.lead.fields.get(field).is_some_and(|field| field.presence == Presence::Optional);
        };
        how.takes_quickly(&raw) && self.reader.quick().read(&how.kind, &raw, &how.options, &mut Spare::default(), slot)
    }

    /// Looks a class up for the first time.
    #[inline(never)]
    fn looked_up(&self, place: usize) -> u32 {
        let Some(sight) = self.sights.get(place) else { return 0 };
        let came = self.came(sight.place());
        let came = came.as_deref();
        let known = match came {
            Some(Raw::Text(text)) => sight.as_written(text),
            _ => None,
        };
        let class = known.unwrap_or_else(|| self.looked_closer(place, sight, came));
        if let Some(cell) = self.classes.class(place) {
            cell.set(class);
        }
        class
    }

    /// The same where a text does not stand for a constant.
    #[inline(never)]
    fn looked_closer(&self, place: usize, sight: &Sight, came: Option<&Raw<'_>>) -> u32 {
        let Some(viewed) = self.graph.viewed().get(place) else { return 0 };
        let class = match (came, &sight.how) {
            (Some(raw), _) => sight.class(viewed, raw),
            (None, How::Item(list, wanted)) => self.has_item(*list, place, *wanted),
            (None, _) => sight.missing().map(|class| super::faults::missing(viewed, class)),
        };
        class.unwrap_or_else(|| self.with_care(viewed))
    }

    /// The class of whether a list of short texts has this item; `None`: it takes more to know.
    fn has_item(&self, list: u32, place: usize, wanted: Packed) -> Option<u32> {
        let viewed = self.graph.viewed().get(usize::try_from(list).ok()?)?;
        match self.listed(list, viewed) {
            Some(Listed::Missing) => Some(super::faults::unknown()),
            Some(Listed::Of(elements)) => {
                Some(answer(u32::try_from(place).is_ok_and(|place| elements.contains(&place))))
            }
            None => {
                let mut has = false;
                self.short_items(viewed, |item| has |= item == wanted).then(|| answer(has))
            }
        }
    }

    /// What is known of a list: where somebody looked beforehand, or it is the first that was asked for and its elements are few.
    fn listed(&self, list: u32, viewed: &Viewed) -> Option<Listed<'_>> {
        if let Some(listed) = self.classes.list(list) {
            return Some(listed);
        }
        let (known, elements) = self.elements.get_or_init(|| {
            let mut elements = Elements::default();
            let all = self.short_items(viewed, |item| {
                if let Some(element) = viewed.element_of_short(item) {
                    elements.push(element);
                }
            });
            (list, (all && elements.count <= Elements::MOST).then_some(elements))
        });
        if *known != list {
            return None;
        }
        let elements = elements.as_ref()?;
        elements.places.get(..elements.count).map(Listed::Of)
    }

    #[cold]
    fn with_care(&self, viewed: &Viewed) -> u32 {
        match &viewed.subject {
            Subject::Field(field) => {
                let mut slot = None;
                let known = self.read(field.index(), &mut slot);
                if known { super::faults::class(viewed, slot.as_ref()) } else { self.give_up() }
            }
            Subject::Element { list, value } => {
                let list = u32::try_from(list.index()).unwrap_or(u32::MAX);
                match self.items(list, |items| items.contains(value)) {
                    Some(Some(has)) => answer(has),
                    Some(None) => super::faults::unknown(),
                    None => self.give_up(),
                }
            }
            _ => self.give_up(),
        }
    }

    /// Calls with each short item that came for a list of texts; false: it takes more to read them all.
    fn short_items(&self, viewed: &Viewed, mut each: impl FnMut(Packed)) -> bool {
        let Some((field, how)) = list_of_texts(self.reader, viewed) else { return false };
        let most = self.reader.limits.list_items;
        match self.came(field).as_deref() {
            Some(Raw::List(items)) => {
                items.len() <= most && items.iter().all(|raw| matches!(raw, Raw::Text(text) if told(text, &mut each)))
            }
            Some(Raw::Texts(texts)) => texts.len() <= most && texts.iter().all(|text| told(text, &mut each)),
            Some(Raw::Text(text)) if text.len() > how.longest_placeholder() => {
                if let Some(count) = short_items(text, &mut each) {
                    return (1..=most).contains(&count);
                }
                let mut count = 0_usize;
                parts(text).all(|part| {
                    count += 1;
                    count <= most && told(part, &mut each)
                }) && count > 0
            }
            _ => false,
        }
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

/// The place of a field that is a list of texts, and how these come, where short ones are read as they stand.
#[inline]
pub(super) fn list_of_texts<'r>(reader: Reader<'r>, viewed: &Viewed) -> Option<(usize, &'r FieldIntake)> {
    let Subject::Field(field) = viewed.subject else { return None };
    let how = reader.intake.fields.get(field.index()).filter(|how| how.is_plain())?;
    let is_of_texts = matches!(&how.kind, Kind::List(item) if **item == Kind::Text);
    (is_of_texts && reader.limits.text_bytes >= Packed::LONGEST).then_some((field.index(), how))
}

/// Calls with a short text in its compared form; false: it takes more than that.
fn told(text: &str, each: impl FnMut(Packed)) -> bool {
    Packed::folded(text).map(each).is_some()
}

impl<'a, C: Came<'a>, K: Known> ClassSource for Unread<'a, C, K> {
    #[inline]
    fn class(&self, attribute: u32) -> u32 {
        let Ok(place) = usize::try_from(attribute) else { return 0 };
        match self.classes.class(place).map(Cell::get) {
            Some(class) if class != OPEN => class,
            _ => self.looked_up(place),
        }
    }

    fn elements(&self, list: u32, each: &mut dyn FnMut(u32)) {
        let viewed = usize::try_from(list).ok().and_then(|place| self.graph.viewed().get(place));
        let asked = viewed.and_then(|viewed| {
            match self.listed(list, viewed) {
                Some(Listed::Missing) => return Some(None),
                Some(Listed::Of(elements)) => {
                    elements.iter().copied().for_each(&mut *each);
                    return Some(Some(()));
                }
                None => {}
            }
            // Where an item takes more, all are told again: an element may be told twice.
            if self.short_items(viewed, |item| viewed.element_of_short(item).into_iter().for_each(&mut *each)) {
                return Some(Some(()));
            }
            self.items(list, |items| items.iter().filter_map(|item| viewed.element(item)).for_each(each))
        });
        if asked.is_none() {
            self.give_up();
        }
    }
}
