//! Facts about citecheck, stated in fixtures.

mod cli;
mod fixture;
mod output;
mod rules;
mod seeds;
mod tidy;
