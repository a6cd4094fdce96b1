//! Every input that the fuzz targets of this crate begin from, or that broke something once; as it is, and
//! with some bytes changed.

use test_support::corpus::replay;

use crate::mutations::mutated;

#[path = "../../../../fuzz/targets/extents.rs"]
mod extents;
#[path = "../../../../fuzz/targets/ova_package.rs"]
mod ova_package;
#[path = "../../../../fuzz/targets/ovf_descriptor.rs"]
mod ovf_descriptor;
#[path = "../../../../fuzz/targets/qcow2_disk.rs"]
mod qcow2_disk;
#[path = "../../../../fuzz/targets/vhd_disk.rs"]
mod vhd_disk;
#[path = "../../../../fuzz/targets/vmdk_disk.rs"]
mod vmdk_disk;
#[path = "../../../../fuzz/targets/xva_archive.rs"]
mod xva_archive;

#[test]
fn archives() {
    replay("xva_archive", xva_archive::run);
    mutated("xva_archive", xva_archive::run);
}

#[test]
fn vhd_disks() {
    replay("vhd_disk", vhd_disk::run);
    mutated("vhd_disk", vhd_disk::run);
}

#[test]
fn vmdk_disks() {
    replay("vmdk_disk", vmdk_disk::run);
    mutated("vmdk_disk", vmdk_disk::run);
}

#[test]
fn qcow2_disks() {
    replay("qcow2_disk", qcow2_disk::run);
    mutated("qcow2_disk", qcow2_disk::run);
}

#[test]
fn ovf_descriptors() {
    replay("ovf_descriptor", ovf_descriptor::run);
    mutated("ovf_descriptor", ovf_descriptor::run);
}

#[test]
fn ova_packages() {
    replay("ova_package", ova_package::run);
    mutated("ova_package", ova_package::run);
}
