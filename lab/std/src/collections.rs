//! `std::collections`: the real ones, with `HashMap` and `HashSet` hashing the same way each time. A schedule must replay.

pub use ::std::collections::{
    BTreeMap, BTreeSet, BinaryHeap, Bound, LinkedList, TryReserveError, VecDeque, binary_heap, btree_map, btree_set,
    linked_list, vec_deque,
};

/// As `std::collections::hash_map`, with our map, and without the hasher that has a seed.
pub mod hash_map {
    pub use super::HashMap;
    pub use ::std::collections::hash_map::{
        DefaultHasher, Drain, Entry, ExtractIf, IntoIter, IntoKeys, IntoValues, Iter, IterMut, Keys, OccupiedEntry,
        VacantEntry, Values, ValuesMut,
    };
}

/// As `std::collections::hash_set`, with our set.
pub mod hash_set {
    pub use super::HashSet;
    pub use ::std::collections::hash_set::{
        Difference, Drain, ExtractIf, Intersection, IntoIter, Iter, SymmetricDifference, Union,
    };
}

use ::std::borrow::Borrow;
use ::std::fmt;
use ::std::hash::{BuildHasherDefault, DefaultHasher, Hash};
use ::std::ops::{Deref, DerefMut, Index};

/// A hasher without a seed.
type Fixed = BuildHasherDefault<DefaultHasher>;
type RealMap<K, V> = ::std::collections::HashMap<K, V, Fixed>;
type RealSet<T> = ::std::collections::HashSet<T, Fixed>;

/// As `std::collections::HashMap`, in the same order each time.
#[derive(Clone)]
pub struct HashMap<K, V>(RealMap<K, V>);

/// As `std::collections::HashSet`, in the same order each time.
#[derive(Clone)]
pub struct HashSet<T>(RealSet<T>);

macro_rules! wraps {
    ($name:ident<$($p:ident),*>, $real:ty, $item:ty, $into:ty, $iter:ty, $ref_item:ty) => {
        impl<$($p),*> $name<$($p),*> {
            /// As the real one.
            #[must_use]
            pub fn new() -> Self {
                Self(Default::default())
            }

            /// As the real one.
            #[must_use]
            pub fn with_capacity(capacity: usize) -> Self {
                Self(<$real>::with_capacity_and_hasher(capacity, Fixed::default()))
            }
        }

        impl<$($p),*> Default for $name<$($p),*> {
            fn default() -> Self {
                Self::new()
            }
        }

        impl<$($p),*> Deref for $name<$($p),*> {
            type Target = $real;

            fn deref(&self) -> &$real {
                &self.0
            }
        }

        impl<$($p),*> DerefMut for $name<$($p),*> {
            fn deref_mut(&mut self) -> &mut $real {
                &mut self.0
            }
        }

        impl<$($p: fmt::Debug),*> fmt::Debug for $name<$($p),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<$($p),*> IntoIterator for $name<$($p),*> {
            type Item = $item;
            type IntoIter = $into;

            fn into_iter(self) -> $into {
                self.0.into_iter()
            }
        }

        impl<'a, $($p),*> IntoIterator for &'a $name<$($p),*> {
            type Item = $ref_item;
            type IntoIter = $iter;

            fn into_iter(self) -> $iter {
                self.0.iter()
            }
        }
    };
}

wraps!(HashMap<K, V>, RealMap<K, V>, (K, V), hash_map::IntoIter<K, V>, hash_map::Iter<'a, K, V>, (&'a K, &'a V));
wraps!(HashSet<T>, RealSet<T>, T, hash_set::IntoIter<T>, hash_set::Iter<'a, T>, &'a T);

impl<K, V> HashMap<K, V> {
    /// As the real one.
    pub fn into_keys(self) -> hash_map::IntoKeys<K, V> {
        self.0.into_keys()
    }

    /// As the real one.
    pub fn into_values(self) -> hash_map::IntoValues<K, V> {
        self.0.into_values()
    }
}

impl<'a, K, V> IntoIterator for &'a mut HashMap<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = hash_map::IterMut<'a, K, V>;

    fn into_iter(self) -> hash_map::IterMut<'a, K, V> {
        self.0.iter_mut()
    }
}

impl<K: Eq + Hash, V: PartialEq> PartialEq for HashMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K: Eq + Hash, V: Eq> Eq for HashMap<K, V> {}

impl<K: Eq + Hash, V> FromIterator<(K, V)> for HashMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<K: Eq + Hash, V> Extend<(K, V)> for HashMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl<K: Eq + Hash, V, const N: usize> From<[(K, V); N]> for HashMap<K, V> {
    fn from(items: [(K, V); N]) -> Self {
        items.into_iter().collect()
    }
}

impl<K: Eq + Hash + Borrow<Q>, Q: Eq + Hash + ?Sized, V> Index<&Q> for HashMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        &self.0[key]
    }
}

impl<T: Eq + Hash> PartialEq for HashSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Eq + Hash> Eq for HashSet<T> {}

impl<T: Eq + Hash> FromIterator<T> for HashSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: Eq + Hash> Extend<T> for HashSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl<T: Eq + Hash, const N: usize> From<[T; N]> for HashSet<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}
