//! `ova.xml`: the records of what an export holds, with references that mean something only in it, and back.

use std::collections::HashMap;
use std::sync::Arc;

use crate::coerce::coerce;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::pool::World;
use crate::value::{NULL_REF, Ref, Value, default};
use crate::wire::xml;

/// What an export holds of one machine.
pub struct Records {
    /// `ova.xml`.
    pub xml: String,
    /// The disks whose bytes follow, by what the file calls them, in its order.
    pub disks: Vec<(String, Ref)>,
}

/// What of a machine does not go out with it.
const LEFT_OUT: &[&str] = &[
    "resident_on",
    "scheduled_to_be_resident_on",
    "snapshots",
    "snapshot_of",
    "parent",
    "children",
    "consoles",
    "crash_dumps",
    "blobs",
    "current_operations",
    "suspend_VDI",
];

/// The records of a machine, halted. `first` is the number of the first reference.
pub fn of_machine(world: &World, vm: &Ref, first: u64) -> Records {
    let db = &world.db;
    let mut all: Vec<(&str, Ref)> = vec![("VM", vm.clone())];
    let mut carried = Vec::new();
    let mut add = |class: &'static str, object: Ref| {
        if db.is(class, &object) && !all.iter().any(|(_, known)| *known == object) {
            all.push((class, object));
        }
    };
    add("VM_metrics", db.reference(vm, "metrics"));
    for vbd in db.refs(vm, "VBDs") {
        let vdi = db.reference(&vbd, "VDI");
        let sr = db.reference(&vdi, "SR");
        let is_disc = db.text(&vbd, "type") == "CD" || db.text(&sr, "content_type") == "iso";
        if db.is("VDI", &vdi) && !is_disc && !carried.contains(&vdi) {
            carried.push(vdi.clone());
        }
        add("VBD", vbd);
        add("VDI", vdi);
        add("SR", sr);
    }
    for vif in db.refs(vm, "VIFs") {
        let network = db.reference(&vif, "network");
        add("VIF", vif);
        add("network", network);
    }
    let ids: HashMap<Ref, String> = all
        .iter()
        .enumerate()
        .map(|(nth, (_, object))| (object.clone(), format!("Ref:{}", first + nth as u64)))
        .collect();
    let objects = all.iter().filter_map(|(class, object)| {
        let id = db.class_of(object)?;
        let data = db.record(id, object).ok()?;
        let fields = model().classes[id].fields.iter().zip(&data.values);
        let record = fields.map(|(field, value)| {
            let value = match (*class, field.name) {
                ("VM", "power_state") => "Halted".into(),
                ("VM", "is_a_snapshot") => false.into(),
                ("VM", name) if LEFT_OUT.contains(&name) => default(field),
                _ => referring(value, &|known| {
                    ids.get(known).map(|id| Arc::from(id.as_str()))
                }),
            };
            (field.name, value)
        });
        Some(Value::fields([
            ("class", (*class).into()),
            ("id", ids[object].as_str().into()),
            ("snapshot", Value::fields(record)),
        ]))
    });
    let root = Value::fields([
        ("version", version(world)),
        ("objects", Value::Set(objects.collect())),
    ]);
    let mut xml = String::new();
    root.write_xml(&mut xml);
    let mut disks: Vec<(String, Ref)> = carried
        .into_iter()
        .map(|vdi| (ids[&vdi].clone(), vdi))
        .collect();
    // As texts: "Ref:10" before "Ref:9".
    disks.sort();
    Records { xml, disks }
}

fn version(world: &World) -> Value {
    let db = &world.db;
    let host = world.coordinator();
    let software = |key: &str| {
        db.entry(&host, "software_version", key)
            .unwrap_or("")
            .to_owned()
    };
    let (major, minor) = xapi_version(db, &host);
    let mut date = String::new();
    crate::value::date(db.now(), &mut date);
    Value::fields([
        ("hostname", Value::from(db.text(&host, "hostname"))),
        ("date", date.into()),
        ("product_version", software("product_version").into()),
        ("product_brand", software("product_brand").into()),
        ("build_number", software("build_number").into()),
        ("xapi_major", major.into()),
        ("xapi_minor", minor.into()),
        ("export_vsn", 2.into()),
    ])
}

/// What a host's XAPI calls itself.
fn xapi_version(db: &Db, host: &Ref) -> (i64, i64) {
    let text = db.entry(host, "software_version", "xapi").unwrap_or("");
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

/// The same value with other references, or null ones.
fn referring(value: &Value, other: &dyn Fn(&str) -> Option<Arc<str>>) -> Value {
    match value {
        Value::Text(text) if text.starts_with("OpaqueRef:") || text.starts_with("Ref:") => {
            Value::Text(other(text).unwrap_or_else(|| NULL_REF.into()))
        }
        Value::Set(items) => Value::Set(
            items
                .iter()
                .map(|item| referring(item, other))
                // A list has no null references.
                .filter(|item| item.as_str() != NULL_REF)
                .collect(),
        ),
        other_value => other_value.clone(),
    }
}

/// What is wanted of an import.
pub struct Wanted {
    /// Where its disks go.
    pub sr: Ref,
    /// Whether it is to be the machine that it was.
    pub restore: bool,
    /// The import's task.
    pub task: Ref,
}

/// What an import has made: the latest last.
#[derive(Default)]
pub struct Made {
    /// The machines.
    pub vms: Vec<Ref>,
    /// The disks whose bytes follow: what the file calls them, and their sizes.
    pub disks: Vec<(String, Ref, u64)>,
    /// Everything, to be taken back.
    pub all: Vec<Ref>,
}

/// Makes the objects that `ova.xml` tells of.
pub fn make(world: &mut World, xml: &[u8], wanted: &Wanted, made: &mut Made) -> Outcome<()> {
    let broken = |why: &str| Failure::new("IMPORT_ERROR", [format!("INTERNAL_ERROR: [ {why} ]")]);
    let text = std::str::from_utf8(xml).map_err(|_| broken("Xmlm.Error"))?;
    let root = xml::read_value(text).map_err(|why| broken(&why))?;
    newer_is_refused(world, &root)?;
    let objects = root.member("objects").map_or(&[][..], Value::as_set);
    let of = |class: &str| -> Vec<(String, Value)> {
        let is_of = |object: &&Value| {
            object
                .member("class")
                .is_some_and(|name| name.as_str() == class)
        };
        objects
            .iter()
            .filter(is_of)
            .filter_map(|object| {
                let id = object.member("id")?.as_str().to_owned();
                Some((id, object.member("snapshot")?.clone()))
            })
            .collect()
    };
    let mut refs: HashMap<String, Ref> = HashMap::new();
    for (id, network) in of("network") {
        let name = network
            .member("name_label")
            .map_or("", Value::as_str)
            .to_owned();
        refs.insert(id, network_named(world, &name, &wanted.task, made));
    }
    let mut carried = carried(&of);
    carried.sort();
    for (id, record) in of("VDI") {
        if !carried.contains(&id) {
            continue;
        }
        let uuid = new_uuid();
        let vdi = insert(
            world,
            "VDI",
            &record,
            &refs,
            &["VBDs", "snapshots", "snapshot_of", "current_operations"],
            &[
                ("uuid", uuid.as_str().into()),
                ("location", uuid.as_str().into()),
                ("SR", (&wanted.sr).into()),
                ("physical_utilisation", 0.into()),
            ],
        )?;
        made.all.push(vdi.clone());
        world
            .db
            .set_entry(&vdi, "sm_config", "import_task", &wanted.task);
        world.fill(&vdi, crate::content::Content::default());
        refs.insert(id, vdi);
    }
    for (id, record) in of("VM") {
        let vm = machine(world, &record, &refs, wanted)?;
        made.all.push(world.db.reference(&vm, "metrics"));
        made.all.push(vm.clone());
        made.vms.push(vm.clone());
        refs.insert(id, vm);
    }
    for (class, metrics) in [("VBD", "VBD_metrics"), ("VIF", "VIF_metrics")] {
        for (_, record) in of(class) {
            let metrics = world.db.create(metrics, new_ref(), &[]);
            let mut replaced = vec![
                ("uuid", Value::from(new_uuid())),
                ("currently_attached", false.into()),
                ("metrics", (&metrics).into()),
            ];
            // What was in a drive for discs is not in the file.
            let text = |name: &str| record.member(name).map_or("", Value::as_str);
            if text("type") == "CD" && !refs.contains_key(text("VDI")) {
                replaced.push(("empty", true.into()));
            }
            if class == "VIF" && !wanted.restore {
                let mac = crate::rng::Rng::new(crate::rng::hash(&new_uuid())).mac();
                replaced.push(("MAC", mac.into()));
            }
            let device = insert(
                world,
                class,
                &record,
                &refs,
                &["current_operations"],
                &replaced,
            )?;
            made.all.extend([metrics, device]);
        }
    }
    for id in carried {
        let vdi = refs[&id].clone();
        let size = u64::try_from(world.db.int(&vdi, "virtual_size")).unwrap_or(0);
        made.disks.push((id, vdi, size));
    }
    Ok(())
}

/// The disks whose bytes follow: those in drives for disks, but for what lies among discs.
fn carried(of: &dyn Fn(&str) -> Vec<(String, Value)>) -> Vec<String> {
    let (disks, storage) = (of("VDI"), of("SR"));
    let text =
        |record: &Value, name: &str| record.member(name).map_or("", Value::as_str).to_owned();
    let mut carried = Vec::new();
    for (_, drive) in of("VBD") {
        let id = text(&drive, "VDI");
        let disk = disks.iter().find(|(known, _)| *known == id);
        let home = disk.map(|(_, disk)| text(disk, "SR"));
        let is_iso = storage
            .iter()
            .any(|(sr, record)| Some(sr) == home.as_ref() && text(record, "content_type") == "iso");
        if disk.is_some() && text(&drive, "type") != "CD" && !is_iso && !carried.contains(&id) {
            carried.push(id);
        }
    }
    carried
}

fn newer_is_refused(world: &World, root: &Value) -> Outcome<()> {
    let number = |name: &str| {
        let said = root
            .member("version")
            .and_then(|version| version.member(name));
        said.and_then(|said| said.as_str().parse::<i64>().ok())
            .unwrap_or(0)
    };
    let host = world.coordinator();
    match (number("xapi_major"), number("xapi_minor")) > xapi_version(&world.db, &host) {
        true => Err(Failure::bare("IMPORT_INCOMPATIBLE_VERSION")),
        false => Ok(()),
    }
}

/// The network of that name, or one that is made for it.
fn network_named(world: &mut World, name: &str, task: &Ref, made: &mut Made) -> Ref {
    let db = &mut world.db;
    let all = db.all("network");
    if let Some(found) = all
        .into_iter()
        .find(|network| db.text(network, "name_label") == name)
    {
        return found;
    }
    let network = db.create("network", new_ref(), &[("name_label", name.into())]);
    db.set_entry(&network, "other_config", "import_task", task);
    made.all.push(network.clone());
    network
}

fn machine(
    world: &mut World,
    record: &Value,
    refs: &HashMap<String, Ref>,
    wanted: &Wanted,
) -> Outcome<Ref> {
    let said = |name: &str| record.member(name).map_or("", Value::as_str).to_owned();
    let uuid = match wanted.restore {
        true => said("uuid"),
        false => new_uuid(),
    };
    let db = &world.db;
    let all = db.all("VM");
    if let Some(there) = all.iter().find(|vm| db.text(vm, "uuid") == uuid) {
        let state = db.text(there, "power_state");
        if state != "Halted" {
            return Err(Failure::power_state(there, "halted", &state.to_lowercase()));
        }
        // A newer version would take the place of the one that is there, which is not simulated.
        let version = db.int(there, "version").to_string();
        return Err(Failure::new(
            "VM_TO_IMPORT_IS_NOT_NEWER_VERSION",
            [&**there, &version, &said("version")],
        ));
    }
    let metrics = world.db.create("VM_metrics", new_ref(), &[]);
    let vm = insert(
        world,
        "VM",
        record,
        refs,
        crate::ops::copies::FRESH,
        &[
            ("uuid", uuid.into()),
            ("power_state", "Halted".into()),
            ("domid", (-1).into()),
            ("metrics", metrics.into()),
            ("affinity", NULL_REF.into()),
            ("is_default_template", false.into()),
        ],
    )?;
    if !wanted.restore {
        world
            .db
            .set_entry(&vm, "other_config", "mac_seed", &new_uuid());
    }
    world
        .db
        .set_entry(&vm, "other_config", "import_task", &wanted.task);
    world
        .db
        .set_entry(&vm, "current_operations", &wanted.task, "import");
    Ok(vm)
}

/// Makes an object of a record of the file.
fn insert(
    world: &mut World,
    class: &str,
    record: &Value,
    refs: &HashMap<String, Ref>,
    fresh: &[&str],
    replaced: &[(&str, Value)],
) -> Outcome<Ref> {
    let Some(id) = model().class_id(class) else {
        return Err(Failure::internal(class));
    };
    let mut values = Vec::new();
    for field in model().classes[id].fields {
        let own = replaced.iter().find(|(name, _)| *name == field.name);
        let said = record
            .member(field.name)
            .filter(|_| !fresh.contains(&field.name));
        values.push(match (own, said) {
            (Some((_, value)), _) => value.clone(),
            (None, Some(value)) => {
                let value = referring(value, &|known| refs.get(known).cloned());
                // What another version writes otherwise is left as it is at first.
                coerce(&field.kind, &value).unwrap_or_else(|_| default(field))
            }
            (None, None) => default(field),
        });
    }
    Ok(world.db.insert(id, new_ref(), values))
}

/// Takes back what an import has made.
pub fn take_back(world: &mut World, made: &Made) {
    for object in made.all.iter().rev() {
        world.db.delete(object);
    }
}
