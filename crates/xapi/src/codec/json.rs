//! JSON-RPC, as spoken at `/jsonrpc`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use super::outcome::{Failure, api_error};
use super::params::Params;
use super::streaming::{self, Wire};
use super::{Nullable, Top, allowance, lenient, nothing};
use crate::class::{Class, Object};
use crate::error::Error;
use crate::objects::ObjectsSeed;
use crate::record::any_visitor::{self, AnyVisitor};
use crate::record::field_slot::ReadOutcome;

/// The body of a request.
pub fn encode_call(method: &str, params: &Params, id: u64) -> Vec<u8> {
    #[derive(Serialize)]
    struct Request<'a> {
        jsonrpc: &'static str,
        method: &'a str,
        params: Vec<Cow<'a, serde_json::Value>>,
        id: u64,
    }
    let request = Request {
        jsonrpc: "2.0",
        method,
        params: params.values().iter().map(without_nulls).collect(),
        id,
    };
    // Writing plain JSON values into memory cannot fail.
    serde_json::to_vec(&request).unwrap_or_default()
}

/// The value without null members: the API leaves out what is absent, and refuses null.
fn without_nulls(value: &serde_json::Value) -> Cow<'_, serde_json::Value> {
    match value {
        serde_json::Value::Object(map) if map.values().any(serde_json::Value::is_null) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Cow::Owned(kept.map(|(k, v)| (k.clone(), v.clone())).collect())
        }
        _ => Cow::Borrowed(value),
    }
}

/// Decodes the body of a reply.
///
/// # Errors
/// [`Error::Api`] if the reply tells an error, [`Error::Cut`] if it ends early, [`Error::NotXapi`]
/// if it is no reply, [`Error::Unexpected`] if its value is not of the type `T`.
pub fn decode_reply<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    decode(body, Top::<T>::new).map_err(|failure| failure.at("The server", 200))
}

/// Decodes the body of a reply to `get_all_records` of that class.
///
/// # Errors
/// As [`decode_reply`]. A record that is none becomes [`Record::Unknown`](crate::Record::Unknown).
pub fn decode_objects(class: &Class, body: &[u8]) -> Result<Vec<Object>, Error> {
    decode(body, || ObjectsSeed(class)).map_err(|failure| failure.at("The server", 200))
}

/// Decodes the body of a reply to `event.from` from the pieces it arrives in, without ever having
/// all of it in one place: what the client does, on one thread.
///
/// # Errors
/// As [`decode_reply`].
pub fn decode_pieces<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<crate::EventBatch, Error> {
    streaming::decode_pieces(Wire::Json, pieces).map_err(|failure| failure.at("The server", 200))
}

/// Decodes a reply; `seed` reads the value, and is asked for a second time should the body hold
/// what plain JSON does not allow.
pub(crate) fn decode<V, S>(body: &[u8], seed: impl Fn() -> S) -> Result<V, Failure>
where
    S: for<'de> DeserializeSeed<'de, Value = V>,
{
    allowance::within(body.len(), || read_body(body, seed))
}

fn read_body<V, S>(body: &[u8], seed: impl Fn() -> S) -> Result<V, Failure>
where
    S: for<'de> DeserializeSeed<'de, Value = V>,
{
    // Checked once and fast, rather than text by text. Some servers let other bytes through.
    let text = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    };
    let mut reader = serde_json::Deserializer::from_str(&text);
    let error = match reader.deserialize_any(Reply(seed())) {
        Ok(outcome) => {
            return reader
                .end()
                .map_err(|_| Failure::no_reply(body))
                .and(outcome);
        }
        Err(error) => error,
    };
    match error.classify() {
        Category::Eof => Err(if looks_like_an_object(body) {
            Failure::Cut
        } else {
            Failure::no_reply(body)
        }),
        Category::Data if looks_like_an_object(body) => Err(Failure::Unexpected(error.to_string())),
        Category::Data | Category::Io => Err(Failure::no_reply(body)),
        Category::Syntax if !looks_like_an_object(body) => Err(Failure::no_reply(body)),
        Category::Syntax => {
            decode_almost_json(&text, seed()).ok_or_else(|| Failure::no_reply(body))?
        }
    }
}

/// Reads what servers write that JSON does not have: the bare words `NaN` and `Infinity`. None if
/// that was not it.
fn decode_almost_json<V, S>(text: &str, seed: S) -> Option<Result<V, Failure>>
where
    S: for<'de> DeserializeSeed<'de, Value = V>,
{
    let value = read_words(text)?;
    let outcome = lenient::Lenient(value).deserialize_any(Reply(seed));
    Some(outcome.unwrap_or_else(|error| Err(Failure::Unexpected(error.to_string()))))
}

/// A JSON text with bare words for numbers, which become texts.
pub(super) fn read_words(text: &str) -> Option<serde_json::Value> {
    let quoted = quote_words(text);
    let mut reader = serde_json::Deserializer::from_str(&quoted);
    let value = any_visitor::read(&mut reader, "a value").ok()?;
    reader.end().ok()?;
    Some(value)
}

/// Puts the bare words for non-finite numbers into quotes, outside of strings only.
fn quote_words(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(['"', 'N', 'I', '-']) {
        quoted.push_str(&rest[..at]);
        rest = &rest[at..];
        let (token, as_text) = match ["NaN", "Infinity", "-Infinity"]
            .iter()
            .find(|word| rest.starts_with(**word))
        {
            Some(word) => (word.len(), true),
            None if rest.starts_with('"') => (string_length(rest), false),
            None => (1, false),
        };
        if as_text {
            quoted.extend(["\"", &rest[..token], "\""]);
        } else {
            quoted.push_str(&rest[..token]);
        }
        rest = &rest[token..];
    }
    quoted.push_str(rest);
    quoted
}

/// The length of the string literal at the start of the text, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

fn looks_like_an_object(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'{')
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum ReplyMember {
    Result,
    Error,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum ErrorMember {
    Message,
    Data,
    #[serde(other)]
    Other,
}

/// A reply of either version: `result`, or `error` as an object or a plain list.
struct Reply<S>(S);

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Reply<S> {
    type Value = Result<S::Value, Failure>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON-RPC reply")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut seed = Some(self.0);
        let mut value = None;
        let mut error: Option<Vec<String>> = None;
        let mut is_reply = false;
        while let Some(name) = map.next_key()? {
            match name {
                ReplyMember::Result => {
                    is_reply = true;
                    match seed.take() {
                        Some(unused) => match map.next_value_seed(Nullable(unused))? {
                            Ok(read) => value = Some(read),
                            Err(unused) => seed = Some(unused),
                        },
                        None => _ = map.next_value::<IgnoredAny>()?,
                    }
                }
                ReplyMember::Error => {
                    is_reply = true;
                    error = map.next_value_seed(ErrorShape)?;
                }
                ReplyMember::Other => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(match (error, value, seed) {
            (Some(list), _, _) => Err(Failure::Api(api_error(list))),
            (None, Some(value), _) => Ok(value),
            (None, None, _) if !is_reply => {
                Err(Failure::NotXapi("JSON that is no reply".to_owned()))
            }
            // A null or missing result, and no error.
            (None, None, Some(seed)) => Ok(nothing(seed)?),
            (None, None, None) => Err(Failure::Unexpected("no result".to_owned())),
        })
    }
}

/// No error has as many texts that mean something.
const MOST_TEXTS: usize = 100;

/// The `error` of a reply, as code and parameters. None if it is null.
pub(super) struct ErrorShape;

impl<'de> DeserializeSeed<'de> for ErrorShape {
    type Value = Option<Vec<String>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ErrorShape {
    type Value = Option<Vec<String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, code: &str) -> Result<Self::Value, E> {
        Ok(Some(vec![code.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        loop {
            let mut text = String::new();
            match list.next_element_seed(AnyVisitor(&mut text))? {
                // What comes later means nothing.
                Some(_) if texts.len() == MOST_TEXTS => {}
                Some(fit) => texts.push(text_of(text, fit)),
                None => break,
            }
        }
        Ok(Some(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut list = vec![String::new()];
        while let Some(name) = map.next_key()? {
            match name {
                ErrorMember::Message => {
                    let mut text = String::new();
                    let fit = map.next_value_seed(AnyVisitor(&mut text))?;
                    list[0] = text_of(text, fit);
                }

                ErrorMember::Data => {
                    list.extend(map.next_value_seed(ErrorShape)?.unwrap_or_default());
                }
                ErrorMember::Other => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(Some(list))
    }
}

/// A text, or what was found in its place, as text.
fn text_of(text: String, fit: ReadOutcome) -> String {
    fit.misfit().map_or(text, |value| value.to_string())
}
