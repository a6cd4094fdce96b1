use inventory::{
    ActionState, Job, ObjectKey,
    jobs::{JobRequest, Refusal, actions, affected, check, plan},
    view::Status,
};
use serde_json::json;
use xapi::{Class, Host, Permissions, Vm, VmOperation, VmPowerState};

use crate::pool::{Connected, lab, look_at, put, tools, vm};

/// `ok`, or the reason: its code, then its values.
fn answer(pool: &Connected, job: Job, reference: &str) -> String {
    let key = pool.key(Class::Vm, reference);
    pool.look(|info| sentence(&check(info, job, &key).err()))
}

fn sentence(refusal: &Option<Refusal>) -> String {
    refusal
        .as_ref()
        .map_or("ok".to_owned(), |Refusal { problem, .. }| {
            std::iter::once(&problem.code)
                .chain(problem.params.values())
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        })
}

#[test]
fn power_states_say_what_they_need() {
    let pool = Connected::with("a", lab());
    let check = |job: Job, reference: &str, expect: &str| {
        assert_eq!(answer(&pool, job, reference), expect, "{job:?}")
    };
    check(Job::Start, "db", "ok");
    check(Job::Start, "web", "wrong_power_state running halted");
    check(Job::CleanShutdown, "web", "ok");
    check(Job::CleanShutdown, "db", "wrong_power_state halted running");
    check(
        Job::HardShutdown,
        "db",
        "wrong_power_state halted running, paused, suspended",
    );
    check(Job::HardShutdown, "été", "ok");
    check(Job::Resume, "été", "ok");
    check(Job::Unpause, "été", "wrong_power_state suspended paused");
}

#[test]
fn a_role_is_told_what_it_lacks() {
    let mut pool = Connected::with("a", lab());
    pool.permissions = Some(Permissions::of([
        "vm.start",
        "vm.add_to_other_config/key:folder",
        "vm.remove_from_other_config/key:folder",
    ]));
    let check = |job: Job, reference: &str, expect: &str| {
        assert_eq!(answer(&pool, job, reference), expect, "{job:?}")
    };
    check(Job::Start, "db", "ok");
    check(
        Job::Rename,
        "db",
        "role_lacks vm-admin VM.set_name_label read-only",
    );
    check(
        Job::HardShutdown,
        "web",
        "role_lacks vm-operator VM.hard_shutdown read-only",
    );
    // What can be done to some keys only is seen once the calls are known.
    check(Job::SetFolder, "db", "ok");
    check(Job::SetKey, "db", "ok");
    let key = pool.key(Class::Vm, "db");
    let planned = |job: Job, inputs| {
        let request = JobRequest::new(job, inputs).unwrap();
        pool.look(|info| sentence(&plan(info, &request, &key).err()))
    };
    assert_eq!(planned(Job::SetFolder, json!({ "folder": "/prod" })), "ok");
    assert_eq!(
        planned(
            Job::SetKey,
            json!({ "map": "otherConfig", "key": "color", "value": "blue" })
        ),
        "role_lacks vm-admin VM.add_to_other_config read-only"
    );
}

#[test]
fn what_can_never_be_is_said_first() {
    let pool = Connected::with("a", lab());
    let check = |job: Job, reference: &str, expect: &str| {
        assert_eq!(answer(&pool, job, reference), expect, "{job:?}")
    };
    check(Job::CleanShutdown, "mine", "is_template");
    check(Job::Start, "snap", "is_snapshot");
    check(Job::HardShutdown, "dom0", "is_control_domain");
    check(Job::Start, "nobody", "no_such_object");
    let host = pool.key(Class::Host, "h1");
    let refused = pool.look(|info| inventory::jobs::check(info, Job::Start, &host));
    assert_eq!(sentence(&refused.err()), "bad_request");
}

#[test]
fn a_guest_without_tools_cannot_do_its_part() {
    let mut pool = Connected::with("a", lab());
    assert_eq!(answer(&pool, Job::CleanShutdown, "old"), "needs_tools");
    assert_eq!(answer(&pool, Job::Suspend, "old"), "needs_tools");
    assert_eq!(answer(&pool, Job::HardShutdown, "old"), "ok");
    assert_eq!(answer(&pool, Job::Pause, "old"), "ok");
    // A paravirtual one needs none.
    let pv = Vm {
        domain_type: xapi::DomainType::Pv,
        ..vm("old-tools", VmPowerState::Running, "h10")
    };
    pool.writer.apply([put("old", pv)]);
    assert_eq!(answer(&pool, Job::CleanShutdown, "old"), "ok");
    // Before 7.4, the boot policy tells.
    for (policy, expect) in [("", "ok"), ("BIOS order", "needs_tools")] {
        let old = Vm {
            domain_type: Default::default(),
            hvm_boot_policy: policy.into(),
            ..vm("old-tools", VmPowerState::Running, "h10")
        };
        pool.writer.apply([put("old", old)]);
        assert_eq!(answer(&pool, Job::CleanShutdown, "old"), expect);
    }
    pool.writer.apply([
        put("old", vm("old-tools", VmPowerState::Running, "h10")),
        put("guest of old-tools", tools()),
    ]);
    assert_eq!(answer(&pool, Job::CleanShutdown, "old"), "ok");
}

#[test]
fn an_operation_under_way_excludes_others() {
    let mut pool = Connected::with("a", lab());
    let check = |pool: &mut Connected, under_way: VmOperation, job: Job, expect: &str| {
        let busy = Vm {
            current_operations: [("t".into(), under_way)].into(),
            allowed_operations: vec![VmOperation::HardShutdown, VmOperation::HardReboot].into(),
            ..vm("web-01", VmPowerState::Running, "h1")
        };
        pool.writer.apply([put("web", busy)]);
        assert_eq!(answer(pool, job, "web"), expect);
    };
    check(
        &mut pool,
        VmOperation::CleanShutdown,
        Job::Suspend,
        "op_in_progress clean_shutdown",
    );
    check(
        &mut pool,
        VmOperation::CleanShutdown,
        Job::HardShutdown,
        "ok",
    );
    check(
        &mut pool,
        VmOperation::HardShutdown,
        Job::HardShutdown,
        "op_in_progress hard_shutdown",
    );
    check(
        &mut pool,
        VmOperation::HardShutdown,
        Job::HardReboot,
        "op_in_progress hard_shutdown",
    );
    check(&mut pool, VmOperation::PoolMigrate, Job::HardReboot, "ok");
}

#[test]
fn blocked_disabled_and_unexplained() {
    let mut pool = Connected::with("a", lab());
    let blocked = Vm {
        blocked_operations: [(VmOperation::Start, "the auditors have it".into())].into(),
        ..vm("db-02", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("db", blocked)]);
    assert_eq!(
        answer(&pool, Job::Start, "db"),
        "blocked the auditors have it"
    );
    let unexplained = Vm {
        allowed_operations: vec![VmOperation::Destroy].into(),
        ..vm("db-02", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("db", unexplained)]);
    assert_eq!(answer(&pool, Job::Start, "db"), "not_allowed_now");
    // A server that lists nothing leaves it to the rules.
    let silent = Vm {
        allowed_operations: vec![].into(),
        ..vm("db-02", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("db", silent)]);
    assert_eq!(answer(&pool, Job::Start, "db"), "ok");
    for host in ["h1", "h2", "h10"] {
        pool.writer.apply([put(host, Host::default())]);
    }
    assert_eq!(answer(&pool, Job::Start, "db"), "host_disabled");
}

#[test]
fn nothing_runs_on_what_may_be_old() {
    let mut pool = Connected::with("a", lab());
    pool.status = Status::Stale;
    assert_eq!(answer(&pool, Job::Start, "db"), "not_live");
    let states = offered(&pool, &["db"]);
    assert_eq!(states.len(), of_machines().len());
    assert!(
        states
            .iter()
            .all(|state| state.applies_to == 0 && sentence(&state.refusal) == "not_live")
    );
}

#[test]
fn nothing_runs_where_nothing_is_to_be_changed() {
    let mut pool = Connected::with("a", lab());
    pool.read_only = true;
    assert_eq!(answer(&pool, Job::Start, "db"), "read_only");
    let states = offered(&pool, &["db", "web"]);
    assert!(
        states
            .iter()
            .all(|state| state.applies_to == 0 && sentence(&state.refusal) == "read_only")
    );
    pool.status = Status::Stale;
    assert_eq!(answer(&pool, Job::Start, "db"), "read_only");
}

/// The jobs that are for snapshots alone.
const OF_SNAPSHOTS: &[Job] = &[
    Job::Revert,
    Job::NewVmFromSnapshot,
    Job::NewTemplateFromSnapshot,
    Job::DeleteSnapshot,
    Job::DeleteSnapshotBranch,
];

const OF_HOSTS: &[Job] = &[
    Job::Evacuate,
    Job::PutBack,
    Job::RebootHost,
    Job::ShutDownHost,
    Job::PowerOnHost,
    Job::RestartToolstack,
];

const OF_STORAGE: &[Job] = &[
    Job::PlugSr,
    Job::ScanSr,
    Job::SetDefaultSr,
    Job::DetachSr,
    Job::ForgetSr,
    Job::DestroySr,
];

/// The jobs that are for VMs proper.
fn of_machines() -> Vec<Job> {
    let mut all = Job::ALL.to_vec();
    let of_disks = Job::ResizeDisk..=Job::DeleteDisk;
    let of_interfaces = Job::MoveInterface..=Job::RemoveInterface;
    let of_groups = [
        Job::StartAppliance..=Job::ArrangeAppliance,
        Job::DeleteAppliance..=Job::DisableSchedule,
        Job::DeleteSchedule..=Job::DeleteSchedule,
        Job::RemoveGpu..=Job::RemoveGpu,
        Job::UnplugUsb..=Job::ForbidUsb,
        Job::DismissMessages..=Job::DismissOldMessages,
        Job::SetMail..=Job::DisableHa,
    ];
    let of_parts = |job: &Job| {
        of_disks.contains(job)
            || of_interfaces.contains(job)
            || of_groups.iter().any(|jobs| jobs.contains(job))
    };
    all.retain(|job| *job <= Job::RemoveTag && *job != Job::CreateVm && !of_parts(job));
    all.retain(|job| !OF_SNAPSHOTS.contains(job) && *job != Job::ConvertToVm);
    all.retain(|job| *job != Job::ImportVm);
    all.retain(|job| !(Job::CreateSr..=Job::DeleteNetwork).contains(job));
    all.retain(|job| !OF_HOSTS.contains(job) && *job != Job::ReturnTo);
    all
}

fn offered(pool: &Connected, vms: &[&str]) -> Vec<ActionState> {
    let keys: Vec<_> = vms.iter().map(|vm| pool.key(Class::Vm, vm)).collect();
    pool.look(|info| actions(std::slice::from_ref(info), &keys))
}

#[track_caller]
fn check_likely(pool: &Connected, vms: &[&str], expect: &[Job]) {
    let states = offered(pool, vms);
    assert_eq!(
        states.iter().map(|state| state.job).collect::<Vec<_>>(),
        of_machines()
    );
    let likely: Vec<Job> = states
        .iter()
        .filter(|state| state.likely)
        .map(|state| state.job)
        .collect();
    assert_eq!(likely, expect);
}

#[test]
fn the_likeliest_actions_come_as_buttons() {
    let mut pool = Connected::with("a", lab());
    pool.writer
        .apply([put("p", vm("paused", VmPowerState::Paused, "h1"))]);
    check_likely(&pool, &["db"], &[Job::Start]);
    check_likely(
        &pool,
        &["web"],
        &[Job::CleanShutdown, Job::CleanReboot, Job::Suspend],
    );
    check_likely(
        &pool,
        &["old"],
        &[Job::CleanShutdown, Job::HardShutdown, Job::HardReboot],
    );
    check_likely(&pool, &["été"], &[Job::Resume, Job::HardShutdown]);
    check_likely(&pool, &["p"], &[Job::Unpause, Job::HardShutdown]);
    check_likely(
        &pool,
        &["db", "web"],
        &[Job::Start, Job::CleanShutdown, Job::CleanReboot],
    );
}

#[test]
fn a_selection_counts_those_it_can_be_done_to() {
    let pool = Connected::with("a", lab());
    let states = offered(&pool, &["db", "lost", "web", "mine"]);
    let state = |job: Job| states.iter().find(|state| state.job == job).unwrap();
    assert_eq!(
        (state(Job::Start).applies_to, &state(Job::Start).refusal),
        (2, &None)
    );
    assert_eq!(state(Job::CleanShutdown).applies_to, 1);
    assert_eq!(state(Job::Resume).applies_to, 0);
    assert_eq!(
        sentence(&state(Job::Resume).refusal),
        "wrong_power_state halted suspended"
    );
    assert!(state(Job::HardReboot).destructive && !state(Job::CleanReboot).destructive);
    assert!(state(Job::HardReboot).confirms && state(Job::CleanReboot).confirms);
    assert_eq!(offered(&pool, &["dom0", "nobody"]), vec![]);
}

#[track_caller]
fn check_jobs(pool: &Connected, key: &ObjectKey, expect: &[Job]) {
    let states = pool.look(|info| actions(std::slice::from_ref(info), std::slice::from_ref(key)));
    let jobs: Vec<Job> = states.iter().map(|state| state.job).collect();
    assert_eq!(jobs, expect, "{key:?}");
}

#[test]
fn each_kind_has_its_jobs() {
    let notes = [
        Job::Rename,
        Job::Describe,
        Job::SetFolder,
        Job::SetCustomField,
        Job::SetKey,
        Job::RemoveKey,
        Job::AddTag,
        Job::RemoveTag,
    ];
    let hardware = [
        Job::SetProcessors,
        Job::SetPriority,
        Job::SetMemory,
        Job::SetBootOrder,
        Job::SetFirmware,
        Job::SetKernelArguments,
    ];
    let starts = [Job::SetHomeServer, Job::SetProtection];
    let parts = [Job::CreateDisk, Job::AttachDisk, Job::AddInterface];
    let pool = Connected::with("a", lab());
    check_jobs(&pool, &pool.key(Class::Vm, "web"), &of_machines());
    let copies = [
        Job::CreateVm,
        Job::Clone,
        Job::Copy,
        Job::ExportVm,
        Job::ConvertToVm,
        Job::DeleteVm,
    ];
    let template = [&copies[..], &hardware[..], &starts, &parts, &notes].concat();
    check_jobs(&pool, &pool.key(Class::Vm, "mine"), &template);
    let snapshot = [&[Job::Copy, Job::ExportVm], OF_SNAPSHOTS, &notes[..]].concat();
    check_jobs(&pool, &pool.key(Class::Vm, "snap"), &snapshot);
    let of_storage = [
        &[Job::ImportVm, Job::CreateDisk, Job::ImportDisk],
        OF_STORAGE,
        &[Job::SetAlarms],
        &notes[..],
    ]
    .concat();
    check_jobs(&pool, &pool.key(Class::Sr, "nfs"), &of_storage);
    let of_a_host = [
        &[Job::CreateVm, Job::ImportVm][..],
        &[Job::ImportDisk, Job::UploadDisc, Job::SetAlarms],
        OF_HOSTS,
        &notes[..],
    ]
    .concat();
    check_jobs(&pool, &pool.key(Class::Host, "h1"), &of_a_host);
    let of_a_network = [&[Job::DeleteNetwork], &notes[..]].concat();
    check_jobs(&pool, &pool.key(Class::Network, "net"), &of_a_network);
    let of_a_pool: Vec<Job> = [
        &[Job::CreateVm, Job::ImportVm, Job::SetAutoStart][..],
        &[Job::CreateAppliance, Job::CreateSchedule],
        &[Job::ImportDisk, Job::UploadDisc],
        &[
            Job::CreateSr,
            Job::CreateNetwork,
            Job::DismissOldMessages,
            Job::SetMail,
            Job::TestMail,
            Job::EnableHa,
            Job::SetHaTolerance,
            Job::DisableHa,
        ][..],
        &notes[..],
        &[Job::Disconnect, Job::ForbidChanges, Job::RemoveServer],
    ]
    .concat();
    check_jobs(&pool, &pool.key(Class::Pool, "p"), &of_a_pool);
    check_jobs(
        &pool,
        &ObjectKey::of_connection(&pool.id),
        &[&of_a_pool[3..5], &of_a_pool[15 + notes.len()..]].concat(),
    );
    let mut told = Connected::with("a", lab());
    told.writer.apply([put("told", xapi::Message::default())]);
    let message = told.key(Class::Message, "told");
    check_jobs(&told, &message, &[Job::DismissMessages]);
    check_jobs(&pool, &pool.key(Class::Vm, "dom0"), &[]);
    check_jobs(&pool, &pool.key(Class::Console, "c1"), &[]);
}

#[test]
fn what_a_job_would_be_done_to_is_told_with_its_pool_and_its_host() {
    let lab = [
        Connected::with("a", lab()),
        Connected::with("b", self::lab()),
    ];
    let [a, b] = &lab;
    let keys = [
        a.key(Class::Vm, "web"),
        a.key(Class::Vm, "db"),
        b.key(Class::Vm, "old"),
        b.key(Class::Vm, "nobody"),
    ];
    let told = look_at(&lab, |infos| affected(infos, Job::CleanShutdown, &keys));
    let lines: Vec<String> = told
        .iter()
        .map(|one| {
            let host = one.host.as_deref().unwrap_or("-");
            let pool = (&one.object.connection, &one.pool);
            format!("{} {} {host}: {}", pool.0, pool.1, sentence(&one.refusal))
        })
        .collect();
    assert_eq!(
        lines,
        [
            "a Lab host-1: ok",
            "a Lab -: wrong_power_state halted running",
            "b Lab host-10: needs_tools",
        ]
    );
    assert_eq!(told[0].name, "web-01");
}

#[test]
fn of_a_mixed_selection_the_buttons_are_what_most_of_it_wants() {
    let mut pool = Connected::with("a", lab());
    for name in ["r1", "r2", "r3"] {
        pool.writer.apply([
            put(name, vm(name, VmPowerState::Running, "h1")),
            put(&format!("guest of {name}"), tools()),
        ]);
    }
    let likely = |vms: &[&str]| -> Vec<Job> {
        let keys: Vec<ObjectKey> = vms.iter().map(|vm| pool.key(Class::Vm, vm)).collect();
        let states = pool.look(|info| actions(std::slice::from_ref(info), &keys));
        let buttons = states.into_iter().filter(|state| state.likely);
        buttons.map(|state| state.job).collect()
    };
    let running = [Job::CleanShutdown, Job::CleanReboot, Job::Suspend];
    assert_eq!(likely(&["r1"]), running);
    assert_eq!(likely(&["db"]), [Job::Start]);
    // One that is halted and one that is suspended come before them in the order of jobs.
    assert_eq!(likely(&["db", "été", "r1", "r2", "r3"]), running);
    assert_eq!(
        likely(&["db", "lost", "r1"]),
        [Job::Start, Job::CleanShutdown, Job::CleanReboot]
    );
}
