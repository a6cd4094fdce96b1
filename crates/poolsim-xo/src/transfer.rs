//! What is fetched or sent over HTTP, once each, at a path that a call gave.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::call::Found;
use super::filter::Filter;
use super::{Hub, lock};
use poolsim::value::Value;
use poolsim::wire::xml;

/// The members of a VM's record that an import takes over.
const IMPORTED: &[&str] = &[
    "name_label",
    "name_description",
    "user_version",
    "memory_static_max",
    "memory_dynamic_max",
    "memory_dynamic_min",
    "memory_static_min",
    "VCPUs_params",
    "VCPUs_max",
    "VCPUs_at_startup",
    "actions_after_shutdown",
    "actions_after_reboot",
    "actions_after_crash",
    "PV_bootloader",
    "PV_kernel",
    "PV_ramdisk",
    "PV_args",
    "PV_bootloader_args",
    "PV_legacy_args",
    "HVM_boot_policy",
    "HVM_boot_params",
    "platform",
    "PCI_bus",
    "other_config",
    "recommendations",
    "domain_type",
    "reference_label",
    "tags",
];

/// Something that waits to be fetched or sent.
#[derive(Debug)]
pub enum Transfer {
    /// Objects, a line each.
    Objects {
        /// Which.
        filter: Option<Filter>,
        /// How many at most.
        limit: Option<usize>,
    },
    /// A VM as an archive.
    Export {
        /// Which.
        vm: Found,
    },
    /// A VM that comes.
    Import {
        /// Where it is to live.
        sr: Found,
    },
}

impl Hub {
    /// Makes a path at which a transfer waits. It ends with the file's name, if it has one.
    pub(super) fn offer(&self, transfer: Transfer, file: &str) -> String {
        let mut path = format!("/api/{}", super::users::random_text());
        if !file.is_empty() {
            path.push('/');
            path.push_str(file);
        }
        lock(&self.transfers).insert(path.clone(), transfer);
        path
    }

    /// Takes what waits at a path, where `fits` says so. Then it is gone.
    pub(super) fn take(&self, path: &str, fits: impl Fn(&Transfer) -> bool) -> Option<Transfer> {
        let mut transfers = lock(&self.transfers);
        if transfers.get(path).is_some_and(fits) {
            transfers.remove(path)
        } else {
            None
        }
    }

    /// Objects, a line each.
    pub(super) fn lines(&self, filter: Option<&Filter>, limit: Option<usize>) -> Vec<u8> {
        let mut lines = String::new();
        for shown in self.objects(filter, limit) {
            lines.push_str(&shown.text);
            lines.push('\n');
        }
        lines.into_bytes()
    }
}

/// `20261121T061500Z - name.xva`, as it stands in a path.
pub fn file_name(name: &str) -> String {
    let mut date = String::new();
    poolsim::value::date(poolsim::clock::now(), &mut date);
    let mut file = String::new();
    for byte in format!("{date} - {name}.xva").bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            file.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(file, "%{byte:02X}");
        }
    }
    file
}

/// A VM as an archive that begins as a real one does: `ova.xml`, with its record. Its disks have no content here.
pub fn archive(vm: &Found) -> Vec<u8> {
    let record = vm.ask(|world, vm| world.db.row(vm).map(|row| row.data.clone()));
    let objects = record.map(|data| {
        Value::Set(vec![Value::fields([
            ("class", Value::from("VM")),
            ("id", "Ref:0".into()),
            ("snapshot", Value::Record(data)),
        ])])
    });
    let mut text = String::new();
    let version = Value::map([("product_brand", "XCP-ng"), ("export_vsn", "2")]);
    let content = [
        ("version", version),
        ("objects", objects.unwrap_or(Value::Set(Vec::new()))),
    ];
    Value::fields(content).write_xml(&mut text);
    let mut archive = header("ova.xml", text.len());
    archive.extend_from_slice(text.as_bytes());
    archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
    archive
}

/// The head of a file in a tar archive (POSIX ustar).
fn header(name: &str, size: usize) -> Vec<u8> {
    let mut head = vec![0; 512];
    let mut put =
        |at: usize, text: &str| head[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, "00000000000\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = head.iter().copied().map(u32::from).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    head
}

/// The record in such an archive.
fn record(archive: &[u8]) -> Option<Value> {
    let size = std::str::from_utf8(archive.get(124..135)?).ok()?;
    let size = usize::from_str_radix(size, 8).ok()?;
    let text = std::str::from_utf8(archive.get(512..512 + size)?).ok()?;
    // The codec reads calls: so it is made the parameter of one.
    let call = format!(
        "<methodCall><methodName>x</methodName><params><param>{text}</param></params></methodCall>"
    );
    let content = xml::read(call.as_bytes()).ok()?.params.into_iter().next()?;
    let objects = content.member("objects")?.as_set();
    let vm = objects.iter().find(|object| {
        object
            .member("class")
            .is_some_and(|class| class.as_str() == "VM")
    })?;
    vm.member("snapshot").cloned()
}

/// Makes a VM of what came. The answer of the transfer: status and body.
pub async fn import(sr: &Found, archive: &[u8], admin: bool) -> (u16, String) {
    let Some(record) = record(archive) else {
        let error = super::Error::unforeseen("the archive has no ova.xml").json(admin);
        return (
            500,
            json!({ "jsonrpc": "2.0", "id": 0, "error": error }).to_string(),
        );
    };
    let fields = record
        .as_map()
        .iter()
        .filter(|(name, _)| IMPORTED.contains(&&**name))
        .cloned()
        .chain([
            ("is_a_template".into(), Value::from(false)),
            ("affinity".into(), poolsim::value::NULL_REF.into()),
        ]);
    match sr
        .raw("VM.create", vec![Value::Map(fields.collect())])
        .await
    {
        Ok(vm) => {
            sr.link.settled().await;
            let id: Json = sr.uuid(&vm);
            (
                200,
                json!({ "jsonrpc": "2.0", "id": 0, "result": id }).to_string(),
            )
        }
        Err(error) => (
            500,
            json!({ "jsonrpc": "2.0", "id": 0, "error": error.json(admin) }).to_string(),
        ),
    }
}
