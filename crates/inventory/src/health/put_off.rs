//! What people have put off: findings that they know of and have said why they leave them.
//!
//! It is kept in the pool, so that the whole team sees it, one key of its `other_config` for each finding:
//! `pooldeck.put_off.<rule>.<uuid>`, with a small JSON object. What stands there in another form is the
//! reason.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Map, Text};

use super::sign::Sign;
use crate::world::World;

/// How the keys begin.
const PREFIX: &str = "pooldeck.put_off.";

/// Why a finding was put off, by whom, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PutOff {
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// By whom, as far as is known.
    #[serde(default)]
    pub by: String,
    /// Until when, in Unix seconds; none: until it is brought back.
    #[serde(default)]
    pub until: Option<i64>,
}

impl PutOff {
    /// Of what stands in the pool.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| Self {
            reason: text.to_owned(),
            ..Self::default()
        })
    }

    /// As it stands in the pool.
    pub(crate) fn written(&self) -> String {
        // Two texts and a number can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The key of a finding.
pub(crate) fn key(rule: &str, uuid: &str) -> String {
    format!("{PREFIX}{rule}.{uuid}")
}

/// All that is put off in a pool; most have nothing.
#[derive(Clone, Copy)]
pub(crate) struct PutOffs<'a>(Option<&'a Map<Text, Text>>);

impl<'a> PutOffs<'a> {
    pub(crate) fn of(world: &'a World) -> Self {
        let config = world.pool().map(|(_, pool)| &pool.other_config);
        Self(config.filter(|config| config.keys().any(|key| key.starts_with(PREFIX))))
    }

    /// Whether, and why, what a sign tells of the object with this uuid is put off at a moment. What the
    /// sign is about beside the object counts in its place: a NIC, a snapshot.
    pub(crate) fn get(&self, world: &World, uuid: &str, sign: &Sign, now: i64) -> Option<PutOff> {
        let config = self.0?;
        let about = world.find(&sign.about);
        let uuid = about.map_or(uuid, |about| about.record.uuid());
        let text = config.get(key(sign.id, uuid).as_str())?;
        let put_off = PutOff::read(text);
        put_off
            .until
            .is_none_or(|until| now < until)
            .then_some(put_off)
    }
}
