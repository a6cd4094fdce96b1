//! The body of an answer: text, the greatest part of which may be shared with what is kept of it.

use std::sync::Arc;

use crate::value::{Value, xml_text};

/// Text in up to three parts, so that a long list that is kept goes to the socket from where it lies.
#[derive(Debug, Default)]
pub struct Body {
    before: String,
    shared: Option<Arc<String>>,
    after: String,
}

impl From<String> for Body {
    fn from(text: String) -> Body {
        Body {
            before: text,
            ..Body::default()
        }
    }
}

impl From<Body> for String {
    fn from(body: Body) -> String {
        body.parts().concat()
    }
}

impl Body {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.parts().iter().map(|part| part.len()).sum()
    }

    /// What it consists of.
    pub fn parts(&self) -> [&str; 3] {
        let shared = self.shared.as_ref().map_or("", |text| text);
        [&self.before, shared, &self.after]
    }

    /// Where to go on writing.
    pub fn text(&mut self) -> &mut String {
        match self.shared {
            None => &mut self.before,
            Some(_) => &mut self.after,
        }
    }

    /// Goes on with a text that is kept elsewhere. There is room for one; a further one is copied.
    fn share(&mut self, text: &Arc<String>) {
        match self.shared {
            None => self.shared = Some(text.clone()),
            Some(_) => self.after.push_str(text),
        }
    }

    /// Goes on with a value as the server's JSON.
    pub fn json(&mut self, value: &Value) {
        match value {
            Value::Listing(listing) => self.share(listing.json()),
            Value::Map(pairs) if holds_listing(pairs) => {
                for (i, (key, value)) in pairs.iter().enumerate() {
                    self.text().push(if i == 0 { '{' } else { ',' });
                    crate::value::json_text(key, self.text());
                    self.text().push(':');
                    self.json(value);
                }
                self.text().push('}');
            }
            value => value.write_json(self.text()),
        }
    }

    /// Goes on with a value as the server's XML-RPC.
    pub fn xml(&mut self, value: &Value) {
        match value {
            Value::Listing(listing) => self.share(listing.xml()),
            Value::Map(pairs) if holds_listing(pairs) => {
                self.text().push_str("<value><struct>");
                for (key, value) in pairs {
                    self.text().push_str("<member><name>");
                    xml_text(key, self.text());
                    self.text().push_str("</name>");
                    self.xml(value);
                    self.text().push_str("</member>");
                }
                self.text().push_str("</struct></value>");
            }
            value => value.write_xml(self.text()),
        }
    }
}

fn holds_listing(pairs: &[(Arc<str>, Value)]) -> bool {
    pairs
        .iter()
        .any(|(_, value)| matches!(value, Value::Listing(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Listing;

    #[test]
    fn a_shared_part_stands_where_it_would_stand_if_it_were_copied() {
        let listing = || Value::Listing(Arc::new(Listing::records(Vec::new())));
        for value in [
            listing(),
            Value::fields([("a", 1.into()), ("b", listing()), ("c", "<".into())]),
            Value::fields([("a", listing()), ("b", listing())]),
            Value::Set(vec![listing(), true.into()]),
        ] {
            let (mut json, mut xml) = (Body::default(), Body::default());
            json.json(&value);
            xml.xml(&value);
            let (mut plain_json, mut plain_xml) = (String::new(), String::new());
            value.write_json(&mut plain_json);
            value.write_xml(&mut plain_xml);
            assert_eq!(json.parts().concat(), plain_json);
            assert_eq!(xml.parts().concat(), plain_xml);
            assert_eq!(xml.len(), plain_xml.len());
        }
    }
}
