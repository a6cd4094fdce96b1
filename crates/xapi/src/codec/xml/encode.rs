//! Writing requests.

use std::fmt::Write;

use serde_json::Value;

use crate::codec::params::Params;

/// The body of a request.
///
/// Whole numbers are written as decimal text, the API's own form of its 64-bit integers: XML-RPC's
/// `int` has 32 bits only. Floats always have a fraction.
pub fn encode_call(method: &str, params: &Params) -> Vec<u8> {
    let mut xml = String::with_capacity(512);
    xml.push_str("<?xml version=\"1.0\"?><methodCall><methodName>");
    text(&mut xml, method);
    xml.push_str("</methodName><params>");
    for param in params.values() {
        xml.push_str("<param>");
        value(&mut xml, param);
        xml.push_str("</param>");
    }
    xml.push_str("</params></methodCall>");
    xml.into_bytes()
}

fn value(xml: &mut String, value_: &Value) {
    xml.push_str("<value>");
    match value_ {
        Value::Null => xml.push_str("<nil/>"),
        Value::Bool(flag) => _ = write!(xml, "<boolean>{}</boolean>", u8::from(*flag)),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => _ = write!(xml, "<double>{float:?}</double>"),
            _ => _ = write!(xml, "<string>{number}</string>"),
        },
        Value::String(string) => {
            xml.push_str("<string>");
            text(xml, string);
            xml.push_str("</string>");
        }
        Value::Array(list) => {
            xml.push_str("<array><data>");
            list.iter().for_each(|element| value(xml, element));
            xml.push_str("</data></array>");
        }
        Value::Object(map) => {
            xml.push_str("<struct>");
            // What is absent is left out.
            for (name, field_slot) in map.iter().filter(|(_, field_slot)| !field_slot.is_null()) {
                xml.push_str("<member><name>");
                text(xml, name);
                xml.push_str("</name>");
                value(xml, field_slot);
                xml.push_str("</member>");
            }
            xml.push_str("</struct>");
        }
    }
    xml.push_str("</value>");
}

/// Escapes text. What XML cannot hold at all is left out, as the server does.
fn text(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            // A bare one would be read as a line feed.
            '\r' => xml.push_str("&#13;"),
            '\t' | '\n' => xml.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if c.is_control() && c < ' ' => {}
            _ => xml.push(c),
        }
    }
}
