//! Which rows of a record have a name that is alike: counted by the trigrams that they share, not row by row.

use crate::domain::{Decimal, trigrams};
use crate::lookup::Lookup;

/// The names of a record's rows by their trigrams.
#[derive(Debug)]
pub(crate) struct Names {
    /// Trigram → rows that have it, and how often.
    having: Lookup<[char; 3], Vec<(usize, u64)>>,
    /// By row: how many trigrams its name has; 0 for a row without a name.
    counts: Vec<u64>,
}

impl Names {
    pub(crate) fn new<'n>(names: impl Iterator<Item = Option<&'n str>>) -> Self {
        let mut made = Self { having: Lookup::new(), counts: Vec::new() };
        for (row, name) in names.enumerate() {
            let grams = name.and_then(trigrams).unwrap_or_default();
            made.counts.push(grams.iter().fold(0, |sum, (_, times)| sum.saturating_add(*times)));
            for (gram, times) in grams {
                match made.having.get_mut(&gram) {
                    Some(rows) => rows.push((row, times)),
                    None => {
                        made.having.insert(gram, vec![(row, times)]);
                    }
                }
            }
        }
        made
    }

    /// The rows whose names are at least so alike, in their order: Dice's coefficient, by cross-multiplication.
    pub(crate) fn alike(&self, name: &str, least: Decimal) -> Vec<usize> {
        let Some(grams) = trigrams(name) else { return Vec::new() };
        let own = grams.iter().fold(0_u64, |sum, (_, times)| sum.saturating_add(*times));
        let mut shared = vec![0_u64; self.counts.len()];
        for (gram, times) in &grams {
            for (row, others) in self.having.get(gram).into_iter().flatten() {
                if let Some(sum) = shared.get_mut(*row) {
                    *sum = sum.saturating_add(*times.min(others));
                }
            }
        }
        let rows = shared.iter().zip(&self.counts).enumerate().filter(|(_, (_, count))| **count > 0);
        rows.filter(|(_, (shared, count))| reaches(shared.saturating_mul(2), own.saturating_add(**count), least))
            .map(|(row, _)| row)
            .collect()
    }
}

/// Whether a share reaches the least one.
pub(crate) fn reaches(shared: u64, all: u64, least: Decimal) -> bool {
    i128::from(shared).saturating_mul(Decimal::SCALE) >= least.scaled().saturating_mul(i128::from(all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::similarity;

    #[test]
    fn the_index_finds_what_comparing_each_finds() {
        let rows = [
            Some("Beispiel AG"),
            Some("Beispiele GmbH"),
            None,
            Some("GmbH"),
            Some("Acme Corporation"),
            Some("aaaa"),
            Some("aaaaaaa"),
        ];
        let names = Names::new(rows.iter().copied());
        for asked in ["Beispiel", "aaaaa", "Acme Corp", "", "Zz"] {
            for percent in [0, 30, 50, 80, 92, 100] {
                let least = Decimal::from_scaled(i128::from(percent) * 100);
                let each = |row: &Option<&str>| {
                    row.and_then(|row| similarity(asked, row)).is_some_and(|(shared, all)| reaches(shared, all, least))
                };
                let expected: Vec<usize> = (0..rows.len()).filter(|row| each(&rows[*row])).collect();
                assert_eq!(names.alike(asked, least), expected, "{asked} {percent}");
            }
        }
    }
}
