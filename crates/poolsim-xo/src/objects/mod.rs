//! The pool's objects as xo-server shows them: other names, links by id, metrics folded into what they measure.

mod machines;

use serde_json::{Map, Value as Json, json};

use super::json;
use poolsim::model::model;
use poolsim::pool::World;
use poolsim::value::{Data, NULL_REF, Ref, Value};

/// The classes that are shown. Consoles, metrics, VLANs and whatever has secrets are not.
pub const CLASSES: &[&str] = &[
    "pool", "host", "VM", "SR", "VDI", "VBD", "VIF", "PIF", "network", "PBD", "task", "SM", "Bond",
    "VTPM", "PCI",
];

/// An object as it is told.
#[derive(Debug)]
pub struct Shown {
    /// The object in the pool.
    pub reference: Ref,
    /// Its id: the uuid, with the pool's before it for a template that comes with the server.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// All of it, as JSON.
    pub text: String,
}

type Members = Map<String, Json>;

/// One object, if its class is shown.
pub fn show(world: &World, reference: &Ref) -> Option<Shown> {
    let class = world.db.class_of(reference)?;
    let name = model().classes[class].name;
    let look = Look { world };
    let (kind, members) = match name {
        "VM" => machines::virtual_machine(&look, reference),
        "host" => ("host", machines::host(&look, reference)),
        "pool" => ("pool", look.pool(reference)),
        "SR" => ("SR", look.storage(reference)),
        "VDI" => look.disk(reference),
        "VBD" => ("VBD", look.block_device(reference)),
        "VIF" => ("VIF", look.network_device(reference)),
        "PIF" => ("PIF", look.card(reference)),
        "network" => ("network", look.network(reference)),
        "PBD" => ("PBD", look.attachment(reference)),
        "task" => ("task", look.task(reference)),
        "SM" => ("SM", look.driver(reference)),
        "Bond" => ("bond", look.bond(reference)),
        "PCI" => ("PCI", look.device(reference)),
        "VTPM" => ("VTPM", look.members(reference, &[("vm", "VM")])),
        _ => return None,
    };
    let uuid = look.text(reference, "uuid").to_owned();
    Some(look.finish(reference, kind, &uuid, members))
}

/// A message, which is not in the database.
pub fn message(world: &World, reference: &Ref, data: &Data) -> Shown {
    // uuid, name, priority, cls, obj_uuid, timestamp, body
    let text = |i: usize| data.values.get(i).map_or("", Value::as_str);
    let members = object(json!({
        "name": text(1),
        "body": text(6),
        "time": data.values.get(5).map_or(0, Value::as_int),
        "$object": text(4),
    }));
    Look { world }.finish(reference, "message", text(0), members)
}

/// The members of a literal object.
fn object(json: Json) -> Members {
    match json {
        Json::Object(members) => members,
        _ => Members::new(),
    }
}

/// Adds a member that may be missing.
fn put(members: &mut Members, name: &str, value: Option<impl Into<Json>>) {
    if let Some(value) = value {
        members.insert(name.to_owned(), value.into());
    }
}

/// A look at the pool.
struct Look<'a> {
    world: &'a World,
}

impl Look<'_> {
    fn text(&self, object: &str, field: &str) -> &str {
        self.world.db.text(object, field)
    }

    fn int(&self, object: &str, field: &str) -> i64 {
        self.world.db.int(object, field)
    }

    fn flag(&self, object: &str, field: &str) -> bool {
        self.world.db.flag(object, field)
    }

    fn refs(&self, object: &str, field: &str) -> Vec<Ref> {
        self.world.db.refs(object, field)
    }

    /// A field as it is.
    fn json(&self, object: &str, field: &str) -> Json {
        self.world
            .db
            .value(object, field)
            .map_or(Json::Null, json::json)
    }

    /// Seconds, or null where there is no date yet.
    fn time(&self, object: &str, field: &str) -> Json {
        match self.int(object, field) {
            0 => Json::Null,
            at => at.into(),
        }
    }

    /// The id that a reference is linked by; none where it leads nowhere.
    fn id(&self, reference: &str) -> Option<String> {
        self.world.db.row(reference)?;
        Some(match self.text(reference, "uuid") {
            "" => reference.to_owned(),
            uuid => uuid.to_owned(),
        })
    }

    fn link(&self, object: &str, field: &str) -> Option<String> {
        let target = self.world.db.reference(object, field);
        if &*target == NULL_REF {
            None
        } else {
            self.id(&target)
        }
    }

    fn links(&self, object: &str, field: &str) -> Json {
        self.refs(object, field)
            .iter()
            .map(|target| Json::from(self.id(target)))
            .collect()
    }

    fn entry(&self, object: &str, field: &str, key: &str) -> Option<&str> {
        self.world.db.entry(object, field, key)
    }

    /// Links by the names they have here.
    fn members(&self, object: &str, links: &[(&str, &str)]) -> Members {
        let mut members = Members::new();
        for (name, field) in links {
            put(&mut members, name, self.link(object, field));
        }
        members
    }

    fn finish(&self, reference: &Ref, kind: &str, uuid: &str, mut members: Members) -> Shown {
        let pool = self.text(&self.world.pool(), "uuid").to_owned();
        let id = match members.remove("id") {
            Some(Json::String(id)) => id,
            _ => uuid.to_owned(),
        };
        for (name, value) in [
            ("id", id.as_str()),
            ("type", kind),
            ("uuid", uuid),
            ("$pool", &pool),
            ("$poolId", &pool),
            ("_xapiRef", reference),
        ] {
            members.insert(name.to_owned(), value.into());
        }
        Shown {
            reference: reference.clone(),
            id,
            kind: kind.to_owned(),
            text: Json::Object(members).to_string(),
        }
    }

    fn pool(&self, pool: &Ref) -> Members {
        let info = |key| number(self.entry(pool, "cpu_info", key));
        let mut members = self.members(
            pool,
            &[
                ("master", "master"),
                ("default_SR", "default_SR"),
                ("suspendSr", "suspend_image_SR"),
                ("crashDumpSr", "crash_dump_SR"),
            ],
        );
        let coordinator = self.world.coordinator();
        let name = match self.text(pool, "name_label") {
            "" => self.text(&coordinator, "name_label"),
            name => name,
        };
        let unrestricted = |key| self.entry(pool, "restrictions", key) == Some("false");
        members.extend(object(json!({
            "name_label": name,
            "name_description": self.text(pool, "name_description"),
            "HA_enabled": self.flag(pool, "ha_enabled"),
            "haRebootVmOnInternalShutdown": self.flag(pool, "ha_reboot_vm_on_internal_shutdown"),
            "haSrs": [],
            "tags": self.json(pool, "tags"),
            "auto_poweron": self.entry(pool, "other_config", "auto_poweron") == Some("true"),
            "cpus": { "cores": info("cpu_count"), "sockets": info("socket_count") },
            "current_operations": self.json(pool, "current_operations"),
            "otherConfig": self.json(pool, "other_config"),
            "migrationCompression": self.flag(pool, "migration_compression"),
            "platform_version": self.entry(&coordinator, "software_version", "platform_version"),
            "zstdSupported": unrestricted("restrict_zstd_export"),
            "vtpmSupported": unrestricted("restrict_vtpm"),
        })));
        members
    }

    fn storage(&self, sr: &Ref) -> Members {
        let kind = self.text(sr, "type");
        let pool = self.text(&self.world.pool(), "uuid").to_owned();
        let first = self.refs(sr, "PBDs").into_iter().next();
        let container = match first {
            Some(pbd) if !self.flag(sr, "shared") => self.link(&pbd, "host"),
            _ => Some(pool),
        };
        let thin = ["ext", "file", "nfs", "ocfs", "smb", "xosan", "zfs"];
        let known = [
            "hba",
            "iscsi",
            "lvhd",
            "lvmoiscsi",
            "lvm",
            "lvmohba",
            "shm",
            "udev",
        ];
        let mut members = object(json!({
            "name_label": self.text(sr, "name_label"),
            "name_description": self.text(sr, "name_description"),
            "SR_type": kind,
            "content_type": self.text(sr, "content_type"),
            "shared": self.flag(sr, "shared"),
            "size": self.int(sr, "physical_size"),
            "physical_usage": self.int(sr, "physical_utilisation"),
            "usage": self.int(sr, "virtual_allocation"),
            "VDIs": self.links(sr, "VDIs"),
            "$PBDs": self.links(sr, "PBDs"),
            "tags": self.json(sr, "tags"),
            "inMaintenanceMode": self.entry(sr, "other_config", "xo:maintenanceState").is_some(),
            "current_operations": self.json(sr, "current_operations"),
            "other_config": self.json(sr, "other_config"),
            "sm_config": self.json(sr, "sm_config"),
        }));
        put(&mut members, "$container", container);
        if thin.contains(&kind) {
            put(&mut members, "allocationStrategy", Some("thin"));
        } else if known.contains(&kind) {
            put(&mut members, "allocationStrategy", Some("thick"));
        }
        members
    }

    fn disk(&self, vdi: &Ref) -> (&'static str, Members) {
        let mut members = object(json!({
            "name_label": self.text(vdi, "name_label"),
            "name_description": self.text(vdi, "name_description"),
            "size": self.int(vdi, "virtual_size"),
            "usage": self.int(vdi, "physical_utilisation"),
            "VDI_type": self.text(vdi, "type"),
            "$VBDs": self.links(vdi, "VBDs"),
            "snapshots": self.links(vdi, "snapshots"),
            "tags": self.json(vdi, "tags"),
            "missing": self.flag(vdi, "missing"),
            "cbt_enabled": self.flag(vdi, "cbt_enabled"),
            "current_operations": self.json(vdi, "current_operations"),
            "other_config": self.json(vdi, "other_config"),
        }));
        put(&mut members, "$SR", self.link(vdi, "SR"));
        let format = self.entry(vdi, "sm_config", "image-format");
        put(&mut members, "image_format", format);
        let parent = self.entry(vdi, "sm_config", "vhd-parent");
        put(&mut members, "parent", parent);
        if self.flag(vdi, "is_a_snapshot") {
            members.insert("snapshot_time".into(), self.time(vdi, "snapshot_time"));
            put(&mut members, "$snapshot_of", self.link(vdi, "snapshot_of"));
            ("VDI-snapshot", members)
        } else if self.flag(vdi, "managed") {
            members.insert("chainPhysicalUsage".into(), self.chain(vdi).into());
            ("VDI", members)
        } else {
            ("VDI-unmanaged", members)
        }
    }

    /// What a disk takes with all that it was copied on write from.
    fn chain(&self, vdi: &Ref) -> i64 {
        let parent = self.entry(vdi, "sm_config", "vhd-parent");
        let parent = parent.and_then(|uuid| {
            let all = self.world.db.all("VDI");
            all.into_iter().find(|one| self.text(one, "uuid") == uuid)
        });
        let below = parent.filter(|parent| parent != vdi);
        let below = below.map_or(0, |parent| self.int(&parent, "physical_utilisation"));
        self.int(vdi, "physical_utilisation") + below
    }

    fn block_device(&self, vbd: &Ref) -> Members {
        let mut members = self.members(vbd, &[("VM", "VM"), ("VDI", "VDI")]);
        let device = Some(self.text(vbd, "device")).filter(|name| !name.is_empty());
        members.extend(object(json!({
            "attached": self.flag(vbd, "currently_attached"),
            "bootable": self.flag(vbd, "bootable"),
            "device": device,
            "is_cd_drive": self.text(vbd, "type") == "CD",
            "position": self.text(vbd, "userdevice"),
            "read_only": self.text(vbd, "mode") == "RO",
        })));
        members
    }

    fn network_device(&self, vif: &Ref) -> Members {
        let mut members = self.members(vif, &[("$VM", "VM"), ("$network", "network")]);
        let checksums = self.entry(vif, "other_config", "ethtool-tx");
        members.extend(object(json!({
            "allowedIpv4Addresses": self.json(vif, "ipv4_allowed"),
            "allowedIpv6Addresses": self.json(vif, "ipv6_allowed"),
            "attached": self.flag(vif, "currently_attached"),
            "device": self.text(vif, "device"),
            "lockingMode": self.text(vif, "locking_mode"),
            "MAC": self.text(vif, "MAC"),
            "MTU": self.int(vif, "MTU"),
            "other_config": self.json(vif, "other_config"),
            "txChecksumming": !matches!(checksums, Some("false" | "off")),
        })));
        if self.text(vif, "qos_algorithm_type") == "ratelimit" {
            let limit = self.entry(vif, "qos_algorithm_params", "kbps");
            put(&mut members, "rateLimit", number(limit));
        }
        members
    }

    fn card(&self, pif: &Ref) -> Members {
        let metrics = self.world.db.reference(pif, "metrics");
        let bonds = self.refs(pif, "bond_master_of");
        let mut members = self.members(pif, &[("$host", "host"), ("$network", "network")]);
        let bonded = self.world.db.reference(pif, "bond_slave_of");
        put(&mut members, "bondMaster", self.link(&bonded, "master"));
        if let Some(bond) = bonds.first() {
            members.insert("bondSlaves".into(), self.links(bond, "slaves"));
        }
        members.extend(object(json!({
            "device": self.text(pif, "device"),
            "deviceName": self.text(&metrics, "device_name"),
            "vlan": self.int(pif, "VLAN"),
            "mac": self.text(pif, "MAC"),
            "ip": self.text(pif, "IP"),
            "netmask": self.text(pif, "netmask"),
            "gateway": self.text(pif, "gateway"),
            "dns": self.text(pif, "DNS"),
            "mode": self.text(pif, "ip_configuration_mode"),
            "ipv6": self.json(pif, "IPv6"),
            "ipv6Mode": self.text(pif, "ipv6_configuration_mode"),
            "primaryAddressType": self.text(pif, "primary_address_type"),
            "mtu": self.int(pif, "MTU"),
            "speed": self.int(&metrics, "speed"),
            "carrier": self.flag(&metrics, "carrier"),
            "attached": self.flag(pif, "currently_attached"),
            "management": self.flag(pif, "management"),
            "physical": self.flag(pif, "physical"),
            "disallowUnplug": self.flag(pif, "disallow_unplug"),
            "isBondMaster": !bonds.is_empty(),
            "isBondSlave": &*bonded != NULL_REF,
        })));
        members
    }

    fn network(&self, network: &Ref) -> Members {
        let purposes = self.refs(network, "purpose");
        let purpose = |wanted: &str| purposes.iter().any(|purpose| &**purpose == wanted);
        object(json!({
            "name_label": self.text(network, "name_label"),
            "name_description": self.text(network, "name_description"),
            "bridge": self.text(network, "bridge"),
            "MTU": self.int(network, "MTU"),
            "PIFs": self.links(network, "PIFs"),
            "VIFs": self.links(network, "VIFs"),
            "tags": self.json(network, "tags"),
            "automatic": self.entry(network, "other_config", "automatic") == Some("true"),
            "defaultIsLocked": self.text(network, "default_locking_mode") == "disabled",
            "isBonded": self.refs(network, "PIFs").iter().any(|pif| !self.refs(pif, "bond_master_of").is_empty()),
            "nbd": purpose("nbd"),
            "insecureNbd": purpose("insecure_nbd"),
            "current_operations": self.json(network, "current_operations"),
            "other_config": self.json(network, "other_config"),
        }))
    }

    fn attachment(&self, pbd: &Ref) -> Members {
        let mut members = self.members(pbd, &[("host", "host"), ("SR", "SR")]);
        let mut device = object(self.json(pbd, "device_config"));
        for (name, value) in &mut device {
            if name.contains("password") || name.contains("secret") {
                *value = "* obfuscated *".into();
            }
        }
        members.extend(object(json!({
            "attached": self.flag(pbd, "currently_attached"),
            "device_config": device,
            "otherConfig": self.json(pbd, "other_config"),
        })));
        members
    }

    fn task(&self, task: &Ref) -> Members {
        let mut members = self.members(task, &[("$host", "resident_on")]);
        members.extend(object(json!({
            "name_label": self.text(task, "name_label"),
            "name_description": self.text(task, "name_description"),
            "status": self.text(task, "status"),
            "progress": self.json(task, "progress"),
            "created": self.time(task, "created"),
            "finished": self.time(task, "finished"),
            "result": self.text(task, "result"),
            "allowedOperations": self.json(task, "allowed_operations"),
            "current_operations": self.json(task, "current_operations"),
            "xapiRef": &**task,
        })));
        members
    }

    fn driver(&self, sm: &Ref) -> Members {
        object(json!({
            "SM_type": self.text(sm, "type"),
            "name_label": self.text(sm, "name_label"),
            "name_description": self.text(sm, "name_description"),
            "features": self.json(sm, "features"),
            "supported_image_formats": self.json(sm, "supported_image_formats"),
            "configuration": self.json(sm, "configuration"),
            "driver_filename": self.text(sm, "driver_filename"),
            "required_cluster_stack": self.json(sm, "required_cluster_stack"),
            "vendor": self.text(sm, "vendor"),
        }))
    }

    fn device(&self, pci: &Ref) -> Members {
        let mut members = self.members(pci, &[("$host", "host")]);
        members.extend(object(json!({
            "class_name": self.text(pci, "class_name"),
            "device_name": self.text(pci, "device_name"),
            "pci_id": self.text(pci, "pci_id"),
        })));
        members
    }

    fn bond(&self, bond: &Ref) -> Members {
        let mut members = self.members(bond, &[("master", "master")]);
        members.extend(object(json!({ "mode": self.text(bond, "mode") })));
        members
    }
}

/// A number written as text.
fn number(text: Option<&str>) -> Option<i64> {
    text?.trim_end_matches('.').parse().ok()
}
