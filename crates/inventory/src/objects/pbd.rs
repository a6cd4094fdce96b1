//! PBDs: how hosts reach SRs.

use std::marker::PhantomData;

use xapi::{Class, Object, OpaqueRef, Pbd, Sr};

use super::{
    AnyTable, Described, ObjectClass, Table,
    layout::{DefaultOrder, parts_of},
    property::Property,
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Pbd {
    fn state(&self, _world: &World, _object: &Object) -> Status {
        match self.currently_attached {
            true => Status::Ok,
            false => Status::Broken,
        }
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.within::<Pbd>(self.host.opaque());
        keys.within::<Pbd>(self.sr.opaque());
        keys.all::<Pbd>();
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, "")
    }

    /// Its SR, which is said to be local or not.
    fn owners(&self, world: &World, _reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slot_of(&self.sr));
    }
}

type P = Property<Pbd>;

impl ObjectClass for Pbd {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::link("host", |item| look::link_to(item.info, &item.record.host)).operator("host"),
        P::link("sr", |item| look::link_to(item.info, &item.record.sr)).operator("sr"),
        P::code("type", |item| {
            let sr = item.get::<Sr>(&item.record.sr);
            sr.map_or(Cell::None, |sr| Cell::code(&sr.r#type))
        })
        .operator("type"),
        P::flag("attached", |item| {
            Cell::flag(item.record.currently_attached)
        })
        .kept(&["currently_attached"]),
        // Its configuration may hold passwords in clear, so nothing of it is written to disk.
        P::code("target", |item| Cell::code(target(item.record))).operator("target"),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[
        &Table::<Pbd> {
            list: ListKind::Pbds,
            all: None,
            within: &[parts_of::<Pbd>(Class::Host)],
            columns: &["sr", "type", "attached", "target"],
            order: DefaultOrder::Column("sr"),
            of: PhantomData,
        },
        &Table::<Pbd> {
            list: ListKind::Pbds,
            all: Some(|| vec![IndexKey::all::<Pbd>()]),
            within: &[parts_of::<Pbd>(Class::Sr)],
            columns: &["host", "sr", "attached", "target"],
            order: DefaultOrder::Column("host"),
            of: PhantomData,
        },
    ];

    const KEPT: &'static [&'static str] = &["uuid", "host", "SR"];
}

/// Where an SR's bytes really are, from the parts of a PBD's configuration that are known to hold
/// no secret. (It may hold passwords in clear.)
fn target(pbd: &Pbd) -> String {
    let part = |key: &str| pbd.device_config.get(key).map_or("", |text| text.trim());
    let first = |keys: &[&str]| {
        keys.iter()
            .map(|key| part(key))
            .find(|text| !text.is_empty())
            .unwrap_or("")
    };
    let server = first(&["server", "target"]);
    let path = first(&[
        "serverpath",
        "targetIQN",
        "location",
        "SCSIid",
        "device",
        "path",
    ]);
    match (server, path) {
        ("", path) => without_password(path),
        (server, "") => server.to_owned(),
        (server, path) => format!("{server}:{path}"),
    }
}
/// A CIFS location may have been written `//user:password@host/share`.
fn without_password(path: &str) -> String {
    match path.split_once('@') {
        Some((before, after)) if before.contains(':') => {
            let slashes = before.len() - before.trim_start_matches(['/', '\\']).len();
            format!("{}{after}", &before[..slashes])
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_target_without_secrets() {
        let check = |config: &[(&str, &str)], expect: &str| {
            let pbd = Pbd {
                device_config: config
                    .iter()
                    .map(|(k, v)| ((*k).into(), (*v).into()))
                    .collect(),
                ..Pbd::default()
            };
            assert_eq!(target(&pbd), expect);
        };
        check(&[("server", "nas"), ("serverpath", "/vol/a")], "nas:/vol/a");
        check(
            &[
                ("target", "10.0.0.9"),
                ("targetIQN", "iqn.x"),
                ("chappassword", "hush"),
            ],
            "10.0.0.9:iqn.x",
        );
        check(
            &[("location", "//u:hush@nas/iso"), ("cifspassword", "hush")],
            "//nas/iso",
        );
        check(&[("device", "/dev/sda3")], "/dev/sda3");
        check(&[("location", "me@nas:/iso")], "me@nas:/iso");
        check(&[("cifspassword", "hush")], "");
    }
}
