//! Runs the engine through every fault that a simulated pool can have, and compares what it holds with what is.

fn main() {}
