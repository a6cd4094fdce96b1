//! What drivers of storage say of the places that they are led to. What is missing they tell by failing: the error's
//! last parameter lists, as XML, what could be said next.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::pool::World;
use crate::targets::{self, Target, Targets};
use crate::value::{Ref, Value};

/// An error of the storage driver, by its number.
pub(super) fn backend(number: u16, text: &str) -> Failure {
    listing(number, text, String::new())
}

fn listing(number: u16, text: &str, xml: String) -> Failure {
    Failure::new(
        &format!("SR_BACKEND_FAILURE_{number}"),
        [String::new(), text.to_owned(), xml],
    )
}

/// Whether there is a driver of that type.
pub(super) fn known(db: &Db, kind: &str) -> Outcome<()> {
    match db.rows("SM").any(|(sm, _)| db.text(sm, "type") == kind) {
        true => Ok(()),
        false => Err(Failure::new("SR_UNKNOWN_DRIVER", [kind])),
    }
}

/// Which storage is there already.
pub(super) fn probe(targets: &Targets, host: &Ref, config: &Value, kind: &str) -> Outcome<String> {
    // The captured laboratory answers for any path.
    if kind == "nfs" && targets::laboratory(config).is_some() {
        return Ok(known_there(None, kind));
    }
    if kind == "iso" {
        return Err(backend(
            38,
            "The requested method is not supported/implemented",
        ));
    }
    told(targets, host, config, kind)?;
    let found = targets.find(host, kind, config);
    match (found, kind) {
        (None, "nfs") => Err(not_mounted()),
        (None, _) => Err(backend(19, "No such device")),
        (Some(target), _) => Ok(known_there(Some(target), kind)),
    }
}

/// The place where new storage can be made.
pub(super) fn room<'a>(
    targets: &'a mut Targets,
    host: &Ref,
    config: &Value,
    kind: &str,
) -> Outcome<&'a mut Target> {
    told(targets, host, config, kind)?;
    targets
        .find_mut(host, kind, config)
        .ok_or_else(|| missing(kind))
}

/// Whether a host can attach storage that lies there.
pub(super) fn attach(
    world: &mut World,
    host: &Ref,
    config: &Value,
    kind: &str,
    uuid: &str,
) -> Outcome<()> {
    // What is in the host itself, and has no place beside the pool, is always there.
    if !matches!(kind, "nfs" | "lvmoiscsi" | "lvmohba" | "lvm" | "ext") {
        return match (kind, address(config, kind)) {
            ("iso", Some(address)) if !world.targets.is_reached(host, &address) => {
                Err(unreached(kind))
            }
            _ => Ok(()),
        };
    }
    let config = plain(&world.db, config);
    told(&world.targets, host, &config, kind)?;
    match world.targets.find(host, kind, &config) {
        Some(target) if target.has(uuid) => Ok(()),
        _ if kind == "nfs" => Err(not_mounted()),
        _ => Err(backend(
            47,
            &format!("The SR is not available [opterr=no such volume group: VG_XenStorage-{uuid}]"),
        )),
    }
}

/// Says what is missing of a configuration, or wrong with it.
fn told(targets: &Targets, host: &Ref, config: &Value, kind: &str) -> Outcome<()> {
    let said = |member: &str| config.member(member).map(Value::as_str);
    match kind {
        "nfs" => nfs(targets, host, said("server"), said("serverpath")),
        "iso" => iso(targets, host, config),
        "lvmoiscsi" => iscsi(targets, host, config),
        "lvmohba" if said("SCSIid").is_none() => Err(listing(
            107,
            "The SCSIid parameter is missing or incorrect",
            devices(&targets.volumes_of_fabric()),
        )),
        "lvm" | "ext" if said("device").is_none() => {
            Err(backend(90, "The request is missing the device parameter"))
        }
        _ => Ok(()),
    }
}

fn nfs(targets: &Targets, host: &Ref, server: Option<&str>, path: Option<&str>) -> Outcome<()> {
    let Some(server) = server else {
        return Err(backend(90, "The request is missing the server parameter"));
    };
    if targets::is_laboratory(server) {
        return match path {
            None => Err(backend(
                91,
                "The request is missing the serverpath parameter",
            )),
            Some("/bad") => Err(not_mounted()),
            Some(_) => Ok(()),
        };
    }
    if !targets.is_reached(host, server) {
        return Err(unreached("nfs"));
    }
    let exports = targets.exports_of(server);
    if exports.is_empty() {
        return Err(unreached("nfs"));
    }
    match path {
        None => Err(listing(
            101,
            "The request is missing the serverpath parameter",
            exported(server, &exports),
        )),
        Some(path) if exports.contains(&path) => Ok(()),
        Some(_) => Err(not_mounted()),
    }
}

fn iso(targets: &Targets, host: &Ref, config: &Value) -> Outcome<()> {
    let said = |member: &str| config.member(member).map_or("", Value::as_str);
    let location = said("location");
    if location.is_empty() {
        return Err(backend(
            220,
            "'Location' parameter must be specified in Device Configuration",
        ));
    }
    // A folder of the host itself.
    if location.starts_with('/') && !location.starts_with("//") {
        return Ok(());
    }
    let reached = address(config, "iso").is_some_and(|address| targets.is_reached(host, &address));
    let Some(target) = targets.find(host, "iso", config).filter(|_| reached) else {
        return Err(missing("iso"));
    };
    match &target.place {
        targets::Place::Share { user, password, .. }
            if said("username") != user || said("cifspassword") != password =>
        {
            Err(backend(
                224,
                "Could not locate the ISO sharename on the target, or the access permissions may be incorrect.",
            ))
        }
        _ => Ok(()),
    }
}

fn iscsi(targets: &Targets, host: &Ref, config: &Value) -> Outcome<()> {
    let said = |member: &str| config.member(member).map(Value::as_str);
    let Some(portal) = said("target") else {
        return Err(backend(95, "The request is missing the target parameter"));
    };
    let wrong_port = said("port").is_some_and(|port| port != "3260");
    if wrong_port || !targets.is_reached(host, portal) {
        return Err(unreached("lvmoiscsi"));
    }
    let names = targets.names_at(portal);
    let name = said("targetIQN").filter(|name| names.contains(name));
    let Some(name) = name else {
        let xml = match names.is_empty() {
            true => String::new(),
            false => names_of(portal, &names),
        };
        let text = "The request is missing or has an incorrect target IQN parameter";
        return Err(listing(96, text, xml));
    };
    let [user, password] =
        ["chapuser", "chappassword"].map(|member| said(member).unwrap_or_default());
    targets::let_in(portal, user, password)?;
    let volumes = targets.volumes_of(portal, name);
    match said("SCSIid") {
        Some(_) => Ok(()),
        None => Err(listing(
            107,
            "The SCSIid parameter is missing or incorrect",
            volumes_xml(&volumes),
        )),
    }
}

/// The address that a configuration names.
fn address(config: &Value, kind: &str) -> Option<String> {
    let said = |member: &str| config.member(member).map_or("", Value::as_str);
    match kind {
        "iso" => {
            let location = said("location");
            match location.strip_prefix("//") {
                Some(share) => share.split('/').next().map(str::to_owned),
                None => location
                    .split_once(':')
                    .map(|(server, _)| server.to_owned()),
            }
        }
        _ => None,
    }
}

/// A configuration with its passwords in the places of the secrets that stand for them.
fn plain(db: &Db, config: &Value) -> Value {
    let mut fields = Vec::new();
    for (member, value) in config.as_map() {
        let Some(name) = member.strip_suffix("_secret") else {
            fields.push((member.to_string(), value.clone()));
            continue;
        };
        let mut secrets = db.rows("secret");
        let known = secrets.find(|(secret, _)| db.text(secret, "uuid") == value.as_str());
        fields.extend(known.map(|(secret, _)| (name.to_owned(), db.text(secret, "value").into())));
    }
    Value::fields(fields)
}

fn not_mounted() -> Failure {
    backend(
        73,
        "NFS mount error [opterr=mount failed with return code 32]",
    )
}

fn unreached(kind: &str) -> Failure {
    match kind {
        "nfs" => backend(108, "Unable to detect an NFS service on this target."),
        "iso" => missing(kind),
        _ => backend(141, "Unable to connect to ISCSI service on target"),
    }
}

fn missing(kind: &str) -> Failure {
    match kind {
        "iso" => backend(
            222,
            "Could not mount the directory specified in Device Configuration",
        ),
        "nfs" => not_mounted(),
        _ => backend(19, "No such device"),
    }
}

/// As the drivers write it: each text on a line of its own.
fn element(name: &str, inner: &str, depth: usize) -> String {
    let indent = "\t".repeat(depth);
    format!("{indent}<{name}>\n{inner}{indent}</{name}>\n")
}

fn text(name: &str, value: &str, depth: usize) -> String {
    let line = format!("{}{value}\n", "\t".repeat(depth + 1));
    element(name, &line, depth)
}

fn document(name: &str, inner: &str) -> String {
    format!("<?xml version=\"1.0\" ?>\n{}", element(name, inner, 0))
}

fn names_of(portal: &str, names: &[&str]) -> String {
    let entry = |(index, name): (usize, &&str)| {
        let parts = [
            text("Index", &index.to_string(), 2),
            text("IPAddress", portal, 2),
            text("TargetIQN", name, 2),
        ];
        element("TGT", &parts.concat(), 1)
    };
    let all: String = names.iter().chain(&["*"]).enumerate().map(entry).collect();
    document("iscsi-target-iqns", &all)
}

fn volumes_xml(volumes: &[&Target]) -> String {
    document("iscsi-target", &entries("LUN", volumes, &[]))
}

fn devices(volumes: &[&Target]) -> String {
    let adapter = [("adapter", "host1"), ("hba", "qla2xxx")];
    document("Devlist", &entries("BlockDevice", volumes, &adapter))
}

fn entries(name: &str, volumes: &[&Target], more: &[(&str, &str)]) -> String {
    let entry = |target: &&Target| {
        let told = target.told().unwrap_or_default();
        let own = told.iter().map(|(name, value)| text(name, value, 2));
        let more = more.iter().map(|(name, value)| text(name, value, 2));
        element(name, &own.chain(more).collect::<String>(), 1)
    };
    volumes.iter().map(entry).collect()
}

fn exported(server: &str, paths: &[&str]) -> String {
    let entry = |path: &&str| {
        let parts = [
            text("Target", server, 2),
            text("Path", path, 2),
            text("Accesslist", "*", 2),
        ];
        element("Export", &parts.concat(), 1)
    };
    document("nfs-exports", &paths.iter().map(entry).collect::<String>())
}

/// The storage that lies there and is of this type: another driver's is not told.
fn known_there(target: Option<&Target>, kind: &str) -> String {
    let entry = |target: &Target, uuid: &str| {
        let mut parts = text("UUID", uuid, 2);
        if kind != "nfs" {
            parts.push_str(&text("Devlist", "/dev/sdb", 2));
            parts.push_str(&text("size", &target.size.to_string(), 2));
        }
        element("SR", &parts, 1)
    };
    let held = target.into_iter().flat_map(|target| {
        let ours = target.holds.iter().filter(|(_, of)| of == kind);
        ours.map(move |(uuid, _)| entry(target, uuid))
    });
    document("SRlist", &held.collect::<String>())
}
