//! How well claims are judged, measured on labelled ones.
//!
//! A labelled claim is a [`Row`] of a [`DataSet`]. Rows over the same sources share a [`Library`], the sources imported
//! and indexed as those of a writer are. [`predict`] runs the rows through [`crate::check`], and [`Figures`] holds the
//! predictions against the labels.

mod figures;
mod library;
mod predict;
mod row;
#[cfg(test)]
mod tests;

pub use figures::{Change, Estimate, Figures, OfRule, OfType, Tally};
pub use library::Library;
pub use predict::{Prediction, by_draft, predict};
pub use row::{DataSet, Documents, Label, Problem, Row, SourceText, Sources};
