//! The language server as an editor meets it: over pipes, with all the ways in which editors misbehave.

mod client;
mod faults;
mod shared;
mod work;
