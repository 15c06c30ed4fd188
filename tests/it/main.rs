//! Facts about citecheck, stated in fixtures.

mod fixture;
mod output;
mod rules;
mod tidy;
