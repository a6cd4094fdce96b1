//! Values as they travel: one type for both codecs, written the way the server writes them.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use crate::model::{ClassId, Field, Type, model};

/// Text of the null reference.
pub const NULL_REF: &str = "OpaqueRef:NULL";

/// A reference, as text.
pub type Ref = Arc<str>;

/// Something whose text is made once, in either codec, and kept.
pub trait Written: std::fmt::Debug + Send + Sync {
    /// It as JSON.
    fn json(&self) -> &Arc<String>;
    /// It as XML-RPC, with the `<value>` around it.
    fn xml(&self) -> &Arc<String>;
}

/// A value on the wire.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string, an enumeration value or a reference.
    Text(Arc<str>),
    /// A 64-bit integer; XML-RPC shows it as bare text.
    Int(i64),
    /// The one kind of integer that XML-RPC shows with a type: the counts of `event.from`.
    Count(i64),
    /// A double.
    Float(f64),
    /// A boolean.
    Bool(bool),
    /// Unix seconds.
    Date(i64),
    /// A list.
    Set(Vec<Value>),
    /// A map or a record.
    Map(Vec<(Arc<str>, Value)>),
    /// An object's record, whose text is made once and kept.
    Record(Arc<Data>),
    /// A long list, whose text is made once and kept.
    Listing(Arc<dyn Written>),
    /// JSON's null, only ever received.
    Null,
}

impl Value {
    /// A string.
    pub fn text(text: impl Into<Arc<str>>) -> Value {
        Value::Text(text.into())
    }

    /// What a call without a result answers.
    pub fn void() -> Value {
        Value::text("")
    }

    /// A list of strings.
    pub fn texts<T: Into<Arc<str>>>(items: impl IntoIterator<Item = T>) -> Value {
        Value::Set(
            items
                .into_iter()
                .map(|item| Value::Text(item.into()))
                .collect(),
        )
    }

    /// A map of strings.
    pub fn map<K: Into<Arc<str>>, V: Into<Arc<str>>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Value {
        Value::Map(
            pairs
                .into_iter()
                .map(|(k, v)| (k.into(), Value::Text(v.into())))
                .collect(),
        )
    }

    /// A record of named values.
    pub fn fields<K: Into<Arc<str>>>(pairs: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Map(pairs.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }

    /// The string inside, or "".
    pub fn as_str(&self) -> &str {
        match self {
            Value::Text(text) => text,
            _ => "",
        }
    }

    /// The string inside, shared, or "".
    pub fn to_text(&self) -> Arc<str> {
        match self {
            Value::Text(text) => text.clone(),
            _ => Arc::from(""),
        }
    }

    /// The integer inside, or 0.
    pub fn as_int(&self) -> i64 {
        match self {
            Value::Int(n) | Value::Count(n) | Value::Date(n) => *n,
            _ => 0,
        }
    }

    /// The boolean inside, or false.
    pub fn as_bool(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// The double inside, or 0.
    pub fn as_float(&self) -> f64 {
        match self {
            Value::Float(n) => *n,
            Value::Int(n) => *n as f64,
            _ => 0.0,
        }
    }

    /// The list inside, or an empty one.
    pub fn as_set(&self) -> &[Value] {
        match self {
            Value::Set(items) => items,
            _ => &[],
        }
    }

    /// The pairs inside, or none.
    pub fn as_map(&self) -> &[(Arc<str>, Value)] {
        match self {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// A member of a map.
    pub fn member(&self, key: &str) -> Option<&Value> {
        self.as_map()
            .iter()
            .find(|(k, _)| &**k == key)
            .map(|(_, v)| v)
    }

    /// Writes the value as the server's JSON.
    pub fn write_json(&self, out: &mut String) {
        match self {
            Value::Text(text) => json_text(text, out),
            Value::Int(n) | Value::Count(n) => {
                let _ = write!(out, "{n}");
            }
            Value::Float(n) if n.is_nan() => out.push_str("NaN"),
            Value::Float(n) if n.is_infinite() => {
                out.push_str(if *n > 0.0 { "Infinity" } else { "-Infinity" })
            }
            Value::Float(n) => {
                let _ = write!(out, "{n:?}");
            }
            Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            Value::Date(at) => {
                out.push('"');
                date(*at, out);
                out.push('"');
            }
            Value::Set(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Value::Map(pairs) => {
                out.push('{');
                for (i, (key, value)) in pairs.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    json_text(key, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
            Value::Record(data) => out.push_str(data.json()),
            Value::Listing(listing) => out.push_str(listing.json()),
            Value::Null => out.push_str("null"),
        }
    }

    /// Writes the value as the server's XML-RPC, with the `<value>` around it.
    pub fn write_xml(&self, out: &mut String) {
        match self {
            Value::Record(data) => return out.push_str(data.xml()),
            Value::Listing(listing) => return out.push_str(listing.xml()),
            _ => {}
        }
        out.push_str("<value>");
        match self {
            Value::Text(text) => xml_text(text, out),
            Value::Int(n) => {
                let _ = write!(out, "{n}");
            }
            Value::Count(n) => {
                let _ = write!(out, "<i4>{n}</i4>");
            }
            Value::Float(n) => {
                out.push_str("<double>");
                shortest16(*n, out);
                out.push_str("</double>");
            }
            Value::Bool(b) => out.push_str(if *b {
                "<boolean>1</boolean>"
            } else {
                "<boolean>0</boolean>"
            }),
            Value::Date(at) => {
                out.push_str("<dateTime.iso8601>");
                date(*at, out);
                out.push_str("</dateTime.iso8601>");
            }
            Value::Set(items) => {
                out.push_str("<array><data>");
                for item in items {
                    item.write_xml(out);
                }
                out.push_str("</data></array>");
            }
            Value::Map(pairs) => {
                out.push_str("<struct>");
                for (key, value) in pairs {
                    xml_member(key, value, out);
                }
                out.push_str("</struct>");
            }
            Value::Record(_) | Value::Listing(_) => {}
            Value::Null => out.push_str("<nil/>"),
        }
        out.push_str("</value>");
    }

    /// The value the way the server quotes a parameter that it did not expect.
    pub fn quoted(&self) -> String {
        match self {
            Value::Text(text) => format!("S({text})"),
            Value::Int(n) | Value::Count(n) => format!("I({n})"),
            Value::Float(n) => format!("F({n})"),
            Value::Bool(b) => format!("B({b})"),
            Value::Date(_) => {
                let mut text = String::new();
                date(self.as_int(), &mut text);
                format!("D({text})")
            }
            Value::Set(items) => format!(
                "[{}]",
                items
                    .iter()
                    .map(Value::quoted)
                    .collect::<Vec<_>>()
                    .join(";")
            ),
            Value::Map(pairs) => {
                let inner: Vec<_> = pairs
                    .iter()
                    .map(|(k, v)| format!("{k}:{}", v.quoted()))
                    .collect();
                format!("{{{}}}", inner.join(";"))
            }
            Value::Record(_) | Value::Listing(_) => String::new(),
            Value::Null => "N".to_owned(),
        }
    }
}

/// The value that something of a type has when nobody gave one.
pub fn zero(kind: &Type) -> Value {
    match kind {
        Type::Int => Value::Int(0),
        Type::Float => Value::Float(0.0),
        Type::Bool => Value::Bool(false),
        Type::Date => Value::Date(0),
        Type::Ref(_) => Value::text(NULL_REF),
        Type::Enum(name) => {
            let values = model().enums.get(name).copied().unwrap_or_default();
            Value::text(values.first().copied().unwrap_or(""))
        }
        Type::Set(_) => Value::Set(Vec::new()),
        Type::Map(..) | Type::Record(_) => Value::Map(Vec::new()),
        Type::Text | Type::Void => Value::text(""),
    }
}

/// The value of a field in a new record.
pub fn default(field: &Field) -> Value {
    match (field.default, &field.kind) {
        (Some(text), Type::Int) => Value::Int(text.parse().unwrap_or(0)),
        (Some(text), Type::Float) => Value::Float(text.parse().unwrap_or(0.0)),
        (Some(text), Type::Bool) => Value::Bool(text == "true"),
        (Some(text), _) => Value::text(text),
        (None, kind) => zero(kind),
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Int(a), Value::Int(b))
            | (Value::Count(a), Value::Count(b))
            | (Value::Date(a), Value::Date(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Set(a), Value::Set(b)) => a == b,
            (Value::Map(a), Value::Map(b)) => a == b,
            (Value::Record(a), Value::Record(b)) => Arc::ptr_eq(a, b),
            (Value::Listing(a), Value::Listing(b)) => Arc::ptr_eq(a, b),
            (Value::Null, Value::Null) => true,
            _ => false,
        }
    }
}

impl From<()> for Value {
    fn from((): ()) -> Value {
        Value::void()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::text(text)
    }
}

impl From<Ref> for Value {
    fn from(text: Ref) -> Value {
        Value::Text(text)
    }
}

impl From<&Ref> for Value {
    fn from(text: &Ref) -> Value {
        Value::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Int(n)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Bool(b)
    }
}

impl From<f64> for Value {
    fn from(n: f64) -> Value {
        Value::Float(n)
    }
}

/// An object's values in wire order, with their text in either codec once somebody asked for it.
#[derive(Debug)]
pub struct Data {
    /// The object's class.
    pub class: ClassId,
    /// One value per field.
    pub values: Vec<Value>,
    json: OnceLock<String>,
    xml: OnceLock<String>,
}

impl Clone for Data {
    fn clone(&self) -> Data {
        Data::new(self.class, self.values.clone())
    }
}

impl Data {
    /// A record of `class`.
    pub fn new(class: ClassId, values: Vec<Value>) -> Data {
        Data {
            class,
            values,
            json: OnceLock::new(),
            xml: OnceLock::new(),
        }
    }

    /// Forgets the kept text after a change.
    pub fn changed(&mut self) {
        self.json.take();
        self.xml.take();
    }

    /// The record as a JSON object.
    pub fn json(&self) -> &str {
        self.json.get_or_init(|| {
            let mut out = String::with_capacity(1024);
            out.push('{');
            for (field, value) in model().classes[self.class].fields.iter().zip(&self.values) {
                if out.len() > 1 {
                    out.push(',');
                }
                json_text(field.name, &mut out);
                out.push(':');
                value.write_json(&mut out);
            }
            out.push('}');
            out
        })
    }

    /// The record as an XML-RPC struct in its `<value>`.
    pub fn xml(&self) -> &str {
        self.xml.get_or_init(|| {
            let mut out = String::with_capacity(2048);
            out.push_str("<value><struct>");
            for (field, value) in model().classes[self.class].fields.iter().zip(&self.values) {
                xml_member(field.name, value, &mut out);
            }
            out.push_str("</struct></value>");
            out
        })
    }
}

/// Writes a JSON string: quotes, backslashes and control characters escaped, the rest as it is.
pub fn json_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    let odd = |b: u8| b < 0x20 || matches!(b, b'"' | b'\\' | 0x7f);
    while let Some(at) = rest.bytes().position(odd) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            8 => out.push_str("\\b"),
            12 => out.push_str("\\f"),
            other => {
                let _ = write!(out, "\\u{other:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Writes text for XML: four characters escaped, control characters other than TAB, LF and CR dropped.
pub fn xml_text(text: &str, out: &mut String) {
    let mut rest = text;
    let odd = |b: u8| {
        matches!(b, b'&' | b'<' | b'>' | b'"') || (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'))
    };
    while let Some(at) = rest.bytes().position(odd) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'&' => out.push_str("&amp;"),
            b'<' => out.push_str("&lt;"),
            b'>' => out.push_str("&gt;"),
            b'"' => out.push_str("&quot;"),
            _ => {}
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

fn xml_member(key: &str, value: &Value, out: &mut String) {
    out.push_str("<member><name>");
    xml_text(key, out);
    out.push_str("</name>");
    value.write_xml(out);
    out.push_str("</member>");
}

/// Writes Unix seconds as `YYYYMMDDThh:mm:ssZ`.
pub fn date(at: i64, out: &mut String) {
    let stamp = jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    out.push_str(&stamp.strftime("%Y%m%dT%H:%M:%SZ").to_string());
}

/// C's `%.16g`: what the server prints for a double in XML-RPC.
pub fn shortest16(n: f64, out: &mut String) {
    general(n, 16, out);
}

/// C's `%.<digits>g`.
pub fn general(n: f64, digits: usize, out: &mut String) {
    if n.is_nan() {
        out.push_str("nan");
        return;
    }
    if n.is_infinite() {
        out.push_str(if n > 0.0 { "inf" } else { "-inf" });
        return;
    }
    let science = format!("{n:.*e}", digits - 1);
    let (mantissa, exponent) = science.split_once('e').unwrap_or((&science, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if exponent < -4 || exponent >= digits as i32 {
        out.push_str(trim_zeros(mantissa));
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(out, "e{sign}{:02}", exponent.abs());
    } else {
        let places = (digits as i32 - 1 - exponent).max(0) as usize;
        out.push_str(trim_zeros(&format!("{n:.places$}")));
    }
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: Value) -> String {
        let mut out = String::new();
        value.write_json(&mut out);
        out
    }

    fn xml(value: Value) -> String {
        let mut out = String::new();
        value.write_xml(&mut out);
        out
    }

    #[test]
    fn floats_are_written_as_the_server_writes_them() {
        assert_eq!(json(Value::Float(1.0)), "1.0");
        assert_eq!(json(Value::Float(1.0 / 3.0)), "0.3333333333333333");
        assert_eq!(json(Value::Float(f64::NAN)), "NaN");
        assert_eq!(json(Value::Float(f64::NEG_INFINITY)), "-Infinity");
        assert_eq!(xml(Value::Float(1.0)), "<value><double>1</double></value>");
        assert_eq!(
            xml(Value::Float(1.0 / 3.0)),
            "<value><double>0.3333333333333333</double></value>"
        );
        assert_eq!(
            xml(Value::Float(1e20)),
            "<value><double>1e+20</double></value>"
        );
        assert_eq!(
            xml(Value::Float(0.00001)),
            "<value><double>1e-05</double></value>"
        );
        assert_eq!(
            xml(Value::Float(f64::NAN)),
            "<value><double>nan</double></value>"
        );
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(json("a\"\\\n\u{1}☕".into()), "\"a\\\"\\\\\\n\\u0001☕\"");
        assert_eq!(
            xml("a<b>&\"\u{1}\t☕".into()),
            "<value>a&lt;b&gt;&amp;&quot;\t☕</value>"
        );
    }

    #[test]
    fn dates_and_integers_have_their_odd_forms() {
        assert_eq!(json(Value::Date(0)), "\"19700101T00:00:00Z\"");
        assert_eq!(
            xml(Value::Date(0)),
            "<value><dateTime.iso8601>19700101T00:00:00Z</dateTime.iso8601></value>"
        );
        assert_eq!(xml(Value::Int(-1)), "<value>-1</value>");
        assert_eq!(xml(Value::Count(4)), "<value><i4>4</i4></value>");
    }
}
