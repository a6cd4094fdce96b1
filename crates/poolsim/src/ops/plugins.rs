//! Programs of a host that are called by their names.

use serde_json::json;

use crate::argument::class::host;
use crate::argument::{Map, Text};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    host.call_plugin(host: host, plugin: Text, r#fn: Text, args: Map<Text, Text>)
        => call(&cx.world(), &host, [&plugin, &r#fn], &args);
};

fn call(world: &World, host: &Ref, named: [&str; 2], args: &Value) -> Outcome<String> {
    match named {
        ["trim", "do_trim"] => Ok(trim(world, args)),
        ["lsblk.py", "list_block_devices"] => Ok(block_devices(world, host)),
        [plugin, _] => Err(Failure::new("XENAPI_MISSING_PLUGIN", [plugin])),
    }
}

/// What is free on a volume is given back to whoever provides it, where the driver can. What went wrong is an answer
/// like any other.
fn trim(world: &World, args: &Value) -> String {
    let uuid = args.member("sr_uuid").map_or("", Value::as_str);
    let db = &world.db;
    let sr = db.rows("SR").find(|(sr, _)| db.text(sr, "uuid") == uuid);
    let kind = sr.map(|(sr, _)| db.text(sr, "type"));
    let can = db.rows("SM").any(|(sm, _)| {
        let features = db.value(sm, "features");
        Some(db.text(sm, "type")) == kind
            && features.is_some_and(|features| features.member("SR_TRIM").is_some())
    });
    if can {
        return "True".to_owned();
    }
    let pair = |key: &str, value: &str| {
        format!("<key_value_pair><key>{key}</key><value>{value}</value></key_value_pair>")
    };
    let told = pair("errcode", "UnsupportedSRForTrim")
        + &pair("errmsg", &format!("Trim on [{uuid}] not supported"));
    format!("<?xml version=\"1.0\" ?><trim_response>{told}</trim_response>")
}

/// The disks in a host, and what the first of them is parted into.
fn block_devices(world: &World, host: &Ref) -> String {
    let disks = world.targets.disks_of(host);
    let device = |(path, size): &(&str, i64)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        json!({
            "name": name, "kname": name, "type": "disk", "ro": "0", "mountpoint": "",
            "size": size.to_string(), "path": path,
        })
    };
    let all: Vec<_> = disks.iter().map(device).collect();
    json!({ "blockdevices": all }).to_string()
}
