//! Who may call what.

use crate::failure::Failure;

/// The fixed roles, least first. A session may call what its role or a lesser one may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `read-only`
    ReadOnly,
    /// `vm-operator`
    VmOperator,
    /// `vm-admin`
    VmAdmin,
    /// `vm-power-admin`
    VmPowerAdmin,
    /// `pool-operator`
    PoolOperator,
    /// `pool-admin`
    PoolAdmin,
}

impl Role {
    /// Every role with its wire name.
    pub const ALL: [(Role, &'static str); 6] = [
        (Role::ReadOnly, "read-only"),
        (Role::VmOperator, "vm-operator"),
        (Role::VmAdmin, "vm-admin"),
        (Role::VmPowerAdmin, "vm-power-admin"),
        (Role::PoolOperator, "pool-operator"),
        (Role::PoolAdmin, "pool-admin"),
    ];

    /// Those that not everybody has, in the order in which a refusal names them.
    const AS_TOLD: [(Role, &'static str); 5] = [
        (Role::VmPowerAdmin, "vm-power-admin"),
        (Role::VmAdmin, "vm-admin"),
        (Role::VmOperator, "vm-operator"),
        (Role::PoolAdmin, "pool-admin"),
        (Role::PoolOperator, "pool-operator"),
    ];

    /// The refusal of a permission that takes at least this role.
    pub fn refusal(self, permission: &str) -> Failure {
        let roles = Role::AS_TOLD.iter().filter(|(role, _)| *role >= self);
        let roles: Vec<&str> = roles.map(|(_, name)| *name).collect();
        let reason = format!(
            "No permission in user session. (Roles with this permission: {})",
            roles.join(", ")
        );
        Failure::new("RBAC_PERMISSION_DENIED", [permission, &reason])
    }

    /// A role by its wire name; what is unknown needs the greatest.
    pub(super) fn parse(name: &str) -> Role {
        Role::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map_or(Role::PoolAdmin, |(role, _)| *role)
    }
}

/// The keys of a map that another role may set than the map as a whole: classes, field, key, least role. A star at the end
/// stands for anything.
const KEYS: &[(&[&str], &str, &str, Role)] = &[
    (FOLDED, "other_config", "folder", Role::VmOperator),
    (
        FOLDED,
        "other_config",
        "XenCenter.CustomFields.*",
        Role::VmOperator,
    ),
    (&["pool"], "other_config", "EMPTY_FOLDERS", Role::VmOperator),
    (
        &["network"],
        "other_config",
        "XenCenterCreateInProgress",
        Role::VmOperator,
    ),
    (&["task"], "other_config", "applies_to", Role::VmOperator),
    (&["task"], "other_config", "XenCenterUUID", Role::VmOperator),
    (
        &["task"],
        "other_config",
        "XenCenterMeddlingActionTitle",
        Role::VmOperator,
    ),
    (&["VM"], "other_config", "pci", Role::PoolAdmin),
    (&["VM"], "other_config", "hvm_serial", Role::PoolAdmin),
    (&["VM"], "platform", "hvm_serial", Role::PoolAdmin),
];

/// What people put into folders and give fields of their own.
const FOLDED: &[&str] = &["VM", "host", "pool", "SR", "VDI", "network"];

/// Name of the key, as a permission has it, and the least role, if the key has a rule of its own.
pub fn key(class: &str, field: &str, key: &str) -> Option<(String, Role)> {
    let fits = |rule: &str| match rule.strip_suffix('*') {
        Some(beginning) => key.starts_with(beginning),
        None => key == rule,
    };
    KEYS.iter()
        .find(|(classes, of, rule, _)| classes.contains(&class) && *of == field && fits(rule))
        .map(|(_, _, rule, role)| (rule.to_lowercase(), *role))
}
