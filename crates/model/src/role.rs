//! Who may call what.

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

    /// A role by its wire name; what is unknown needs the greatest.
    pub(crate) fn parse(name: &str) -> Role {
        Role::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map_or(Role::PoolAdmin, |(role, _)| *role)
    }

    /// Its wire name.
    pub fn name(self) -> &'static str {
        Role::ALL[self as usize].1
    }
}
