//! XML as a tree of elements. Namespaces are left out: programs use different prefixes for the same words.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::{
    Fault,
    xml::{entity, malformed},
};

/// The longest descriptor that is read.
pub(super) const LONGEST: u64 = 4 << 20;

/// The deepest that elements stand in each other.
const DEEPEST: usize = 64;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    /// The root of a document.
    pub(super) fn parse(xml: &[u8]) -> Result<Self, Fault> {
        Fault::at_most("the size of the descriptor", xml.len() as u64, LONGEST)?;
        let text = std::str::from_utf8(xml).map_err(malformed)?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        // An empty tag is a start and an end.
        reader.config_mut().expand_empty_elements = true;
        let mut open: Vec<Element> = Vec::new();
        loop {
            match reader.read_event().map_err(malformed)? {
                Event::Start(tag) => {
                    if open.len() >= DEEPEST {
                        return Err(Fault::invalid("elements stand too deep in each other"));
                    }
                    open.push(Self::of_tag(&tag)?);
                }
                Event::End(_) => {
                    // The reader has made sure that the tags match.
                    let Some(element) = open.pop() else {
                        return Err(Fault::invalid("an end without a beginning"));
                    };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Ok(element),
                    }
                }
                Event::Text(text) => {
                    let text = text.xml_content(XmlVersion::Implicit1_0);
                    add(&mut open, &text);
                }
                Event::CData(text) => add(&mut open, &text),
                Event::GeneralRef(name) => add(&mut open, &entity(&name)?),
                Event::Eof => return Err(Fault::Truncated),
                _ => {}
            }
        }
    }

    fn of_tag(tag: &BytesStart<'_>) -> Result<Self, Fault> {
        let attributes = tag.attributes().map(|attribute| {
            let attribute = attribute.map_err(malformed)?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(malformed)?;
            Ok((local(attribute.key.0), value.into_owned()))
        });
        Ok(Self {
            name: local(tag.name().0),
            attributes: attributes.collect::<Result<_, Fault>>()?,
            ..Self::default()
        })
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The children of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// What the first child of that name says.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Everything below, in the document's order. It is no deeper than a document may be.
    pub(super) fn below(&self) -> Vec<&Element> {
        let mut below = Vec::new();
        for child in &self.children {
            below.push(child);
            below.extend(child.below());
        }
        below
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}
