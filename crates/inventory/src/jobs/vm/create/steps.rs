//! What is called to make a new VM.

use xapi::{Host, Network, Ref, Sr, VbdMode, Vdi, Vif, VifLockingMode, Vm, calls};

use super::{
    inputs::{CreateVm, InstallFrom, MOST_COPIES},
    template::{DISKS, Template},
};
use crate::{
    jobs::{
        Plan, Refusal, Subject,
        disk::{
            create::{NewDisk, check_size},
            disc,
            drive::{NewDrive, add_drive_for_discs, free_positions},
            storage,
        },
        form::{said, said_line},
        network_interface::interface::{self, mtu_of},
        passthrough::give_gpu::NewGpu,
        plan::Step,
        vm::{
            config_drive::{self, CloudInit, NewConfigDrive},
            settings::{firmware::Firmware, home_server},
        },
    },
    key::ObjectKey,
    problem::Problem,
};

/// The position of the drive for discs.
const OF_DISCS: &str = "3";
const CORES: &str = "cores-per-socket";

/// A new VM as it is wanted, all that was said being found and checked.
pub(super) struct Wanted<'a> {
    pub(super) template: Template<'a>,
    names: Vec<String>,
    description: String,
    pub(super) install: InstallFrom,
    pub(super) disc: Option<Ref<Vdi>>,
    disk: Option<Ref<Vdi>>,
    host: Ref<Host>,
    vcpus: i64,
    /// How many processors a socket has, where that is to differ from the template.
    cores: Option<i64>,
    pub(super) memory: i64,
    firmware: Option<Firmware>,
    pub(super) gpu: Option<NewGpu>,
    /// Whether it gets a virtual TPM beside what the template has.
    has_new_vtpm: bool,
    /// Whether the template's own disks come with it.
    has_disks: bool,
    pub(super) disks: Vec<Disk>,
    networks: Vec<Card>,
    pub(super) has_network: bool,
    /// The positions for drives that the template leaves free.
    positions: Vec<String>,
    /// What its cloud-init is told, and where the drive with it is kept.
    cloud_init: Option<(CloudInit, Ref<Sr>)>,
    pub(super) starts: bool,
}

pub(super) struct Disk {
    pub(super) size: i64,
    pub(super) sr: Ref<Sr>,
    bootable: bool,
}

struct Card {
    device: String,
    network: Ref<Network>,
    mtu: i64,
    mac: String,
}

impl<'a> Wanted<'a> {
    /// Finds what was said.
    ///
    /// # Errors
    /// Why something of it will not do.
    pub(super) fn new(
        said: &CreateVm,
        subject: &Subject<'a>,
        template: Template<'a>,
    ) -> Result<Self, Refusal> {
        let world = subject.connection.world;
        let names = names(&said.name, said.copies.unwrap_or(1))?;
        let vm = template.vm;
        let vcpus = said.vcpus.unwrap_or(vm.vcpus_max);
        let cores = said.cores_per_socket;
        check_processors(vcpus, cores.or(cores_of(vm)))?;
        let memory = said.memory.unwrap_or(vm.memory_static_max);
        if memory <= 0 {
            return Err(Problem::new("memory_order").into());
        }
        let find_disc = |key: &ObjectKey| disc::check(subject, key).map(Ref::from);
        let disk = match (said.install, &said.disk) {
            (InstallFrom::Disk, Some(key)) => Some(found_disk(subject, key)?),
            (InstallFrom::Disk, None) => return Err(Problem::new("disk_missing").into()),
            _ => None,
        };
        if disk.is_some() && names.len() > 1 {
            return Err(Problem::new("only_for_one").into());
        }
        let networks = cards(said, subject, &template, names.len())?;
        let disks = disks(said, subject, &template)?;
        let cloud_init = CloudInit::of(&said.user_data, &said.network_config)?;
        let cloud_init = cloud_init.map(|told| {
            let sr = place_of_config_drive(said, subject, &template, &disks)?;
            Ok::<_, Problem>((told, sr))
        });
        let firmware = said.firmware.unwrap_or_else(|| template.firmware());
        if said.vtpm && firmware == Firmware::Bios {
            return Err(Problem::new("vtpm_needs_uefi").into());
        }
        let gpu = said.gpu.as_ref();
        let gpu = gpu.map(|share| NewGpu::of(subject, template.opaque(), share));
        Ok(Self {
            gpu: gpu.transpose()?,
            has_new_vtpm: said.vtpm && vm.vtpms.is_empty(),
            description: said_line(&said.description),
            install: said.install,
            disc: match said.install {
                InstallFrom::Disc => said.disc.as_deref().map(find_disc).transpose()?,
                _ => None,
            },
            disk,
            host: home_server::chosen(subject, said.host.as_deref())?,
            vcpus,
            cores,
            memory,
            firmware: said
                .firmware
                .filter(|wanted| *wanted != template.firmware()),
            has_disks: template.has_disks(subject),
            disks,
            cloud_init: cloud_init.transpose()?,
            has_network: !networks.is_empty() || template.has_interfaces(subject),
            networks,
            positions: free_positions(world, template.opaque()),
            starts: said.start,
            names,
            template,
        })
    }

    /// How many are wanted.
    pub(super) fn copies(&self) -> i64 {
        i64::try_from(self.names.len()).unwrap_or(MOST_COPIES)
    }

    /// Adds what makes them. They are started once all are there.
    pub(super) fn add_to(&self, plan: &mut Plan) {
        let made: Vec<Ref<Vm>> = self
            .names
            .iter()
            .map(|name| self.make(plan, name))
            .collect();
        for vm in made.iter().filter(|_| self.starts) {
            let step = plan.call(calls::vm::start(vm, false, false));
            step.weight = 3;
            step.undo(calls::vm::hard_shutdown(vm));
        }
    }

    fn make(&self, plan: &mut Plan, name: &str) -> Ref<Vm> {
        plan.creates_vm(name);
        let index = plan.steps.len();
        let step = plan.call(calls::vm::clone(&self.template.reference, name));
        step.weight = 3;
        // With the disks that come with the template: which they are is known only then.
        step.undo_by_removing(index);
        let vm: Ref<Vm> = plan.latest();
        // What is set at the clone goes with it.
        if self.template.vm.other_config.get(DISKS).is_some() {
            plan.call(calls::vm::remove_from_other_config(&vm, DISKS));
        }
        if self.description != self.template.vm.name_description.as_str() {
            plan.call(calls::vm::set_name_description(&vm, &self.description));
        }
        if !self.host.is_null() {
            plan.call(calls::vm::set_affinity(&vm, &self.host));
        }
        self.set_processors(plan, &vm);
        self.set_memory(plan, &vm);
        self.set_boot(plan, &vm);
        plan.call(calls::vm::provision(&vm));
        if self.has_new_vtpm {
            let index = plan.steps.len();
            plan.call(calls::vtpm::create(&vm, false))
                .undo(calls::vtpm::destroy(&Step::result(index)));
        }
        if let Some(gpu) = &self.gpu {
            gpu.add(plan, &vm);
        }
        self.add_drives(plan, &vm, name);
        for card in &self.networks {
            let vif = Vif {
                device: card.device.as_str().into(),
                network: card.network.clone(),
                vm: vm.clone(),
                mac: card.mac.as_str().into(),
                mtu: card.mtu,
                locking_mode: VifLockingMode::NetworkDefault,
                ..Vif::default()
            };
            interface::make(plan, &vif);
        }
        vm
    }

    /// The most first where it rises, else the start first; and the cores of a socket only once the
    /// most is a multiple of them.
    fn set_processors(&self, plan: &mut Plan, vm: &Ref<Vm>) {
        let template = self.template.vm;
        let changes_cores = self.cores.is_some() && self.cores != cores_of(template);
        if changes_cores && template.platform.get(CORES).is_some() {
            plan.call(calls::vm::remove_from_platform(vm, CORES));
        }
        let max = |plan: &mut Plan| {
            if self.vcpus != template.vcpus_max {
                plan.call(calls::vm::set_vcpus_max(vm, self.vcpus));
            }
        };
        let startup = |plan: &mut Plan| {
            if self.vcpus != template.vcpus_at_startup {
                plan.call(calls::vm::set_vcpus_at_startup(vm, self.vcpus));
            }
        };
        if self.vcpus >= template.vcpus_max {
            max(plan);
            startup(plan);
        } else {
            startup(plan);
            max(plan);
        }
        if let Some(cores) = self.cores.filter(|_| changes_cores) {
            plan.call(calls::vm::add_to_platform(vm, CORES, &cores.to_string()));
        }
    }

    fn set_memory(&self, plan: &mut Plan, vm: &Ref<Vm>) {
        let template = self.template.vm;
        let now = [
            template.memory_static_max,
            template.memory_dynamic_min,
            template.memory_dynamic_max,
        ];
        if now != [self.memory; 3] {
            let least = template.memory_static_min.clamp(0, self.memory);
            let all = self.memory;
            plan.call(calls::vm::set_memory_limits(vm, least, all, all, all));
        }
    }

    /// The firmware, and what it looks at first.
    fn set_boot(&self, plan: &mut Plan, vm: &Ref<Vm>) {
        let template = self.template.vm;
        if let Some(firmware) = self.firmware {
            for (key, value) in firmware.values() {
                let is_boot = key == "firmware";
                let map = if is_boot {
                    &template.hvm_boot_params
                } else {
                    &template.platform
                };
                match (is_boot, map.get(key).map(xapi::Text::as_str)) {
                    (_, Some(now)) if now == value => continue,
                    (true, Some(_)) => {
                        plan.call(calls::vm::remove_from_hvm_boot_params(vm, key));
                    }
                    (false, Some(_)) => {
                        plan.call(calls::vm::remove_from_platform(vm, key));
                    }
                    (_, None) => {}
                }
                match is_boot {
                    true => plan.call(calls::vm::add_to_hvm_boot_params(vm, key, value)),
                    false => plan.call(calls::vm::add_to_platform(vm, key, value)),
                };
            }
        }
        // An empty disk is passed over until there is a system on it; a full one is not.
        let order = match (self.install, self.has_disks) {
            (InstallFrom::Template | InstallFrom::Disk, _) => return,
            (InstallFrom::Disc, false) => "cd",
            (InstallFrom::Disc, true) => "dc",
            (InstallFrom::Network, false) => "cn",
            (InstallFrom::Network, true) => "nc",
        };
        let now = template
            .hvm_boot_params
            .get("order")
            .map(xapi::Text::as_str);
        if template.hvm_boot_policy.is_empty() || now == Some(order) {
            return;
        }
        if now.is_some() {
            plan.call(calls::vm::remove_from_hvm_boot_params(vm, "order"));
        }
        plan.call(calls::vm::add_to_hvm_boot_params(vm, "order", order));
    }

    fn add_drives(&self, plan: &mut Plan, vm: &Ref<Vm>, name: &str) {
        let mut free = self
            .positions
            .iter()
            .filter(|position| *position != OF_DISCS);
        let mut next = || free.next().cloned().unwrap_or_default();
        if let Some(disk) = &self.disk {
            let drive = NewDrive {
                vm: vm.clone(),
                disk: disk.clone(),
                position: next(),
                mode: VbdMode::Rw,
                bootable: true,
                owns: true,
            };
            drive.add(plan);
        }
        for (index, disk) in self.disks.iter().enumerate() {
            let new = NewDisk {
                name: &format!("{name} {index}"),
                description: "",
                size: disk.size,
                sr: disk.sr.clone(),
            };
            let vdi = new.add(plan);
            let drive = NewDrive {
                vm: vm.clone(),
                disk: vdi,
                position: next(),
                mode: VbdMode::Rw,
                bootable: disk.bootable,
                owns: true,
            };
            drive.add(plan);
        }
        let has_usual = self.positions.iter().any(|position| position == OF_DISCS);
        if let Some((told, sr)) = &self.cloud_init {
            let drive = NewConfigDrive {
                vm: vm.clone(),
                name,
                identity: self.template.vm.uuid.as_str(),
                position: next(),
                sr: sr.clone(),
            };
            drive.add(plan, told);
        }
        match (has_usual, &self.disc) {
            (true, disc) => {
                add_drive_for_discs(plan, vm.clone(), OF_DISCS.to_owned(), disc.clone());
            }
            // The template's own drive for discs stays empty: what it is called then nobody knows.
            (false, Some(disc)) => {
                add_drive_for_discs(plan, vm.clone(), next(), Some(disc.clone()));
            }
            (false, None) => {}
        }
    }
}

/// The names of so many.
fn names(said_name: &str, copies: i64) -> Result<Vec<String>, Problem> {
    let name = said(said_name, "name_missing")?;
    if !(1..=MOST_COPIES).contains(&copies) {
        return Err(Problem::new("too_many_copies").with("most", MOST_COPIES.to_string()));
    }
    let pattern = match copies > 1 && !name.contains("{n}") {
        true => format!("{name} {{n}}"),
        false => name,
    };
    Ok((1..=copies)
        .map(|number| pattern.replace("{n}", &number.to_string()))
        .collect())
}

fn check_processors(vcpus: i64, cores: Option<i64>) -> Result<(), Problem> {
    if vcpus < 1 {
        return Err(Problem::new("vcpus_order")
            .with("vcpus", vcpus.to_string())
            .with("max", vcpus.to_string()));
    }
    match cores {
        Some(cores) if cores < 1 || vcpus % cores != 0 => Err(Problem::new("cores_do_not_divide")
            .with("cores", cores.to_string())
            .with("max", vcpus.to_string())),
        _ => Ok(()),
    }
}

fn cores_of(vm: &Vm) -> Option<i64> {
    vm.platform.get(CORES)?.trim().parse().ok()
}

fn found_disk(subject: &Subject<'_>, key: &ObjectKey) -> Result<Ref<Vdi>, Problem> {
    if key.connection != subject.key.connection {
        return Err(Problem::new("other_pool"));
    }
    let disk: Ref<Vdi> = key.opaque().into();
    match subject.connection.world.get(&disk) {
        Some(_) => Ok(disk),
        None => Err(Problem::new("no_such_object")),
    }
}

/// Those that were said, else those that the template asks for.
fn disks(
    said: &CreateVm,
    subject: &Subject<'_>,
    template: &Template<'_>,
) -> Result<Vec<Disk>, Problem> {
    if !said.disks.is_empty() {
        let found = said.disks.iter().enumerate().map(|(index, disk)| {
            check_size(disk.size)?;
            Ok(Disk {
                size: disk.size,
                sr: storage::check(subject, &disk.sr, disk.size)?,
                bootable: index == 0,
            })
        });
        return found.collect();
    }
    if said.install == InstallFrom::Disk {
        return Ok(Vec::new());
    }
    let asked = template.asked_disks();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let place = said
        .sr
        .as_deref()
        .cloned()
        .or_else(|| storage::usual(subject));
    let place = place.ok_or_else(|| Problem::new("sr_missing"))?;
    let found = asked.into_iter().map(|asked| {
        Ok(Disk {
            size: asked.size,
            sr: storage::check(subject, &place, asked.size)?,
            bootable: asked.bootable,
        })
    });
    found.collect()
}

/// Beside the first disk, where there is one.
fn place_of_config_drive(
    said: &CreateVm,
    subject: &Subject<'_>,
    template: &Template<'_>,
    disks: &[Disk],
) -> Result<Ref<Sr>, Problem> {
    let of_template = || {
        let sr = template.storage(subject)?;
        Some(subject.key_of(sr))
    };
    if let Some(disk) = disks.first() {
        return Ok(disk.sr.clone());
    }
    let place = said.sr.as_deref().cloned();
    let place = place.or_else(of_template);
    let place = place.or_else(|| storage::usual(subject));
    let place = place.ok_or_else(|| Problem::new("sr_missing"))?;
    storage::check(subject, &place, config_drive::SIZE)
}

fn cards(
    said: &CreateVm,
    subject: &Subject<'_>,
    template: &Template<'_>,
    copies: usize,
) -> Result<Vec<Card>, Problem> {
    let free = template.free_interfaces(subject.connection.world);
    if said.networks.len() > free.len() {
        let most = free.len().to_string();
        return Err(Problem::new("too_many_interfaces").with("most", most));
    }
    let found = said.networks.iter().zip(free).map(|(card, device)| {
        let (network, record) = interface::check(subject, &card.network)?;
        let mac = interface::mac(&card.mac)?;
        if !mac.is_empty() && copies > 1 {
            return Err(Problem::new("only_for_one"));
        }
        Ok(Card {
            device,
            network,
            mtu: mtu_of(record),
            mac,
        })
    });
    found.collect()
}
