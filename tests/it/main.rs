//! Facts about citecheck, stated in fixtures.

mod cli;
mod figures;
mod fixture;
mod judge;
mod output;
mod quotations;
mod rules;
mod seeds;
mod tidy;
