//! Records as text for the file: JSON, of the members that are named, and without what need not be said.
//!
//! It is written straight from the record. By way of a tree of values, which the first version of
//! this made of each, it took four times as long, most of it in taking memory and giving it back.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Error, Map, Value};

use super::is_left_out;

/// How the members of a class are written.
#[derive(Default)]
pub(super) struct Members {
    /// Those met so far, in the order in which records have them.
    met: Vec<Member>,
    /// What a record says if it says nothing, and the keys of maps in it, of what is kept.
    kept: FxHashMap<String, (Value, Keys)>,
}

/// Keys of maps that are written; `*` stands for all.
type Keys = Rc<[&'static str]>;

struct Member {
    /// Its name as it is written.
    name: Vec<u8>,
    /// What it says if it says nothing; none if it is never written.
    default: Option<Vec<u8>>,
    keys: Keys,
    /// What people call it is never a secret.
    is_name: bool,
}

impl Members {
    /// `paths` names what is written, `name` or `map.key`; `defaults` are all members there are.
    pub(super) fn new(paths: &[&'static str], defaults: Map<String, Value>) -> Self {
        let keys = |member: &str| {
            let parts = paths.iter().filter_map(|path| path.split_once('.'));
            parts
                .filter(|(name, _)| *name == member)
                .map(|(_, key)| key)
                .collect()
        };
        let is_kept = |member: &String| {
            let mut names = paths.iter().filter_map(|path| path.split('.').next());
            names.any(|name| name == member)
        };
        let kept = defaults.into_iter().filter(|(member, _)| is_kept(member));
        let kept = kept.map(|(member, default)| {
            let keys = keys(&member);
            (member, (default, keys))
        });
        Self {
            met: Vec::new(),
            kept: kept.collect(),
        }
    }

    /// Writes a record at the end of some text. What was written before an error is to be taken back.
    pub(super) fn write(&mut self, record: &impl Serialize, to: &mut Vec<u8>) -> Result<(), Error> {
        record.serialize(Record { members: self, to })
    }

    /// The member of this name, which is likely to be the one at `index`.
    fn at(&mut self, index: usize, name: &[u8]) -> usize {
        if self.met.get(index).is_some_and(|met| met.name == name) {
            return index;
        }
        if let Some(index) = self.met.iter().position(|met| met.name == name) {
            return index;
        }
        let text: String = serde_json::from_slice(name).unwrap_or_default();
        let is_name = matches!(text.as_str(), "name_label" | "name");
        let kept = self.kept.get(&text);
        let keys: Keys = kept.map_or_else(Rc::default, |(_, keys)| keys.clone());
        let default = kept.map(|(default, _)| {
            let mut written = Vec::new();
            // A value that is no value at all differs from every other.
            let _ = default.serialize(Public {
                to: &mut written,
                keys: &keys,
                is_name,
            });
            written
        });
        let index = index.min(self.met.len());
        let name = name.to_vec();
        self.met.insert(
            index,
            Member {
                name,
                default,
                keys,
                is_name,
            },
        );
        index
    }
}

/// A record being written.
struct Record<'a> {
    members: &'a mut Members,
    to: &'a mut Vec<u8>,
}

/// Its members.
struct RecordMembers<'a> {
    members: &'a mut Members,
    to: &'a mut Vec<u8>,
    first: bool,
    /// Where the member under way begins, and which it is.
    start: usize,
    index: usize,
}

impl SerializeMap for RecordMembers<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.start = self.to.len();
        if !self.first {
            self.to.push(b',');
        }
        let name = self.to.len();
        serde_json::to_writer(&mut *self.to, key)?;
        self.index = self.members.at(self.index, &self.to[name..]);
        self.to.push(b':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let member = &self.members.met[self.index];
        self.index += 1;
        let mut says = false;
        if let Some(default) = &member.default {
            let start = self.to.len();
            says = value.serialize(Public {
                to: self.to,
                keys: &member.keys,
                is_name: member.is_name,
            })? && self.to[start..] != **default;
        }
        if says {
            self.first = false;
        } else {
            self.to.truncate(self.start);
        }
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        self.to.push(b'}');
        Ok(())
    }
}

/// A value being written. It tells whether it may be there at all.
struct Public<'a> {
    to: &'a mut Vec<u8>,
    keys: &'a [&'static str],
    is_name: bool,
}

/// A list or map being written.
struct Parts<'a> {
    of: Public<'a>,
    end: u8,
    first: bool,
    /// Where the part under way begins, and whether it is written.
    start: usize,
    is_kept: bool,
}

impl<'a> Parts<'a> {
    fn new(of: Public<'a>, brackets: [u8; 2]) -> Self {
        of.to.push(brackets[0]);
        Self {
            of,
            end: brackets[1],
            first: true,
            start: 0,
            is_kept: true,
        }
    }

    fn begin(&mut self) {
        self.start = self.of.to.len();
        if !self.first {
            self.of.to.push(b',');
        }
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let says = self.is_kept
            && value.serialize(Public {
                to: self.of.to,
                keys: self.of.keys,
                is_name: self.of.is_name,
            })?;
        if says {
            self.first = false;
        } else {
            self.of.to.truncate(self.start);
        }
        Ok(())
    }

    fn close(self) -> bool {
        self.of.to.push(self.end);
        true
    }
}

impl SerializeSeq for Parts<'_> {
    type Ok = bool;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.begin();
        self.value(value)
    }

    fn end(self) -> Result<bool, Error> {
        Ok(self.close())
    }
}

impl SerializeMap for Parts<'_> {
    type Ok = bool;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.begin();
        let name = self.of.to.len();
        serde_json::to_writer(&mut *self.of.to, key)?;
        // A number is a text where it is a key.
        if self.of.to.get(name) != Some(&b'"') {
            self.of.to.insert(name, b'"');
            self.of.to.push(b'"');
        }
        self.is_kept = is_key_of(self.of.keys, &self.of.to[name..]);
        self.of.to.push(b':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<bool, Error> {
        Ok(self.close())
    }
}

/// Whether a key, as it is written, is one of these.
fn is_key_of(keys: &[&str], written: &[u8]) -> bool {
    let named = || {
        let inside = written.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        keys.iter().find(|key| key.as_bytes() == inside)
    };
    keys.contains(&"*") || named().is_some()
}

/// No member of a record is such a thing.
fn never<T>() -> Result<T, Error> {
    Err(Error::custom("no value of the API"))
}

/// What both serializers refuse.
macro_rules! refused {
    ($ok:ty: $($name:ident($($type:ty),*) $(<$generic:ident>)?;)*) => {
        $(fn $name $(<$generic: Serialize + ?Sized>)? (self, $(_: $type),*) -> Result<$ok, Error> {
            never()
        })*
    };
}

/// What both serializers refuse, whatever else they take.
macro_rules! refused_by_both {
    ($ok:ty) => {
        refused! { $ok:
            serialize_char(char);
            serialize_bytes(&[u8]);
            serialize_unit_struct(&'static str);
            serialize_unit_variant(&'static str, u32, &'static str);
            serialize_newtype_struct(&'static str, &T) <T>;
            serialize_newtype_variant(&'static str, u32, &'static str, &T) <T>;
        }

        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
            never()
        }

        fn serialize_tuple_struct(
            self,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleStruct, Error> {
            never()
        }

        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, Error> {
            never()
        }

        fn serialize_struct(
            self,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStruct, Error> {
            never()
        }

        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, Error> {
            never()
        }
    };
}

impl<'a> Serializer for Record<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = RecordMembers<'a>;
    type SerializeStruct = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_map(self, _: Option<usize>) -> Result<RecordMembers<'a>, Error> {
        self.to.push(b'{');
        Ok(RecordMembers {
            members: self.members,
            to: self.to,
            first: true,
            start: 0,
            index: 0,
        })
    }

    refused! { ():
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_str(&str);
        serialize_none();
        serialize_unit();
        serialize_some(&T) <T>;
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Error> {
        never()
    }

    refused_by_both!(());
}

/// What is written as serde_json writes it.
macro_rules! plain {
    ($($name:ident($type:ty);)*) => {
        $(fn $name(self, value: $type) -> Result<bool, Error> {
            serde_json::to_writer(self.to, &value)?;
            Ok(true)
        })*
    };
}

impl<'a> Serializer for Public<'a> {
    type Ok = bool;
    type Error = Error;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Impossible<bool, Error>;
    type SerializeTupleStruct = Impossible<bool, Error>;
    type SerializeTupleVariant = Impossible<bool, Error>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Impossible<bool, Error>;
    type SerializeStructVariant = Impossible<bool, Error>;

    fn serialize_str(self, text: &str) -> Result<bool, Error> {
        if !self.is_name && is_left_out(text) {
            return Ok(false);
        }
        serde_json::to_writer(self.to, text)?;
        Ok(true)
    }

    plain! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
    }

    fn serialize_none(self) -> Result<bool, Error> {
        self.serialize_unit()
    }

    fn serialize_unit(self) -> Result<bool, Error> {
        self.to.extend(b"null");
        Ok(true)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<bool, Error> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Error> {
        Ok(Parts::new(self, *b"[]"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, Error> {
        Ok(Parts::new(self, *b"{}"))
    }

    refused_by_both!(bool);
}
