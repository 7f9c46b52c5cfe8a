//! What holds for every graph, proved when it is built: every place exists, every node leads to nodes.

use super::DecisionGraph;
use super::builder::Builder;

/// What is broken, if anything is.
pub(super) fn broken(graph: &DecisionGraph) -> Option<String> {
    let parts = Builder::parts(graph);
    for (place, route) in parts.routes.iter().enumerate() {
        let turns = route.turns.len();
        let fine = route.turns.iter().all(|turn| parts.has(turn))
            && route.besides.iter().all(|beside| parts.has_beside(beside, turns))
            && route.besides.is_sorted_by_key(|beside| beside.turns)
            && route.search.is_sound(turns, parts.viewed)
            && route.beside.is_sound(route.besides.len(), parts.viewed)
            && route.on_invalid.is_none_or(|spot| parts.has_spot(spot))
            && parts.has_spot(route.nobody);
        if !fine {
            return Some(format!("route {place} names something that is not there"));
        }
    }
    if let Some(place) = parts.cards.iter().flatten().position(|card| !card.is_sound(parts.viewed)) {
        return Some(format!("card {place} names something that is not there"));
    }
    let table = parts.tables.iter().flatten().position(|rows| !rows.is_sound(usize::MAX, parts.viewed));
    table.map(|place| format!("table {place} names something that is not there"))
}
