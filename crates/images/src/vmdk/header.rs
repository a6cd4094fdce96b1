//! The header of a sparse file: sizes, and where its tables are.

use crate::{
    Fault,
    bytes::{le_u32, le_u64, put},
    vmdk::SECTOR,
};

const MAGIC: &[u8; 4] = b"KDMV";

/// The directory stands at the end, where a footer says.
pub(super) const AT_END: u64 = u64::MAX;

/// The most tables that a directory may have; each is of 32 MiB mostly.
const MOST_TABLES: u64 = 1 << 20;

/// What a header says, places in sectors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Header {
    pub flags: u32,
    pub capacity: u64,
    pub grain: u64,
    pub descriptor: u64,
    pub descriptor_size: u64,
    pub entries: u64,
    pub directory: u64,
    pub data: u64,
    pub is_compressed: bool,
}

/// Flags of a header.
pub(super) mod flag {
    pub(in crate::vmdk) const NEWLINE_TEST: u32 = 1;
    pub(in crate::vmdk) const ZEROED_GRAINS: u32 = 1 << 2;
    pub(in crate::vmdk) const COMPRESSED: u32 = 1 << 16;
    pub(in crate::vmdk) const MARKERS: u32 = 1 << 17;
}

impl Header {
    pub(super) fn parse(sector: &[u8; 512]) -> Result<Self, Fault> {
        if !sector.starts_with(MAGIC) {
            return Err(Fault::NotA("sparse VMDK"));
        }
        let version = le_u32(sector, 4);
        if !(1..=3).contains(&version) {
            return Err(Fault::unsupported(format!("version {version} of VMDK")));
        }
        let flags = le_u32(sector, 8);
        if flags & flag::NEWLINE_TEST != 0 && sector[73..77] != *b"\n \r\n" {
            return Err(Fault::invalid("the file was changed as if it were a text"));
        }
        let capacity = le_u64(sector, 12);
        Fault::at_most("the disk's size in sectors", capacity, 1 << 40)?;
        let grain = le_u64(sector, 20);
        Fault::at_most("the size of a grain in sectors", grain, 2048)?;
        if !grain.is_power_of_two() || grain < 8 {
            return Err(Fault::invalid(format!("grains of {grain} sectors")));
        }
        let entries = u64::from(le_u32(sector, 44));
        Fault::at_most("the size of a table", entries, 512)?;
        if entries == 0 {
            return Err(Fault::invalid("its tables are empty"));
        }
        let compression = u16::from_le_bytes([sector[77], sector[78]]);
        let is_compressed = flags & flag::COMPRESSED != 0;
        if is_compressed && compression != 1 {
            return Err(Fault::unsupported(format!("compression {compression}")));
        }
        let header = Self {
            flags,
            capacity,
            grain,
            descriptor: le_u64(sector, 28),
            descriptor_size: le_u64(sector, 36),
            entries,
            directory: le_u64(sector, 56),
            data: le_u64(sector, 64),
            is_compressed,
        };
        Fault::at_most("the number of tables", header.tables(), MOST_TABLES)?;
        Ok(header)
    }

    pub(super) fn write(&self) -> [u8; 512] {
        let mut sector = [0; 512];
        put(&mut sector, 0, MAGIC);
        put(&mut sector, 4, &3_u32.to_le_bytes());
        put(&mut sector, 8, &self.flags.to_le_bytes());
        put(&mut sector, 12, &self.capacity.to_le_bytes());
        put(&mut sector, 20, &self.grain.to_le_bytes());
        put(&mut sector, 28, &self.descriptor.to_le_bytes());
        put(&mut sector, 36, &self.descriptor_size.to_le_bytes());
        // At most 512.
        put(&mut sector, 44, &(self.entries as u32).to_le_bytes());
        put(&mut sector, 56, &self.directory.to_le_bytes());
        put(&mut sector, 64, &self.data.to_le_bytes());
        put(&mut sector, 73, b"\n \r\n");
        put(
            &mut sector,
            77,
            &u16::from(self.is_compressed).to_le_bytes(),
        );
        sector
    }

    /// The disk's size in bytes.
    pub(super) fn size(&self) -> u64 {
        self.capacity * SECTOR
    }

    /// A grain's size in bytes.
    pub(super) fn grain_size(&self) -> u64 {
        self.grain * SECTOR
    }

    /// How many tables the directory has.
    pub(super) fn tables(&self) -> u64 {
        self.capacity.div_ceil(self.grain * self.entries)
    }
}
