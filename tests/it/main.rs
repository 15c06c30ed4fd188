//! Facts about citecheck, stated in fixtures.

mod cli;
mod coreference;
mod figures;
mod fixture;
mod judge;
mod languages;
mod opposites;
mod output;
mod quality;
mod quotations;
mod rules;
mod seeds;
mod tidy;
mod why;
