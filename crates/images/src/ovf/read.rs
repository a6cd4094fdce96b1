//! Reads descriptors as VirtualBox, VMware, XenCenter and Xen Orchestra write them.

use std::collections::BTreeMap;

use crate::{
    Fault,
    ovf::{
        Compression, Descriptor, Disk, Drive, DriveKind, DriveSource, File, Firmware, Interface,
        Machine, element::Element,
    },
};

/// No machine has more: a pebibyte.
const MOST_MEMORY: u64 = 1 << 50;

impl Descriptor {
    /// Reads a descriptor.
    pub fn parse(xml: &[u8]) -> Result<Self, Fault> {
        let root = Element::parse(xml)?;
        if root.name != "Envelope" {
            return Err(Fault::NotA("OVF descriptor"));
        }
        let files = root.child("References").into_iter();
        let disks = root.child("DiskSection").into_iter();
        let networks = root.child("NetworkSection").into_iter();
        let default = default_option(&root);
        let below = root.below();
        let machines = below
            .iter()
            .filter(|element| element.name == "VirtualSystem");
        let licences = below.iter().filter(|element| element.name == "EulaSection");
        Ok(Self {
            files: files
                .flat_map(|section| section.all("File"))
                .map(file)
                .collect(),
            disks: disks
                .flat_map(|section| section.all("Disk"))
                .map(disk)
                .collect::<Result<_, _>>()?,
            networks: networks
                .flat_map(|section| section.all("Network"))
                .map(|network| attribute(network, "name"))
                .collect(),
            machines: machines
                .map(|element| machine(element, default.as_deref()))
                .collect::<Result<_, _>>()?,
            licences: licences
                .filter_map(|section| section.said("License"))
                .map(str::to_owned)
                .collect(),
        })
    }
}

fn attribute(element: &Element, name: &str) -> String {
    element.attribute(name).unwrap_or_default().to_owned()
}

fn file(element: &Element) -> File {
    let number = |name| element.attribute(name).and_then(|text| text.parse().ok());
    File {
        id: attribute(element, "id"),
        name: attribute(element, "href"),
        size: number("size"),
        compression: match element.attribute("compression") {
            None | Some("" | "identity") => Compression::None,
            Some("gzip") => Compression::Gzip,
            Some(other) => Compression::Other(other.to_owned()),
        },
        chunk_size: number("chunkSize"),
    }
}

fn disk(element: &Element) -> Result<Disk, Fault> {
    let capacity = element.attribute("capacity").unwrap_or("0").trim();
    let capacity = quantity(capacity, element.attribute("capacityAllocationUnits"), 1)?;
    let optional = |name| element.attribute(name).map(str::to_owned);
    Ok(Disk {
        id: attribute(element, "diskId"),
        file: optional("fileRef").filter(|file| !file.is_empty()),
        capacity,
        format: attribute(element, "format"),
        parent: optional("parentRef").filter(|parent| !parent.is_empty()),
    })
}

/// The option of deployment that holds where nobody chooses.
fn default_option(root: &Element) -> Option<String> {
    let options: Vec<&Element> = root
        .child("DeploymentOptionSection")?
        .all("Configuration")
        .collect();
    let is_default = |option: &&&Element| option.attribute("default") == Some("true");
    let option = options.iter().find(is_default).or(options.first())?;
    option.attribute("id").map(str::to_owned)
}

fn machine(element: &Element, option: Option<&str>) -> Result<Machine, Fault> {
    let id = attribute(element, "id");
    let system = element.child("OperatingSystemSection");
    let annotation = element.child("AnnotationSection");
    let mut machine = Machine {
        name: element.said("Name").unwrap_or(&id).to_owned(),
        id,
        description: annotation
            .and_then(|section| section.said("Annotation"))
            .unwrap_or_default()
            .to_owned(),
        system: system
            .and_then(|section| section.attribute("id"))
            .and_then(|id| id.parse().ok()),
        processors: 1,
        ..Machine::default()
    };
    if let Some(hardware) = hardware(element) {
        let items = hardware.children.iter().filter(|item| {
            ["Item", "StorageItem", "EthernetPortItem"].contains(&item.name.as_str())
        });
        // Limits of what may be chosen, and what other options of deployment have, are no hardware.
        let items = items.filter(|item| item.attribute("bound").is_none());
        let items = items.filter(|item| {
            let only_for = item.attribute("configuration");
            only_for.is_none_or(|options| options.split_whitespace().any(|one| Some(one) == option))
        });
        let items: Vec<&Element> = items.collect();
        for item in &items {
            take_item(&mut machine, item)?;
        }
        machine.drives = drives(&items);
    }
    for element in element.below() {
        take_setting(&mut machine, element);
    }
    if machine.firmware.is_none() {
        machine.firmware = xen_firmware(&machine.xen);
    }
    Ok(machine)
}

/// Of several descriptions of the hardware, the one that is closest to Xen.
fn hardware(element: &Element) -> Option<&Element> {
    let sections: Vec<&Element> = element.all("VirtualHardwareSection").collect();
    let rank = |section: &&&Element| {
        let kind = section
            .child("System")
            .and_then(|system| system.said("VirtualSystemType"));
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let order = ["xen", "hvm", "301", "vmx-"];
        let place = order.iter().position(|start| kind.starts_with(start));
        place.unwrap_or(order.len())
    };
    sections.iter().min_by_key(rank).copied()
}

fn take_item(machine: &mut Machine, item: &Element) -> Result<(), Fault> {
    let amount = item.said("VirtualQuantity").unwrap_or("0");
    match kind(item) {
        3 => {
            let count = quantity(amount, None, 1)?;
            machine.processors =
                u32::try_from(count).map_err(|_| Fault::invalid(format!("{count} processors")))?;
            machine.cores_per_socket = item.said("CoresPerSocket").and_then(|n| n.parse().ok());
        }
        4 => {
            let memory = quantity(amount, item.said("AllocationUnits"), 1 << 20)?;
            machine.memory = Fault::at_most("the memory", memory, MOST_MEMORY)?;
        }
        10 => machine.interfaces.push(interface(item)),
        _ => {}
    }
    Ok(())
}

/// What CIM calls the type of a resource.
fn kind(item: &Element) -> u32 {
    let text = item.said("ResourceType");
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn interface(item: &Element) -> Interface {
    // XenCenter puts several things there, `network=…` among them.
    let connection = item.said("Connection").unwrap_or_default();
    let network = pair(connection, "network").unwrap_or(connection);
    Interface {
        network: network.to_owned(),
        mac: item
            .said("Address")
            .or(item.said("MACAddress"))
            .and_then(mac),
        model: item.said("ResourceSubType").unwrap_or_default().to_owned(),
    }
}

/// `005056abcdef`, `00-50-…` and `00:50:…` alike.
fn mac(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
    let other = text
        .chars()
        .any(|letter| !letter.is_ascii_hexdigit() && !":-".contains(letter));
    let bytes = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
    let mac = bytes.collect::<Vec<_>>().join(":").to_ascii_lowercase();
    (digits.len() == 12 && !other).then_some(mac)
}

/// The value of a key in `a=b,c=d`.
fn pair<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut pairs = text
        .split([',', ';'])
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(key))
        .map(|(_, value)| value.trim())
}

/// Drives, by their controllers in the document's order, and by their places at these.
fn drives(items: &[&Element]) -> Vec<Drive> {
    let id = |item: &Element| item.said("InstanceID").unwrap_or_default().to_owned();
    let mut found: Vec<((usize, u32), Drive)> = Vec::new();
    for item in items {
        let caption = item.said("Caption").or(item.said("ElementName"));
        let kind = match kind(item) {
            17 | 19 => DriveKind::Disk,
            // Hyper-V's word for a disk is CIM's for a serial port.
            21 if item.said("HostResource").is_some() && !is_port(caption) => DriveKind::Disk,
            15 | 16 => DriveKind::Disc,
            14 => DriveKind::Floppy,
            _ => continue,
        };
        let parent = item.said("Parent").unwrap_or_default();
        let controller = items.iter().position(|other| id(other) == parent);
        let place = item
            .said("AddressOnParent")
            .and_then(|place| place.parse().ok());
        let connection = item.said("Connection").unwrap_or_default();
        let drive = Drive {
            kind,
            source: source(item.said("HostResource").unwrap_or_default()),
            position: pair(connection, "device").and_then(|device| device.parse().ok()),
        };
        let place = place.unwrap_or(u32::MAX);
        found.push(((controller.unwrap_or(usize::MAX), place), drive));
    }
    // It keeps the order of what is equal.
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, drive)| drive).collect()
}

fn is_port(caption: Option<&str>) -> bool {
    let caption = caption.unwrap_or_default().to_ascii_uppercase();
    ["COM", "FLOPPY", "ISO"]
        .iter()
        .any(|word| caption.contains(word))
}

/// `ovf:/disk/one`, `/disk/one`, `ovf:/file/two`.
fn source(resource: &str) -> DriveSource {
    let path = resource.strip_prefix("ovf:").unwrap_or(resource);
    let path = path.trim_start_matches('/');
    match path.split_once('/') {
        Some(("disk", id)) => DriveSource::Disk(id.to_owned()),
        Some(("file", id)) => DriveSource::File(id.to_owned()),
        _ => DriveSource::Empty,
    }
}

/// What stands outside of the items: VMware's settings, VirtualBox' firmware, XenServer's additions.
fn take_setting(machine: &mut Machine, element: &Element) {
    let firmware = |word: &str| match word.to_ascii_lowercase().as_str() {
        "efi" | "uefi" | "efi32" | "efi64" => Some(Firmware::Uefi),
        "bios" => Some(Firmware::Bios),
        _ => None,
    };
    match element.name.as_str() {
        "Config" | "ExtraConfig" => {
            let value = element.attribute("value").unwrap_or_default();
            match element.attribute("key") {
                Some("firmware") => machine.firmware = firmware(value),
                Some("bootOptions.efiSecureBootEnabled") => {
                    machine.has_secure_boot = value.eq_ignore_ascii_case("true");
                }
                _ => {}
            }
        }
        "Firmware" => {
            let kind = element.attribute("type").and_then(firmware);
            machine.firmware = machine.firmware.or(kind);
        }
        "VirtualSystemOtherConfigurationData" => {
            let name = element.attribute("Name").or(element.said("Name"));
            let value = element.said("Value").unwrap_or_else(|| element.text.trim());
            if let Some(name) = name {
                machine.xen.insert(name.to_owned(), value.to_owned());
            }
        }
        _ => {}
    }
}

fn xen_firmware(xen: &BTreeMap<String, String>) -> Option<Firmware> {
    match pair(xen.get("HVM_boot_params")?, "firmware")? {
        "uefi" => Some(Firmware::Uefi),
        "bios" => Some(Firmware::Bios),
        _ => None,
    }
}

/// A number with its unit: `byte * 2^20`, and what older programs write, `MegaBytes` or `GB`.
fn quantity(number: &str, unit: Option<&str>, default: u64) -> Result<u64, Fault> {
    let number: u64 = number
        .trim()
        .parse()
        .map_err(|_| Fault::invalid(format!("this is no number: {number:.40}")))?;
    let Some(unit) = unit.map(str::trim).filter(|unit| !unit.is_empty()) else {
        return scaled(number, default);
    };
    let compact: String = unit
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let compact = compact.to_ascii_lowercase();
    let factor = match compact.as_str() {
        "byte" | "bytes" | "b" => Some(1),
        "kb" | "kilobytes" | "kilobyte" => Some(1 << 10),
        "mb" | "megabytes" | "megabyte" => Some(1 << 20),
        "gb" | "gigabytes" | "gigabyte" => Some(1 << 30),
        "tb" | "terabytes" | "terabyte" => Some(1 << 40),
        other => other.strip_prefix("byte*").and_then(product),
    };
    let factor = factor.ok_or_else(|| Fault::invalid(format!("this is no unit: {unit:.40}")))?;
    scaled(number, factor)
}

/// `2^20`, `10^9`, `1024*1024`.
fn product(text: &str) -> Option<u64> {
    text.split('*').try_fold(1_u64, |product, factor| {
        let factor = match factor.split_once('^') {
            Some((base, power)) => base.parse::<u64>().ok()?.checked_pow(power.parse().ok()?)?,
            None => factor.parse().ok()?,
        };
        product.checked_mul(factor)
    })
}

fn scaled(number: u64, factor: u64) -> Result<u64, Fault> {
    number
        .checked_mul(factor)
        .ok_or_else(|| Fault::invalid(format!("{number} times {factor} is too much")))
}
