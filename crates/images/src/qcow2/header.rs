//! The header: sizes, where the first table is, and what a reader must understand.

use crate::{
    Fault,
    bytes::{be_u32, be_u64, put},
};

const MAGIC: &[u8; 4] = b"QFI\xfb";

/// The largest first table that is read: 8 MiB.
pub(super) const MOST_TABLES: u64 = 1 << 20;

/// The length of version 3's header, with its compression type.
pub(super) const LENGTH: usize = 112;

/// Features that a reader must understand.
mod feature {
    /// Reference counts may be stale; nobody needs them to read.
    pub(super) const DIRTY: u64 = 1;
    pub(super) const COMPRESSION_TYPE: u64 = 1 << 3;
}

/// How compressed clusters are compressed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Compression {
    Deflate,
    Zstd,
}

/// What a header says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Header {
    pub version: u32,
    pub cluster_bits: u32,
    pub size: u64,
    pub first_table: u64,
    pub compression: Compression,
}

impl Header {
    pub(super) fn parse(bytes: &[u8; LENGTH]) -> Result<Self, Fault> {
        if !bytes.starts_with(MAGIC) {
            return Err(Fault::NotA("qcow2"));
        }
        let version = be_u32(bytes, 4);
        if !(2..=3).contains(&version) {
            return Err(Fault::unsupported(format!("version {version} of qcow2")));
        }
        if be_u64(bytes, 8) != 0 {
            return Err(Fault::unsupported("a qcow2 with a backing file"));
        }
        let cluster_bits = be_u32(bytes, 20);
        if !(9..=21).contains(&cluster_bits) {
            return Err(Fault::invalid(format!(
                "clusters of 2^{cluster_bits} bytes"
            )));
        }
        if be_u32(bytes, 32) != 0 {
            return Err(Fault::unsupported("an encrypted qcow2"));
        }
        let mut compression = Compression::Deflate;
        if version == 3 {
            let features = be_u64(bytes, 72);
            let unknown = features & !(feature::DIRTY | feature::COMPRESSION_TYPE);
            if unknown != 0 {
                let fault = format!("a qcow2 with the features {unknown:#x}");
                return Err(Fault::unsupported(fault));
            }
            if features & feature::COMPRESSION_TYPE != 0 {
                compression = match bytes[104] {
                    0 => Compression::Deflate,
                    1 => Compression::Zstd,
                    other => return Err(Fault::unsupported(format!("compression {other}"))),
                };
            }
        }
        let header = Self {
            version,
            cluster_bits,
            size: be_u64(bytes, 24),
            first_table: be_u64(bytes, 40),
            compression,
        };
        Fault::at_most("the disk's size", header.size, 1 << 56)?;
        Fault::at_most("the number of tables", header.tables(), MOST_TABLES)?;
        if u64::from(be_u32(bytes, 36)) < header.tables() {
            return Err(Fault::invalid("its first table is too short"));
        }
        Ok(header)
    }

    pub(super) fn cluster_size(&self) -> u64 {
        1 << self.cluster_bits
    }

    /// How many entries a second table has, one cluster long.
    pub(super) fn entries(&self) -> u64 {
        self.cluster_size() / 8
    }

    /// How many second tables there can be.
    pub(super) fn tables(&self) -> u64 {
        self.size.div_ceil(self.cluster_size() * self.entries())
    }
}

/// Where a written disk's tables are, in clusters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    pub count_table: u64,
    pub count_table_clusters: u64,
    pub first_table: u64,
    pub first_table_entries: u64,
}

/// The header of a disk that is written.
pub(super) fn write(size: u64, cluster_bits: u32, places: &Places) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    put(&mut bytes, 0, MAGIC);
    put(&mut bytes, 4, &3_u32.to_be_bytes());
    put(&mut bytes, 20, &cluster_bits.to_be_bytes());
    put(&mut bytes, 24, &size.to_be_bytes());
    // Bounded by the number of clusters that a map has.
    put(
        &mut bytes,
        36,
        &(places.first_table_entries as u32).to_be_bytes(),
    );
    put(
        &mut bytes,
        40,
        &(places.first_table << cluster_bits).to_be_bytes(),
    );
    put(
        &mut bytes,
        48,
        &(places.count_table << cluster_bits).to_be_bytes(),
    );
    put(
        &mut bytes,
        56,
        &(places.count_table_clusters as u32).to_be_bytes(),
    );
    // Reference counts of 16 bits.
    put(&mut bytes, 96, &4_u32.to_be_bytes());
    put(&mut bytes, 100, &(LENGTH as u32).to_be_bytes());
    bytes
}
