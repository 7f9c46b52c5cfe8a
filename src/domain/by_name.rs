//! A few things by name, kept in place while there are only a few of them: what a decision states needs no memory of its
//! own then.

use smallvec::SmallVec;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// Things by name, in the order of the names; as many as `N` are kept in place.
///
/// ```
/// use pointsman::domain::ByName;
/// let mut open: ByName<i64> = ByName::new();
/// open.insert("phone".into(), 2);
/// *open.or_default("lead".into()) += 1;
/// assert_eq!((open["phone"], open.get("lead"), open.get("chat")), (2, Some(&1), None));
/// assert_eq!(open.keys().map(|name| &**name).collect::<Vec<_>>(), ["lead", "phone"]);
/// ```
#[derive(PartialEq, Eq)]
pub struct ByName<V, const N: usize = 1> {
    entries: SmallVec<[(Arc<str>, V); N]>,
}

impl<V, const N: usize> ByName<V, N> {
    /// Nothing yet.
    #[inline]
    pub fn new() -> Self {
        Self { entries: SmallVec::new() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[inline]
    fn place(&self, name: &str) -> Result<usize, usize> {
        match self.entries.as_slice() {
            [] => Err(0),
            // Nearly always there is one, and often the name is the very same text.
            [(known, _)] if std::ptr::eq(&**known, name) => Ok(0),
            _ => self.place_among(name),
        }
    }

    #[inline(never)]
    fn place_among(&self, name: &str) -> Result<usize, usize> {
        match self.entries.as_slice() {
            [(known, _)] => match (**known).cmp(name) {
                Ordering::Equal => Ok(0),
                Ordering::Less => Err(1),
                Ordering::Greater => Err(0),
            },
            entries => entries.binary_search_by(|(known, _)| (**known).cmp(name)),
        }
    }

    /// One thing under a name.
    #[inline]
    pub(crate) fn of(name: Arc<str>, value: V) -> Self {
        let mut entries = SmallVec::new();
        entries.push((name, value));
        Self { entries }
    }

    /// Whether all of it is kept in place.
    pub(crate) fn is_in_place(&self) -> bool {
        !self.entries.spilled()
    }

    /// What there is, where it is one thing.
    #[inline]
    pub(crate) fn only(&self) -> Option<(&Arc<str>, &V)> {
        match self.entries.as_slice() {
            [(name, value)] => Some((name, value)),
            _ => None,
        }
    }

    /// What has this name.
    #[inline]
    pub fn get(&self, name: impl AsRef<str>) -> Option<&V> {
        self.place(name.as_ref()).ok().and_then(|place| self.entries.get(place)).map(|(_, value)| value)
    }

    /// What has this name, to be changed.
    #[inline]
    pub fn get_mut(&mut self, name: impl AsRef<str>) -> Option<&mut V> {
        let place = self.place(name.as_ref()).ok()?;
        self.entries.get_mut(place).map(|(_, value)| value)
    }

    /// Whether anything has this name.
    pub fn contains_key(&self, name: impl AsRef<str>) -> bool {
        self.place(name.as_ref()).is_ok()
    }

    /// Puts something under a name and hands back what was there.
    #[inline]
    pub fn insert(&mut self, name: Arc<str>, value: V) -> Option<V> {
        if self.entries.is_empty() {
            self.entries.push((name, value));
            return None;
        }
        match self.place(&name) {
            Ok(place) => self.entries.get_mut(place).map(|(_, known)| std::mem::replace(known, value)),
            Err(place) => {
                self.put(place, name, value);
                None
            }
        }
    }

    /// At the end things are simply added.
    #[inline]
    fn put(&mut self, place: usize, name: Arc<str>, value: V) {
        if place == self.entries.len() {
            self.entries.push((name, value));
        } else {
            self.entries.insert(place, (name, value));
        }
    }

    /// What has this name; made if there is nothing yet.
    #[allow(clippy::indexing_slicing, reason = "the place was found or filled in the line above")]
    pub fn or_default(&mut self, name: Arc<str>) -> &mut V
    where
        V: Default,
    {
        let place = self.place(&name).unwrap_or_else(|place| {
            self.put(place, name, V::default());
            place
        });
        &mut self.entries[place].1
    }

    /// What has this name; made if there is nothing yet.
    #[allow(clippy::indexing_slicing, reason = "the place was found or filled in the line above")]
    pub(crate) fn known_or_default(&mut self, name: &Arc<str>) -> &mut V
    where
        V: Default,
    {
        let place = self.place(name).unwrap_or_else(|place| {
            self.put(place, Arc::clone(name), V::default());
            place
        });
        &mut self.entries[place].1
    }

    /// Puts something under a name that names nothing yet; else nothing changes.
    pub fn or_insert(&mut self, name: Arc<str>, value: V) {
        if let Err(place) = self.place(&name) {
            self.entries.insert(place, (name, value));
        }
    }

    /// Takes everything away; room that was made stays.
    #[inline]
    pub fn clear(&mut self) {
        if !self.entries.is_empty() {
            self.entries.clear();
        }
    }

    /// What has this name, to be changed, where it is the only one and its name the very same text.
    #[inline]
    pub(crate) fn only_of(&mut self, name: &Arc<str>) -> Option<&mut V> {
        match self.entries.as_mut_slice() {
            [(known, value)] if Arc::ptr_eq(known, name) => Some(value),
            _ => None,
        }
    }

    /// Takes something away.
    pub fn remove(&mut self, name: impl AsRef<str>) -> Option<V> {
        let place = self.place(name.as_ref()).ok()?;
        Some(self.entries.remove(place).1)
    }

    /// Leaves only what should be kept.
    pub fn retain(&mut self, mut keep: impl FnMut(&Arc<str>, &mut V) -> bool) {
        self.entries.retain(|(name, value)| keep(name, value));
    }

    /// Names with what they name, by name.
    pub fn iter(&self) -> Iter<'_, V> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    /// The names, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.entries.iter().map(|(name, _)| name)
    }

    /// What is named, by name.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
    }

    /// What is named, to be changed, by name.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }
}

impl<V: Clone, const N: usize> ByName<V, N> {
    #[inline(never)]
    fn clone_all(&self) -> Self {
        let mut entries = SmallVec::with_capacity(self.len());
        for (name, value) in &self.entries {
            entries.push((Arc::clone(name), value.clone()));
        }
        Self { entries }
    }
}

impl<V: Clone, const N: usize> Clone for ByName<V, N> {
    #[inline]
    fn clone(&self) -> Self {
        match self.entries.as_slice() {
            [] => Self::new(),
            [(name, value)] => Self::of(Arc::clone(name), value.clone()),
            _ => self.clone_all(),
        }
    }

    /// Names that are the same texts stay.
    #[inline]
    fn clone_from(&mut self, other: &Self) {
        if let ([(own, value)], [(name, new)]) = (self.entries.as_mut_slice(), other.entries.as_slice())
            && Arc::ptr_eq(own, name)
        {
            return value.clone_from(new);
        }
        let same = self.len() == other.len()
            && self.entries.iter().zip(&other.entries).all(|((own, _), (name, _))| Arc::ptr_eq(own, name));
        if same {
            self.entries.iter_mut().zip(&other.entries).for_each(|((_, own), (_, value))| own.clone_from(value));
        } else {
            *self = other.clone();
        }
    }
}

impl<V, const N: usize> Default for ByName<V, N> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl<V: fmt::Debug, const N: usize> fmt::Debug for ByName<V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Panics when nothing has the name, as a map does.
impl<V, const N: usize> Index<&str> for ByName<V, N> {
    type Output = V;

    #[allow(clippy::expect_used, reason = "what an index does")]
    fn index(&self, name: &str) -> &V {
        self.get(name).expect("something of this name")
    }
}

impl<V, const N: usize> FromIterator<(Arc<str>, V)> for ByName<V, N> {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, V)>>(named: I) -> Self {
        let mut all = Self::new();
        all.extend(named);
        all
    }
}

impl<V, const N: usize> Extend<(Arc<str>, V)> for ByName<V, N> {
    fn extend<I: IntoIterator<Item = (Arc<str>, V)>>(&mut self, named: I) {
        for (name, value) in named {
            self.insert(name, value);
        }
    }
}

impl<V, const N: usize, const M: usize> From<[(Arc<str>, V); M]> for ByName<V, N> {
    fn from(named: [(Arc<str>, V); M]) -> Self {
        named.into_iter().collect()
    }
}

/// Names with what they name.
pub(crate) type Iter<'a, V> =
    std::iter::Map<std::slice::Iter<'a, (Arc<str>, V)>, fn(&'a (Arc<str>, V)) -> (&'a Arc<str>, &'a V)>;

impl<'a, V, const N: usize> IntoIterator for &'a ByName<V, N> {
    type Item = (&'a Arc<str>, &'a V);
    type IntoIter = Iter<'a, V>;

    fn into_iter(self) -> Iter<'a, V> {
        self.iter()
    }
}

impl<V, const N: usize> IntoIterator for ByName<V, N> {
    type Item = (Arc<str>, V);
    type IntoIter = smallvec::IntoIter<[(Arc<str>, V); N]>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// It does what a sorted map does.
        #[test]
        fn it_is_a_map(steps in proptest::collection::vec((0_u8..3, "[a-e]", 0_i64..9), 0..40)) {
            let mut few: ByName<i64> = ByName::new();
            let mut map: BTreeMap<Arc<str>, i64> = BTreeMap::new();
            for (step, name, value) in steps {
                match step {
                    0 => prop_assert_eq!(few.insert(name.as_str().into(), value), map.insert(name.as_str().into(), value)),
                    1 => prop_assert_eq!(few.remove(&name), map.remove(name.as_str())),
                    _ => {
                        *few.or_default(name.as_str().into()) += value;
                        *map.entry(name.as_str().into()).or_default() += value;
                    }
                }
                prop_assert!(few.iter().eq(map.iter()), "{:?} {:?}", few, map);
                prop_assert_eq!(few.get(name.as_str()), map.get(name.as_str()));
            }
        }
    }
}
