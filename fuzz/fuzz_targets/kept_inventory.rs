#![no_main]

#[path = "../targets/kept_inventory.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::run(data));
