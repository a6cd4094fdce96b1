//! What the fuzz targets begin from, with some bytes changed: a little of what they look for, in every run.

use std::{fs, path::Path};

use proptest::{prelude::*, test_runner::TestRunner};

/// Gives a target its corpus, each time with a few other bytes, and cut somewhere.
pub fn mutated(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let entries = fs::read_dir(folder.join(target)).unwrap();
    let mut seeds: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|path| fs::read(path).unwrap()).collect();
    let places = prop_oneof![
        0..600_usize,
        any::<prop::sample::Index>().prop_map(|at| at.index(1 << 20))
    ];
    let bytes = prop_oneof![Just(0), Just(0xff), Just(0x80), any::<u8>()];
    let changes = prop::collection::vec((places, bytes), 1..8);
    let cases = (
        prop::sample::select(seeds),
        changes,
        prop_oneof![Just(100), 0..100_usize],
    );
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
        .run(&cases, |(mut bytes, changes, percent)| {
            let length = bytes.len();
            for (at, byte) in changes {
                bytes[at % length] = byte;
            }
            bytes.truncate(length * percent / 100);
            run(&bytes);
            Ok(())
        })
        .unwrap();
}
