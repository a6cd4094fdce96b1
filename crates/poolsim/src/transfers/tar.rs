//! The tar of exports: heads as the server writes them, and members as they come in.

use super::unpack::{Unpacker, premature};
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};

/// Everything in a tar is filled up to a multiple of it.
pub const SECTOR: usize = 512;

/// What ends an archive.
pub const END: [u8; 2 * SECTOR] = [0; 2 * SECTOR];

/// A member: its head, its bytes, and what fills the last sector.
pub fn member(name: &str, bytes: &[u8], modified: i64) -> Vec<u8> {
    let mut head = [0; SECTOR];
    let mut put =
        |at: usize, text: &str| head[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000400");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{:011o}", bytes.len()));
    put(136, &format!("{modified:011o}"));
    put(148, "        ");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:07o}\0").as_bytes());
    let mut all = Vec::with_capacity(SECTOR + bytes.len().next_multiple_of(SECTOR));
    all.extend_from_slice(&head);
    all.extend_from_slice(bytes);
    all.resize(all.len().next_multiple_of(SECTOR), 0);
    all
}

/// Reads members one after the other from what comes in.
pub struct Reader<'a> {
    unpacker: Unpacker<'a>,
}

/// A member that came in.
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl<'a> Reader<'a> {
    /// Reads from there.
    pub fn new(unpacker: Unpacker<'a>) -> Reader<'a> {
        Reader { unpacker }
    }

    /// What has befallen the connection, if anything has.
    pub fn befallen(&self) -> Option<Ending> {
        self.unpacker.befallen()
    }

    /// The next member, which has no more than `most` bytes; none at the end.
    pub async fn next(&mut self, most: usize) -> Outcome<Option<Member>> {
        let Some(head) = self.unpacker.take(SECTOR).await? else {
            return Err(premature());
        };
        if head.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let text = |from: usize, to: usize| {
            let bytes = head[from..to].split(|byte| *byte == 0).next();
            String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
        };
        let sum: u32 = head
            .iter()
            .enumerate()
            .map(|(at, byte)| {
                if (148..156).contains(&at) {
                    32
                } else {
                    u32::from(*byte)
                }
            })
            .sum();
        let said = u32::from_str_radix(text(148, 156).trim(), 8).ok();
        let size = usize::from_str_radix(text(124, 136).trim(), 8).ok();
        // What is no head the server takes for something packed, and that for cut short.
        let size = size.filter(|_| said == Some(sum)).ok_or_else(premature)?;
        if size > most {
            return Err(Failure::new("IMPORT_ERROR", ["a member is too long"]));
        }
        let Some(mut bytes) = self.unpacker.take(size.next_multiple_of(SECTOR)).await? else {
            return Err(premature());
        };
        bytes.truncate(size);
        Ok(Some(Member {
            name: text(0, 100),
            bytes,
        }))
    }
}
