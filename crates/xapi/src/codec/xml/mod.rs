//! XML-RPC, as spoken at `/`, with the API's `Status` envelope around every answer.

mod encode;
mod read;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::json::ErrorShape;
use super::lenient::Lenient;
use super::outcome::{Failure, api_error};
use super::streaming::{self, Wire};
use super::{Top, allowance, nothing};
use crate::class::{Class, Object};
use crate::error::Error;
use crate::event::{Event, EventBatch, EventList};
use crate::objects::ObjectsSeed;
use read::{Fault, Xml};

pub use encode::encode_call;

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
pub fn decode_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<EventBatch, Error> {
    streaming::decode_pieces(Wire::Xml, pieces).map_err(|failure| failure.at("The server", 200))
}

/// Decodes a list of events that stands alone.
pub(super) fn decode_list(list: &[u8]) -> Result<Vec<Event>, Failure> {
    allowance::within(list.len(), || read_list(list))
}

fn read_list(list: &[u8]) -> Result<Vec<Event>, Failure> {
    let text = match std::str::from_utf8(list) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(list),
    };
    let mut xml = Xml::new(&text);
    let read = xml
        .enter_value()
        .and_then(|()| EventList::deserialize(xml.value()));
    match read.and_then(|events| xml.finish().map(|()| events)) {
        Ok(EventList(events)) => Ok(events),
        Err(Fault::Cut) => Err(Failure::Cut),
        Err(Fault::Malformed(reason) | Fault::Value(reason)) => Err(Failure::Unexpected(reason)),
    }
}

/// Decodes a reply; `seed` reads the value.
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
    let text = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    };
    let mut xml = Xml::new(&text);
    let is_fault = match xml.enter_reply() {
        Ok(is_fault) => is_fault,
        Err(Fault::Cut) if text.contains("<methodResponse") => return Err(Failure::Cut),
        Err(_) => return Err(Failure::no_reply(body)),
    };
    let read = if is_fault {
        xml.value().deserialize_map(FaultReply).map(Err)
    } else {
        xml.value().deserialize_any(Reply(seed()))
    };
    match read.and_then(|outcome| xml.finish().map(|()| outcome)) {
        Ok(outcome) => outcome,
        Err(Fault::Cut) => Err(Failure::Cut),
        Err(Fault::Malformed(reason) | Fault::Value(reason)) => Err(Failure::Unexpected(reason)),
    }
}

/// Decodes what a task left as its result: a `<value>` of XML-RPC, or plain text.
///
/// # Errors
/// [`Error::Unexpected`] if it is not of the type `T`.
pub fn decode_result<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut xml = Xml::new(text);
    if xml.enter_value().is_ok() {
        match Top::<T>::new().deserialize(xml.value()) {
            Ok(value) => return Ok(value),
            Err(Fault::Value(reason)) => return Err(Error::Unexpected(reason)),
            // Old servers put raw text there, which may well have angle brackets in it.
            Err(Fault::Cut | Fault::Malformed(_)) => {}
        }
    }
    Top::<T>::new()
        .deserialize(Lenient(Value::from(text)))
        .map_err(|error| Error::Unexpected(error.to_string()))
}

#[derive(Deserialize)]
#[serde(field_identifier)]
enum Envelope {
    Status,
    Value,
    ErrorDescription,
    #[serde(other)]
    Other,
}

/// The answer: the API's envelope, or (`system.listMethods`) a plain value.
struct Reply<S>(S);

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Reply<S> {
    type Value = Result<S::Value, Failure>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of the API")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut seed = Some(self.0);
        let mut success = None;
        let mut value = None;
        let mut early: Option<Value> = None;
        let mut description: Vec<String> = Vec::new();
        while let Some(name) = map.next_key()? {
            match name {
                Envelope::Status => success = Some(map.next_value::<String>()? == "Success"),
                Envelope::Value => match (success, seed.take()) {
                    (Some(true), Some(seed)) => value = Some(map.next_value_seed(seed)?),
                    (None, unread) => {
                        seed = unread;
                        early = Some(map.next_value()?);
                    }
                    _ => _ = map.next_value::<IgnoredAny>()?,
                },
                Envelope::ErrorDescription => {
                    description = map.next_value_seed(ErrorShape)?.unwrap_or_default();
                }
                Envelope::Other => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(match (success, value, seed) {
            (None, ..) => Err(Failure::NotXapi("XML-RPC without a status".to_owned())),
            (Some(false), ..) => Err(Failure::Api(api_error(description))),
            (Some(true), Some(value), _) => Ok(value),
            (Some(true), None, Some(seed)) => Ok(match early {
                Some(early) => seed
                    .deserialize(Lenient(early))
                    .map_err(serde::de::Error::custom)?,
                None => nothing(seed)?,
            }),
            (Some(true), None, None) => Err(Failure::Unexpected("no value".to_owned())),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        self.0.deserialize(SeqAccessDeserializer::new(list)).map(Ok)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        self.0.deserialize(StrDeserializer::new(text)).map(Ok)
    }
}

/// A fault of XML-RPC itself, told as an error with the code `Fault`.
struct FaultReply;

impl<'de> Visitor<'de> for FaultReply {
    type Value = Failure;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Failure, A::Error> {
        let mut list = vec!["Fault".to_owned(), String::new(), String::new()];
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match &*name {
                "faultCode" => list[1] = map.next_value::<i64>()?.to_string(),
                "faultString" => list[2] = map.next_value()?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(Failure::Api(api_error(list)))
    }
}
