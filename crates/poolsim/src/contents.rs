//! What the disks of a pool hold.

use ring::digest::{Context, SHA256};

use crate::content::Content;
use crate::pool::World;
use crate::rng::hash;
use crate::value::Ref;

/// No more than that is kept of what was written into disks.
const MOST: usize = 256 << 20;

impl World {
    /// What a disk holds. One that was there from the start holds what follows from its uuid.
    pub fn content(&self, vdi: &Ref) -> Content {
        let seeded = || Content::Seeded(hash(self.db.text(vdi, "uuid")));
        self.contents.get(vdi).cloned().unwrap_or_else(seeded)
    }

    /// The first bytes of a disk: all of them, if there are no more.
    pub fn first_bytes(&self, vdi: &Ref, most: usize) -> Vec<u8> {
        let size = u64::try_from(self.db.int(vdi, "virtual_size")).unwrap_or(0);
        let length = usize::try_from(size).unwrap_or(usize::MAX).min(most);
        let content = self.content(vdi);
        let mut bytes = Vec::with_capacity(length);
        for number in 0.. {
            if bytes.len() >= length {
                break;
            }
            bytes.extend_from_slice(&content.block(number, size));
        }
        bytes.truncate(length);
        bytes
    }

    /// A digest of all that a disk holds, and of where: the same for disks that hold the same.
    pub fn digest(&self, vdi: &Ref) -> Vec<u8> {
        let size = u64::try_from(self.db.int(vdi, "virtual_size")).unwrap_or(0);
        let content = self.content(vdi);
        let mut digest = Context::new(&SHA256);
        digest.update(&size.to_be_bytes());
        for number in content.blocks(size) {
            let block = content.block(number, size);
            if block.iter().any(|byte| *byte != 0) {
                digest.update(&number.to_be_bytes());
                digest.update(&block);
            }
        }
        digest.finish().as_ref().to_vec()
    }

    /// Writes a disk. What disks held that are gone is forgotten.
    pub fn fill(&mut self, vdi: &Ref, content: Content) {
        let World { db, contents, .. } = self;
        contents.retain(|vdi, _| db.is("VDI", vdi));
        contents.insert(vdi.clone(), content);
    }

    /// How much more can be written into disks.
    pub fn room_for_content(&self) -> usize {
        let kept: usize = self.contents.values().map(Content::kept).sum();
        MOST.saturating_sub(kept)
    }
}
