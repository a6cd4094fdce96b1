//! Attach a drive with what cloud-init reads to a halted VM.

use cloud_init::{ConfigDrive, Flaw, MOST, check_network_config, check_user_data};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Ref, Sr, Vbd, VbdMode, Vdi, Vm, VmPowerState};
use zeroize::Zeroizing;

use super::power;
use crate::{
    jobs::{
        Confidential, Definition, Form, Plan, Refusal, Subject,
        disk::{
            create::NewDisk,
            drive::{NewDrive, may_be_added, position},
            storage,
        },
        form::{FieldKind, FormField, Initial},
    },
    key::ObjectKey,
    problem::Problem,
};

/// How large the drive is.
pub(crate) const SIZE: i64 = cloud_init::SIZE as i64;
/// What a script calls the file with what is on the drive.
const FILE: &str = "config-drive.img";
/// What the name of a config drive ends with: the label that cloud-init knows it by.
const LABEL: &str = "cidata";

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "AttachConfigDriveInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct AttachConfigDrive {
    /// What cloud-init does.
    #[serde(default)]
    #[ts(type = "string")]
    pub user_data: Confidential,
    /// How cloud-init sets the network up; nothing: as the image does it.
    #[serde(default)]
    #[ts(type = "string")]
    pub network_config: Confidential,
    /// Where the drive is kept.
    pub sr: Option<ObjectKey>,
}

impl Definition for AttachConfigDrive {
    const METHODS: &'static [&'static str] = &["VDI.create", "VBD.create"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match subject.has_power_state(&VmPowerState::Halted) {
            true => may_be_added(subject),
            // It is looked for when the guest starts.
            false => Err(power::wrong(subject, &[VmPowerState::Halted])),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = storage::choices(subjects);
        let usual = Initial::of_all(subjects, |subject| Some(json!(storage::usual(subject)?)));
        Form::of([
            FormField::required("userData", FieldKind::Code),
            FormField::required("networkConfig", FieldKind::Code).optional(),
            FormField::required("sr", FieldKind::Choice { choices }).initially(usual),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let told = CloudInit::of(&self.user_data, &self.network_config)?;
        let told = told.ok_or_else(|| Problem::new("user_data_missing"))?;
        let place = self.sr.as_ref().ok_or_else(|| Problem::new("sr_missing"))?;
        let world = subject.connection.world;
        let mut plan = Plan::default();
        if let Some(name) = config_drive_of(subject) {
            plan.odd(Problem::new("config_drive_there").with("disk", name));
        }
        let drive = NewConfigDrive {
            vm: subject.reference(),
            name: &vm.name_label,
            identity: &vm.uuid,
            position: position(world, &subject.key.opaque())?,
            sr: storage::check(subject, place, SIZE)?,
        };
        drive.add(&mut plan, &told);
        Ok(plan)
    }
}

/// The name of a config drive that the subject has already.
fn config_drive_of<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    let world = subject.connection.world;
    let drives = world.within::<Vbd>(&subject.key.opaque());
    let mut names = drives.filter_map(|(_, vbd)| Some(world.get(&vbd.vdi)?.name_label.as_str()));
    names.find(|name| name.ends_with(LABEL))
}

/// What cloud-init is told, checked.
pub(crate) struct CloudInit {
    user_data: Zeroizing<String>,
    network_config: Zeroizing<String>,
}

impl CloudInit {
    /// Checks what was said; none: nothing was.
    ///
    /// # Errors
    /// Why cloud-init would not understand it.
    pub(crate) fn of(
        user_data: &Confidential,
        network_config: &Confidential,
    ) -> Result<Option<Self>, Problem> {
        let told = Self {
            user_data: user_data.text()?,
            network_config: network_config.text()?,
        };
        let length = told.user_data.len() + told.network_config.len();
        if length == 0 {
            return Ok(None);
        }
        if length > MOST {
            return Err(Problem::new("cloud_init_too_long").with("most", MOST.to_string()));
        }
        if !told.user_data.is_empty() {
            check_user_data(&told.user_data).map_err(|flaw| problem("user_data", flaw))?;
        }
        if !told.network_config.is_empty() {
            let checked = check_network_config(&told.network_config);
            checked.map_err(|flaw| problem("network_config", flaw))?;
        }
        Ok(Some(told))
    }
}

/// A flaw of one of the texts, in which the parser may quote what is confidential: so only the line is told.
fn problem(text: &str, flaw: Flaw) -> Problem {
    match (text, flaw) {
        ("user_data", Flaw::Yaml { line, .. }) => {
            Problem::new("user_data_no_yaml").with("line", line.to_string())
        }
        (_, Flaw::Yaml { line, .. }) => {
            Problem::new("network_config_no_yaml").with("line", line.to_string())
        }
        (_, Flaw::Header) => Problem::new("user_data_header"),
        ("user_data", _) => Problem::new("user_data_no_mapping"),
        (_, Flaw::NotMapping | Flaw::Version) => Problem::new("network_config_no_version"),
    }
}

/// A drive that is to be made.
pub(crate) struct NewConfigDrive<'a> {
    pub(crate) vm: Ref<Vm>,
    /// The VM's name.
    pub(crate) name: &'a str,
    /// What tells the VM, or what it is made of, from others.
    pub(crate) identity: &'a str,
    pub(crate) position: String,
    pub(crate) sr: Ref<Sr>,
}

impl NewConfigDrive<'_> {
    /// Makes the disk, fills it and attaches it. It goes with the VM.
    pub(crate) fn add(self, plan: &mut Plan, told: &CloudInit) {
        let image = ConfigDrive {
            name: self.name,
            identity: self.identity,
            user_data: &told.user_data,
            network_config: &told.network_config,
        };
        // It fails where the texts are too long, which was checked.
        let image = image.image().unwrap_or_default();
        let disk = NewDisk {
            name: &format!("{} {LABEL}", self.name),
            description: "",
            size: SIZE,
            sr: self.sr,
        };
        let vdi: Ref<Vdi> = disk.add(plan);
        plan.upload(&vdi, FILE, image.into());
        let drive = NewDrive {
            vm: self.vm,
            disk: vdi,
            position: self.position,
            // Guests without tools see it as IDE, where nothing is read only.
            mode: VbdMode::Rw,
            bootable: false,
            owns: true,
        };
        drive.add(plan);
    }
}
