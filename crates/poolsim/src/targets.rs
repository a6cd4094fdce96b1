//! Storage beside the pool: what its hosts reach over the network or have in themselves, and whose storage lies there
//! already. It outlives what the pool knows of it.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::value::{Ref, Value};

const GIB: i64 = 1 << 30;
const TIB: i64 = 1 << 40;

/// A filer with an empty export, one with storage that no pool knows any more, and one that cannot be written to.
pub const FILER: &str = "10.99.0.2";
/// Storage on that filer that no pool knows any more, below `/volume1/old`.
pub const FORGOTTEN_ON_FILER: &str = "3b7d5a52-7b4e-4b0e-9d64-6a0f6f7f2c11";
/// A portal that lets everybody in.
pub const PORTAL: &str = "10.99.0.3";
/// Storage on one of its volumes that no pool knows any more.
pub const FORGOTTEN_ON_PORTAL: &str = "c1f1c8be-20f4-4c42-8a1c-9f0a6d1b7e22";
/// A portal that wants a name and a password, `pool` and `chap-secret`, before it shows its volumes.
pub const CHAP_PORTAL: &str = "10.99.0.4";
/// Storage on a disk of each host that no pool knows any more.
const FORGOTTEN_ON_DISK: &str = "7e0d3d0c-6a59-4f57-8d0a-2a8b4f2d9c33";
/// The storage of the laboratory whose answers were captured: it takes any path but `/bad`, and has nothing to say of
/// its volumes.
const LABORATORY: &str = "10.0.0.5";

/// A place that can hold storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder that a filer exports.
    Export {
        /// The filer.
        server: String,
        /// The folder.
        path: String,
    },
    /// A folder that a file server shares with whoever knows the password.
    Share {
        /// `//server/share`
        location: String,
        /// Who may.
        user: String,
        /// What is asked for.
        password: String,
    },
    /// A volume of a portal.
    Lun {
        /// The portal.
        portal: String,
        /// Its name there.
        iqn: String,
        /// Its number.
        number: u32,
        /// What it is.
        volume: Volume,
    },
    /// A volume behind the hosts' own adapters.
    Fabric {
        /// Its number.
        number: u32,
        /// What it is.
        volume: Volume,
    },
    /// A disk in a host.
    Disk {
        /// The host.
        host: Ref,
        /// Its path there.
        device: String,
    },
}

/// A volume, as it is told apart from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    vendor: &'static str,
    serial: String,
    scsi_id: String,
}

/// Something that can hold storage, and what it holds.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where it is.
    pub place: Place,
    /// How large it is.
    pub size: i64,
    /// The storage on it by their UUIDs, with the type of each.
    pub holds: Vec<(String, String)>,
}

/// All that is beside the pool.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    all: Vec<Target>,
    /// Hosts that do not reach an address.
    out_of_reach: Vec<(Ref, String)>,
}

impl Targets {
    /// What hosts reach, and what the storage that they know lies on.
    pub fn around(db: &Db, hosts: &[Ref]) -> Targets {
        let mut targets = Targets {
            all: shared(),
            out_of_reach: Vec::new(),
        };
        for host in hosts {
            targets.all.extend(disks(host));
        }
        for pbd in db.all("PBD") {
            let (sr, host) = (db.reference(&pbd, "SR"), db.reference(&pbd, "host"));
            let Some(config) = db.value(&pbd, "device_config") else {
                continue;
            };
            let (uuid, kind) = (db.text(&sr, "uuid"), db.text(&sr, "type"));
            if let Some(target) = targets.find_mut(&host, kind, config)
                && !target.has(uuid)
            {
                target.holds.push((uuid.to_owned(), kind.to_owned()));
            }
        }
        targets
    }

    /// From now on that host does not reach an address.
    pub fn cut_off(&mut self, host: &Ref, address: &str) {
        self.out_of_reach.push((host.clone(), address.to_owned()));
    }

    /// Whether a host reaches an address that something is at.
    pub fn is_reached(&self, host: &Ref, address: &str) -> bool {
        let is_cut = |(from, to): &(Ref, String)| from == host && to == address;
        let is_at = |target: &Target| target.place.address() == Some(address);
        !self.out_of_reach.iter().any(is_cut)
            && (address == LABORATORY || self.all.iter().any(is_at))
    }

    /// What a portal offers: pairs of name and volumes.
    pub fn names_at(&self, portal: &str) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for target in &self.all {
            if let Place::Lun {
                portal: at, iqn, ..
            } = &target.place
                && at == portal
                && !names.contains(&iqn.as_str())
            {
                names.push(iqn);
            }
        }
        names
    }

    /// The volumes of one name of a portal.
    pub fn volumes_of(&self, portal: &str, name: &str) -> Vec<&Target> {
        let is_of = |place: &Place| matches!(place, Place::Lun { portal: at, iqn, .. } if at == portal && iqn == name);
        self.all.iter().filter(|it| is_of(&it.place)).collect()
    }

    /// The volumes behind the hosts' own adapters.
    pub fn volumes_of_fabric(&self) -> Vec<&Target> {
        let is_of = |place: &Place| matches!(place, Place::Fabric { .. });
        self.all.iter().filter(|it| is_of(&it.place)).collect()
    }

    /// The folders that a filer exports.
    pub fn exports_of(&self, filer: &str) -> Vec<&str> {
        let all = self.all.iter().filter_map(|target| match &target.place {
            Place::Export { server, path } if server == filer => Some(path.as_str()),
            _ => None,
        });
        all.collect()
    }

    /// The disks in a host.
    pub fn disks_of(&self, of: &Ref) -> Vec<(&str, i64)> {
        let all = self.all.iter().filter_map(|target| match &target.place {
            Place::Disk { host, device } if host == of => Some((device.as_str(), target.size)),
            _ => None,
        });
        all.collect()
    }

    /// What a driver's configuration leads a host to.
    pub fn find(&self, host: &Ref, kind: &str, config: &Value) -> Option<&Target> {
        self.all
            .iter()
            .find(|target| target.place.is_meant(host, kind, config))
    }

    /// The same, to change it. The laboratory's filer has whatever is asked for.
    pub fn find_mut(&mut self, host: &Ref, kind: &str, config: &Value) -> Option<&mut Target> {
        let found = self
            .all
            .iter()
            .position(|target| target.place.is_meant(host, kind, config));
        let index = match (found, laboratory(config)) {
            (Some(index), _) => index,
            (None, Some(path)) => {
                self.all.push(Target {
                    place: export(LABORATORY, path),
                    size: TIB,
                    holds: Vec::new(),
                });
                self.all.len() - 1
            }
            (None, None) => return None,
        };
        self.all.get_mut(index)
    }

    /// Takes storage from wherever it lies.
    pub fn wipe(&mut self, uuid: &str) {
        for target in &mut self.all {
            target.holds.retain(|(held, _)| held != uuid);
        }
    }
}

impl Target {
    /// Whether this storage lies on it.
    pub fn has(&self, uuid: &str) -> bool {
        self.holds.iter().any(|(held, _)| held == uuid)
    }

    /// A volume in the words of the driver.
    pub fn told(&self) -> Option<Vec<(&'static str, String)>> {
        let (number, volume) = match &self.place {
            Place::Lun { number, volume, .. } | Place::Fabric { number, volume } => {
                (*number, volume)
            }
            _ => return None,
        };
        Some(vec![
            ("vendor", volume.vendor.to_owned()),
            ("serial", volume.serial.clone()),
            ("LUNid", number.to_string()),
            ("size", self.size.to_string()),
            ("SCSIid", volume.scsi_id.clone()),
        ])
    }
}

impl Place {
    /// The address that it is at.
    fn address(&self) -> Option<&str> {
        match self {
            Place::Export { server, .. } => Some(server),
            Place::Share { location, .. } => location.trim_start_matches('/').split('/').next(),
            Place::Lun { portal, .. } => Some(portal),
            Place::Fabric { .. } | Place::Disk { .. } => None,
        }
    }

    fn is_meant(&self, from: &Ref, kind: &str, config: &Value) -> bool {
        let said = |member: &str| config.member(member).map_or("", Value::as_str);
        match self {
            Place::Export { server, path } => match kind {
                "nfs" => said("server") == server && said("serverpath") == path,
                "iso" => said("location") == format!("{server}:{path}"),
                _ => false,
            },
            Place::Share { location, .. } => kind == "iso" && said("location") == location,
            Place::Lun {
                portal,
                iqn,
                volume,
                ..
            } => {
                kind == "lvmoiscsi"
                    && said("target") == portal
                    && said("targetIQN") == iqn
                    && said("SCSIid") == volume.scsi_id
            }
            Place::Fabric { volume, .. } => kind == "lvmohba" && said("SCSIid") == volume.scsi_id,
            Place::Disk { host, device } => {
                matches!(kind, "lvm" | "ext") && host == from && said("device") == device
            }
        }
    }
}

/// The path that is asked for on the laboratory's filer.
pub fn laboratory(config: &Value) -> Option<&str> {
    let said = |member: &str| config.member(member).map(Value::as_str);
    match said("server") {
        Some(LABORATORY) => said("serverpath").filter(|path| *path != "/bad"),
        _ => None,
    }
}

/// Whether an address is the laboratory's.
pub fn is_laboratory(address: &str) -> bool {
    address == LABORATORY
}

/// Lets in who knows a portal's name and password.
pub fn let_in(portal: &str, user: &str, password: &str) -> Outcome<()> {
    match (portal, user, password) {
        (CHAP_PORTAL, "pool", "chap-secret") => Ok(()),
        (CHAP_PORTAL, ..) => Err(Failure::new(
            "SR_BACKEND_FAILURE_68",
            [
                "",
                "ISCSI login failed - check access settings for the initiator on the storage, if CHAP is used verify CHAP credentials",
                "",
            ],
        )),
        _ => Ok(()),
    }
}

fn export(server: &str, path: &str) -> Place {
    Place::Export {
        server: server.to_owned(),
        path: path.to_owned(),
    }
}

fn volume(number: u32) -> Volume {
    Volume {
        vendor: "LIO-ORG",
        serial: format!("a2b3c4d5-e6f7-0819-2030-{number:012}"),
        scsi_id: match number {
            // The one that the pool's storage is on.
            0 => "360014051a2b3c4d5e6f7081920304050".to_owned(),
            _ => format!("36001405{number:024}"),
        },
    }
}

fn lun(portal: &str, iqn: &str, number: u32, size: i64, id: u32) -> Target {
    Target {
        place: Place::Lun {
            portal: portal.to_owned(),
            iqn: iqn.to_owned(),
            number,
            volume: volume(id),
        },
        size,
        holds: Vec::new(),
    }
}

fn shared() -> Vec<Target> {
    let folder = |server: &str, path: &str, size: i64, holds: &[(&str, &str)]| Target {
        place: export(server, path),
        size,
        holds: held(holds),
    };
    let mut old = lun(PORTAL, "iqn.2025-01.net.example:archive", 1, 6 * TIB, 12);
    old.holds = held(&[(FORGOTTEN_ON_PORTAL, "lvmoiscsi")]);
    vec![
        folder(FILER, "/volume1/xen", 24 * TIB, &[]),
        folder(FILER, "/volume1/iso", 2 * TIB, &[]),
        folder(FILER, "/volume1/new", 12 * TIB, &[]),
        folder(
            FILER,
            "/volume1/old",
            12 * TIB,
            &[(FORGOTTEN_ON_FILER, "nfs")],
        ),
        folder("10.99.0.9", "/mnt/backup", 40 * TIB, &[]),
        Target {
            place: Place::Share {
                location: "//10.99.0.2/iso".to_owned(),
                user: "reader".to_owned(),
                password: "smb-secret".to_owned(),
            },
            size: TIB,
            holds: Vec::new(),
        },
        lun(PORTAL, "iqn.2025-01.net.example:ssd", 0, 8 * TIB, 0),
        lun(PORTAL, "iqn.2025-01.net.example:archive", 0, 4 * TIB, 11),
        old,
        lun(CHAP_PORTAL, "iqn.2025-01.net.example:vault", 0, TIB, 21),
        Target {
            place: Place::Fabric {
                number: 0,
                volume: volume(31),
            },
            size: 2 * TIB,
            holds: Vec::new(),
        },
    ]
}

fn disks(host: &Ref) -> Vec<Target> {
    let disk = |device: &str, size: i64, holds: &[(&str, &str)]| Target {
        place: Place::Disk {
            host: host.clone(),
            device: format!("/dev/disk/by-id/{device}"),
        },
        size,
        holds: held(holds),
    };
    vec![
        disk("nvme-example-part3", 900 * GIB, &[]),
        disk("ata-example-new", 4 * TIB, &[]),
        disk("ata-example-old", 2 * TIB, &[(FORGOTTEN_ON_DISK, "ext")]),
    ]
}

fn held(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = all
        .iter()
        .map(|(uuid, kind)| ((*uuid).to_owned(), (*kind).to_owned()));
    owned.collect()
}
