//! XML: `<xport>` and `<rrd>`, which have not changed in all the years.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::error::{MAX_DEPTH, ReplyError, malformed};
use super::raw::{RawArchive, RawArchives, RawRow, RawUpdates, number};

pub(super) fn updates(text: &str) -> Result<RawUpdates, ReplyError> {
    let mut raw = RawUpdates::default();
    let mut has_data = false;
    let mut walk = Walk::new(text);
    while let Some(step) = walk.next()? {
        let path = walk.path.as_slice();
        match (step, path) {
            (Step::Open, ["xport", "data"]) => has_data = true,
            (Step::Open, ["xport", "data", "row"]) => raw.rows.push(RawRow {
                time: f64::NAN,
                values: Vec::with_capacity(raw.legend.len()),
            }),
            (Step::Text(text), ["xport", "meta", "step"]) => raw.step = number(&text),
            (Step::Text(text), ["xport", "meta", "legend", "entry"]) => raw.legend.push(text),
            (Step::Text(text), ["xport", "data", "row", what @ ("t" | "v")]) => {
                let value = walk.number(&text)?;
                if let Some(row) = raw.rows.last_mut() {
                    match *what {
                        "t" => row.time = value,
                        _ => row.values.push(value as f32),
                    }
                }
            }
            _ => {}
        }
    }
    if has_data {
        Ok(raw)
    } else {
        Err(malformed("document", "it has no data"))
    }
}

pub(super) fn archive(text: &str) -> Result<RawArchives, ReplyError> {
    let mut raw = RawArchives::default();
    let mut walk = Walk::new(text);
    while let Some(step) = walk.next()? {
        let path = walk.path.as_slice();
        match (step, path) {
            (Step::Open, ["rrd", "rra"]) => raw.archives.push(RawArchive::default()),
            (Step::Open, ["rrd", "rra", "database", "row"]) => {
                let width = raw.sources.len();
                if let Some(archive) = raw.archives.last_mut() {
                    archive.rows.push(Vec::with_capacity(width));
                }
            }
            (Step::Text(text), ["rrd", "step"]) => raw.step = number(&text),
            (Step::Text(text), ["rrd", "lastupdate"]) => raw.last_update = number(&text),
            (Step::Text(text), ["rrd", "ds", "name"]) => raw.sources.push(text),
            (Step::Text(text), ["rrd", "rra", what @ ("cf" | "pdp_per_row")]) => {
                let is_function = *what == "cf";
                let value = if is_function {
                    0.0
                } else {
                    walk.number(&text)?
                };
                if let Some(archive) = raw.archives.last_mut() {
                    match is_function {
                        true => archive.function = text,
                        false => archive.steps_per_row = value,
                    }
                }
            }
            (Step::Text(text), ["rrd", "rra", "database", "row", "v"]) => {
                let value = walk.number(&text)?;
                if let Some(row) = raw.archives.last_mut().and_then(|a| a.rows.last_mut()) {
                    row.push(value as f32);
                }
            }
            _ => {}
        }
    }
    Ok(raw)
}

enum Step {
    /// An element begins.
    Open,
    /// The text of an element that has nothing but text; told as it ends.
    Text(String),
}

/// Goes through a document element by element, and knows where it is.
struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    length: usize,
    path: Vec<&'static str>,
    /// Told at the next step: the path is one shorter then.
    leaves: bool,
    text: String,
    has_children: bool,
    has_ended: bool,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_reader(text.as_bytes());
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            length: text.len(),
            path: Vec::new(),
            leaves: false,
            text: String::new(),
            has_children: false,
            has_ended: false,
        }
    }

    fn place(&self) -> String {
        format!("byte {}", self.reader.buffer_position())
    }

    fn number(&self, text: &str) -> Result<f64, ReplyError> {
        number(text).ok_or_else(|| malformed(self.place(), "not a number"))
    }

    fn next(&mut self) -> Result<Option<Step>, ReplyError> {
        if std::mem::take(&mut self.leaves) {
            self.path.pop();
            self.has_ended |= self.path.is_empty();
        }
        loop {
            let event = self.reader.read_event().map_err(|error| {
                use quick_xml::Error as E;
                match error {
                    E::Syntax(_) => ReplyError::Cut {
                        length: self.length,
                    },
                    error => malformed(
                        format!("byte {}", self.reader.error_position()),
                        error.to_string(),
                    ),
                }
            })?;
            match event {
                Event::Start(start) => {
                    let name = start.name().into_inner();
                    if self.path.len() == MAX_DEPTH {
                        return Err(malformed(self.place(), "it nests too deep"));
                    }
                    self.path.push(known(name));
                    self.text.clear();
                    self.has_children = false;
                    return Ok(Some(Step::Open));
                }
                Event::Text(text) => self.text.push_str(&text),
                Event::GeneralRef(reference) => {
                    let resolved = quick_xml::escape::resolve_predefined_entity(&reference);
                    self.text.push_str(resolved.unwrap_or_default());
                }
                Event::End(_) => {
                    self.leaves = true;
                    let is_leaf = !std::mem::replace(&mut self.has_children, true);
                    if is_leaf {
                        return Ok(Some(Step::Text(std::mem::take(&mut self.text))));
                    }
                    self.leaves = false;
                    self.path.pop();
                    self.has_ended |= self.path.is_empty();
                }
                Event::Eof if self.has_ended && self.path.is_empty() => return Ok(None),
                Event::Eof => {
                    return Err(ReplyError::Cut {
                        length: self.length,
                    });
                }
                _ => {}
            }
        }
    }
}

/// The element's name, if it matters: what is not known is skipped with all that is in it.
fn known(name: &str) -> &'static str {
    const NAMES: [&str; 18] = [
        "xport",
        "meta",
        "step",
        "legend",
        "entry",
        "data",
        "row",
        "t",
        "v",
        "rrd",
        "lastupdate",
        "ds",
        "name",
        "rra",
        "cf",
        "pdp_per_row",
        "database",
        "start",
    ];
    NAMES.into_iter().find(|known| *known == name).unwrap_or("")
}
