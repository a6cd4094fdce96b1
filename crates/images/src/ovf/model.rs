//! What a descriptor says, whichever program wrote it.

use std::collections::BTreeMap;

/// A package: machines, and the disks, files and networks that they use.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Descriptor {
    /// The files beside the descriptor.
    pub files: Vec<File>,
    /// The disks.
    pub disks: Vec<Disk>,
    /// The networks' names.
    pub networks: Vec<String>,
    /// The machines; several make up a vApp.
    pub machines: Vec<Machine>,
    /// What has to be agreed to before the machines are used.
    pub licences: Vec<String>,
}

/// A file beside the descriptor.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct File {
    /// What disks and drives call it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its length in bytes, which is often wrong.
    pub size: Option<u64>,
    /// How it is compressed.
    pub compression: Compression,
    /// Where the file is cut into several, of how many bytes each; their names end in `.000000000` and on.
    pub chunk_size: Option<u64>,
}

/// How a file beside a descriptor is compressed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// By gzip.
    Gzip,
    /// Otherwise, in the descriptor's word.
    Other(String),
}

/// A disk.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Disk {
    /// What drives call it.
    pub id: String,
    /// The file with its bytes; none where the disk is empty.
    pub file: Option<String>,
    /// How large it is, in bytes. What the file itself says counts more.
    pub capacity: u64,
    /// The address of the format's specification.
    pub format: String,
    /// The disk of which this one holds the differences.
    pub parent: Option<String>,
}

/// A machine.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Machine {
    /// What the package calls it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What people wrote about it.
    pub description: String,
    /// The system in it, by the number that CIM gives it.
    pub system: Option<u32>,
    /// How many virtual processors it has.
    pub processors: u32,
    /// How many of them are in a socket, where that is said.
    pub cores_per_socket: Option<u32>,
    /// Its memory in bytes.
    pub memory: u64,
    /// What it starts by, where that is said.
    pub firmware: Option<Firmware>,
    /// Whether it starts only what is signed.
    pub has_secure_boot: bool,
    /// Its drives, in the order in which it has them.
    pub drives: Vec<Drive>,
    /// Its network interfaces.
    pub interfaces: Vec<Interface>,
    /// What XenServer adds, by its own names (`platform`, `HVM_boot_params` …).
    pub xen: BTreeMap<String, String>,
}

/// What a machine starts by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Firmware {
    /// BIOS.
    Bios,
    /// UEFI.
    Uefi,
}

/// A drive of a machine.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Drive {
    /// For what it is.
    pub kind: DriveKind,
    /// What is in it.
    pub source: DriveSource,
    /// Its number in the machine, where XenServer says it.
    pub position: Option<u32>,
}

/// For what a drive is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DriveKind {
    /// A disk.
    Disk,
    /// A disc, a CD say.
    Disc,
    /// A floppy disk.
    Floppy,
}

/// What is in a drive.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DriveSource {
    /// Nothing.
    Empty,
    /// A disk, by its id.
    Disk(String),
    /// A file as it is, by its id.
    File(String),
}

/// A network interface of a machine.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Interface {
    /// The network's name.
    pub network: String,
    /// Its address, `00:16:3e:…`; none where it is to be made.
    pub mac: Option<String>,
    /// What it is to the machine, in the descriptor's word: `E1000` say.
    pub model: String,
}
