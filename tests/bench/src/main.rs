//! Measures the engine against what the same machine could do at best.

fn main() {}
