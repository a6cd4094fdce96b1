//! GPU groups: GPUs of a pool that are alike, from which VMs are given theirs.

use xapi::{AllocationAlgorithm, GpuGroup, Map, OpaqueRef, Text};

use super::{Described, ObjectClass, common, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    view::Cell,
};

impl Described for GpuGroup {
    fn description(&self) -> &str {
        &self.name_description
    }

    fn other_config(&self) -> Option<&Map<Text, Text>> {
        Some(&self.other_config)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all_unless_hidden::<GpuGroup>(&self.other_config);
        keys.uuid::<GpuGroup>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &[], &[&self.uuid])
    }
}

type P = Property<GpuGroup>;

impl ObjectClass for GpuGroup {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::pool(),
        P::count("gpus", |item| Cell::count(item.record.pgpus.len())).kept(&["PGPUs"]),
        P::count("vgpus", |item| Cell::count(item.record.vgpus.len())).kept(&["VGPUs"]),
        P::term("allocation", |item| {
            match &item.record.allocation_algorithm {
                AllocationAlgorithm::BreadthFirst => Cell::term("breadthFirst"),
                AllocationAlgorithm::DepthFirst => Cell::term("depthFirst"),
                AllocationAlgorithm::Unknown(other) => Cell::text(other),
            }
        })
        .kept(&["allocation_algorithm"]),
        common::description(),
        common::folder(),
        common::custom_fields_of(),
        common::uuid(),
    ];

    const KEPT: &'static [&'static str] = &["other_config.HideFromXenCenter"];

    const NOISE: &'static [(&'static str, &'static str)] = &[("VGPUs", "the virtual GPU tells it")];
}
