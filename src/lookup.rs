//! A map that can be asked but not walked, so that no hash order can reach a decision.

mod hashed;
mod texts;

use ahash::RandomState;
use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
pub(crate) use texts::{ShortTexts, TextLookup};

/// Keys from the policy or the snapshot to values. The seed is fixed: what a lead brings is only ever asked for, never
/// put in.
#[derive(Clone, Debug)]
#[allow(clippy::disallowed_types, reason = "the one place that may hold a hash map: it offers no iteration")]
pub(crate) struct Lookup<K, V> {
    map: std::collections::HashMap<K, V, RandomState>,
}

#[allow(clippy::disallowed_types, reason = "see above")]
impl<K: Eq + Hash, V> Lookup<K, V> {
    pub(crate) fn new() -> Self {
        let seed = RandomState::with_seeds(0x706f_696e, 0x7473_6d61, 0x6e20_726f, 0x7574_6573);
        Self { map: std::collections::HashMap::with_hasher(seed) }
    }

    /// Puts a value in and hands back the one that was there.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.map.insert(key, value)
    }

    pub(crate) fn get<Q: ?Sized + Eq + Hash>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.map.get(key)
    }

    pub(crate) fn get_mut<Q: ?Sized + Eq + Hash>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.map.get_mut(key)
    }
}

impl<K: Eq + Hash, V> Default for Lookup<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Eq + Hash, V> FromIterator<(K, V)> for Lookup<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut lookup = Self::new();
        for (key, value) in pairs {
            lookup.insert(key, value);
        }
        lookup
    }
}

/// A text that is asked for by its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) Arc<str>);

impl Hash for Bytes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}

impl Borrow<[u8]> for Bytes {
    fn borrow(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
