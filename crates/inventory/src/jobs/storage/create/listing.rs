//! What drivers of storage list: as XML, in the last parameter of an error that says what is missing, or as the
//! answer to a probe.

use quick_xml::{Reader, events::Event};

/// No list is longer: what comes after is left out.
const MOST: usize = 4096;

/// An entry of a list: the texts of its members by their names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Entry(Vec<(String, String)>);

impl Entry {
    /// A member's text; empty where it has none.
    pub(super) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, text)| text)
    }

    /// A member that is a number of bytes.
    pub(super) fn bytes(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok().filter(|&bytes| bytes > 0)
    }
}

/// The entries of this name. What cannot be read ends them.
pub(super) fn entries(text: &str, name: &str) -> Vec<Entry> {
    let mut reader = Reader::from_str(text);
    let mut all = Vec::new();
    let mut open: Option<Entry> = None;
    let mut member: Option<(String, String)> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) if start.name().0 == name => open = Some(Entry::default()),
            Event::Start(start) if open.is_some() => {
                member = Some((start.name().0.to_owned(), String::new()));
            }
            Event::Text(part) => {
                if let Some((_, text)) = &mut member {
                    text.push_str(&part);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some((_, text)) = &mut member {
                    let resolved = quick_xml::escape::resolve_predefined_entity(&reference);
                    text.push_str(resolved.unwrap_or_default());
                }
            }
            Event::End(end) if end.name().0 == name => all.extend(open.take()),
            Event::End(_) => {
                if let (Some(entry), Some((name, text))) = (&mut open, member.take()) {
                    entry.0.push((name, text.trim().to_owned()));
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if all.len() >= MOST {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_with_the_blanks_that_drivers_write() {
        let text = "<?xml version=\"1.0\" ?>\n<iscsi-target>\n\t<LUN>\n\t\t<vendor>\n\t\t\tA &amp; B\n\t\t</vendor>\n\t\t\
            <size>\n\t\t\t1024\n\t\t</size>\n\t\t<SCSIid>36001</SCSIid>\n\t</LUN>\n\t<LUN><LUNid/></LUN>\n</iscsi-target>\n";
        let all = entries(text, "LUN");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].text("vendor"), "A & B");
        assert_eq!(all[0].bytes("size"), Some(1024));
        assert_eq!(all[0].text("SCSIid"), "36001");
        assert_eq!((all[1].text("LUNid"), all[1].bytes("size")), ("", None));
        assert_eq!(entries("", "LUN"), []);
        assert_eq!(entries("<LUN><size>1</size>", "LUN"), []);
    }
}
