//! The last known objects of a connection as bytes: for a file from which the next start fills the
//! window before any server has answered.
//!
//! Inside are replies as a server would give them, one or more for each class, so that the client
//! library's own decoder reads them: nothing about a record is written twice, and what an older or
//! newer version of ours does not know is carried or left out as it would be from a server.
//!
//! Measured on the 96,000 objects of a simulated pool of 10,000 VMs: 17 MB, read in 0.22 s. The same
//! records as MessagePack are not read faster, for the time goes into making the records. Zstandard
//! would halve the file and take twice as long as LZ4 to unpack, with a library in C behind it.
//!
//! ```text
//! "pooldeck" | version u16 | CRC-32 u32 of the rest | as of, Unix seconds i64 | sections
//! section: length of the class's name u8 | name | length of the text u32 | packed u32 | LZ4 block
//! ```
//! Numbers are little-endian. What the tree shows comes first.
//!
//! **No secret is in it**: only what is named is. A class says of each of its properties which members
//! of its records, and which keys of maps in them, may be written (`Property::kept`,
//! `ObjectClass::KEPT`); of a class that names none, and of every member, key and class that is new,
//! nothing is. What people write may still tell a secret, so a text that looks like it is left out all
//! the same, names of objects aside ([`tells_a_secret`]).

mod write;

use std::{
    collections::HashMap,
    io::{self, Cursor, Seek, SeekFrom, Write},
    sync::Arc,
};

use memchr::memchr3;
use xapi::{Change, Class, Object, codec};

use self::write::Members;
use crate::{
    objects::{self, CLASSES, ClassEntry},
    world::World,
};

/// How such bytes begin.
const MAGIC: &[u8; 8] = b"pooldeck";
/// Of this layout. Another one is not read: the file is a copy of what a server knows better.
const VERSION: u16 = 1;
/// So many bytes come before what the checksum is of: the magic, the version and the checksum.
const HEAD: usize = MAGIC.len() + 2 + 4;
/// About so much text makes a section.
const SECTION: usize = 1 << 20;
/// An object that needs more text than this is left out: no class has such.
const LONGEST_OBJECT: usize = 8 << 20;
/// No section of ours is longer.
const LONGEST_SECTION: usize = SECTION + LONGEST_OBJECT;
/// A text longer than this is left out: nobody reads it in a list or on a page.
const LONGEST_TEXT: usize = 64 << 10;
/// So many bytes are read at the most: some three times what 50,000 VMs need.
pub const LONGEST: usize = 256 << 20;
/// So many objects at the most.
const MOST_OBJECTS: usize = 1_000_000;

/// What a text that tells a secret calls it, in lower case and without dashes and the like.
const SECRET_WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "chap",
    "token",
    "credential",
    "privatekey",
    "apikey",
    "accesskey",
    "sshkey",
    "cloudconfig",
    "userdata",
    "sessionid",
];

/// Why bytes are not taken for kept objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptError {
    /// They are something else, or of another version.
    Foreign,
    /// They are not as they were written.
    Corrupt,
    /// There is more than anybody needs.
    TooLarge,
}

impl KeptError {
    /// The same in words, for a log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Foreign => "it is of another kind or version",
            Self::Corrupt => "it is damaged",
            Self::TooLarge => "it is too large",
        }
    }
}

/// Objects on their way into a file: taken from the store in a moment, written at leisure.
#[derive(Debug)]
pub struct Keeping(Vec<Arc<Object>>);

impl Keeping {
    /// Takes what is worth keeping. This is short; a world that is being read cannot change.
    pub fn of(world: &World) -> Self {
        let kept = CLASSES.iter().filter(|class| !(class.kept)().is_empty());
        let slots = kept.flat_map(|class| world.slots_of_class(&class.class));
        let entries = slots.filter_map(|slot| world.at(slot));
        Self(entries.map(|entry| entry.object.clone()).collect())
    }

    /// Writes it, piece by piece; `as_of` says when it was true, in Unix seconds. It takes some
    /// seconds of a core for the largest pools.
    ///
    /// # Errors
    /// What `to` says, and `FileTooLarge` if [`decode`] would not take it back. What was written
    /// until then is worth nothing.
    pub fn write(mut self, as_of: i64, mut to: impl Write + Seek) -> io::Result<()> {
        if self.0.len() > MOST_OBJECTS {
            return Err(too_large());
        }
        // In one order: class by class, and the same objects are the same bytes.
        self.0.sort_unstable_by(|a, b| {
            let rank = |object: &Object| !is_in_tree(&object.class());
            (rank(a), a.class(), &a.reference).cmp(&(rank(b), b.class(), &b.reference))
        });
        // The head says what the rest comes to, which is known at its end.
        let start = to.stream_position()?;
        to.write_all(&[0; HEAD])?;
        let mut sections = Sections::new(&mut to);
        sections.put(&as_of.to_le_bytes())?;
        for object in &self.0 {
            sections.add(object)?;
        }
        let head = sections.end()?;
        let end = to.stream_position()?;
        to.seek(SeekFrom::Start(start))?;
        to.write_all(&head)?;
        to.seek(SeekFrom::Start(end))?;
        to.flush()
    }
}

/// Everything that is kept of a world, as [`Keeping::write`] writes it.
///
/// # Errors
/// [`KeptError::TooLarge`].
pub fn encode(world: &World, as_of: i64) -> Result<Vec<u8>, KeptError> {
    let mut bytes = Cursor::new(Vec::new());
    // Memory takes whatever is written.
    let written = Keeping::of(world).write(as_of, &mut bytes);
    written.map_err(|_| KeptError::TooLarge)?;
    Ok(bytes.into_inner())
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, KeptError::TooLarge.as_str())
}

/// The same objects, still true at `as_of`: for that they need not be written anew.
///
/// # Errors
/// As [`decode`], as far as it looks at what is around the objects.
pub fn redate(mut bytes: Vec<u8>, as_of: i64) -> Result<Vec<u8>, KeptError> {
    envelope(&bytes)?;
    let date = bytes[HEAD..].first_chunk_mut().ok_or(KeptError::Corrupt)?;
    *date = as_of.to_le_bytes();
    let (first, checked) = bytes.split_at_mut(HEAD);
    first.copy_from_slice(&head(crc32fast::hash(checked)));
    Ok(bytes)
}

/// What comes before the bytes of which this is the checksum.
fn head(sum: u32) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..MAGIC.len()].copy_from_slice(MAGIC);
    head[MAGIC.len()..][..2].copy_from_slice(&VERSION.to_le_bytes());
    head[MAGIC.len() + 2..].copy_from_slice(&sum.to_le_bytes());
    head
}

/// What was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// When it was true, Unix seconds.
    pub as_of: i64,
    /// A list of what the tree shows: `Init`, an `InitApply` for each object, `InitDone`. Then an
    /// `Apply` for each other object.
    pub changes: Vec<Change>,
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// If that is not what it is. No bytes whatever do worse.
pub fn decode(bytes: &[u8]) -> Result<Kept, KeptError> {
    let mut kept = Kept {
        as_of: 0,
        changes: Vec::new(),
    };
    decode_by_portions(bytes, |as_of, portion| {
        kept.as_of = as_of;
        kept.changes.extend(portion);
    })?;
    Ok(kept)
}

/// The same changes in portions, each with the moment at which all of them were true: somebody else
/// can file the first ones while the next are read, and show the tree as soon as its list is done.
///
/// # Errors
/// As [`decode`]; what was given out by then is worth nothing.
pub fn decode_by_portions(
    bytes: &[u8],
    mut give: impl FnMut(i64, Vec<Change>),
) -> Result<(), KeptError> {
    let mut rest = envelope(bytes)?;
    let as_of = i64::from_le_bytes(rest.array()?);
    let mut count = 0;
    let mut listing = true;
    give(as_of, vec![Change::Init]);
    // What is the same in many objects is kept once, as in the list of a server.
    codec::sharing(|| {
        while !rest.0.is_empty() {
            let (class, objects) = section(&mut rest)?;
            count += objects.len();
            if count > MOST_OBJECTS {
                return Err(KeptError::TooLarge);
            }
            if listing && !is_in_tree(&class) {
                listing = false;
                give(as_of, vec![Change::InitDone]);
            }
            let change = if listing {
                Change::InitApply
            } else {
                Change::Apply
            };
            give(as_of, objects.into_iter().map(change).collect());
        }
        Ok(())
    })?;
    if listing {
        give(as_of, vec![Change::InitDone]);
    }
    Ok(())
}

/// What is around the objects: gives back what the checksum is of, once that is right.
fn envelope(bytes: &[u8]) -> Result<Bytes<'_>, KeptError> {
    if bytes.len() > LONGEST {
        return Err(KeptError::TooLarge);
    }
    let mut rest = Bytes(bytes);
    let known = rest.take(MAGIC.len()) == Ok(MAGIC) && rest.array() == Ok(VERSION.to_le_bytes());
    if !known {
        return Err(KeptError::Foreign);
    }
    let sum = u32::from_le_bytes(rest.array()?);
    if crc32fast::hash(rest.0) != sum {
        return Err(KeptError::Corrupt);
    }
    Ok(rest)
}

/// The next section: objects of a class.
fn section(rest: &mut Bytes<'_>) -> Result<(Class, Vec<Object>), KeptError> {
    let [length] = rest.array()?;
    let name = std::str::from_utf8(rest.take(length.into())?).map_err(|_| KeptError::Corrupt)?;
    let class = Class::from_wire(name);
    let length = u32::from_le_bytes(rest.array()?) as usize;
    let packed = u32::from_le_bytes(rest.array()?) as usize;
    let packed = rest.take(packed)?;
    if length > LONGEST_SECTION {
        return Err(KeptError::TooLarge);
    }
    // A byte of LZ4 never stands for more than 255: no memory is taken on the word of a few bytes.
    if length > packed.len().saturating_mul(255) {
        return Err(KeptError::Corrupt);
    }
    let text = lz4_flex::block::decompress(packed, length).map_err(|_| KeptError::Corrupt)?;
    if text.len() != length {
        return Err(KeptError::Corrupt);
    }
    if kept_members(&class).is_empty() {
        return Ok((class, Vec::new()));
    }
    let objects = codec::json::decode_objects(&class, &text);
    Ok((class, objects.map_err(|_| KeptError::Corrupt)?))
}

/// What is left of some bytes.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], KeptError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(KeptError::Corrupt)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], KeptError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(KeptError::Corrupt)?;
        self.0 = rest;
        Ok(*taken)
    }
}

/// How the text of a section begins and ends.
const OPENING: &[u8] = b"{\"result\":{";
const CLOSING: &[u8] = b"}}";

/// Sections being written.
struct Sections<W> {
    to: W,
    /// What was written: its checksum, and how long it is with the head before it.
    sum: crc32fast::Hasher,
    length: usize,
    /// The class of the section under way, and its text so far.
    class: Option<Class>,
    text: Vec<u8>,
    /// How the members of each class are written.
    members: HashMap<Class, Members>,
}

impl<W: Write> Sections<W> {
    fn new(to: W) -> Self {
        Self {
            to,
            sum: crc32fast::Hasher::new(),
            length: HEAD,
            class: None,
            text: Vec::new(),
            members: HashMap::new(),
        }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len();
        if self.length > LONGEST {
            return Err(too_large());
        }
        self.sum.update(bytes);
        self.to.write_all(bytes)
    }

    fn add(&mut self, object: &Object) -> io::Result<()> {
        let class = object.class();
        if self.class.as_ref() != Some(&class) || self.text.len() >= SECTION {
            self.close()?;
            self.class = Some(class.clone());
        }
        let members = self
            .members
            .entry(class.clone())
            .or_insert_with(|| Members::new(&kept_members(&class), objects::members(&class)));
        let start = self.text.len();
        self.text.extend(if start == 0 { OPENING } else { b"," });
        let record = self.text.len();
        let written = serde_json::to_writer(&mut self.text, &object.reference).and_then(|()| {
            self.text.push(b':');
            members.write(&object.record, &mut self.text)
        });
        if written.is_err() || self.text.len() - record > LONGEST_OBJECT {
            self.text.truncate(start);
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        let (Some(class), false) = (self.class.take(), self.text.is_empty()) else {
            return Ok(());
        };
        self.text.extend(CLOSING);
        let packed = lz4_flex::block::compress(&self.text);
        let name = class.name();
        // The names of our classes have some twenty letters, and the text is within its bounds.
        self.put(&[name.len() as u8])?;
        self.put(name.as_bytes())?;
        self.put(&(self.text.len() as u32).to_le_bytes())?;
        self.put(&(packed.len() as u32).to_le_bytes())?;
        self.text.clear();
        self.put(&packed)
    }

    /// The head of what was written.
    fn end(mut self) -> io::Result<[u8; HEAD]> {
        self.close()?;
        Ok(head(self.sum.finalize()))
    }
}

fn described(class: &Class) -> Option<&'static ClassEntry> {
    CLASSES.iter().find(|known| known.class == *class)
}

/// The members of a class that are written: `name`, or `map.key`. None of a class that is not
/// described: it may be anything, a `secret` or a `session` for instance, and is shown nowhere.
fn kept_members(class: &Class) -> Vec<&'static str> {
    described(class).map_or_else(Vec::new, |class| (class.kept)())
}

/// What the tree shows comes first, so that it need not wait for the rest.
fn is_in_tree(class: &Class) -> bool {
    described(class).is_some_and(|class| class.is_in_tree)
}

/// Whether a text is never written: it looks as if it told a secret, or is longer than anybody reads.
pub(crate) fn is_left_out(text: &str) -> bool {
    text.len() > LONGEST_TEXT || tells_a_secret(text)
}

/// Whether what is called so is a secret.
fn names_a_secret(name: &str) -> bool {
    let letters = || {
        let bytes = name.bytes().filter(u8::is_ascii_alphanumeric);
        bytes.map(|byte| byte.to_ascii_lowercase())
    };
    // Looked for in place: a large pool has a million names.
    let mut rest = letters();
    while let Some(first) = rest.clone().next() {
        let follows = |word: &&str| {
            let mut here = rest.clone();
            word.as_bytes()[0] == first && word.bytes().all(|byte| here.next() == Some(byte))
        };
        if SECRET_WORDS.iter().any(follows) {
            return true;
        }
        rest.next();
    }
    false
}

/// Whether a text looks as if it told a secret: `password=…`, `"token": "…"`, an address with a
/// password in it, a private key, a guest's first-boot script.
pub fn tells_a_secret(text: &str) -> bool {
    // Most texts have none of the letters that a secret is told with.
    let rest = text.strip_prefix("OpaqueRef:").unwrap_or(text);
    if memchr3(b'=', b':', b'Y', rest.as_bytes()).is_none() && !text.starts_with('#') {
        return false;
    }
    if text.contains("PRIVATE KEY-----") || text.starts_with("#cloud-config") {
        return true;
    }
    let assigns = |(at, _): (usize, &str)| {
        let before = text[..at].trim_end_matches([' ', '"', '\'', '\\', '>']);
        let word = before
            .rsplit([' ', ',', ';', '&', '{', '(', '?', '\n', '\t'])
            .next();
        word.is_some_and(names_a_secret)
    };
    let signs = || text.match_indices('=').chain(text.match_indices(':'));
    let has_login = |(at, _): (usize, &str)| {
        let authority = text[at + 3..].split(['/', '?', '#', ' ']).next();
        let login = authority.and_then(|authority| authority.split_once('@'));
        login.is_some_and(|(login, _)| login.contains(':'))
    };
    signs().any(assigns) || text.match_indices("://").any(has_login)
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod tests;
