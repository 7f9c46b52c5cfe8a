//! How far apart two words are, for "did you mean".

/// The number of letters to insert, drop, change, or swap with the neighbour.
///
/// ```
/// assert_eq!(pointsman::text::distance("asign", "assign"), 1);
/// assert_eq!(pointsman::text::distance("tets", "test"), 1);
/// ```
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i.saturating_add(1)];
        for (j, y) in b.iter().enumerate() {
            let get =
                |row: Option<&Vec<usize>>, at: usize| row.and_then(|row| row.get(at)).copied().unwrap_or(usize::MAX);
            let change = get(rows.last(), j).saturating_add(usize::from(x != y));
            let drop = get(rows.last(), j.saturating_add(1)).saturating_add(1);
            let insert = row.last().copied().unwrap_or_default().saturating_add(1);
            let mut best = change.min(drop).min(insert);
            let swapped = i > 0 && j > 0 && a.get(i.wrapping_sub(1)) == Some(y) && b.get(j.wrapping_sub(1)) == Some(x);
            if swapped {
                best = best.min(get(rows.get(i.wrapping_sub(1)), j.wrapping_sub(1)).saturating_add(1));
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or_default()
}

/// The known word that a misspelt one was probably meant to be: one mistake in short words, up to three in long ones.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    let lower = word.to_lowercase();
    let scored = known.into_iter().map(|other| (distance(&lower, &other.to_lowercase()), other));
    scored.filter(|(far, other)| *far <= allowed && *other != word).min().map(|(_, other)| other)
}
