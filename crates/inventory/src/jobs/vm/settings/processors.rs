//! Give a VM more or fewer virtual processors, or show them to its guest in other sockets.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Vm, VmPowerState, calls};

use super::{at_next_start, has_hardware, is_settled, limits, needs_rest};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::PLATFORM,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// The key of the platform that says how many processors a socket has.
const CORES: &str = "cores-per-socket";

/// What has to be said. What is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetProcessorsInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct SetProcessors {
    /// How many it starts with.
    #[ts(type = "number")]
    pub vcpus: Option<i64>,
    /// How many it can be given while it runs.
    #[ts(type = "number")]
    pub vcpus_max: Option<i64>,
    /// How many a socket has.
    #[ts(type = "number")]
    pub cores_per_socket: Option<i64>,
}

impl Definition for SetProcessors {
    const METHODS: &'static [&'static str] = &[
        "VM.set_VCPUs_max",
        "VM.set_VCPUs_at_startup",
        "VM.set_VCPUs_number_live",
        "VM.add_to_platform",
        "VM.remove_from_platform",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        is_settled(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let most = limits::of_all(subjects, "vcpus-max");
        let count = |max| FieldKind::Count { min: 1, max };
        let of_all = |value: fn(&Vm) -> i64| {
            Initial::of_all(subjects, |subject| Some(json!(value(subject.vm()?))))
        };
        let cores = Initial::of_all(subjects, |subject| Some(json!(cores_of(subject)?)));
        Form::of([
            FormField::required("vcpus", count(most))
                .optional()
                .initially(of_all(|vm| vm.vcpus_at_startup)),
            FormField::required("vcpusMax", count(most))
                .optional()
                .initially(of_all(|vm| vm.vcpus_max)),
            FormField::required("coresPerSocket", count(most))
                .optional()
                .initially(cores),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let cores = cores_of(subject);
        let wanted = Wanted {
            startup: self.vcpus.unwrap_or(vm.vcpus_at_startup),
            max: self.vcpus_max.unwrap_or(vm.vcpus_max),
            cores: self.cores_per_socket.or(cores),
        };
        wanted.check()?;
        let mut plan = Plan::default();
        let count = |count: Option<i64>| count.map_or(Cell::None, |count| Cell::Count { count });
        if wanted.startup != vm.vcpus_at_startup {
            let (before, after) = (vm.vcpus_at_startup, wanted.startup);
            plan.change("vcpus", subject, count(Some(before)), count(Some(after)));
        }
        if wanted.max != vm.vcpus_max {
            let (before, after) = (vm.vcpus_max, wanted.max);
            plan.change("vcpusMax", subject, count(Some(before)), count(Some(after)));
        }
        if wanted.cores != cores {
            plan.change("coresPerSocket", subject, count(cores), count(wanted.cores));
        }
        match vm.power_state {
            VmPowerState::Halted => at_rest(&mut plan, subject, vm, &wanted)?,
            _ => running(&mut plan, subject, vm, &wanted)?,
        }
        setting::something(plan)
    }
}

/// What it is to have.
struct Wanted {
    startup: i64,
    max: i64,
    cores: Option<i64>,
}

impl Wanted {
    /// What the server would refuse as well.
    fn check(&self) -> Result<(), Problem> {
        if self.startup < 1 || self.startup > self.max {
            return Err(Problem::new("vcpus_order")
                .with("vcpus", self.startup.to_string())
                .with("max", self.max.to_string()));
        }
        match self.cores {
            Some(cores) if cores < 1 || self.max % cores != 0 => {
                Err(Problem::new("cores_do_not_divide")
                    .with("cores", cores.to_string())
                    .with("max", self.max.to_string()))
            }
            _ => Ok(()),
        }
    }
}

/// No more may start than there can be at most, whichever of both is set first; and the most has to be
/// a multiple of a socket's cores each time that it is set, so that these are taken out before and
/// written afterwards.
fn at_rest(
    plan: &mut Plan,
    subject: &Subject<'_>,
    vm: &Vm,
    wanted: &Wanted,
) -> Result<(), Refusal> {
    let reference = subject.reference();
    let changes_cores = wanted.cores != cores_of(subject);
    if changes_cores {
        PLATFORM.take(plan, subject, CORES)?;
    }
    let set_max = |plan: &mut Plan| {
        if wanted.max != vm.vcpus_max {
            let calls =
                [wanted.max, vm.vcpus_max].map(|count| calls::vm::set_vcpus_max(&reference, count));
            setting::set(plan, subject, "VCPUs_max", json!(wanted.max), calls);
        }
    };
    let set_startup = |plan: &mut Plan| {
        if wanted.startup != vm.vcpus_at_startup {
            let calls = [wanted.startup, vm.vcpus_at_startup]
                .map(|count| calls::vm::set_vcpus_at_startup(&reference, count));
            let value = json!(wanted.startup);
            setting::set(plan, subject, "VCPUs_at_startup", value, calls);
        }
    };
    if wanted.max >= vm.vcpus_max {
        set_max(plan);
        set_startup(plan);
    } else {
        set_startup(plan);
        set_max(plan);
    }
    match wanted.cores.filter(|_| changes_cores) {
        Some(cores) => PLATFORM.write(plan, subject, CORES, &cores.to_string()),
        None => Ok(()),
    }
}

/// A guest that runs can be given more, and none can be taken from it.
fn running(
    plan: &mut Plan,
    subject: &Subject<'_>,
    vm: &Vm,
    wanted: &Wanted,
) -> Result<(), Refusal> {
    if wanted.max != vm.vcpus_max || wanted.startup < vm.vcpus_at_startup {
        return Err(needs_rest(subject));
    }
    if wanted.startup > vm.vcpus_at_startup {
        if vm.power_state != VmPowerState::Running {
            return Err(needs_rest(subject));
        }
        plan.expect(subject, "VCPUs_at_startup");
        let reference = subject.reference();
        plan.call(calls::vm::set_vcpus_number_live(&reference, wanted.startup));
    }
    if wanted.cores != cores_of(subject) {
        let cores = wanted.cores.map(|cores| cores.to_string());
        PLATFORM.set(plan, subject, CORES, cores.as_deref())?;
        at_next_start(plan, subject);
    }
    Ok(())
}

/// How many processors a socket has; none where nobody has said so.
fn cores_of(subject: &Subject<'_>) -> Option<i64> {
    PLATFORM.get(subject, CORES)?.trim().parse().ok()
}
