//! Facts about citecheck, stated in fixtures.

mod cli;
mod fixture;
mod judge;
mod languages;
mod output;
mod quality;
mod rules;
mod seeds;
mod tidy;
mod why;
