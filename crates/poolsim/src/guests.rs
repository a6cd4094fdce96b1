//! What runs inside the VMs: what a guest's agent tells about it.

use crate::value::Value;

/// A kind of guest.
#[derive(Debug)]
pub struct System {
    /// `VM.reference_label` of the VMs that run it.
    pub key: &'static str,
    /// Name shown.
    pub name: &'static str,
    /// `distro` of the agent.
    pub distro: &'static str,
    /// `major` and `minor`.
    pub version: (&'static str, &'static str),
    /// `uname`, or "" for Windows.
    pub uname: &'static str,
    /// Whether it runs without virtualised hardware, as guests once did: it has a serial line and no screen.
    pub paravirtual: bool,
    /// Whether the agent is there: without it there is no clean shutdown, no suspend, no address.
    pub tools: bool,
}

/// The systems that guests run.
pub const SYSTEMS: &[System] = &[
    System {
        key: "debian-12",
        name: "Debian GNU/Linux 12 (bookworm)",
        distro: "debian",
        version: ("12", "11"),
        uname: "6.1.0-40-amd64",
        paravirtual: false,
        tools: true,
    },
    System {
        key: "ubuntu-24.04",
        name: "Ubuntu 24.04.3 LTS",
        distro: "ubuntu",
        version: ("24", "04"),
        uname: "6.8.0-85-generic",
        paravirtual: false,
        tools: true,
    },
    System {
        key: "almalinux-9",
        name: "AlmaLinux 9.6 (Sage Margay)",
        distro: "almalinux",
        version: ("9", "6"),
        uname: "5.14.0-570.el9.x86_64",
        paravirtual: false,
        tools: true,
    },
    System {
        key: "windows-server-2019-64bit",
        name: "Microsoft Windows Server 2019 Standard|C:\\Windows|\\Device\\Harddisk0\\Partition2",
        distro: "windows",
        version: ("10", "0"),
        uname: "",
        paravirtual: false,
        tools: true,
    },
    System {
        key: "windows-server-2022-64bit",
        name: "Microsoft Windows Server 2022 Standard|C:\\Windows|\\Device\\Harddisk0\\Partition3",
        distro: "windows",
        version: ("10", "0"),
        uname: "",
        paravirtual: false,
        tools: true,
    },
    System {
        key: "windows-11",
        name: "Microsoft Windows 11 Pro|C:\\Windows|\\Device\\Harddisk0\\Partition3",
        distro: "windows",
        version: ("10", "0"),
        uname: "",
        paravirtual: false,
        tools: true,
    },
    System {
        key: "freebsd-14",
        name: "FreeBSD 14.3-RELEASE",
        distro: "freebsd",
        version: ("14", "3"),
        uname: "14.3-RELEASE-p2",
        paravirtual: false,
        tools: true,
    },
    System {
        key: "debian-8-pv",
        name: "Debian GNU/Linux 8 (jessie)",
        distro: "debian",
        version: ("8", "11"),
        uname: "3.16.0-11-amd64",
        paravirtual: true,
        tools: true,
    },
    System {
        key: "other-install-media",
        name: "",
        distro: "",
        version: ("", ""),
        uname: "",
        paravirtual: false,
        tools: false,
    },
];

/// A system by its key; what is not known has no agent.
pub fn system(key: &str) -> &'static System {
    SYSTEMS
        .iter()
        .find(|system| system.key == key)
        .unwrap_or(&SYSTEMS[SYSTEMS.len() - 1])
}

impl System {
    /// Whether it is some Windows.
    pub fn windows(&self) -> bool {
        self.distro == "windows"
    }

    /// `VM_guest_metrics.os_version`.
    pub fn os_version(&self) -> Value {
        let mut pairs = vec![("name", self.name)];
        if !self.uname.is_empty() {
            pairs.push(("uname", self.uname));
        }
        pairs.extend([
            ("distro", self.distro),
            ("major", self.version.0),
            ("minor", self.version.1),
        ]);
        Value::map(pairs)
    }

    /// `VM_guest_metrics.PV_drivers_version`.
    pub fn drivers(&self) -> Value {
        let (major, minor, micro, build) = if self.windows() {
            ("9", "4", "0", "146")
        } else {
            ("8", "4", "0", "1")
        };
        Value::map([
            ("major", major),
            ("minor", minor),
            ("micro", micro),
            ("build", build),
        ])
    }

    /// `VM_guest_metrics.other`: what the agent can do.
    pub fn features(&self) -> Value {
        let mut pairs = vec![
            ("feature-shutdown", "1"),
            ("feature-reboot", "1"),
            ("feature-poweroff", "1"),
            ("feature-suspend", "1"),
            ("feature-vcpu-hotplug", "1"),
        ];
        if self.windows() {
            pairs.extend([("feature-static-ip-setting", "1"), ("feature-ts", "1")]);
        }
        Value::map(pairs)
    }
}

/// Addresses of a VM's cards: derived from the MAC, so that they never change.
pub fn networks(macs: &[(String, String)]) -> Value {
    let mut pairs = Vec::new();
    for (device, mac) in macs {
        let bytes: Vec<u8> = mac
            .split(':')
            .filter_map(|b| u8::from_str_radix(b, 16).ok())
            .collect();
        let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
        let v4 = format!(
            "10.{}.{}.{}",
            20 + u32::from(at(3)) % 4,
            at(4),
            at(5).clamp(2, 250)
        );
        let v6 = format!(
            "fe80::{:02x}{:02x}:{:02x}ff:fe{:02x}:{:02x}{:02x}",
            at(0) ^ 2,
            at(1),
            at(2),
            at(3),
            at(4),
            at(5)
        );
        pairs.push((format!("{device}/ip"), v4.clone()));
        pairs.push((format!("{device}/ipv4/0"), v4));
        pairs.push((format!("{device}/ipv6/0"), v6));
    }
    Value::map(pairs)
}
