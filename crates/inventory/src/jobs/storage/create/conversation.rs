//! The conversation: what the server is asked at each field, and what its answer offers.

use serde_json::{Value, json};
use xapi::{Host, Map, Ref, calls};

use super::{
    inputs::CreateSr,
    kind::Kind,
    listing::{Entry, entries},
    place::{Config, Password},
};
use crate::{
    jobs::{
        Refusal, Subject,
        form::{Fact, said},
        plan::Call,
        question::{Found, Reply},
    },
    problem::Problem,
    view::Cell,
};

/// A program of XCP-ng's hosts that lists the disks in one.
const LIST_DISKS: [&str; 2] = ["lsblk.py", "list_block_devices"];

impl CreateSr {
    /// What is asked for the choices of a field.
    ///
    /// # Errors
    /// What is missing for that.
    pub(super) fn asked(&self, field: &str, subject: &Subject<'_>) -> Result<Call, Refusal> {
        let host = self.host(subject)?;
        if field == "device" {
            let [plugin, name] = LIST_DISKS;
            return Ok(calls::host::call_plugin(&host, plugin, name, &Map::default()).into());
        }
        let (config, driver) = match field {
            // The folders of a filer are told by the driver for disks alone.
            "export" => {
                let mut config = Config::default();
                config.insert("server".into(), self.address()?.as_str().into());
                (config, Kind::SrNfs.driver())
            }
            "iqn" => (self.portal(Password::Plain)?, self.kind.driver()),
            "lun" => {
                let mut config = self.portal(Password::Plain)?;
                if self.kind == Kind::SrIscsi {
                    let iqn = said(&self.iqn, "iqn_missing")?;
                    config.insert("targetIQN".into(), iqn.as_str().into());
                }
                (config, self.kind.driver())
            }
            "content" => (self.place(Password::Plain)?, self.kind.driver()),
            _ => return Err(Problem::new("bad_request").into()),
        };
        let call = calls::sr::probe(&host, &config, driver, Some(&Map::default()));
        Ok(call.into())
    }

    /// What its answer offers.
    ///
    /// # Errors
    /// Why it offers nothing.
    pub(super) fn offered(
        &self,
        field: &str,
        subject: &Subject<'_>,
        reply: Reply,
    ) -> Result<Vec<Found>, Problem> {
        let text = match (reply, field) {
            (Reply::Answer(answer), _) => answer.as_str().unwrap_or_default().to_owned(),
            // What lies there is an answer; all else is a refusal, though it may list something.
            (Reply::Refused { problem, .. }, "content" | "device") => {
                return Err(explained(problem, field));
            }
            (Reply::Refused { problem, params }, _) => {
                match params
                    .last()
                    .filter(|last| last.trim_start().starts_with('<'))
                {
                    Some(list) => list.clone(),
                    None => return Err(explained(problem, field)),
                }
            }
        };
        let found: Vec<Found> = match field {
            "export" => entries(&text, "Export").iter().filter_map(export).collect(),
            "iqn" => self.names(&text),
            "lun" => {
                let name = match self.kind {
                    Kind::SrHba => "BlockDevice",
                    _ => "LUN",
                };
                entries(&text, name).iter().filter_map(volume).collect()
            }
            "device" => disks(&text),
            _ => return Ok(self.choices(subject, &entries(&text, "SR"))),
        };
        match found.is_empty() {
            true => Err(Problem::new("sr_nothing_found")),
            false => Ok(found),
        }
    }

    /// The targets of a portal at the address that was said: it tells of all its addresses, and of `*`, which
    /// stands for all targets.
    fn names(&self, text: &str) -> Vec<Found> {
        let all = entries(text, "TGT");
        let address = self.server.trim();
        let is_at = |entry: &&Entry| entry.text("IPAddress") == address;
        let here = all.iter().filter(is_at).count();
        let mut found: Vec<Found> = Vec::new();
        for entry in all.iter().filter(|entry| here == 0 || is_at(entry)) {
            let name = entry.text("TargetIQN");
            let is_new = !found.iter().any(|known| known.name == name);
            if is_new && !name.is_empty() && name != "*" {
                found.push(one(name, name, Vec::new()));
            }
        }
        found
    }

    /// The host that is asked, and on which storage is made first.
    ///
    /// # Errors
    /// `host_missing`, where it has to be said.
    pub(super) fn host(&self, subject: &Subject<'_>) -> Result<Ref<Host>, Problem> {
        let world = subject.connection.world;
        if self.kind.is_local() {
            let key = self
                .host
                .as_ref()
                .ok_or_else(|| Problem::new("host_missing"))?;
            let host: Ref<Host> = key.opaque().into();
            return match key.connection == *subject.connection.id && world.get(&host).is_some() {
                true => Ok(host),
                false => Err(Problem::new("no_such_object")),
            };
        }
        match world.coordinator() {
            Some((host, _)) => Ok(host.into()),
            None => Err(Problem::new("no_such_object")),
        }
    }
}

/// A refusal in words of ours, where drivers' own say nothing to people.
fn explained(problem: Problem, field: &str) -> Problem {
    // The driver's number is in what the server has said as it is.
    let said = problem.raw.first().unwrap_or(&problem.code);
    let code = match said.as_str() {
        "SR_BACKEND_FAILURE_141" | "SR_BACKEND_FAILURE_83" => "portal_unreachable",
        "SR_BACKEND_FAILURE_68" => "chap_wrong",
        "SR_BACKEND_FAILURE_108" | "SR_BACKEND_FAILURE_140" => "filer_unreachable",
        "XENAPI_MISSING_PLUGIN" => "disks_untold",
        "SR_BACKEND_FAILURE_96" | "SR_BACKEND_FAILURE_107" => "sr_nothing_found",
        // Some filers tell nobody what they export.
        "SR_BACKEND_FAILURE_101" if field == "export" => "sr_nothing_found",
        _ => return problem,
    };
    Problem::new(code)
}

fn export(entry: &Entry) -> Option<Found> {
    let path = entry.text("Path");
    (!path.is_empty()).then(|| one(path, path, Vec::new()))
}

fn volume(entry: &Entry) -> Option<Found> {
    let id = entry.text("SCSIid");
    if id.is_empty() {
        return None;
    }
    let number = [entry.text("LUNid"), entry.text("lun")];
    let number = number.into_iter().find(|text| !text.is_empty());
    let vendor = entry.text("vendor");
    let name = match number {
        Some(number) => format!("LUN {number} · {vendor}"),
        None => vendor.to_owned(),
    };
    let fact = |field: &str, value| Fact {
        field: field.to_owned(),
        value,
    };
    let mut facts = Vec::new();
    facts.extend(
        entry
            .bytes("size")
            .map(|size| fact("size", Cell::bytes(size))),
    );
    facts.push(fact("serial", Cell::code(entry.text("serial"))));
    facts.push(fact("scsiId", Cell::code(id)));
    Some(one(id, name.trim_end_matches(" · "), facts))
}

/// The whole disks of a host on which nothing is mounted.
fn disks(text: &str) -> Vec<Found> {
    let told: Value = serde_json::from_str(text).unwrap_or_default();
    let all = told
        .get("blockdevices")
        .unwrap_or(&told)
        .as_array()
        .cloned();
    let said = |disk: &Value, key: &str| {
        disk.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let mut found = Vec::new();
    for disk in all.unwrap_or_default() {
        let is_parted = disk
            .get("children")
            .and_then(Value::as_array)
            .is_some_and(|parts| !parts.is_empty());
        let is_free = said(&disk, "type") == "disk"
            && said(&disk, "ro") != "1"
            && said(&disk, "mountpoint").is_empty()
            && !is_parted;
        let name = said(&disk, "name");
        if !is_free || name.is_empty() {
            continue;
        }
        let path = match said(&disk, "path") {
            path if path.is_empty() => format!("/dev/{name}"),
            path => path,
        };
        let size = said(&disk, "size").parse::<i64>().ok();
        let facts = size.map(|size| Fact {
            field: "size".to_owned(),
            value: Cell::bytes(size),
        });
        found.push(one(&path, &path, facts.into_iter().collect()));
    }
    found
}

fn one(value: &str, name: &str, facts: Vec<Fact>) -> Found {
    Found {
        value: json!(value),
        name: name.to_owned(),
        term: None,
        facts,
        refusal: None,
    }
}
