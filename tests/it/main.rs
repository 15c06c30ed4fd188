//! Facts about citecheck, stated in fixtures.

mod cli;
mod fixture;
mod judge;
mod output;
mod quality;
mod rules;
mod seeds;
mod tidy;
