//! What a guest's tools tell about it.

use std::net::IpAddr;

use xapi::{Text, Vm, VmGuestMetrics};

use crate::world::World;

/// What the tools told last; none where a VM has no tools, or is at rest.
pub(crate) fn metrics<'a>(world: &'a World, vm: &Vm) -> Option<&'a VmGuestMetrics> {
    world.get(&vm.guest_metrics)
}

/// A guest's addresses, those by which it can be reached first: IPv4, then IPv6, then what holds
/// on one link only; each once.
pub(crate) fn addresses(guest: &VmGuestMetrics) -> Vec<String> {
    sorted(guest.networks.values())
}

/// The addresses of one interface.
pub(crate) fn addresses_of_device(guest: &VmGuestMetrics, device: &str) -> Vec<String> {
    let of_device = |key: &str| key.split('/').next() == Some(device);
    sorted(
        guest
            .networks
            .iter()
            .filter(|(key, _)| of_device(key))
            .map(|(_, value)| value),
    )
}

fn sorted<'a>(values: impl Iterator<Item = &'a Text>) -> Vec<String> {
    // Old agents put several addresses into one value.
    let mut addresses: Vec<(u8, String)> = values
        .flat_map(|value| value.split_whitespace())
        .map(|text| (rank(text), text.to_owned()))
        .collect();
    addresses.sort();
    addresses.dedup();
    addresses.into_iter().map(|(_, text)| text).collect()
}

fn rank(text: &str) -> u8 {
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) if !address.is_link_local() => 0,
        Ok(IpAddr::V6(address)) if !address.is_unicast_link_local() => 1,
        Ok(_) => 2,
        Err(_) => 3,
    }
}

/// The guest system's name.
pub(crate) fn os(guest: &VmGuestMetrics) -> String {
    let part = |key: &str| guest.os_version.get(key).map_or("", |text| text.trim());
    // Windows puts its path behind a bar.
    let name = part("name").split('|').next().unwrap_or("").trim();
    if !name.is_empty() {
        return name.to_owned();
    }
    [part("distro"), part("major"), part("minor")]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The version of the I/O drivers: `7.30.0-12`; empty where there are none.
pub(crate) fn drivers_version(guest: &VmGuestMetrics) -> String {
    let part = |key: &str| guest.pv_drivers_version.get(key).map_or("", Text::as_str);
    let parts: Vec<&str> = ["major", "minor", "micro"]
        .into_iter()
        .map(part)
        .filter(|text| !text.is_empty())
        .collect();
    let mut version = parts.join(".");
    if !version.is_empty() && !part("build").is_empty() {
        version.push('-');
        version.push_str(part("build"));
    }
    version
}

/// Whether a guest has tools: drivers that the server found, or an agent that told their version.
pub(crate) fn has_tools(guest: Option<&VmGuestMetrics>) -> bool {
    guest.is_some_and(|guest| guest.pv_drivers_detected || !guest.pv_drivers_version.is_empty())
}

/// Whether a guest can do what one of these features stands for, as far as can be known. Agents
/// that name their features have none but those; older ones have them all.
pub(crate) fn has_feature(guest: Option<&VmGuestMetrics>, any_of: &[&str]) -> bool {
    let Some(guest) = guest else { return false };
    let on =
        |other: &xapi::Map<Text, Text>, key: &str| other.get(key).is_some_and(|value| value == "1");
    if any_of.iter().any(|feature| on(&guest.other, feature)) {
        return true;
    }
    let names_features = guest.other.keys().any(|key| key.starts_with("feature-"));
    !names_features && has_tools(Some(guest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> xapi::Map<Text, Text> {
        pairs
            .iter()
            .map(|(key, value)| (Text::from(*key), Text::from(*value)))
            .collect()
    }

    #[test]
    fn tells_addresses_once_and_the_useful_first() {
        let guest = VmGuestMetrics {
            networks: map(&[
                ("0/ipv6/0", "fe80::1"),
                ("0/ipv6/1", "2001:db8::1"),
                ("0/ip", "10.0.0.1"),
                ("0/ipv4/0", "10.0.0.1"),
                ("1/ip", "10.0.1.1 10.0.1.2\n"),
                ("10/ip", "10.0.9.1"),
            ]),
            ..Default::default()
        };
        let expect = [
            "10.0.0.1",
            "10.0.1.1",
            "10.0.1.2",
            "10.0.9.1",
            "2001:db8::1",
            "fe80::1",
        ];
        assert_eq!(addresses(&guest), expect);
        assert_eq!(addresses_of_device(&guest, "1"), ["10.0.1.1", "10.0.1.2"]);
        assert!(addresses_of_device(&guest, "2").is_empty());
    }

    #[test]
    fn tells_the_system() {
        let check = |pairs: &[(&str, &str)], expect: &str| {
            assert_eq!(
                os(&VmGuestMetrics {
                    os_version: map(pairs),
                    ..Default::default()
                }),
                expect
            );
        };
        check(
            &[("name", "Microsoft Windows Server 2022|C:\\Windows|")],
            "Microsoft Windows Server 2022",
        );
        check(&[("distro", "debian"), ("major", "12")], "debian 12");
        check(&[], "");
    }

    #[test]
    fn knows_what_a_guest_can() {
        let shutdown = ["feature-shutdown", "feature-poweroff"];
        let check = |other: &[(&str, &str)], drivers: &[(&str, &str)], expect: bool| {
            let guest = VmGuestMetrics {
                other: map(other),
                pv_drivers_version: map(drivers),
                ..Default::default()
            };
            assert_eq!(
                has_feature(Some(&guest), &shutdown),
                expect,
                "{other:?} {drivers:?}"
            );
        };
        check(&[("feature-shutdown", "1")], &[], true);
        check(&[("feature-reboot", "1")], &[("major", "7")], false);
        check(&[("feature-shutdown", "0")], &[("major", "7")], false);
        check(&[], &[("major", "5")], true);
        check(&[], &[], false);
        assert!(!has_feature(None, &shutdown));
    }
}
