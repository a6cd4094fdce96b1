#![no_main]

#[path = "../targets/event_batch_to_store.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::run(data));
