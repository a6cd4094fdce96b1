//! The footer: what the disk is.

use crate::{
    Fault,
    bytes::{be_u32, be_u64, put},
    vhd::checksum,
};

/// How the bytes of a disk are kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DiskType {
    /// As they are.
    Fixed,
    /// In blocks, where there are any.
    Dynamic,
    /// As dynamic, and only what differs from a parent.
    Differencing,
}

/// What tells a disk from all others.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Identity {
    /// By which children would know it.
    pub uuid: [u8; 16],
    /// When it was made, in seconds since 2000. Nothing hangs on it.
    pub timestamp: u32,
}

/// What a footer says, as far as it matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Footer {
    pub kind: DiskType,
    pub size: u64,
    pub uuid: [u8; 16],
    pub header_offset: u64,
}

const COOKIE: &[u8; 8] = b"conectix";
const CHECKSUM_AT: usize = 64;

/// Whether a sector claims to be a footer.
pub(super) fn is_footer(sector: &[u8; 512]) -> bool {
    sector.starts_with(COOKIE)
}

impl Footer {
    pub(super) fn parse(sector: &[u8; 512]) -> Result<Self, Fault> {
        if !is_footer(sector) {
            return Err(Fault::NotA("VHD's footer"));
        }
        if be_u32(sector, CHECKSUM_AT) != checksum(sector, CHECKSUM_AT) {
            return Err(Fault::Checksum);
        }
        let kind = match be_u32(sector, 60) {
            2 => DiskType::Fixed,
            3 => DiskType::Dynamic,
            4 => DiskType::Differencing,
            other => return Err(Fault::unsupported(format!("a VHD of type {other}"))),
        };
        let size = be_u64(sector, 48);
        Fault::at_most("the disk's size", size, 2 << 40)?;
        let mut uuid = [0; 16];
        uuid.copy_from_slice(&sector[68..84]);
        Ok(Self {
            kind,
            size,
            uuid,
            header_offset: be_u64(sector, 16),
        })
    }

    pub(super) fn write(&self, identity: &Identity) -> [u8; 512] {
        let mut sector = [0; 512];
        put(&mut sector, 0, COOKIE);
        put(&mut sector, 8, &2_u32.to_be_bytes());
        put(&mut sector, 12, &0x0001_0000_u32.to_be_bytes());
        put(&mut sector, 16, &self.header_offset.to_be_bytes());
        put(&mut sector, 24, &identity.timestamp.to_be_bytes());
        put(&mut sector, 28, b"pdck");
        put(&mut sector, 32, &0x0001_0000_u32.to_be_bytes());
        put(&mut sector, 40, &self.size.to_be_bytes());
        put(&mut sector, 48, &self.size.to_be_bytes());
        put(&mut sector, 56, &geometry(self.size / 512));
        let kind: u32 = match self.kind {
            DiskType::Fixed => 2,
            DiskType::Dynamic => 3,
            DiskType::Differencing => 4,
        };
        put(&mut sector, 60, &kind.to_be_bytes());
        put(&mut sector, 68, &self.uuid);
        let sum = checksum(&sector, CHECKSUM_AT);
        put(&mut sector, CHECKSUM_AT, &sum.to_be_bytes());
        sector
    }
}

/// Cylinders, heads and sectors of a track, by the rule of the format's appendix; they come to no more than
/// the disk has, and often to less. Only very old programs take the disk's size from them.
fn geometry(sectors: u64) -> [u8; 4] {
    let sectors = sectors.min(65535 * 16 * 255);
    let (per_track, heads);
    if sectors > 65535 * 16 * 63 {
        (per_track, heads) = (255, 16);
    } else {
        let tracks = |per_track: u64| sectors / per_track;
        let wanted = tracks(17).div_ceil(1024).max(4);
        (per_track, heads) = if wanted <= 16 && tracks(17) < wanted * 1024 {
            (17, wanted)
        } else if tracks(31) < 16 * 1024 {
            (31, 16)
        } else {
            (63, 16)
        };
    }
    // Each is within its field by the caps above.
    let [.., high, low] = (sectors / per_track / heads).to_be_bytes();
    [high, low, heads as u8, per_track as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_is_read_as_it_was_written() {
        let footer = Footer {
            kind: DiskType::Dynamic,
            size: 7 << 20,
            uuid: [7; 16],
            header_offset: 512,
        };
        let identity = Identity {
            uuid: [7; 16],
            timestamp: 1,
        };
        let mut sector = footer.write(&identity);
        assert_eq!(Footer::parse(&sector).unwrap(), footer);
        sector[50] ^= 1;
        assert!(matches!(Footer::parse(&sector), Err(Fault::Checksum)));
    }

    #[test]
    fn the_geometry_never_comes_to_more_than_there_is() {
        for sectors in [0, 1, 68, 204_800, 6_144, 1 << 24, 1 << 28, 1 << 31, 1 << 32] {
            let [high, low, heads, per_track] = geometry(sectors);
            let cylinders = u64::from(high) << 8 | u64::from(low);
            let product = cylinders * u64::from(heads) * u64::from(per_track);
            assert!(product <= sectors, "{sectors}: {product}");
        }
        // What other programs make of the largest, and of 100 MiB.
        assert_eq!(geometry(1 << 32), [0xff, 0xff, 16, 255]);
        assert_eq!(geometry(204_800), [0x03, 0xeb, 12, 17]);
    }
}
