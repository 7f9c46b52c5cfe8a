//! A list of values, cheap to clone.

use super::Value;
use std::ops::Deref;
use std::sync::Arc;

/// The items of a [`Value::List`], in the order given.
///
/// ```
/// use pointsman::domain::{List, Value};
/// let list = List::from(vec![Value::Integer(1), Value::Integer(2)]);
/// assert!(list.contains(&Value::Integer(2)));
/// assert_eq!(list.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List(Arc<Vec<Value>>);

impl List {
    /// Whether somebody else holds the items too.
    pub(crate) fn is_shared(&mut self) -> bool {
        Arc::get_mut(&mut self.0).is_none()
    }

    /// The items, to be changed: a copy of their own where somebody else holds them too.
    pub(crate) fn items_mut(&mut self) -> &mut Vec<Value> {
        Arc::make_mut(&mut self.0)
    }
}

impl Deref for List {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0
    }
}

impl From<Vec<Value>> for List {
    fn from(items: Vec<Value>) -> Self {
        Self(Arc::new(items))
    }
}

impl FromIterator<Value> for List {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        items.into_iter().collect::<Vec<_>>().into()
    }
}
