//! Drawing: the graph for Graphviz, the route for Mermaid and as a picture.

mod dot;
mod metro;
mod svg;
mod traffic;

pub(crate) use dot::dot;
pub(crate) use metro::mermaid;
pub(crate) use svg::svg;
pub use traffic::Traffic;
