//! XML-RPC.

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Call;
use crate::body::Body;
use crate::failure::Outcome;
use crate::value::Value;

/// How deep values may be nested: a guard for the stack, far above what any call needs.
const DEPTH: usize = 64;

/// Reads a call. The error is the text of the exception that the server would print in its HTTP 500.
pub fn read(body: &[u8]) -> Result<Call, String> {
    let Ok(text) = std::str::from_utf8(body) else {
        return Err("Xmlm.Error(1:1, \"malformed character stream\")".to_owned());
    };
    let mut tokens = Tokens {
        items: tokens(text)?,
        at: 0,
    };
    tokens.open("methodCall")?;
    tokens.open("methodName")?;
    let method = tokens.text().trim().to_owned();
    tokens.close("methodName")?;
    let mut params = Vec::new();
    if tokens.try_open("params") {
        while tokens.try_open("param") {
            params.push(tokens.value(0)?);
            tokens.close("param")?;
        }
        tokens.close("params")?;
    }
    tokens.close("methodCall")?;
    Ok(Call { method, params })
}

/// Reads a value by itself. The error is the text of the exception.
pub fn read_value(text: &str) -> Result<Value, String> {
    let items = tokens(text)?;
    Tokens { items, at: 0 }.value(0)
}

#[derive(Debug, PartialEq)]
enum Token {
    Open(String),
    Close(String),
    Text(String),
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut items = Vec::new();
    let mut open = 0usize;
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position())
            .unwrap_or(0)
            .min(text.len());
        let error = |what: &str| {
            let before = text.get(..at).unwrap_or("");
            let column = before
                .rsplit('\n')
                .next()
                .map_or(0, |line| line.chars().count())
                + 1;
            format!(
                "Xmlm.Error({}:{column}, \"{what}\")",
                before.matches('\n').count() + 1
            )
        };
        let piece = match event {
            Ok(Event::Start(tag)) => {
                open += 1;
                items.push(Token::Open(tag.name().as_ref().to_owned()));
                continue;
            }
            Ok(Event::End(tag)) => {
                open = open.saturating_sub(1);
                items.push(Token::Close(tag.name().as_ref().to_owned()));
                continue;
            }
            Ok(Event::Text(piece)) => piece.xml10_content().into_owned(),
            Ok(Event::CData(piece)) => piece.xml10_content().into_owned(),
            Ok(Event::GeneralRef(piece)) => match piece.resolve_char_ref() {
                Ok(Some(c)) => c.to_string(),
                _ => match piece.xml10_content().as_ref() {
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "amp" => "&".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    _ => return Err(error("unknown entity reference")),
                },
            },
            Ok(Event::Eof) if open == 0 && !items.is_empty() => return Ok(items),
            Ok(Event::Eof) => return Err(error("unexpected end of input")),
            Ok(_) => continue,
            Err(_) => return Err(error("malformed markup")),
        };
        match items.last_mut() {
            Some(Token::Text(text)) => text.push_str(&piece),
            _ => items.push(Token::Text(piece)),
        }
    }
}

struct Tokens {
    items: Vec<Token>,
    at: usize,
}

impl Tokens {
    fn skip_blank(&mut self) {
        if let Some(Token::Text(text)) = self.items.get(self.at)
            && text.trim().is_empty()
        {
            self.at += 1;
        }
    }

    fn try_open(&mut self, name: &str) -> bool {
        self.skip_blank();
        let found = matches!(self.items.get(self.at), Some(Token::Open(tag)) if tag == name);
        self.at += usize::from(found);
        found
    }

    fn open(&mut self, name: &str) -> Result<(), String> {
        if self.try_open(name) {
            Ok(())
        } else {
            Err(format!("XMLRPC.RunTimeError(\"expected {name}\")"))
        }
    }

    fn close(&mut self, name: &str) -> Result<(), String> {
        self.skip_blank();
        let found = matches!(self.items.get(self.at), Some(Token::Close(tag)) if tag == name);
        self.at += usize::from(found);
        if found {
            Ok(())
        } else {
            Err(format!("XMLRPC.RunTimeError(\"expected end of {name}\")"))
        }
    }

    /// The text before the next tag, blanks kept.
    fn text(&mut self) -> String {
        match self.items.get_mut(self.at) {
            Some(Token::Text(text)) => {
                self.at += 1;
                std::mem::take(text)
            }
            _ => String::new(),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > DEPTH {
            return Err("Stack_overflow".to_owned());
        }
        self.open("value")?;
        let text = self.text();
        let kind = match self.items.get(self.at) {
            Some(Token::Open(kind)) => kind.clone(),
            _ => {
                self.close("value")?;
                return Ok(Value::text(text));
            }
        };
        self.at += 1;
        let value = match kind.as_str() {
            "array" => self.array(depth)?,
            "struct" => self.structure(depth)?,
            "nil" => Value::Null,
            kind => scalar(kind, &self.text())?,
        };
        self.close(&kind)?;
        self.close("value")?;
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        let mut items = Vec::new();
        self.open("data")?;
        loop {
            self.skip_blank();
            match self.items.get(self.at) {
                Some(Token::Open(tag)) if tag == "value" => items.push(self.value(depth + 1)?),
                _ => break,
            }
        }
        self.close("data")?;
        Ok(Value::Set(items))
    }

    fn structure(&mut self, depth: usize) -> Result<Value, String> {
        let mut pairs = Vec::new();
        while self.try_open("member") {
            self.open("name")?;
            let name: Arc<str> = Arc::from(self.text());
            self.close("name")?;
            pairs.push((name, self.value(depth + 1)?));
            self.close("member")?;
        }
        Ok(Value::Map(pairs))
    }
}

fn scalar(kind: &str, text: &str) -> Result<Value, String> {
    let wrong = || format!("XMLRPC.RunTimeError(\"{kind}\")");
    match kind {
        "string" => Ok(Value::text(text)),
        "int" | "i4" | "i8" => text.trim().parse().map(Value::Int).map_err(|_| wrong()),
        "double" => text.trim().parse().map(Value::Float).map_err(|_| wrong()),
        "boolean" => match text.trim() {
            "1" => Ok(Value::Bool(true)),
            "0" => Ok(Value::Bool(false)),
            _ => Err(wrong()),
        },
        "dateTime.iso8601" => parse_date(text.trim()).map(Value::Date).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

/// Reads a date in any of the forms that the server takes: dashes or none, `Z` or none (UTC then).
pub fn parse_date(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let compact = text.replace('-', "");
    jiff::civil::DateTime::strptime("%Y%m%dT%H:%M:%S", &compact)
        .ok()
        .and_then(|time| time.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map(|zoned| zoned.timestamp().as_second())
}

/// Writes the answer to a call.
pub fn write(outcome: &Outcome<Value>) -> Body {
    let mut body = Body::from(String::with_capacity(512));
    let out = body.text();
    out.push_str("<?xml version=\"1.0\"?><methodResponse><params><param><value><struct><member><name>Status</name><value>");
    match outcome {
        Ok(value) => {
            out.push_str("Success</value></member><member><name>Value</name>");
            body.xml(value);
        }
        Err(failure) => {
            out.push_str("Failure</value></member><member><name>ErrorDescription</name>");
            let all = std::iter::once(failure.code.as_str())
                .chain(failure.params.iter().map(String::as_str));
            Value::texts(all).write_xml(out);
        }
    }
    let out = body.text();
    out.push_str("</member></struct></value></param></params></methodResponse>");
    body
}

/// Writes an answer that has no status around it: what `system.` methods get.
pub fn write_plain(value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\"?><methodResponse><params><param>");
    value.write_xml(&mut out);
    out.push_str("</param></params></methodResponse>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_in_every_spelling() {
        let call = read(
            b"<?xml version='1.0'?>\n<methodCall>\n<methodName>VM.start</methodName>\n<params>\n<param>\n<value><string>a &amp; &#98;</string></value>\n</param>\
              <param><value>  </value></param><param><value><boolean>1</boolean></value></param><param><value><i4>5</i4></value></param>\
              <param><value><array><data><value/><value><double>1.5</double></value></data></array></value></param>\
              <param><value><struct><member><name>k</name><value><string/></value></member></struct></value></param></params></methodCall>",
        )
        .unwrap();
        assert_eq!(call.method, "VM.start");
        assert_eq!(
            call.params,
            vec![
                "a & b".into(),
                "  ".into(),
                Value::Bool(true),
                Value::Int(5),
                Value::Set(vec!["".into(), Value::Float(1.5)]),
                Value::map([("k", "")]),
            ]
        );
    }

    #[test]
    fn a_cut_call_is_refused_as_the_server_refuses_it() {
        assert_eq!(
            read(b"<methodCall>").unwrap_err(),
            "Xmlm.Error(1:13, \"unexpected end of input\")"
        );
        assert!(read(b"<methodResponse/>").is_err());
        assert!(read(b"").is_err());
    }

    #[test]
    fn dates_come_in_several_forms() {
        for text in [
            "20261121T00:49:53Z",
            "2026-11-21T00:49:53Z",
            "20261121T00:49:53",
        ] {
            assert_eq!(parse_date(text), Some(1_795_222_193));
        }
    }
}
