//! Who may call what, how that is refused, and how a session is told.

use ::model::Role;

use super::model;
use crate::failure::Failure;

/// The roles that not everybody has, in the order in which a refusal names them.
const AS_TOLD: [(Role, &str); 5] = [
    (Role::VmPowerAdmin, "vm-power-admin"),
    (Role::VmAdmin, "vm-admin"),
    (Role::VmOperator, "vm-operator"),
    (Role::PoolAdmin, "pool-admin"),
    (Role::PoolOperator, "pool-operator"),
];

/// The refusal of a permission that takes at least that role.
pub fn refusal(least: Role, permission: &str) -> Failure {
    let roles = AS_TOLD.iter().filter(|(role, _)| *role >= least);
    let roles: Vec<&str> = roles.map(|(_, name)| *name).collect();
    let reason = format!(
        "No permission in user session. (Roles with this permission: {})",
        roles.join(", ")
    );
    Failure::new("RBAC_PERMISSION_DENIED", [permission, &reason])
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

/// The handlers for files that not everybody may ask, and the least role.
const HANDLERS: &[(&str, Role)] = &[
    ("http/get_export", Role::VmAdmin),
    ("http/get_export_raw_vdi", Role::VmAdmin),
    ("http/put_import", Role::VmAdmin),
    ("http/put_import_raw_vdi", Role::VmAdmin),
];

/// Whether a role may ask a handler for files, by the permission's name.
pub fn may_ask(role: Role, permission: &str) -> bool {
    let rule = HANDLERS.iter().find(|(name, _)| *name == permission);
    rule.is_none_or(|(_, least)| role >= *least)
}

/// The permissions that a role has, by their names: what a session of it is told that it may call.
pub fn permissions(role: Role) -> Vec<String> {
    let model = model();
    let methods = model.names.iter().filter_map(|name| model.method(name));
    let whole = methods.filter(|method| !method.message.removed && method.message.role <= role);
    let mut names: Vec<String> = whole.map(|method| method.name.to_lowercase()).collect();
    let handlers = HANDLERS.iter().filter(|(_, least)| *least <= role);
    names.extend(handlers.map(|(name, _)| (*name).to_owned()));
    for (classes, field, rule, _) in KEYS.iter().filter(|(.., least)| *least <= role) {
        for class in *classes {
            for way in ["add_to", "remove_from"] {
                names.push(format!("{class}.{way}_{field}/key:{rule}").to_lowercase());
            }
        }
    }
    names
}
