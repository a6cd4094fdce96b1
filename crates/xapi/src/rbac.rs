//! What a session may call: role-based access control.
//!
//! A server gives every session the names of what it may call (`session.rbac_permissions`), save those of its
//! local superuser, which may call everything. A name is the method's in small letters; for single keys of
//! a map it is `vm.add_to_other_config/key:folder`, and a star at its end stands for anything.

#[path = "generated/roles.rs"]
mod roles;

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use roles::LEAST_ROLES;

/// The fixed roles, least first. A session may call what its role or a lesser one may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RbacRole {
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

impl RbacRole {
    /// All, the greatest first.
    const GREATEST_FIRST: [Self; 6] = [
        Self::PoolAdmin,
        Self::PoolOperator,
        Self::VmPowerAdmin,
        Self::VmAdmin,
        Self::VmOperator,
        Self::ReadOnly,
    ];

    /// Its wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::VmOperator => "vm-operator",
            Self::VmAdmin => "vm-admin",
            Self::VmPowerAdmin => "vm-power-admin",
            Self::PoolOperator => "pool-operator",
            Self::PoolAdmin => "pool-admin",
        }
    }
}

/// Handlers for files, which are no methods: how they are named here, their permission, and the least role.
const HANDLERS: [(&str, &str, RbacRole); 4] = [
    ("export", "http/get_export", RbacRole::VmAdmin),
    (
        "export_raw_vdi",
        "http/get_export_raw_vdi",
        RbacRole::VmAdmin,
    ),
    ("import", "http/put_import", RbacRole::VmAdmin),
    (
        "import_raw_vdi",
        "http/put_import_raw_vdi",
        RbacRole::VmAdmin,
    ),
];

/// The least role that may call a method (`VM.start`), by the data model. What it does not know, and
/// what every role may, is [`RbacRole::ReadOnly`]'s.
pub fn least_role(method: &str) -> RbacRole {
    if let Some((.., role)) = HANDLERS.iter().find(|(handler, ..)| *handler == method) {
        return *role;
    }
    LEAST_ROLES
        .binary_search_by_key(&method, |(method, _)| method)
        .map_or(RbacRole::ReadOnly, |at| LEAST_ROLES[at].1)
}

/// What a session may call, of what not everybody may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// What it may not call at all.
    refused: HashSet<&'static str>,
    /// The keys of maps that it may set where it may not set the map: method, keys in small letters.
    keys: HashMap<&'static str, Vec<Box<str>>>,
}

impl Permissions {
    /// Those of a session, by what its server says of it.
    pub fn of<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut whole = HashSet::new();
        let mut keys: HashMap<Box<str>, Vec<Box<str>>> = HashMap::new();
        for name in names {
            match name.as_ref().split_once("/key:") {
                Some((method, key)) => keys.entry(method.into()).or_default().push(key.into()),
                None => {
                    whole.insert(Box::<str>::from(name.as_ref()));
                }
            }
        }
        let mut permissions = Self::default();
        for (method, _) in LEAST_ROLES {
            let name = method.to_lowercase();
            if whole.contains(name.as_str()) {
                continue;
            }
            match keys.remove(name.as_str()) {
                Some(keys) => {
                    permissions.keys.insert(method, keys);
                }
                None => {
                    permissions.refused.insert(method);
                }
            }
        }
        for (handler, permission, _) in HANDLERS {
            if !whole.contains(permission) {
                permissions.refused.insert(handler);
            }
        }
        permissions
    }

    /// The role that has them: the greatest one that may call most of what is its own. Servers of other
    /// versions differ in single methods.
    pub fn role(&self) -> RbacRole {
        let mut counts: HashMap<RbacRole, [usize; 2]> = HashMap::new();
        for (method, role) in LEAST_ROLES {
            let is_whole = !self.refused.contains(method) && !self.keys.contains_key(method);
            counts.entry(*role).or_default()[usize::from(is_whole)] += 1;
        }
        RbacRole::GREATEST_FIRST
            .into_iter()
            .find(|role| counts.get(role).is_some_and(|[not, may]| may > not))
            .unwrap_or(RbacRole::ReadOnly)
    }

    /// Whether it may call a method at all, with some parameters at least.
    pub fn may_call(&self, method: &str) -> bool {
        !self.refused.contains(method)
    }

    /// Whether it may make a call with these parameters, the session left out.
    pub fn may_make(&self, method: &str, params: &[Value]) -> bool {
        let Some(keys) = self.keys.get(method) else {
            return self.may_call(method);
        };
        let key = params.get(1).and_then(Value::as_str).unwrap_or_default();
        let key = key.to_lowercase();
        keys.iter().any(|rule| match rule.strip_suffix('*') {
            Some(beginning) => key.starts_with(beginning),
            None => **rule == *key,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn methods_have_a_least_role() {
        assert_eq!(least_role("VM.start"), RbacRole::VmOperator);
        assert_eq!(least_role("VM.set_name_label"), RbacRole::VmAdmin);
        assert_eq!(least_role("pool.set_name_label"), RbacRole::PoolOperator);
        assert_eq!(least_role("subject.create"), RbacRole::PoolAdmin);
        assert_eq!(least_role("VM.get_record"), RbacRole::ReadOnly);
        assert_eq!(least_role("VM.unheard_of"), RbacRole::ReadOnly);
        assert_eq!(least_role("import"), RbacRole::VmAdmin);
    }

    #[test]
    fn handlers_for_files_have_permissions_of_their_own() {
        let permissions = Permissions::of(["http/get_export"]);
        assert!(permissions.may_call("export") && !permissions.may_call("import"));
    }

    #[test]
    fn a_key_may_be_open_where_its_map_is_closed() {
        let permissions = Permissions::of([
            "vm.start",
            "vm.add_to_other_config/key:folder",
            "vm.add_to_other_config/key:xencenter.customfields.*",
        ]);
        let add = |key: &str| {
            permissions.may_make(
                "VM.add_to_other_config",
                &[json!("vm"), json!(key), json!("x")],
            )
        };
        assert!(permissions.may_call("VM.start"));
        assert!(!permissions.may_call("VM.suspend"));
        assert!(permissions.may_call("VM.add_to_other_config"));
        assert!(add("folder") && add("XenCenter.CustomFields.Owner"));
        assert!(!add("pci") && !add("folders"));
    }

    #[test]
    fn what_is_not_in_the_model_is_left_to_the_server() {
        assert!(Permissions::of([""; 0]).may_call("VM.unheard_of"));
    }
}
