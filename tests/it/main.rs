//! Tests of the package as its users and readers meet it.

mod tidy;
