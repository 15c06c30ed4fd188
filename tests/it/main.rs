//! Facts about citecheck, stated in fixtures.

mod added;
mod arguments;
mod cli;
mod compared;
mod coreference;
mod figures;
mod fixture;
mod judge;
mod languages;
mod names;
mod opposites;
mod order;
mod output;
mod quality;
mod quotations;
mod right;
mod rules;
mod scope;
mod seeds;
mod stands;
mod stitched;
mod surroundings;
mod tidy;
mod told;
mod why;
mod wording;
