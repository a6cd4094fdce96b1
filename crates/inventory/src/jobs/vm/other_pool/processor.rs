//! Whether a VM that has begun on one processor can go on on another one: the guest has looked once, when it
//! started, what that can do, and never looks again.

use xapi::{DomainType, Host, Vm};

use crate::problem::Problem;

/// # Errors
/// `cpu_vendor_differs`, or `cpu_features_missing`. What nobody has told is no reason.
pub(super) fn check(vm: &Vm, host: &Host) -> Result<(), Problem> {
    let (flags, info) = (&vm.last_boot_cpu_flags, &host.cpu_info);
    if let (Some(seen), Some(there)) = (flags.get("vendor"), info.get("vendor"))
        && seen != there
    {
        return Err(Problem::new("cpu_vendor_differs")
            .with("vendor", there.as_str())
            .with("needed", seen.as_str()));
    }
    // What this host has itself counts, not what all of its pool have.
    let names = match vm.domain_type {
        DomainType::Pv => ["features_pv_host", "features_pv"],
        _ => ["features_hvm_host", "features_hvm"],
    };
    let there = names.iter().find_map(|name| info.get(*name));
    match (flags.get("features"), there) {
        (Some(seen), Some(there)) if !has_all(there, seen) => {
            Err(Problem::new("cpu_features_missing"))
        }
        _ => Ok(()),
    }
}

/// Whether a set of features has all of another one. Both are words of bits, written as hexadecimal digits
/// with dashes between them; the longer one has words of which the other knows nothing: none of their bits
/// are set there.
fn has_all(has: &str, wanted: &str) -> bool {
    let mut has = has.split('-');
    wanted.split('-').all(|wanted| {
        let has = has.next().unwrap_or("0");
        match (
            u32::from_str_radix(has, 16),
            u32::from_str_radix(wanted, 16),
        ) {
            (Ok(has), Ok(wanted)) => wanted & !has == 0,
            // It is written in a way that nobody knows: then nobody knows better than the server.
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_has_what_another_has_or_lacks_a_bit_of_it() {
        assert!(has_all("1fc9cbf5-f6f83203", "1fc9cbf5-f6f83203"));
        assert!(has_all("1fc9cbf5-f6f83203", "1fc9cbf5"));
        assert!(has_all("1fc9cbf5", "1fc9cbf5-00000000"));
        assert!(!has_all("1fc9cbf5", "1fc9cbf5-00000001"));
        assert!(!has_all("1fc9cbf4-f6f83203", "1fc9cbf5-f6f83203"));
        assert!(has_all("anything", "1fc9cbf5"));
    }

    #[test]
    fn what_nobody_has_told_is_no_reason() {
        let flags = |vendor: &str, features: &str| Vm {
            last_boot_cpu_flags: [
                ("vendor".into(), vendor.into()),
                ("features".into(), features.into()),
            ]
            .into(),
            ..Vm::default()
        };
        let host = |key: &str, features: &str| Host {
            cpu_info: [
                ("vendor".into(), "GenuineIntel".into()),
                (key.into(), features.into()),
            ]
            .into(),
            ..Host::default()
        };
        let code = |vm: &Vm, host: &Host| check(vm, host).err().map(|why| why.code);
        let intel = flags("GenuineIntel", "00000003");
        assert_eq!(
            code(&Vm::default(), &host("features_hvm", "00000000")),
            None
        );
        assert_eq!(code(&intel, &Host::default()), None);
        assert_eq!(code(&intel, &host("features_hvm", "00000007")), None);
        let poorer = host("features_hvm_host", "00000001");
        assert_eq!(
            code(&intel, &poorer).as_deref(),
            Some("cpu_features_missing")
        );
        let amd = flags("AuthenticAMD", "00000001");
        assert_eq!(code(&amd, &poorer).as_deref(), Some("cpu_vendor_differs"));
        let paravirtual = Vm {
            domain_type: DomainType::Pv,
            ..intel
        };
        assert_eq!(code(&paravirtual, &poorer), None, "that one is told apart");
    }
}
