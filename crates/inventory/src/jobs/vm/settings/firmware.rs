//! Say with which firmware a VM starts: BIOS, UEFI, or UEFI that starts only what is signed.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{boot_order::has_firmware, has_hardware, is_at_rest};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::{BOOT, PLATFORM},
        form::{FormField, Initial, Term, terms},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// With which firmware a VM starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Firmware {
    /// As computers of old.
    #[default]
    Bios,
    /// As those of today.
    Uefi,
    /// The same, which starts only what is signed.
    UefiSecure,
}

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetFirmwareInputs")]
pub struct SetFirmware {
    /// Which.
    #[serde(default)]
    pub firmware: Firmware,
}

impl Definition for SetFirmware {
    const METHODS: &'static [&'static str] = &[
        "VM.add_to_HVM_boot_params",
        "VM.remove_from_HVM_boot_params",
        "VM.add_to_platform",
        "VM.remove_from_platform",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        has_firmware(subject)?;
        is_at_rest(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| Some(json!(Firmware::of(subject))));
        Form::of([FormField::required("firmware", Firmware::kind()).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let before = Firmware::of(subject);
        if before == self.firmware {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        plan.change("firmware", subject, before.cell(), self.firmware.cell());
        self.firmware.set(&mut plan, subject)?;
        setting::something(plan)
    }
}

impl Firmware {
    /// How it is chosen.
    pub(crate) fn kind() -> crate::jobs::form::FieldKind {
        terms([Term("bios"), Term("uefi"), Term("uefiSecure")])
    }

    /// With which a VM starts now.
    pub(crate) fn of(subject: &Subject<'_>) -> Self {
        let is_secure = PLATFORM
            .get(subject, "secureboot")
            .is_some_and(|text| text == "true");
        match BOOT.get(subject, "firmware") {
            Some("uefi") if is_secure => Self::UefiSecure,
            Some("uefi") => Self::Uefi,
            _ => Self::Bios,
        }
    }

    /// What it is where, as the server wants it: the firmware itself, whether it wants signatures, and
    /// the model of devices that goes with it.
    pub(crate) fn values(self) -> [(&'static str, &'static str); 3] {
        let is_uefi = self != Self::Bios;
        [
            ("firmware", if is_uefi { "uefi" } else { "bios" }),
            (
                "secureboot",
                if self == Self::UefiSecure {
                    "true"
                } else {
                    "false"
                },
            ),
            (
                "device-model",
                if is_uefi {
                    "qemu-upstream-uefi"
                } else {
                    "qemu-upstream-compat"
                },
            ),
        ]
    }

    fn set(self, plan: &mut Plan, subject: &Subject<'_>) -> Result<(), Refusal> {
        for (key, value) in self.values() {
            let map = if key == "firmware" { BOOT } else { PLATFORM };
            map.set(plan, subject, key, Some(value))?;
        }
        Ok(())
    }

    fn cell(self) -> Cell {
        match self {
            Self::Bios => Cell::term("bios"),
            Self::Uefi => Cell::term("uefi"),
            Self::UefiSecure => Cell::term("uefiSecure"),
        }
    }
}
