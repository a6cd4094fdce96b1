//! Say which addresses a network interface may send from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Text, VifLockingMode, calls};

use super::interface::Interface;
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial, Term, terms},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// From which addresses an interface may send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LockingMode {
    /// As its network says.
    #[default]
    NetworkDefault,
    /// From its own MAC and the addresses that are allowed.
    Locked,
    /// From any.
    Unlocked,
    /// It sends nothing.
    Disabled,
}

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetLockingInputs")]
pub struct SetLocking {
    /// From which it may send.
    #[serde(default)]
    pub locking: LockingMode,
    /// The IP addresses that are allowed, one a line.
    #[serde(default)]
    pub addresses: String,
}

impl Definition for SetLocking {
    const METHODS: &'static [&'static str] = &[
        "VIF.set_locking_mode",
        "VIF.set_ipv4_allowed",
        "VIF.set_ipv6_allowed",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        Interface::of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(Interface::named(subject)?.is_settled()?)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mode = Initial::of_all(subjects, |subject| {
            Some(json!(LockingMode::of(
                &Interface::of(subject)?.vif.locking_mode
            )))
        });
        let addresses = Initial::of_all(subjects, |subject| {
            let vif = Interface::of(subject)?.vif;
            let all: Vec<&str> = vif
                .ipv4_allowed
                .iter()
                .chain(vif.ipv6_allowed.iter())
                .map(Text::as_str)
                .collect();
            Some(json!(all.join("\n")))
        });
        let kind = terms([
            Term("networkDefault"),
            Term("locked"),
            Term("unlocked"),
            Term("disabled"),
        ]);
        Form::of([
            FormField::required("locking", kind).initially(mode),
            FormField::required("addresses", FieldKind::Lines)
                .optional()
                .initially(addresses),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Interface { vif, .. } = Interface::named(subject)?;
        let (v4, v6) = addresses(&self.addresses)?;
        let mut plan = Plan::default();
        let reference = subject.reference();
        let cell =
            |list: &[Text]| Cell::list(list.iter().map(|address| Cell::code(address.as_str())));
        // What is allowed first: a lock would keep back what is allowed only a moment later.
        if v4 != *vif.ipv4_allowed {
            plan.change("ipv4", subject, cell(&vif.ipv4_allowed), cell(&v4));
            let calls = [&v4[..], &vif.ipv4_allowed]
                .map(|list| calls::vif::set_ipv4_allowed(&reference, list));
            setting::set(&mut plan, subject, "ipv4_allowed", json!(v4), calls);
        }
        if v6 != *vif.ipv6_allowed {
            plan.change("ipv6", subject, cell(&vif.ipv6_allowed), cell(&v6));
            let calls = [&v6[..], &vif.ipv6_allowed]
                .map(|list| calls::vif::set_ipv6_allowed(&reference, list));
            setting::set(&mut plan, subject, "ipv6_allowed", json!(v6), calls);
        }
        let before = LockingMode::of(&vif.locking_mode);
        if before != self.locking {
            plan.change("lockingMode", subject, before.cell(), self.locking.cell());
            let calls = [self.locking, before]
                .map(|mode| calls::vif::set_locking_mode(&reference, &mode.name()));
            let value = json!(self.locking.name());
            setting::set(&mut plan, subject, "locking_mode", value, calls);
        }
        if self.locking == LockingMode::Locked && v4.is_empty() && v6.is_empty() {
            plan.odd(Problem::new("locked_without_addresses"));
        }
        setting::something(plan)
    }
}

impl LockingMode {
    fn of(mode: &VifLockingMode) -> Self {
        match mode {
            VifLockingMode::Locked => Self::Locked,
            VifLockingMode::Unlocked => Self::Unlocked,
            VifLockingMode::Disabled => Self::Disabled,
            _ => Self::NetworkDefault,
        }
    }

    fn name(self) -> VifLockingMode {
        match self {
            Self::NetworkDefault => VifLockingMode::NetworkDefault,
            Self::Locked => VifLockingMode::Locked,
            Self::Unlocked => VifLockingMode::Unlocked,
            Self::Disabled => VifLockingMode::Disabled,
        }
    }

    fn cell(self) -> Cell {
        match self {
            Self::NetworkDefault => Cell::term("networkDefault"),
            Self::Locked => Cell::term("locked"),
            Self::Unlocked => Cell::term("unlocked"),
            Self::Disabled => Cell::term("disabled"),
        }
    }
}

/// The addresses of each family, as they are sent.
///
/// # Errors
/// `not_an_address`.
fn addresses(said: &str) -> Result<(Vec<Text>, Vec<Text>), Problem> {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for word in said
        .split([' ', '\t', '\n', '\r', ',', ';'])
        .filter(|word| !word.is_empty())
    {
        match word.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => v4.push(Ipv4Addr::to_string(&address).into()),
            Ok(IpAddr::V6(address)) => v6.push(Ipv6Addr::to_string(&address).into()),
            Err(_) => return Err(Problem::new("not_an_address").with("address", word)),
        }
    }
    Ok((v4, v6))
}
