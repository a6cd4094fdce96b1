//! Taking the events out of a reply of XML-RPC.

use memchr::{memchr, memmem};

use super::{BLOCK, Part};

/// A list that stands alone begins and ends so.
const OPENING: &[u8] = b"<value><array><data>";
const CLOSING: &[u8] = b"</data></array></value>";

/// How many elements are open before the structure that is the API's value, and before the list of
/// events in it.
const DEPTH_OF_VALUE: usize = 8;
const DEPTH_OF_EVENTS: usize = 12;

/// No tag of the protocol is half as long. What does not end by then is none.
const LONGEST_TAG: usize = 1 << 10;

/// Tells the events of a reply from the rest.
#[derive(Debug)]
pub(super) struct Splitter {
    part: Part,
    /// How many elements are open; among the events, how many values.
    depth: usize,
    /// Inside the structure that is the API's value.
    in_value: bool,
    /// What ends the comment or the raw text that the bytes are in.
    until: Option<&'static [u8]>,
    /// The reply but for the events.
    frame: Vec<u8>,
    /// A list of the events that are not in a block yet; of the last one perhaps a part.
    events: Vec<u8>,
    /// How far the events are whole.
    whole: usize,
    /// How far the part that arrives was looked through.
    seen: usize,
}

/// What a tag does.
enum Tag {
    Opens,
    Closes,
    /// Opens and closes.
    Empty,
    /// A declaration.
    Other,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self {
            part: Part::Before,
            depth: 0,
            in_value: false,
            until: None,
            frame: Vec::new(),
            events: OPENING.to_vec(),
            whole: OPENING.len(),
            seen: 0,
        }
    }

    /// Takes the next bytes. Gives back a block of events, when there are enough: a list of XML-RPC.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        match self.part {
            Part::Before => {
                self.frame.extend_from_slice(bytes);
                self.look_for_events();
            }
            Part::Events => self.events.extend_from_slice(bytes),
            Part::After => self.frame.extend_from_slice(bytes),
        }
        if self.part == Part::Events {
            self.look_for_ends();
        }
        (self.whole > BLOCK).then(|| self.cut())
    }

    /// Looks for the list of events.
    fn look_for_events(&mut self) {
        while let Some((start, end, tag)) = next_tag(&self.frame, &mut self.seen, &mut self.until) {
            match tag {
                Tag::Opens => self.depth += 1,
                Tag::Closes => self.depth = self.depth.saturating_sub(1),
                Tag::Empty | Tag::Other => continue,
            }
            let (before, tag) = (&self.frame[..start], &self.frame[start..end]);
            if self.depth == DEPTH_OF_VALUE && tag.starts_with(b"<struct") {
                self.in_value = follows(before, &[b"<name>", b"Value", b"</name>", b"<value>"]);
            }
            if self.depth == DEPTH_OF_EVENTS
                && self.in_value
                && tag.starts_with(b"<data")
                && follows(
                    before,
                    &[b"<name>", b"events", b"</name>", b"<value>", b"<array>"],
                )
            {
                self.part = Part::Events;
                self.depth = 0;
                self.events.extend_from_slice(&self.frame[end..]);
                self.frame.truncate(end);
                self.seen = OPENING.len();
                return;
            }
        }
    }

    /// Looks for the ends of events, and for that of them all.
    fn look_for_ends(&mut self) {
        while let Some((start, end, tag)) = next_tag(&self.events, &mut self.seen, &mut self.until)
        {
            if is_value(&self.events[start..end]) {
                match tag {
                    Tag::Opens => self.depth += 1,
                    Tag::Closes => self.depth = self.depth.saturating_sub(1),
                    Tag::Empty | Tag::Other => {}
                }
                if self.depth == 0 {
                    self.whole = end;
                }
            } else if self.depth == 0 && matches!(tag, Tag::Closes) {
                self.part = Part::After;
                self.frame.extend_from_slice(&self.events[start..]);
                self.events.truncate(start);
                self.whole = start;
                return;
            }
        }
    }

    /// Takes the whole events out.
    fn cut(&mut self) -> Vec<u8> {
        let rest = &self.events[self.whole..];
        let mut next = Vec::with_capacity(BLOCK + rest.len() + BLOCK / 4);
        next.extend_from_slice(OPENING);
        next.extend_from_slice(rest);
        let mut block = std::mem::replace(&mut self.events, next);
        block.truncate(self.whole);
        block.extend_from_slice(CLOSING);
        self.seen = self.seen.saturating_sub(self.whole) + OPENING.len();
        self.whole = OPENING.len();
        block
    }

    /// The last events and the reply around all of them.
    pub(super) fn finish(&mut self) -> (Vec<u8>, Vec<u8>) {
        (self.cut(), std::mem::take(&mut self.frame))
    }
}

/// The next tag of which all is there: where it begins, where it ends, and what it does. `seen` goes
/// behind it, or to where looking begins once there is more.
fn next_tag(
    bytes: &[u8],
    seen: &mut usize,
    until: &mut Option<&'static [u8]>,
) -> Option<(usize, usize, Tag)> {
    loop {
        if let Some(end) = *until {
            let Some(at) = memmem::find(&bytes[*seen..], end) else {
                // Its end may have begun.
                *seen = (*seen).max((bytes.len() + 1).saturating_sub(end.len()));
                return None;
            };
            *seen += at + end.len();
            *until = None;
        }
        let Some(at) = memchr(b'<', &bytes[*seen..]) else {
            *seen = bytes.len();
            return None;
        };
        let start = *seen + at;
        *seen = start;
        let rest = &bytes[start..];
        if rest.starts_with(b"<!") {
            for (begin, end) in [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>")] {
                if rest.starts_with(begin) {
                    *until = Some(end);
                    *seen = start + begin.len();
                } else if begin.starts_with(rest) {
                    return None;
                }
            }
            if until.is_some() {
                continue;
            }
        }
        let Some(length) = memchr(b'>', &rest[..rest.len().min(LONGEST_TAG)]) else {
            if rest.len() < LONGEST_TAG {
                return None;
            }
            *seen = start + 1;
            continue;
        };
        let end = start + length + 1;
        *seen = end;
        let tag = match (rest[1], rest[length - 1]) {
            (b'/', _) => Tag::Closes,
            (b'!' | b'?', _) => Tag::Other,
            (_, b'/') => Tag::Empty,
            _ => Tag::Opens,
        };
        return Some((start, end, tag));
    }
}

/// Whether a tag is that of a value.
fn is_value(tag: &[u8]) -> bool {
    let name = tag.strip_prefix(b"<").unwrap_or_default();
    let name = name.strip_prefix(b"/").unwrap_or(name);
    let after = name.strip_prefix(b"value");
    after
        .and_then(<[u8]>::first)
        .is_some_and(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether the bytes end with these, with nothing but blanks between them.
fn follows(bytes: &[u8], ends: &[&[u8]]) -> bool {
    let mut before = bytes;
    ends.iter().rev().all(|end| {
        let found = before.trim_ascii_end().strip_suffix(*end);
        before = found.unwrap_or_default();
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::super::Wire;
    use super::super::tests::{capture, check as check_wire};

    #[track_caller]
    fn check(body: &[u8]) -> usize {
        check_wire(Wire::Xml, body)
    }

    #[test]
    fn captured_replies_are_the_same_in_pieces() {
        for name in [
            "event-from-rename.xml",
            "session-invalid.xml",
            "login.xml",
            "get_all_records-pool.xml",
        ] {
            check(&capture(name));
        }
        let blocks = check(&capture("event-from-initial-vm.xml"));
        assert!(blocks > 5, "{blocks}");
    }

    #[test]
    fn odd_replies_are_the_same_in_pieces() {
        let event = "<value><struct><field_slot><name>class</name><value>pool</value></field_slot>\
                     <field_slot><name>operation</name><value>add</value></field_slot>\
                     <field_slot><name>ref</name><value>OpaqueRef:p</value></field_slot>\
                     <field_slot><name>snapshot</name><value><struct><field_slot><name>name_label</name>\
                     <value>a &lt;/value> \"b\"</value></field_slot><field_slot><name>tags</name>\
                     <value><array><data><value/><value>t</value></data></array></value></field_slot>\
                     </struct></value></field_slot></struct></value>";
        let raw = "<value><struct><field_slot><name>class</name><value><![CDATA[pool]]></value></field_slot>\
                   <!-- </value></data> --><field_slot><name>ref</name><value><![CDATA[</value>]]]></value>\
                   </field_slot></struct></value>";
        let spaced = event.replace("><", ">\n <");
        let before = "<?xml version=\"1.0\"?><methodResponse><params><param><value><struct><field_slot>\
                      <name>Status</name><value>Success</value></field_slot><field_slot><name>Value</name>\
                      <value><struct>";
        let events = "<member><name>events</name><value><array><data>";
        let token = "</data></array></value></field_slot><field_slot><name>token</name><value>t</value>\
                     </field_slot></struct></value></field_slot></struct></value></param></params></methodResponse>";
        let whole = |list: &str| format!("{before}{events}{list}{token}");
        let mut bodies = vec![
            whole(event),
            whole(&event.repeat(9)),
            whole(&[event, &spaced, raw, event].concat()),
            whole(&spaced).replace("><", "> <"),
            whole(""),
            whole("<value/><value></value><value>5</value>"),
            whole(&format!("<!-- a --><value >{}", &event["<value>".len()..])),
            // Lists of events that are not the one.
            format!(
                "{before}<member><name>a</name><value><struct>{events}{event}</data></array></value></member></struct></value></member>{events}{event}{token}"
            ),
            whole(event).replace("<name>Value</name>", "<name>Other</name>"),
            whole(event).replace("<name>events</name>", "<name>others</name>"),
            // Without a token, without sense, without an end.
            whole(event).replace("<name>token</name>", "<name>tok</name>"),
            whole("<struct></struct>"),
            whole("text"),
            whole(&format!("{event}<value>a<b/></value>")),
            whole(event).replace("</methodResponse>", "</methodResponse>more"),
            whole(event).replace("</methodResponse>", "<"),
            "<html>".to_owned(),
            "<value>".to_owned(),
            String::new(),
        ];
        let cut = whole(&event.repeat(3));
        for end in [before.len() + 60, cut.len() - 200, cut.len() - 3] {
            bodies.push(cut[..end].to_owned());
        }
        for body in bodies {
            check(body.as_bytes());
        }
        let mut broken = whole(event).into_bytes();
        let at = whole(event).find("\"b\"").unwrap();
        broken[at] = 0xff;
        check(&broken);
    }

    #[test]
    fn what_does_not_end_is_not_looked_at_again_and_again() {
        let mut long = b"<methodResponse><".to_vec();
        long.extend(std::iter::repeat_n(b'a', 3000));
        check(&long);
    }
}
