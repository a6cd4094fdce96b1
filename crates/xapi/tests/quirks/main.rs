//! What servers write that other servers, or the other codec, write differently.

#![allow(clippy::unwrap_used)]

mod calls;
mod members;
mod replies;

use serde::de::DeserializeOwned;
use xapi::Error;
use xapi::codec::{json as by_json, xml as by_xml};

/// A JSON reply with that text as its result.
fn json_reply<T: DeserializeOwned>(result: &str) -> Result<T, Error> {
    let reply = format!(r#"{{"jsonrpc":"2.0","result":{result},"id":1}}"#);
    by_json::decode_reply(reply.as_bytes())
}

/// An XML reply with that text as its value.
fn xml_reply<T: DeserializeOwned>(value: &str) -> Result<T, Error> {
    by_xml::decode_reply(
        format!(
            "<?xml version=\"1.0\"?><methodResponse><params><param><value><struct><member><name>\
             Status</name><value>Success</value></member><member><name>Value</name>{value}\
             </member></struct></value></param></params></methodResponse>"
        )
        .as_bytes(),
    )
}
