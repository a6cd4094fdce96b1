//! What a host's NIC tells of its link.

use xapi::PifMetrics;

use super::{Described, ObjectClass};

impl Described for PifMetrics {}

impl ObjectClass for PifMetrics {
    const KEPT: &'static [&'static str] = &["carrier", "speed"];

    const COMINGS_ARE_NOISE: Option<&'static str> = Some("they come and go with their NIC");
}
