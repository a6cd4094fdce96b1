//! What a host tells of itself from time to time: whether it lives, and how much memory it has.

use xapi::HostMetrics;

use super::{Described, ObjectClass};

impl Described for HostMetrics {}

impl ObjectClass for HostMetrics {
    const KEPT: &'static [&'static str] = &["live", "memory_total"];

    const NOISE: &'static [(&'static str, &'static str)] =
        &[("memory_total", "follows from the hardware")];
    const COMINGS_ARE_NOISE: Option<&'static str> = Some("they come and go with their host");
}
