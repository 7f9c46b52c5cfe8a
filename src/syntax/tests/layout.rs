//! Formatting keeps what is said: of every file of the corpus, with a comment at every border between two pieces.

use super::super::format;
use super::super::shape::{borders, commented, is_sound, shape};
use super::tenth;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Every policy of the corpus and of the samples.
fn corpus() -> Vec<(PathBuf, String)> {
    let mut waiting: Vec<PathBuf> =
        ["tests/corpus", "examples"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).into();
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|ending| ending == "route") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    assert!(found.len() > 60, "{} files", found.len());
    found
}

/// Comments as they were put in.
fn numbers(text: &str) -> Vec<usize> {
    text.split("#c")
        .skip(1)
        .map(|rest| rest.split('\n').next().unwrap_or_default().trim_end().parse().unwrap())
        .collect()
}

fn keeps(text: &str, what: &str) {
    let once = format(text).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(format(&once).as_ref(), Ok(&once), "{what}: twice");
    let (before, after) = (shape(text), shape(&once));
    let differ = before.bytes().zip(after.bytes()).position(|(a, b)| a != b);
    let around = |tree: &str| {
        let at = differ.unwrap_or_default();
        tree.chars().skip(at.saturating_sub(80)).take(200).collect::<String>()
    };
    assert!(before == after, "{what}: another tree\n{}\n---\n{}", around(&before), around(&after));
}

#[test]
fn the_tree_stays() {
    for (path, text) in corpus() {
        keeps(&text, &path.display().to_string());
    }
}

/// All at once.
#[test]
fn comments_at_every_border_survive_in_order() {
    for (path, text) in corpus().into_iter().step_by(if tenth() { 5 } else { 1 }) {
        let borders = borders(&text);
        let with = commented(&text, &borders);
        let formatted = format(&with).unwrap();
        assert_eq!(numbers(&formatted), (0..borders.len()).collect::<Vec<_>>(), "{}", path.display());
        assert_eq!(format(&formatted).as_ref(), Ok(&formatted), "{}: twice", path.display());
    }
}

/// By itself: at every border of a short file that has every sort of line, at some of the others.
#[test]
fn one_comment_survives_at_each_border() {
    for (number, (path, text)) in corpus().into_iter().enumerate().step_by(if tenth() { 10 } else { 1 }) {
        let borders = borders(&text);
        let step = if path.ends_with("parse/constructs.route") { 5 } else { borders.len().div_ceil(2) };
        for at in borders.into_iter().skip(number % step.max(1)).step_by(step.max(1)) {
            let with = commented(&text, &[at]);
            let formatted = format(&with).unwrap();
            assert_eq!(numbers(&formatted), [0], "{} at {at}", path.display());
            keeps(&with, &format!("{} at {at}", path.display()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4 + 1, ..ProptestConfig::default() })]

    /// Any blanks between pieces, any comments at borders.
    #[test]
    fn whatever_the_layout_the_tree_stays(
        file in any::<prop::sample::Index>(),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        widths in prop::collection::vec(0_usize..4, 1..40),
    ) {
        let files = corpus();
        let (path, text) = &files[file.index(files.len())];
        let borders = borders(text);
        let mut chosen: Vec<usize> = places.iter().map(|place| borders[place.index(borders.len())]).collect();
        chosen.sort_unstable();
        chosen.dedup();
        let with = commented(text, &chosen);
        // Only what is a blank already may become wider, since two blanks part lines.
        let mut widths = widths.into_iter().cycle();
        let wide: String = with
            .split_inclusive('\n')
            .map(|line| {
                let indented = " ".repeat(widths.next().unwrap_or_default());
                if line.contains(['"', '#', '`']) { line.to_owned() } else { indented + line }
            })
            .collect();
        if is_sound(&wide) {
            keeps(&wide, &path.display().to_string());
        } else {
            let once = format(&wide).unwrap();
            let twice = format(&once).unwrap();
            prop_assert_eq!(twice, once, "{}: twice", path.display());
        }
    }
}
