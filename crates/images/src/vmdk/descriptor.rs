//! The descriptor: what kind of disk it is, in words.

use crate::Fault;

/// The longest descriptor that is read.
pub(super) const LONGEST: u64 = 1 << 20;

/// What a descriptor says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Descriptor {
    /// How the disk is kept: `streamOptimized`, `monolithicSparse`, `monolithicFlat` …
    pub create_type: String,
    /// Whether the disk holds only what differs from another.
    pub has_parent: bool,
    /// The files that it consists of.
    pub extents: Vec<DescriptorExtent>,
}

/// A line of a descriptor that names a file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DescriptorExtent {
    /// How many sectors of 512 bytes it has.
    pub sectors: u64,
    /// How the file is kept: `SPARSE`, `FLAT`, `ZERO` …
    pub kind: String,
    /// The file's name; empty where there is none.
    pub file: String,
}

impl Descriptor {
    /// Reads a descriptor, embedded or in a file of its own.
    pub fn parse(text: &[u8]) -> Result<Self, Fault> {
        Fault::at_most("the size of the descriptor", text.len() as u64, LONGEST)?;
        let end = text.iter().position(|byte| *byte == 0);
        let text = String::from_utf8_lossy(&text[..end.unwrap_or(text.len())]);
        if !text.starts_with("# Disk DescriptorFile") {
            return Err(Fault::NotA("descriptor of a VMDK"));
        }
        let mut descriptor = Self::default();
        for line in text.lines().map(str::trim) {
            if let Some(extent) = extent(line) {
                descriptor.extents.push(extent);
            } else if let Some((key, value)) = line.split_once('=') {
                let value = value.trim().trim_matches('"');
                match key.trim() {
                    "createType" => value.clone_into(&mut descriptor.create_type),
                    "parentCID" => {
                        descriptor.has_parent = !value.eq_ignore_ascii_case("ffffffff");
                    }
                    _ => {}
                }
            }
        }
        Ok(descriptor)
    }
}

/// `RW 6144 SPARSE "disk.vmdk"`.
fn extent(line: &str) -> Option<DescriptorExtent> {
    let mut words = line.splitn(4, ' ');
    if !["RW", "RDONLY", "NOACCESS"].contains(&words.next()?) {
        return None;
    }
    let sectors = words.next()?.parse().ok()?;
    let kind = words.next()?.to_owned();
    let file = words.next().unwrap_or_default().split('"').nth(1);
    Some(DescriptorExtent {
        sectors,
        kind,
        file: file.unwrap_or_default().to_owned(),
    })
}

/// The descriptor of a stream-optimised disk. Old programs ask for a geometry.
pub(super) fn write(sectors: u64, file: &str) -> String {
    let cylinders = (sectors / (255 * 63)).clamp(1, 65535);
    format!(
        "# Disk DescriptorFile\n\
         version=1\n\
         CID=fffffffe\n\
         parentCID=ffffffff\n\
         createType=\"streamOptimized\"\n\
         \n\
         # Extent description\n\
         RW {sectors} SPARSE \"{file}\"\n\
         \n\
         # The Disk Data Base\n\
         #DDB\n\
         \n\
         ddb.virtualHWVersion = \"4\"\n\
         ddb.geometry.cylinders = \"{cylinders}\"\n\
         ddb.geometry.heads = \"255\"\n\
         ddb.geometry.sectors = \"63\"\n\
         ddb.adapterType = \"lsilogic\"\n"
    )
}
