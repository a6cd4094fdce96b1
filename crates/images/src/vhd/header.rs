//! The header of a dynamic disk: where its table is, and whose child it is.

use crate::{
    Fault,
    bytes::{be_u32, be_u64, put},
    vhd::checksum,
};

/// The most blocks that a table may have; 2040 GiB have fewer.
const MOST_ENTRIES: u64 = 1 << 20;

/// The largest block that is read.
const LARGEST_BLOCK: u64 = 16 << 20;

/// The longest path in a locator that is read.
pub(super) const LONGEST_LOCATOR: u64 = 64 << 10;

const COOKIE: &[u8; 8] = b"cxsparse";
const CHECKSUM_AT: usize = 36;
pub(super) const HEADER_SIZE: usize = 1024;

/// Of what disk a differencing one holds the differences.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parent {
    /// The uuid in the parent's footer.
    pub uuid: [u8; 16],
    /// The parent's name: a file, mostly with its whole path.
    pub name: String,
    /// Where else it may be found.
    pub locators: Vec<Locator>,
}

/// A path to the parent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Locator {
    /// What kind of path: `W2ru` is relative, `W2ku` absolute, `MacX` a URL.
    pub platform: [u8; 4],
    /// The path; empty where the file does not hold it, as in what servers export.
    pub path: String,
}

/// What a header says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Header {
    pub table_offset: u64,
    pub entries: u64,
    pub block_size: u64,
    pub parent_uuid: [u8; 16],
    pub parent_name: String,
    pub locators: Vec<LocatorEntry>,
}

/// Where a locator's path stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct LocatorEntry {
    pub platform: [u8; 4],
    pub length: u64,
    pub offset: u64,
}

impl LocatorEntry {
    /// The path in its bytes: UTF-16 for Windows' kinds, else UTF-8.
    pub(super) fn path(&self, bytes: &[u8]) -> String {
        let text = if self.platform.starts_with(b"W2") {
            let (pairs, _) = bytes.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        } else {
            String::from_utf8_lossy(bytes).into_owned()
        };
        text.trim_end_matches('\0').to_owned()
    }
}

impl Header {
    pub(super) fn parse(bytes: &[u8; HEADER_SIZE]) -> Result<Self, Fault> {
        if !bytes.starts_with(COOKIE) {
            return Err(Fault::NotA("header of a dynamic VHD"));
        }
        if be_u32(bytes, CHECKSUM_AT) != checksum(bytes, CHECKSUM_AT) {
            return Err(Fault::Checksum);
        }
        let entries = u64::from(be_u32(bytes, 28));
        Fault::at_most("the number of blocks", entries, MOST_ENTRIES)?;
        let block_size = u64::from(be_u32(bytes, 32));
        Fault::at_most("the size of a block", block_size, LARGEST_BLOCK)?;
        if !block_size.is_power_of_two() || block_size < 512 {
            return Err(Fault::invalid(format!("blocks of {block_size} bytes")));
        }
        let mut parent_uuid = [0; 16];
        parent_uuid.copy_from_slice(&bytes[40..56]);
        let (pairs, _) = bytes[64..576].as_chunks::<2>();
        let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
        let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        let locators = bytes[576..768].chunks(24).filter_map(|entry| {
            let platform = [entry[0], entry[1], entry[2], entry[3]];
            (platform != [0; 4]).then(|| LocatorEntry {
                platform,
                length: u64::from(be_u32(entry, 8)).min(LONGEST_LOCATOR),
                offset: be_u64(entry, 16),
            })
        });
        Ok(Self {
            table_offset: be_u64(bytes, 16),
            entries,
            block_size,
            parent_uuid,
            parent_name: String::from_utf16_lossy(&units),
            locators: locators.collect(),
        })
    }

    /// A header, and the sector with the path to the parent, which stands at `locator_at`.
    pub(super) fn write(
        table_offset: u64,
        entries: u32,
        block_size: u32,
        parent: Option<&Parent>,
        locator_at: u64,
    ) -> Result<([u8; HEADER_SIZE], [u8; 512]), Fault> {
        let mut bytes = [0; HEADER_SIZE];
        let mut sector = [0; 512];
        put(&mut bytes, 0, COOKIE);
        put(&mut bytes, 8, &u64::MAX.to_be_bytes());
        put(&mut bytes, 16, &table_offset.to_be_bytes());
        put(&mut bytes, 24, &0x0001_0000_u32.to_be_bytes());
        put(&mut bytes, 28, &entries.to_be_bytes());
        put(&mut bytes, 32, &block_size.to_be_bytes());
        if let Some(parent) = parent {
            put(&mut bytes, 40, &parent.uuid);
            let name: Vec<u8> = parent
                .name
                .encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect();
            Fault::at_most("the length of the parent's name", name.len() as u64, 510)?;
            put(&mut bytes, 64, &name);
            if let Some(locator) = parent.locators.first() {
                let path = locator.bytes();
                let length = Fault::at_most("the length of a path", path.len() as u64, 512)?;
                put(&mut sector, 0, &path);
                put(&mut bytes, 576, &locator.platform);
                put(&mut bytes, 580, &512_u32.to_be_bytes());
                put(&mut bytes, 584, &(length as u32).to_be_bytes());
                put(&mut bytes, 592, &locator_at.to_be_bytes());
            }
        }
        let sum = checksum(&bytes, CHECKSUM_AT);
        put(&mut bytes, CHECKSUM_AT, &sum.to_be_bytes());
        Ok((bytes, sector))
    }
}

impl Locator {
    /// The path as it stands in a file.
    fn bytes(&self) -> Vec<u8> {
        match self.platform.starts_with(b"W2") {
            true => self
                .path
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            false => self.path.clone().into_bytes(),
        }
    }
}
