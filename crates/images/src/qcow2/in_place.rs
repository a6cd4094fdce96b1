//! Writes a disk of which nothing is known beforehand into a file that can be sought in: clusters as they
//! come, each second table behind its clusters, and the header at last.

use std::io::{Seek, SeekFrom, Write};

use crate::{
    Block, Blocks, ExtentSource, Fault, Result,
    error::Located as _,
    qcow2::{
        CLUSTER_SIZE, header,
        writer::{CLUSTER_BITS, COPIED, COUNTS, ENTRIES, write_counts, write_numbers},
    },
};

/// Writes a disk into an empty file, clusters of zeros left out. What it takes of memory is a table of one
/// cluster, and eight bytes for each 512 MiB of the disk.
///
/// A disk whose size is no multiple of 512 grows to the next one.
pub fn write_in_place(source: impl ExtentSource, out: impl Write + Seek) -> Result<()> {
    let size = source.size();
    let mut blocks = Blocks::new(source, CLUSTER_SIZE);
    let tables = blocks.count().div_ceil(ENTRIES);
    Fault::at_most("the number of tables", tables, header::MOST_TABLES).at(0, || "disk")?;
    let mut file = File {
        out,
        // The header's cluster stands in front, and is written when all is known.
        next: 1,
        table: vec![0; ENTRIES as usize],
        first_table: vec![0; tables as usize],
    };
    file.seek_to(1)?;
    let mut padded = vec![0; CLUSTER_SIZE];
    let mut table = 0;
    while let Some(block) = blocks.next_block()? {
        let Block::Data { index, bytes } = block else {
            continue;
        };
        let of = index / ENTRIES;
        if of != table {
            file.finish_table(table)?;
            table = of;
        }
        file.table[(index % ENTRIES) as usize] = file.place();
        if bytes.len() == CLUSTER_SIZE {
            file.cluster(bytes)?;
        } else {
            padded[..bytes.len()].copy_from_slice(bytes);
            file.cluster(&padded)?;
        }
    }
    file.finish_table(table)?;
    file.finish(size)
}

/// What was written, and the tables that are still to be.
struct File<W> {
    out: W,
    /// The number of the next cluster.
    next: u64,
    table: Vec<u64>,
    first_table: Vec<u64>,
}

impl<W: Write + Seek> File<W> {
    /// The entry for the cluster that is written next.
    fn place(&self) -> u64 {
        self.next << CLUSTER_BITS | COPIED
    }

    fn offset(&self) -> u64 {
        self.next << CLUSTER_BITS
    }

    fn seek_to(&mut self, cluster: u64) -> Result<()> {
        let at = cluster << CLUSTER_BITS;
        let sought = self.out.seek(SeekFrom::Start(at));
        sought.at(at, || "clusters").map(drop)
    }

    fn cluster(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).at(self.offset(), || "clusters")?;
        self.next += 1;
        Ok(())
    }

    /// A table, if any of its clusters was written; then the next one begins.
    fn finish_table(&mut self, table: u64) -> Result<()> {
        if self.table.iter().all(|entry| *entry == 0) {
            return Ok(());
        }
        self.first_table[table as usize] = self.place();
        let written = write_numbers(&mut self.out, self.table.iter().copied());
        written.at(self.offset(), || "second table")?;
        self.next += 1;
        self.table.fill(0);
        Ok(())
    }

    /// The first table, the counts of all clusters, and the header.
    fn finish(mut self, size: u64) -> Result<()> {
        let first_table = self.next;
        let entries = self.first_table.len().max(1);
        self.first_table.resize(entries, 0);
        let written = write_numbers(&mut self.out, self.first_table.iter().copied());
        written.at(self.offset(), || "first table")?;
        self.next += (entries as u64).div_ceil(ENTRIES);

        // The counts count themselves, and their table.
        let counts = self.next;
        let (mut count_clusters, mut count_table) = (1_u64, 1_u64);
        while (counts + count_clusters + count_table).div_ceil(COUNTS) > count_clusters {
            count_clusters += 1;
            count_table = count_clusters.div_ceil(ENTRIES);
        }
        let all = counts + count_clusters + count_table;
        let written = write_counts(&mut self.out, all, count_clusters);
        written.at(self.offset(), || "reference counts")?;
        self.next += count_clusters;
        let places = header::Places {
            count_table: self.next,
            count_table_clusters: count_table,
            first_table,
            first_table_entries: entries as u64,
        };
        let table = (0..count_clusters).map(|cluster| (counts + cluster) << CLUSTER_BITS);
        let written = write_numbers(&mut self.out, table);
        written.at(self.offset(), || "table of reference counts")?;

        self.seek_to(0)?;
        let head = header::write(size.next_multiple_of(512), CLUSTER_BITS, &places);
        let mut cluster = vec![0; CLUSTER_SIZE];
        cluster[..head.len()].copy_from_slice(&head);
        let written = self.out.write_all(&cluster);
        let written = written.and_then(|()| self.out.flush());
        written.at(0, || "header")
    }
}
