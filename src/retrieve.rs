//! From a claim to the nearest passages.
