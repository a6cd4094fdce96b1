//! Numbers that look random and are the same for the same seed, on every platform and for ever.

use std::sync::Arc;

use crate::value::Ref;

/// SplitMix64: small, and fixed by its definition, which a library's generator is not.
#[derive(Clone, Debug)]
pub struct Rng(u64);

/// Mixes the bits of a number.
pub fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number for a text.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A number between 0 and 1 for a number.
pub fn unit(n: u64) -> f64 {
    (mix(n) >> 11) as f64 / (1u64 << 53) as f64
}

impl Rng {
    /// Rng that always fall the same way for one seed.
    pub fn new(seed: u64) -> Rng {
        Rng(mix(seed ^ 0x706f_6f6c_7369_6d00))
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.roll() % n }
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[usize::try_from(self.below(items.len() as u64)).unwrap_or(0)]
    }

    /// True that many times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A uuid.
    pub fn uuid(&mut self) -> String {
        uuid::Builder::from_random_bytes(
            (u128::from(self.roll()) << 64 | u128::from(self.roll())).to_be_bytes(),
        )
        .into_uuid()
        .to_string()
    }

    /// A reference.
    pub fn reference(&mut self) -> Ref {
        Arc::from(format!("OpaqueRef:{}", self.uuid()))
    }

    /// A MAC address, locally administered.
    pub fn mac(&mut self) -> String {
        let n = self.roll().to_be_bytes();
        format!(
            "{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}",
            (n[0] & 0xfc) | 2,
            n[1],
            n[2],
            n[3],
            n[4],
            n[5]
        )
    }
}
