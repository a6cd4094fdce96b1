//! `ova.xml`: one value of XML-RPC that holds the records of all objects of an export.

use std::collections::HashMap;

use quick_xml::{Reader, XmlVersion, events::Event};

use crate::{
    Fault,
    xml::{entity, malformed},
};

/// The deepest that values stand in each other; real ones come to seven.
const DEEPEST: usize = 32;

/// What an export says of itself and of what it holds. Only what is needed to look into it and to read its
/// disks: records hold secrets, which are better not kept.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Metadata {
    /// What wrote it.
    pub version: Version,
    /// The virtual machines, snapshots and templates among them.
    pub machines: Vec<Machine>,
    /// The disks whose bytes the archive holds, in the order in which they stand there.
    pub disks: Vec<Disk>,
}

/// What wrote an export.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Version {
    /// The product, `XCP-ng` say.
    pub product_brand: String,
    /// The product's version.
    pub product_version: String,
    /// XAPI's version. A server refuses what comes from a newer one.
    pub xapi: (u32, u32),
    /// The version of the format; 2 since blocks are followed by their checksums.
    pub export: u32,
}

/// A virtual machine, a snapshot or a template.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Machine {
    /// What other objects of the file call it.
    pub id: String,
    /// Its uuid where it was exported.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// What people wrote about it.
    pub description: String,
    /// `Halted`, `Suspended` …
    pub power_state: String,
    /// Whether it is a snapshot, and of what.
    pub snapshot_of: Option<String>,
    /// Whether it is a template.
    pub is_template: bool,
    /// The most memory that it may have, in bytes.
    pub memory: u64,
    /// The most virtual processors that it may have.
    pub vcpus: u64,
    /// Its drives.
    pub drives: Vec<Attachment>,
    /// Its network interfaces.
    pub interfaces: Vec<Interface>,
}

/// A drive of a machine.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Attachment {
    /// The drive's number in the machine.
    pub position: String,
    /// The disk's [id](Disk::id); none where the drive is empty or its disc was left out.
    pub disk: Option<String>,
    /// Whether it is a drive for discs.
    pub is_disc: bool,
    /// Whether the machine starts from it.
    pub is_bootable: bool,
}

/// A network interface of a machine.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Interface {
    /// The interface's number in the machine.
    pub position: String,
    /// Its address.
    pub mac: String,
    /// The network's name where it was exported.
    pub network: String,
}

/// A disk of which the archive holds the bytes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Disk {
    /// What its members in the archive begin with, `Ref:45`.
    pub id: String,
    /// Its uuid where it was exported.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Metadata {
    /// Reads `ova.xml`.
    pub fn parse(xml: &[u8]) -> Result<Self, Fault> {
        let text = std::str::from_utf8(xml).map_err(malformed)?;
        let mut parser = Parser {
            reader: Reader::from_str(text),
        };
        // An empty tag is a start and an end.
        parser.reader.config_mut().expand_empty_elements = true;
        let Value::Struct(root) = parser.document()? else {
            return Err(Fault::invalid("ova.xml is no structure"));
        };
        let mut version = Version::default();
        let mut objects = Objects::default();
        for (name, value) in root {
            match (name.as_str(), value) {
                ("version", Value::Struct(members)) => version = version_of(&Record(members))?,
                ("objects", Value::Array(values)) => {
                    for value in values {
                        objects.add(value)?;
                    }
                }
                _ => {}
            }
        }
        objects.metadata(version)
    }
}

/// A value of XML-RPC. What is none of these counts as text.
#[derive(Debug)]
enum Value {
    Text(String),
    Struct(Vec<(String, Value)>),
    Array(Vec<Value>),
}

/// A structure's members.
struct Record(Vec<(String, Value)>);

impl Record {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    fn number(&self, name: &str) -> Result<u64, Fault> {
        let text = self.text(name).trim();
        if text.is_empty() {
            return Ok(0);
        }
        text.parse()
            .map_err(|_| Fault::invalid(format!("{name} is no number: {text:.40}")))
    }

    fn is(&self, name: &str) -> bool {
        self.text(name).trim() == "1"
    }

    /// The object that a member refers to.
    fn reference(&self, name: &str) -> Option<String> {
        let text = self.text(name);
        (!text.is_empty() && text != "OpaqueRef:NULL").then(|| text.to_owned())
    }
}

fn version_of(record: &Record) -> Result<Version, Fault> {
    let small = |name| {
        let number = record.number(name)?;
        u32::try_from(number).map_err(|_| Fault::invalid(format!("{name} is {number}")))
    };
    Ok(Version {
        product_brand: record.text("product_brand").to_owned(),
        product_version: record.text("product_version").to_owned(),
        xapi: (small("xapi_major")?, small("xapi_minor")?),
        export: small("export_vsn")?,
    })
}

/// The records that are needed, by class and id.
#[derive(Default)]
struct Objects {
    machines: Vec<(String, Record)>,
    drives: Vec<Record>,
    interfaces: Vec<Record>,
    networks: HashMap<String, Record>,
    disks: HashMap<String, Record>,
    storage: HashMap<String, Record>,
}

impl Objects {
    fn add(&mut self, value: Value) -> Result<(), Fault> {
        let Value::Struct(members) = value else {
            return Err(Fault::invalid("an object is no structure"));
        };
        let mut object = Record(members);
        let (class, id) = (
            object.text("class").to_owned(),
            object.text("id").to_owned(),
        );
        let snapshot = object.0.iter().position(|(name, _)| name == "snapshot");
        let Some((_, Value::Struct(record))) = snapshot.map(|at| object.0.swap_remove(at)) else {
            return Err(Fault::invalid(format!(
                "{class:.40} {id:.40} has no record"
            )));
        };
        let record = Record(record);
        match class.as_str() {
            "VM" => self.machines.push((id, record)),
            "VBD" => self.drives.push(record),
            "VIF" => self.interfaces.push(record),
            "network" => _ = self.networks.insert(id, record),
            "VDI" => _ = self.disks.insert(id, record),
            "SR" => _ = self.storage.insert(id, record),
            _ => {}
        }
        Ok(())
    }

    fn metadata(self, version: Version) -> Result<Metadata, Fault> {
        let mut machines = Vec::with_capacity(self.machines.len());
        let mut places = HashMap::new();
        let mut carried = Vec::new();
        for (id, record) in &self.machines {
            places.insert(id.as_str(), machines.len());
            machines.push(machine(id, record)?);
            let suspended = record.text("power_state") == "Suspended";
            carried.extend(suspended.then(|| record.reference("suspend_VDI")).flatten());
        }
        for record in &self.drives {
            let disk = record.reference("VDI");
            let is_disc = record.text("type") == "CD";
            if !is_disc && disk.as_deref().is_some_and(|disk| self.is_carried(disk)) {
                carried.extend(disk.clone());
            }
            if let Some(machine) = places.get(record.text("VM")) {
                let drives: &mut Vec<Attachment> = &mut machines[*machine].drives;
                drives.push(Attachment {
                    position: record.text("userdevice").to_owned(),
                    disk,
                    is_disc,
                    is_bootable: record.is("bootable"),
                });
            }
        }
        for record in &self.interfaces {
            let network = self.networks.get(record.text("network"));
            if let Some(machine) = places.get(record.text("VM")) {
                machines[*machine].interfaces.push(Interface {
                    position: record.text("device").to_owned(),
                    mac: record.text("MAC").to_owned(),
                    network: network
                        .map_or("", |network| network.text("name_label"))
                        .to_owned(),
                });
            }
        }
        // As texts, "Ref:10" before "Ref:9": so does the server.
        carried.sort_unstable();
        carried.dedup();
        let disks = carried.into_iter().map(|id| {
            let Some(record) = self.disks.get(&id) else {
                return Err(Fault::invalid(format!("the disk {id:.40} has no record")));
            };
            Ok(Disk {
                uuid: record.text("uuid").to_owned(),
                name: record.text("name_label").to_owned(),
                size: record.number("virtual_size")?,
                id,
            })
        });
        Ok(Metadata {
            version,
            disks: disks.collect::<Result<_, _>>()?,
            machines,
        })
    }

    /// Whether the archive holds a disk's bytes: what lies among discs is left out.
    fn is_carried(&self, disk: &str) -> bool {
        let record = self.disks.get(disk);
        let storage = record.and_then(|record| self.storage.get(record.text("SR")));
        storage.is_none_or(|storage| storage.text("content_type") != "iso")
    }
}

fn machine(id: &str, record: &Record) -> Result<Machine, Fault> {
    let snapshot_of = record.reference("snapshot_of");
    Ok(Machine {
        id: id.to_owned(),
        uuid: record.text("uuid").to_owned(),
        name: record.text("name_label").to_owned(),
        description: record.text("name_description").to_owned(),
        power_state: record.text("power_state").to_owned(),
        snapshot_of: snapshot_of.filter(|_| record.is("is_a_snapshot")),
        is_template: record.is("is_a_template"),
        memory: record.number("memory_static_max")?,
        vcpus: record.number("VCPUs_max")?,
        drives: Vec::new(),
        interfaces: Vec::new(),
    })
}

/// What stands between the tags of a value.
enum Token {
    Start(Tag),
    End(Tag),
    Text(String),
}

/// The tags of XML-RPC that carry structure; all others are types of single values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Tag {
    Value,
    Struct,
    Member,
    Name,
    Array,
    Data,
    Scalar,
}

struct Parser<'a> {
    reader: Reader<&'a [u8]>,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<Value, Fault> {
        loop {
            match self.token()? {
                Token::Start(Tag::Value) => return self.value(0),
                Token::Text(text) if text.trim().is_empty() => {}
                _ => return Err(unexpected()),
            }
        }
    }

    /// After `<value>`, up to and with `</value>`.
    fn value(&mut self, depth: usize) -> Result<Value, Fault> {
        if depth > DEEPEST {
            return Err(Fault::invalid("values stand too deep in each other"));
        }
        let mut text = String::new();
        let mut value = None;
        loop {
            match self.token()? {
                Token::Text(part) => text.push_str(&part),
                Token::Start(Tag::Struct) => value = Some(self.structure(depth)?),
                Token::Start(Tag::Array) => value = Some(self.array(depth)?),
                Token::Start(Tag::Scalar) => {
                    // Indentation before the type is none of the value.
                    text.clear();
                    value = Some(Value::Text(self.text_until(Tag::Scalar)?));
                }
                Token::End(Tag::Value) => return Ok(value.unwrap_or(Value::Text(text))),
                _ => return Err(unexpected()),
            }
        }
    }

    fn structure(&mut self, depth: usize) -> Result<Value, Fault> {
        let mut members = Vec::new();
        loop {
            match self.token()? {
                Token::Start(Tag::Member) => members.push(self.member(depth)?),
                Token::End(Tag::Struct) => return Ok(Value::Struct(members)),
                Token::Text(text) if text.trim().is_empty() => {}
                _ => return Err(unexpected()),
            }
        }
    }

    fn member(&mut self, depth: usize) -> Result<(String, Value), Fault> {
        let (mut name, mut value) = (String::new(), None);
        loop {
            match self.token()? {
                Token::Start(Tag::Name) => name = self.text_until(Tag::Name)?,
                Token::Start(Tag::Value) => value = Some(self.value(depth + 1)?),
                Token::End(Tag::Member) => return Ok((name, value.ok_or_else(unexpected)?)),
                Token::Text(text) if text.trim().is_empty() => {}
                _ => return Err(unexpected()),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        let mut values = Vec::new();
        loop {
            match self.token()? {
                Token::Start(Tag::Value) => values.push(self.value(depth + 1)?),
                Token::Start(Tag::Data) | Token::End(Tag::Data) => {}
                Token::End(Tag::Array) => return Ok(Value::Array(values)),
                Token::Text(text) if text.trim().is_empty() => {}
                _ => return Err(unexpected()),
            }
        }
    }

    fn text_until(&mut self, end: Tag) -> Result<String, Fault> {
        let mut text = String::new();
        loop {
            match self.token()? {
                Token::Text(part) => text.push_str(&part),
                Token::End(tag) if tag == end => return Ok(text),
                _ => return Err(unexpected()),
            }
        }
    }

    fn token(&mut self) -> Result<Token, Fault> {
        loop {
            return Ok(match self.reader.read_event() {
                Ok(Event::Start(tag)) => Token::Start(tag_of(tag.name().0)),
                Ok(Event::End(tag)) => Token::End(tag_of(tag.name().0)),
                Ok(Event::Text(text)) => {
                    Token::Text(text.xml_content(XmlVersion::Implicit1_0).into_owned())
                }
                Ok(Event::CData(text)) => Token::Text(text.into_inner().into_owned()),
                Ok(Event::GeneralRef(name)) => Token::Text(entity(&name)?),
                // Its syntax errors are all of the kind "no end of …".
                Ok(Event::Eof) | Err(quick_xml::Error::Syntax(_)) => return Err(Fault::Truncated),
                Ok(_) => continue,
                Err(error) => return Err(malformed(error)),
            });
        }
    }
}

fn tag_of(name: &str) -> Tag {
    match name {
        "value" => Tag::Value,
        "struct" => Tag::Struct,
        "member" => Tag::Member,
        "name" => Tag::Name,
        "array" => Tag::Array,
        "data" => Tag::Data,
        _ => Tag::Scalar,
    }
}

fn unexpected() -> Fault {
    Fault::invalid("this is no value of XML-RPC")
}
