//! Machines on the way to another pool of this process.
//!
//! The two pools are never locked at once: what goes is taken down in the one as a list of objects, and made anew in
//! the other. Until that is done the other has nothing of it, and the first one all; so whatever goes wrong before
//! leaves both as they were.

use std::collections::HashMap;
use std::sync::Arc;

use super::{copies, power};
use crate::busy::Busy;
use crate::content::Content;
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::model::{ClassId, Type, model};
use crate::placement;
use crate::pool::{Pool, World};
use crate::session;
use crate::tasks;
use crate::value::{NULL_REF, Ref, Value, default};

/// Where a machine goes, and with what.
pub struct Crossing {
    there: Arc<Pool>,
    session: Ref,
    host: Ref,
    disks: HashMap<Ref, Ref>,
    networks: HashMap<Ref, Ref>,
    copies: bool,
}

/// What the pool that it goes to has to know of it beforehand.
struct Need {
    uuid: String,
    runs: bool,
    memory: i64,
    platform: String,
    cpu: Value,
    /// So much comes to which storage.
    sizes: Vec<(Ref, i64)>,
}

impl Crossing {
    /// What a caller wants, if it can be: `told` is what `host.migrate_receive` said there; `maps` are the disks'
    /// storage, the cards' networks, and the options.
    pub fn new(cx: &Context, vm: &Ref, told: &Value, maps: [&Value; 3]) -> Outcome<Crossing> {
        let [disks, networks, options] = maps;
        let text = |key: &str| told.member(key).map(Value::to_text).unwrap_or_default();
        let there = cx.pool.neighbour(&text("master"));
        let crossing = Crossing {
            there: there.ok_or_else(unreachable)?,
            session: text("session_id"),
            host: text("host"),
            disks: references(disks),
            networks: references(networks),
            copies: options
                .member("copy")
                .is_some_and(|it| it.as_str() == "true"),
        };
        crossing.check(cx, vm)?;
        Ok(crossing)
    }

    fn check(&self, cx: &Context, vm: &Ref) -> Outcome<()> {
        let need = self.need(&cx.world().db, vm)?;
        self.welcome(&self.there.lock(), vm, &need)
    }

    /// Looks whether all that goes is told where.
    fn need(&self, db: &Db, vm: &Ref) -> Outcome<Need> {
        let power = db.text(vm, "power_state").to_owned();
        if self.copies && power != "Halted" {
            let actual = power.to_lowercase();
            return Err(Failure::power_state(vm, "halted", &actual));
        }
        for machine in machines(db, vm) {
            for vif in db.refs(&machine, "VIFs") {
                if !self.networks.contains_key(&vif) {
                    return Err(Failure::new("VIF_NOT_IN_MAP", [&*vif]));
                }
            }
        }
        let mut sizes: Vec<(Ref, i64)> = Vec::new();
        for vdi in disks(db, vm) {
            let Some(sr) = self.disks.get(&vdi) else {
                return Err(Failure::new("VDI_NOT_IN_MAP", [&*vdi]));
            };
            let size = db.int(&vdi, "physical_utilisation");
            match sizes.iter_mut().find(|(known, _)| known == sr) {
                Some((_, sum)) => *sum += size,
                None => sizes.push((sr.clone(), size)),
            }
        }
        let home = db.reference(vm, "resident_on");
        let home = match db.is("host", &home) {
            true => home,
            false => db.all("host").into_iter().next().unwrap_or(home),
        };
        Ok(Need {
            uuid: db.text(vm, "uuid").to_owned(),
            runs: power == "Running",
            memory: placement::needed(db, vm),
            platform: platform(db, &home),
            cpu: match power.as_str() {
                "Halted" => Value::Map(Vec::new()),
                _ => db
                    .value(vm, "last_boot_CPU_flags")
                    .cloned()
                    .unwrap_or(Value::Null),
            },
            sizes,
        })
    }

    /// Whether the other pool takes it.
    fn welcome(&self, world: &World, vm: &Ref, need: &Need) -> Outcome<()> {
        session::find(world, &self.session)?;
        let (db, host) = (&world.db, &self.host);
        db.check("host", host)?;
        if !db.flag(&db.reference(host, "metrics"), "live") {
            return Err(Failure::new("HOST_OFFLINE", [&**host]));
        }
        if !db.flag(host, "enabled") {
            return Err(Failure::new("HOST_DISABLED", [&**host]));
        }
        if numbers(&platform(db, host)) < numbers(&need.platform) {
            let code = "VM_HOST_INCOMPATIBLE_VERSION_MIGRATE";
            return Err(Failure::new(code, [&**host, &**vm]));
        }
        let twin = db
            .rows("VM")
            .any(|(other, _)| db.text(other, "uuid") == need.uuid);
        if twin && !self.copies {
            return Err(Failure::new("DUPLICATE_VM", [&**vm]));
        }
        for network in self.networks.values() {
            db.check("network", network)?;
        }
        for (sr, size) in &need.sizes {
            db.check("SR", sr)?;
            let reaches = |pbd: &Ref| {
                db.reference(pbd, "host") == *host && db.flag(pbd, "currently_attached")
            };
            if !db.refs(sr, "PBDs").iter().any(reaches) {
                return Err(Failure::new("VM_REQUIRES_SR", [&**vm, &**sr]));
            }
            let free = db.int(sr, "physical_size") - db.int(sr, "physical_utilisation");
            if *size > free {
                let said = [size.to_string(), free.to_string()];
                return Err(Failure::new("SR_FULL", said));
            }
        }
        if !has_processor_for(db, host, &need.cpu) {
            let why = "VM last booted on a CPU with features this host's CPU does not have.";
            let code = "VM_INCOMPATIBLE_WITH_THIS_HOST";
            return Err(Failure::new(code, [&**vm, &**host, why]));
        }
        let free = placement::free(db, host);
        if need.runs && need.memory > free {
            return Err(Failure::new(
                "HOST_NOT_ENOUGH_FREE_MEMORY",
                [need.memory.to_string(), free.to_string()],
            ));
        }
        Ok(())
    }

    /// Brings it there, and answers with what it is there.
    pub async fn send(self, cx: &Context, vm: &Ref) -> Outcome<Ref> {
        let _busy = Busy::begin(cx, "VM", vm, "migrate_send")?;
        let count = u32::try_from(self.disks.len()).unwrap_or(u32::MAX);
        let time = cx.pool.settings.operation_time * count.clamp(1, 8).saturating_add(1);
        tasks::work(&cx.pool, &cx.task, time, 8).await?;
        if self.there.is_unreachable() {
            let from = cx.world().db.reference(vm, "resident_on");
            let why = "The remote end has closed the connection";
            let said = [&**vm, &*from, &*self.host, why];
            return Err(Failure::new("VM_MIGRATE_FAILED", said));
        }
        self.check(cx, vm)?;
        let (cargo, runs) = {
            let world = cx.world();
            let runs = world.db.text(vm, "power_state") == "Running";
            (Cargo::of(&world, vm, &self), runs)
        };
        let new = {
            let mut world = self.there.lock();
            let new = cargo.unpack(&mut world);
            if runs {
                power::arrive(&mut world, &new, &self.host);
            }
            new
        };
        if !self.copies {
            forget(&mut cx.world(), vm);
        }
        Ok(new)
    }
}

fn unreachable() -> Failure {
    Failure::internal("Unix.Unix_error(Unix.ECONNREFUSED, \"connect\", \"\")")
}

fn references(map: &Value) -> HashMap<Ref, Ref> {
    let pairs = map.as_map().iter();
    pairs
        .map(|(key, value)| (key.clone(), value.to_text()))
        .collect()
}

/// A machine and its snapshots, the oldest of these first.
fn machines(db: &Db, vm: &Ref) -> Vec<Ref> {
    let mut all = vec![vm.clone()];
    all.extend(db.refs(vm, "snapshots"));
    all
}

/// The disks of a machine and of its snapshots, and the memory that they are suspended with.
fn disks(db: &Db, vm: &Ref) -> Vec<Ref> {
    let mut all = Vec::new();
    for machine in machines(db, vm) {
        let drives = db.refs(&machine, "VBDs").into_iter();
        let drives = drives.filter(|vbd| db.text(vbd, "type") == "Disk");
        let disks = drives.map(|vbd| db.reference(&vbd, "VDI"));
        all.extend(disks.chain([db.reference(&machine, "suspend_VDI")]));
    }
    all.retain(|vdi| db.is("VDI", vdi));
    all
}

fn platform(db: &Db, host: &str) -> String {
    let version = db.entry(host, "software_version", "platform_version");
    version.unwrap_or_default().to_owned()
}

fn numbers(version: &str) -> Vec<u64> {
    let parts = version.split('.');
    parts.map(|part| part.parse().unwrap_or_default()).collect()
}

/// Whether a host's processor is one on which what has begun elsewhere can go on.
fn has_processor_for(db: &Db, host: &str, cpu: &Value) -> bool {
    let seen = |key: &str| cpu.member(key).map_or("", Value::as_str);
    if seen("features").is_empty() {
        return true;
    }
    let has = |key: &str| db.entry(host, "cpu_info", key).unwrap_or_default();
    let words = |text: &str| -> Vec<u32> {
        let words = text.split('-');
        words
            .map(|word| u32::from_str_radix(word, 16).unwrap_or_default())
            .collect()
    };
    let there = words(has("features_hvm_host"));
    let wanted = words(seen("features"));
    let lacks = wanted.iter().enumerate().any(|(at, word)| {
        let has = there.get(at).copied().unwrap_or_default();
        word & !has != 0
    });
    !lacks && seen("vendor") == has("vendor")
}

/// Takes a machine away with all that has gone.
fn forget(world: &mut World, vm: &Ref) {
    let (machines, disks) = (machines(&world.db, vm), disks(&world.db, vm));
    power::vanish(world, vm);
    for machine in machines.iter().rev() {
        for vtpm in world.db.refs(machine, "VTPMs") {
            world.db.delete(&vtpm);
        }
        copies::destroy(&mut world.db, machine);
    }
    for disk in disks {
        world.contents.remove(&disk);
        world.db.delete(&disk);
    }
}

/// What of a machine crosses: objects with their values, each with the reference that it has there.
struct Cargo {
    pieces: Vec<Piece>,
    /// What was there called so here.
    names: HashMap<Ref, Ref>,
    contents: Vec<(Ref, Content)>,
    vm: Ref,
}

struct Piece {
    class: ClassId,
    new: Ref,
    values: Vec<Value>,
}

impl Cargo {
    fn of(world: &World, vm: &Ref, crossing: &Crossing) -> Cargo {
        let db = &world.db;
        let machines = match crossing.copies {
            true => vec![vm.clone()],
            false => machines(db, vm),
        };
        let mut objects: Vec<Ref> = Vec::new();
        let add = |objects: &mut Vec<Ref>, one: Ref| {
            if db.row(&one).is_some() && !objects.contains(&one) {
                objects.push(one);
            }
        };
        for machine in &machines {
            add(&mut objects, machine.clone());
            for field in ["metrics", "guest_metrics", "suspend_VDI"] {
                add(&mut objects, db.reference(machine, field));
            }
            if !crossing.copies {
                db.refs(machine, "VTPMs")
                    .into_iter()
                    .for_each(|vtpm| add(&mut objects, vtpm));
            }
            for device in [db.refs(machine, "VBDs"), db.refs(machine, "VIFs")].concat() {
                add(&mut objects, device.clone());
                add(&mut objects, db.reference(&device, "metrics"));
                if drive_of(db, &device) == "Disk" {
                    add(&mut objects, db.reference(&device, "VDI"));
                }
            }
        }
        let mut names: HashMap<Ref, Ref> = objects
            .iter()
            .map(|object| (object.clone(), new_ref()))
            .collect();
        let pieces = objects.iter().filter_map(|object| {
            let keeps_uuid = !crossing.copies && machines.contains(object);
            piece(db, object, names.get(object)?, keeps_uuid, crossing)
        });
        let pieces = pieces.collect();
        let contents = objects.iter().filter_map(|object| {
            let bytes = world.contents.get(object)?;
            Some((names.get(object)?.clone(), bytes.clone()))
        });
        let contents = contents.collect();
        let vm = names.get(vm).cloned().unwrap_or_else(|| NULL_REF.into());
        // Storage and networks are there already.
        names.extend(crossing.disks.values().map(|sr| (sr.clone(), sr.clone())));
        let networks = crossing.networks.values();
        names.extend(networks.map(|network| (network.clone(), network.clone())));
        Cargo {
            pieces,
            names,
            contents,
            vm,
        }
    }

    /// Makes it all anew: first each by itself, then what they are to each other, which may go round.
    fn unpack(self, world: &mut World) -> Ref {
        let mut links: Vec<(Ref, &'static str, Ref)> = Vec::new();
        for piece in self.pieces {
            let fields = &model().classes[piece.class].fields;
            let mut values = piece.values;
            for (field, value) in fields.iter().zip(&mut values) {
                if let Type::Ref(_) = field.kind {
                    let target = self.names.get(&value.to_text());
                    links.extend(target.map(|to| (piece.new.clone(), field.name, to.clone())));
                    *value = NULL_REF.into();
                }
            }
            world.db.insert(piece.class, piece.new, values);
        }
        for (object, field, target) in links {
            world.db.set(&object, field, target);
        }
        world.contents.extend(self.contents);
        self.vm
    }
}

/// What a drive is for; nothing of what is none.
fn drive_of<'a>(db: &'a Db, object: &Ref) -> &'a str {
    match db.is("VBD", object) {
        true => db.text(object, "type"),
        false => "",
    }
}

/// One object as it crosses.
fn piece(db: &Db, object: &Ref, new: &Ref, keeps_uuid: bool, crossing: &Crossing) -> Option<Piece> {
    let class = db.class_of(object)?;
    let mut values = db.row(object)?.data.values.clone();
    let uuid = new_uuid();
    let is_disc = drive_of(db, object) == "CD";
    for (field, value) in model().classes[class].fields.iter().zip(&mut values) {
        match (field.name, &field.kind) {
            ("uuid", _) if keeps_uuid => {}
            ("uuid" | "location", _) => *value = uuid.as_str().into(),
            ("allowed_operations" | "current_operations" | "blobs", _) => *value = default(field),
            ("SR", _) => *value = crossing.disks.get(object)?.into(),
            ("network", _) => *value = crossing.networks.get(object)?.into(),
            // The library is not there.
            ("VDI", _) if is_disc => *value = NULL_REF.into(),
            ("empty", _) if is_disc => *value = true.into(),
            // The database fills it with those who point at the object.
            (_, Type::Set(kind)) if matches!(**kind, Type::Ref(_)) => *value = default(field),
            _ => {}
        }
    }
    Some(Piece {
        class,
        new: new.clone(),
        values,
    })
}
