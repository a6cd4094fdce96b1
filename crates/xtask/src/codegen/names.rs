//! How what the data model names is called in Rust.

/// Enumerations whose name in the data model says less than it should, or the same twice.
const ENUMERATIONS: &[(&str, &str)] = &[
    ("cls", "MessageClass"),
    ("host_allowed_operations", "HostOperation"),
    ("image_format_type", "ImageFormat"),
    (
        "latest_synced_updates_applied_state",
        "LatestSyncedUpdatesApplied",
    ),
    ("network_operations", "NetworkOperation"),
    ("on_crash_behaviour", "OnCrash"),
    ("on_softreboot_behavior", "OnSoftReboot"),
    ("origin", "RepositoryOrigin"),
    ("pool_allowed_operations", "PoolOperation"),
    ("storage_operations", "SrOperation"),
    ("task_allowed_operations", "TaskOperation"),
    ("task_status_type", "TaskStatus"),
    ("tristate_type", "Tristate"),
    ("update_guidances", "UpdateGuidance"),
    ("vbd_operations", "VbdOperation"),
    ("vdi_operations", "VdiOperation"),
    ("vgpu_type_implementation", "VgpuImplementation"),
    ("vif_operations", "VifOperation"),
    ("vm_operations", "VmOperation"),
    (
        "vm_secureboot_certificates_state",
        "SecurebootCertificatesState",
    ),
    ("vtpm_operations", "VtpmOperation"),
    ("vusb_operations", "VusbOperation"),
];

/// Words that Rust keeps for itself and the data model may use.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "do", "dyn", "else", "enum", "extern", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
    "return", "static", "struct", "trait", "try", "type", "unsafe", "use", "where", "while",
    "yield",
];

/// The type of a class or of its references: `VM_guest_metrics` → `VmGuestMetrics`.
pub fn class_type(class: &str) -> String {
    class.split('_').map(capitalised).collect()
}

/// The type of an enumeration.
pub fn enumeration_type(name: &str) -> String {
    let known = ENUMERATIONS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| class_type(name), |(_, known)| (*known).to_owned())
}

/// The variant of an enumeration's value: `restartHVM` → `RestartHvm`. `Unknown` stands for values
/// that we do not know, so the server's own `unknown` has another name.
pub fn variant(value: &str) -> String {
    let words = value.split(|c: char| !c.is_ascii_alphanumeric());
    let name: String = words.map(in_humps).collect();
    if name == "Unknown" {
        return "NotKnown".to_owned();
    }
    name
}

/// A field, a parameter, a function or a module.
pub fn snake(name: &str) -> String {
    let name = name.to_lowercase();
    if KEYWORDS.contains(&name.as_str()) {
        return format!("r#{name}");
    }
    name
}

/// A parameter of a message of `class`. `self` is Rust's own word, so the class stands for it.
pub fn parameter(name: &str, class: &str) -> String {
    if name == "self" {
        return snake(class);
    }
    snake(name)
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    format!("{}{}", first.to_uppercase(), rest.to_lowercase())
}

/// Keeps the humps that a word has, one capital each.
fn in_humps(word: &str) -> String {
    let mut after_capital = false;
    let mut name = String::new();
    for (at, letter) in word.chars().enumerate() {
        let capital = at == 0 || (letter.is_ascii_uppercase() && !after_capital);
        name.push(if capital {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        });
        after_capital = letter.is_ascii_uppercase();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_rust_writes_them() {
        assert_eq!(class_type("VM_guest_metrics"), "VmGuestMetrics");
        assert_eq!(class_type("GPU_group"), "GpuGroup");
        assert_eq!(enumeration_type("vm_operations"), "VmOperation");
        assert_eq!(enumeration_type("vbd_mode"), "VbdMode");
        for (value, name) in [
            ("restartHVM", "RestartHvm"),
            ("balance-slb", "BalanceSlb"),
            ("changing_VCPUs_live", "ChangingVcpusLive"),
            ("IPv4", "Ipv4"),
            ("unknown", "NotKnown"),
        ] {
            assert_eq!(variant(value), name);
        }
        assert_eq!(snake("type"), "r#type");
        assert_eq!(parameter("self", "VM_appliance"), "vm_appliance");
        assert_eq!(parameter("default_SR", "pool"), "default_sr");
    }
}
