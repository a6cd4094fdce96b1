//! What the first hosts of a pool have of hardware that can be passed through: GPUs, USB devices, other PCI devices.

use super::{Maker, Site};
use crate::ops::passthrough::{model_of, sum_up};
use crate::value::{Ref, Value};

/// A PCI device: host, address; class, vendor and device, each by number and by name; driver.
type Device = (
    usize,
    &'static str,
    [(&'static str, &'static str); 3],
    &'static str,
);

const DISPLAY: (&str, &str) = ("0300", "VGA compatible controller");
const NVIDIA: (&str, &str) = ("10de", "NVIDIA Corporation");
const AMD: (&str, &str) = ("1002", "Advanced Micro Devices, Inc. [AMD/ATI]");

const DEVICES: &[Device] = &[
    (
        0,
        "0000:3b:00.0",
        [
            ("0107", "Serial Attached SCSI controller"),
            ("1000", "Broadcom / LSI"),
            ("0097", "SAS3008 PCI-Express Fusion-MPT SAS-3"),
        ],
        "mpt3sas",
    ),
    (
        0,
        "0000:5e:00.0",
        [
            ("0480", "Multimedia controller"),
            ("0014", "Loongson Technology LLC"),
            ("7a14", "Capture card, two inputs"),
        ],
        "pciback",
    ),
    (
        2,
        "0000:3b:00.0",
        [
            ("0108", "Non-Volatile memory controller"),
            ("144d", "Samsung Electronics Co Ltd"),
            ("a824", "NVMe SSD Controller PM173X"),
        ],
        "nvme",
    ),
];

/// A GPU: host, address, vendor, device, and into what it can be divided.
type Gpu = (
    usize,
    &'static str,
    (&'static str, &'static str),
    (&'static str, &'static str),
    &'static [Part],
);

/// A type of virtual GPU: its name, memory in GiB, heads, and how many of it a GPU carries.
type Part = (&'static str, i64, i64, i64);

const L4: (&str, &str) = ("27b8", "AD104GL [L4]");
const L4_PARTS: &[Part] = &[
    ("NVIDIA L4-2Q", 2, 4, 12),
    ("NVIDIA L4-6Q", 6, 4, 4),
    ("NVIDIA L4-24Q", 24, 4, 1),
];

const GPUS: &[Gpu] = &[
    (0, "0000:17:00.0", NVIDIA, L4, L4_PARTS),
    (1, "0000:17:00.0", NVIDIA, L4, L4_PARTS),
    (
        1,
        "0000:65:00.0",
        AMD,
        ("73e3", "Navi 23 WKS-XL [Radeon PRO W6600]"),
        &[],
    ),
];

/// A USB device: host, path, vendor, product, serial number, speed in Mbit/s, and whether it may be passed through.
type Usb = (
    usize,
    &'static str,
    (&'static str, &'static str),
    (&'static str, &'static str),
    &'static str,
    f64,
    bool,
);

const USB: &[Usb] = &[
    (
        0,
        "1-3",
        ("096e", "Feitian Technologies, Inc."),
        ("0201", "ROCKEY4 licence key"),
        "00A7713C",
        12.0,
        true,
    ),
    (
        0,
        "2-1",
        ("0781", "SanDisk Corp."),
        ("5581", "Ultra"),
        "4C530001230718",
        5000.0,
        false,
    ),
    (
        1,
        "1-2",
        ("076b", "OmniKey AG"),
        ("3031", "Smart card reader CardMan 3021"),
        "",
        12.0,
        true,
    ),
];

pub(super) fn make(maker: &mut Maker<'_>, site: &Site) {
    for host in site.hosts.iter().take(3) {
        maker.db.set_entry(host, "chipset_info", "iommu", "true");
    }
    for (host, address, told, driver) in DEVICES {
        if let Some(host) = site.hosts.get(*host) {
            pci(maker, host, address, *told, driver);
        }
    }
    let mut types: Vec<(&'static str, Ref)> = Vec::new();
    for gpu in GPUS {
        if let Some(host) = site.hosts.get(gpu.0) {
            self::gpu(maker, host, gpu, &mut types);
        }
    }
    for group in maker.db.all("GPU_group") {
        sum_up(maker.db, &group);
    }
    for device in USB {
        if let Some(host) = site.hosts.get(device.0) {
            usb(maker, host, device);
        }
    }
}

fn pci(
    maker: &mut Maker<'_>,
    host: &Ref,
    address: &str,
    [class, vendor, device]: [(&str, &str); 3],
    driver: &str,
) -> Ref {
    maker.make(
        "PCI",
        &[
            ("class_id", class.0.into()),
            ("class_name", class.1.into()),
            ("vendor_id", vendor.0.into()),
            ("vendor_name", vendor.1.into()),
            ("device_id", device.0.into()),
            ("device_name", device.1.into()),
            ("host", host.into()),
            ("pci_id", address.into()),
            ("driver_name", driver.into()),
        ],
    )
}

fn gpu(
    maker: &mut Maker<'_>,
    host: &Ref,
    (_, address, vendor, device, parts): &Gpu,
    types: &mut Vec<(&'static str, Ref)>,
) {
    let driver = if parts.is_empty() {
        "pciback"
    } else {
        "nvidia"
    };
    let pci = pci(maker, host, address, [DISPLAY, *vendor, *device], driver);
    let whole: Part = ("passthrough", 0, 0, 1);
    let carried: Vec<(Ref, i64)> = std::iter::once(&whole)
        .chain(*parts)
        .map(|part| (part_type(maker, vendor.1, part, types), part.3))
        .collect();
    let all = Value::Set(carried.iter().map(|(kind, _)| Value::from(kind)).collect());
    let most = carried
        .iter()
        .map(|(kind, most)| (kind.clone(), Value::Int(*most)));
    let name = format!("Group of {} {} GPUs", vendor.1, device.1);
    let mut groups = maker.db.all("GPU_group").into_iter();
    let known = groups.find(|group| maker.db.text(group, "name_label") == name);
    let group =
        known.unwrap_or_else(|| maker.make("GPU_group", &[("name_label", name.as_str().into())]));
    let pgpu = maker.make(
        "PGPU",
        &[
            ("PCI", (&pci).into()),
            ("GPU_group", (&group).into()),
            ("host", host.into()),
            ("supported_VGPU_types", all.clone()),
            ("enabled_VGPU_types", all),
            ("supported_VGPU_max_capacities", Value::fields(most)),
        ],
    );
    let model = model_of(maker.db, &pgpu);
    maker.db.set(&group, "GPU_types", Value::texts([model]));
}

/// A type of virtual GPU, which there is once.
fn part_type(
    maker: &mut Maker<'_>,
    vendor: &str,
    (name, memory, heads, _): &Part,
    types: &mut Vec<(&'static str, Ref)>,
) -> Ref {
    if let Some((_, known)) = types.iter().find(|(known, _)| known == name) {
        return known.clone();
    }
    let whole = *memory == 0;
    let side = if whole { 0 } else { 4096 };
    let made = maker.make(
        "VGPU_type",
        &[
            ("vendor_name", if whole { "" } else { vendor }.into()),
            ("model_name", (*name).into()),
            ("framebuffer_size", (memory << 30).into()),
            ("max_heads", (*heads).into()),
            ("max_resolution_x", side.into()),
            ("max_resolution_y", side.into()),
            (
                "implementation",
                if whole { "passthrough" } else { "nvidia" }.into(),
            ),
        ],
    );
    types.push((name, made.clone()));
    made
}

fn usb(maker: &mut Maker<'_>, host: &Ref, device: &Usb) {
    let (_, path, vendor, product, serial, speed, enabled) = device;
    let description = format!("{} {}", vendor.1, product.1);
    let group = maker.make(
        "USB_group",
        &[(
            "name_label",
            format!("Group of {}:{} USBs", vendor.0, product.0).into(),
        )],
    );
    maker.make(
        "PUSB",
        &[
            ("USB_group", (&group).into()),
            ("host", host.into()),
            ("path", (*path).into()),
            ("vendor_id", vendor.0.into()),
            ("vendor_desc", vendor.1.into()),
            ("product_id", product.0.into()),
            ("product_desc", product.1.into()),
            ("serial", (*serial).into()),
            (
                "version",
                if *speed > 480.0 { "3.00" } else { "2.00" }.into(),
            ),
            ("description", description.into()),
            ("passthrough_enabled", (*enabled).into()),
            ("speed", Value::Float(*speed)),
        ],
    );
}
