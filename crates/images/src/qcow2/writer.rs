//! Writes a disk in one pass: all tables, then the clusters that have data, one after the other.

use std::io::{self, Write};

use crate::{
    BlockMap, ExtentSource, Fault, Result,
    error::Located as _,
    qcow2::{CLUSTER_SIZE, header},
};

pub(super) const CLUSTER_BITS: u32 = CLUSTER_SIZE.trailing_zeros();

/// How many entries of eight bytes a cluster has, and how many reference counts.
pub(super) const ENTRIES: u64 = CLUSTER_SIZE as u64 / 8;
pub(super) const COUNTS: u64 = CLUSTER_SIZE as u64 / 2;

/// An entry of what is referred to once.
pub(super) const COPIED: u64 = 1 << 63;

/// Where everything stands, in clusters: header, table of counts, counts, first table, second tables, data.
struct Layout {
    places: header::Places,
    counts: u64,
    second_tables: u64,
    data: u64,
    end: u64,
}

impl Layout {
    fn of(map: &BlockMap) -> Self {
        let tables = map.count().div_ceil(ENTRIES);
        let first_table = tables.div_ceil(ENTRIES).max(1);
        let second_tables = (0..tables).filter(|table| has_table(map, *table)).count() as u64;
        let counted = 1 + first_table + second_tables + map.allocated();
        // The counts count themselves.
        let (mut count_clusters, mut count_table) = (1_u64, 1_u64);
        loop {
            let all = counted + count_clusters + count_table;
            let needed = all.div_ceil(COUNTS);
            if needed <= count_clusters {
                break;
            }
            count_clusters = needed;
            count_table = needed.div_ceil(ENTRIES);
        }
        let counts = 1 + count_table;
        let places = header::Places {
            count_table: 1,
            count_table_clusters: count_table,
            first_table: counts + count_clusters,
            first_table_entries: tables,
        };
        let second = places.first_table + first_table;
        let data = second + second_tables;
        Self {
            places,
            counts,
            second_tables: second,
            data,
            end: data + map.allocated(),
        }
    }
}

/// Whether any cluster of a second table has data.
fn has_table(map: &BlockMap, table: u64) -> bool {
    (table * ENTRIES..(table + 1) * ENTRIES).any(|cluster| map.has(cluster))
}

/// How many bytes [`write`] writes, known before it does.
pub fn stream_length(map: &BlockMap) -> u64 {
    Layout::of(map).end << CLUSTER_BITS
}

/// Writes a disk without seeking: the clusters that `map` has.
///
/// The map is of blocks of [`CLUSTER_SIZE`], and of the same disk. A disk whose size is no multiple of 512
/// grows to the next one.
pub fn write(source: impl ExtentSource, map: &BlockMap, mut out: impl Write) -> Result<()> {
    if map.block_size() != CLUSTER_SIZE as u64 {
        let fault = Fault::unsupported("a map of other blocks than those of 64 KiB");
        return Err(fault.at("map", 0));
    }
    let layout = Layout::of(map);
    write_tables(map, &layout, &mut out).at(0, || "tables")?;
    let mut at = layout.data << CLUSTER_BITS;
    map.write_blocks(source, |_, bytes| {
        out.write_all(bytes).at(at, || "clusters")?;
        at += bytes.len() as u64;
        Ok(())
    })?;
    out.flush().at(at, || "clusters")
}

fn write_tables(map: &BlockMap, layout: &Layout, out: &mut impl Write) -> io::Result<()> {
    let size = map.size().next_multiple_of(512);
    let header = header::write(size, CLUSTER_BITS, &layout.places);
    out.write_all(&header)?;
    out.write_all(&vec![0; CLUSTER_SIZE - header.len()])?;

    let places = &layout.places;
    let count_clusters = places.first_table - layout.counts;
    let table = (0..count_clusters).map(|cluster| (layout.counts + cluster) << CLUSTER_BITS);
    write_numbers(out, table)?;
    write_counts(out, layout.end, count_clusters)?;

    let mut next = layout.second_tables;
    let first_table = (0..places.first_table_entries.max(1)).map(|table| {
        let entry = match has_table(map, table) {
            true => next << CLUSTER_BITS | COPIED,
            false => return 0,
        };
        next += 1;
        entry
    });
    write_numbers(out, first_table)?;
    let mut next = layout.data;
    for table in 0..places.first_table_entries {
        if has_table(map, table) {
            let clusters = table * ENTRIES..(table + 1) * ENTRIES;
            let entries = clusters.map(|cluster| {
                let entry = match map.has(cluster) {
                    true => next << CLUSTER_BITS | COPIED,
                    false => return 0,
                };
                next += 1;
                entry
            });
            write_numbers(out, entries)?;
        }
    }
    Ok(())
}

/// The counts of so many clusters, each referred to once, in so many clusters themselves.
pub(super) fn write_counts(
    out: &mut impl Write,
    mut left: u64,
    count_clusters: u64,
) -> io::Result<()> {
    for _ in 0..count_clusters {
        let counts = left.min(COUNTS);
        left -= counts;
        let mut cluster = Vec::with_capacity(CLUSTER_SIZE);
        for _ in 0..counts {
            cluster.extend_from_slice(&1_u16.to_be_bytes());
        }
        cluster.resize(CLUSTER_SIZE, 0);
        out.write_all(&cluster)?;
    }
    Ok(())
}

/// Numbers, and zeros up to the next cluster.
pub(super) fn write_numbers(
    out: &mut impl Write,
    numbers: impl Iterator<Item = u64>,
) -> io::Result<()> {
    let mut cluster = Vec::with_capacity(CLUSTER_SIZE);
    for number in numbers {
        cluster.extend_from_slice(&number.to_be_bytes());
        if cluster.len() == CLUSTER_SIZE {
            out.write_all(&cluster)?;
            cluster.clear();
        }
    }
    if !cluster.is_empty() {
        cluster.resize(CLUSTER_SIZE, 0);
        out.write_all(&cluster)?;
    }
    Ok(())
}
