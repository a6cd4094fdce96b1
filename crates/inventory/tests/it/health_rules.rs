//! Each rule of health finds what it is about and nothing else: for each, what makes it find something in
//! the lab, and what is so like it that it must not.
//! Longer than the house's limit because it is one list of cases, some lines for each of many rules.

use std::collections::BTreeSet;

use inventory::{
    health::{self, Severity},
    view::{Cell, HealthRow, HealthSpec},
};
use xapi::{
    Bond, Certificate, CertificateType, Change, Class, DateTime, Host, HostMetrics,
    IpConfigurationMode, Message, Pbd, Pif, PifMetrics, Pool, RecordOf, Sr, Task, UpdateGuidance,
    Vbd, VbdType, Vdi, VdiType, Vif, Vm, VmGuestMetrics, VmMetrics, VmOperation, VmPowerState,
    Vmss,
};

use crate::pool::{Connected, gone, lab, put, tools, vm};

const DAY: i64 = 86_400;
/// When people look, in these tests.
const NOW: i64 = 1_000 * DAY;

/// The lab with something in it changed.
fn changed<T: RecordOf + Clone>(reference: &str, change: impl FnOnce(&mut T)) -> Change {
    let mut found = lab().into_iter().filter_map(|one| match one {
        Change::Apply(object) if object.reference.as_str() == reference => Some(object),
        _ => None,
    });
    let mut record = T::from_record(&found.next().unwrap().record)
        .unwrap()
        .clone();
    change(&mut record);
    put(reference, record)
}

fn spec() -> HealthSpec {
    HealthSpec {
        connection: None,
        object: None,
        least: Severity::Notice,
        put_off: false,
        filter: String::new(),
        meanings: Default::default(),
        toggled: BTreeSet::new(),
        offset: 0,
        rows: 1_000,
    }
}

/// What is found: rule, how bad, and the name of the object.
fn found(pool: &Connected) -> Vec<(String, Severity, String)> {
    let frame = pool.look(|info| health::frame(&[*info], &spec()));
    let finding = |row: HealthRow| match row {
        HealthRow::Finding {
            rule,
            severity,
            objects,
            ..
        } => Some((rule, severity, name(objects.first()))),
        HealthRow::Rule { .. } => None,
    };
    frame.rows.into_iter().filter_map(finding).collect()
}

fn name(cell: Option<&Cell>) -> String {
    match cell {
        Some(Cell::Link { text, .. } | Cell::Text { text }) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// What a rule finds once these changes have come, one by one.
struct Case {
    rule: &'static str,
    changes: Vec<Change>,
    expect: Vec<(Severity, &'static str)>,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(
        &mut self,
        rule: &'static str,
        changes: impl IntoIterator<Item = Change>,
        expect: &[(Severity, &'static str)],
    ) {
        self.0.push(Case {
            rule,
            changes: changes.into_iter().collect(),
            expect: expect.to_vec(),
        });
    }
}

/// What is not as a case expects.
fn check(case: Case) -> Option<String> {
    let rule = case.rule;
    let mut pool = Connected::with("a", lab());
    pool.now = NOW;
    for change in case.changes {
        pool.writer.apply([change]);
    }
    let found = found(&pool);
    let of_rule = found.iter().filter(|(id, ..)| id == rule);
    let of_rule: Vec<_> = of_rule
        .map(|(_, bad, name)| (*bad, name.as_str()))
        .collect();
    if of_rule != case.expect {
        let expect = case.expect;
        return Some(format!("{rule}: {expect:?} expected, of all: {found:?}"));
    }
    // What rules keep up with is what they find when everything is listed.
    let store = pool.writer.store();
    let world = store.read();
    let objects = world.objects().map(|object| (**object).clone());
    let listed = std::iter::once(Change::Init)
        .chain(objects.map(Change::InitApply))
        .chain([Change::InitDone]);
    let anew = Connected::with("a", listed);
    let is_same = *world == *anew.writer.store().read();
    (!is_same).then(|| format!("{rule}: another list finds something else"))
}

#[test]
fn rules_find_what_they_are_about_and_nothing_else() {
    let wrong: Vec<String> = all().0.into_iter().filter_map(check).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_rule_has_a_case_that_wakes_it_and_one_that_does_not() {
    let cases = all().0;
    let having = |finds: bool| -> BTreeSet<&str> {
        let cases = cases.iter().filter(|case| case.expect.is_empty() != finds);
        cases.map(|case| case.rule).collect()
    };
    let rules: BTreeSet<&str> = health::rule_ids().collect();
    assert!(rules.len() >= 40, "{}", rules.len());
    assert_eq!(having(true), rules);
    assert_eq!(having(false), rules);
}

fn all() -> Cases {
    let mut cases = Cases::default();
    let groups: [fn(&mut Cases); 13] = [
        hosts_that_are_down_or_out_of_service,
        hosts_whose_updates_are_not_finished,
        hosts_with_what_an_administrator_should_know,
        what_ends,
        high_availability,
        pools,
        storage,
        disks,
        networks_and_nics,
        guests,
        machines,
        snapshots_and_schedules,
        alarms,
    ];
    groups.into_iter().for_each(|group| group(&mut cases));
    cases
}

use Severity::{Broken, Degraded, Notice};

fn host(change: impl FnOnce(&mut Host)) -> Change {
    changed("h1", change)
}

fn pool(change: impl FnOnce(&mut Pool)) -> Change {
    changed("p", change)
}

fn sr(change: impl FnOnce(&mut Sr)) -> Change {
    changed("nfs", change)
}

fn web(change: impl FnOnce(&mut Vm)) -> Change {
    changed("web", change)
}

fn pif(change: impl FnOnce(&mut Pif)) -> Change {
    changed("pif1", change)
}

fn message(name: &str, class: &str, uuid: &str, at: i64) -> Change {
    put(
        &format!("{name} at {at}"),
        Message {
            name: name.into(),
            cls: class.into(),
            obj_uuid: uuid.into(),
            timestamp: DateTime::from_unix(at),
            ..Message::default()
        },
    )
}

fn down(host: &str) -> Change {
    put(
        &format!("metrics of {host}"),
        HostMetrics {
            memory_total: 64 << 30,
            ..HostMetrics::default()
        },
    )
}

fn map<K: From<&'static str> + Ord + Clone, V: From<&'static str> + Clone>(
    key: &'static str,
    value: &'static str,
) -> xapi::Map<K, V> {
    [(key.into(), value.into())].into_iter().collect()
}

fn hosts_that_are_down_or_out_of_service(cases: &mut Cases) {
    cases.add("host_down", [down("host-2")], &[(Broken, "host-2")]);
    cases.add(
        "host_down",
        [gone(Class::HostMetrics, "metrics of host-2")],
        &[],
    );
    cases.add("vm_on_dead_host", [down("host-1")], &[(Broken, "web-01")]);
    cases.add("vm_on_dead_host", [down("host-2")], &[]);
    let halted = || web(|vm| vm.power_state = VmPowerState::Halted);
    cases.add("vm_on_dead_host", [down("host-1"), halted()], &[]);
    let off = || host(|host| host.enabled = false);
    cases.add("host_disabled_warning", [off()], &[(Degraded, "host-1")]);
    cases.add("host_disabled_warning", [off(), down("host-1")], &[]);
    let maintenance = || {
        host(|host| {
            host.enabled = false;
            host.other_config = map("MAINTENANCE_MODE", "true");
        })
    };
    cases.add("host_disabled_warning", [maintenance()], &[]);
    cases.add("host_maintenance", [maintenance()], &[(Notice, "host-1")]);
    cases.add("host_maintenance", [off()], &[]);
}

fn hosts_whose_updates_are_not_finished(cases: &mut Cases) {
    let guidance =
        |guidance: UpdateGuidance| host(move |host| host.pending_guidances = vec![guidance].into());
    let reboot = || guidance(UpdateGuidance::RebootHost);
    let restart = || guidance(UpdateGuidance::RestartToolstack);
    cases.add("host_needs_reboot", [reboot()], &[(Degraded, "host-1")]);
    cases.add("host_needs_reboot", [restart()], &[]);
    cases.add("toolstack_restart", [restart()], &[(Notice, "host-1")]);
    cases.add("toolstack_restart", [reboot()], &[]);
    let patched = |started: &'static str| {
        host(move |host| {
            host.other_config = [
                ("rpm_patch_installation_time".into(), "2000.5".into()),
                ("boot_time".into(), started.into()),
            ]
            .into();
        })
    };
    cases.add(
        "host_needs_reboot",
        [patched("1000.")],
        &[(Degraded, "host-1")],
    );
    cases.add("host_needs_reboot", [patched("3000.")], &[]);
    let advised = |needed: bool| {
        host(move |host| {
            host.pending_guidances_recommended = vec![UpdateGuidance::RebootHost].into();
            if needed {
                host.pending_guidances = host.pending_guidances_recommended.clone();
            }
        })
    };
    cases.add(
        "host_reboot_advised",
        [advised(false)],
        &[(Notice, "host-1")],
    );
    cases.add("host_reboot_advised", [advised(true)], &[]);
    let version = |reference: &str, build: &'static str| {
        changed(reference, move |host: &mut Host| {
            host.software_version = map("build_number", build);
        })
    };
    let two = |build| [version("h1", "1"), version("h2", build)];
    cases.add("versions_apart", two("2"), &[(Degraded, "host-2")]);
    cases.add("versions_apart", two("1"), &[]);
    cases.add("versions_apart", [version("h2", "2")], &[]);
    let maker = |reference: &str, maker: &'static str| {
        changed(reference, move |host: &mut Host| {
            host.cpu_info = map("vendor", maker)
        })
    };
    let apart = [maker("h2", "AuthenticAMD"), maker("h1", "GenuineIntel")];
    cases.add("cpu_apart", apart, &[(Degraded, "host-2")]);
    cases.add("cpu_apart", [maker("h2", "AuthenticAMD")], &[]);
}

fn hosts_with_what_an_administrator_should_know(cases: &mut Cases) {
    let name = |reference: &str, name: &'static str| {
        changed(reference, move |host: &mut Host| {
            host.iscsi_iqn = name.into()
        })
    };
    let twins = [name("h1", "iqn.a"), name("h2", "iqn.a")];
    cases.add(
        "iscsi_name_twice",
        twins,
        &[(Degraded, "host-1"), (Degraded, "host-2")],
    );
    cases.add(
        "iscsi_name_twice",
        [name("h1", "iqn.a"), name("h2", "iqn.b")],
        &[],
    );
    let named = [name("h1", "iqn.a"), name("h2", "iqn.b")];
    cases.add("iscsi_name_missing", named, &[(Notice, "host-10")]);
    cases.add("iscsi_name_missing", [name("h1", "")], &[]);
    let checks = |pool_checks: bool| pool(move |pool| pool.tls_verification_enabled = pool_checks);
    let checking = |reference: &str| {
        changed(reference, |host: &mut Host| {
            host.tls_verification_enabled = true
        })
    };
    let one = [checking("h1"), checking("h10"), checks(true)];
    cases.add("tls_unchecked", one, &[(Degraded, "host-2")]);
    cases.add("tls_unchecked", [checking("h1"), checks(false)], &[]);
    cases.add(
        "tls_legacy",
        [host(|host| host.ssl_legacy = true)],
        &[(Notice, "host-1")],
    );
    cases.add("tls_legacy", [], &[]);
    let dump = || host(|host| host.crashdumps = vec!["dump".into()].into());
    cases.add("crash_dumps", [dump()], &[(Degraded, "host-1")]);
    cases.add("crash_dumps", [], &[]);
    let skew = |at| message("HOST_CLOCK_SKEW_DETECTED", "Host", "uuid-of-host-1", at);
    cases.add("clock_apart", [skew(NOW - 60)], &[(Degraded, "host-1")]);
    cases.add("clock_apart", [skew(NOW - 2 * DAY)], &[]);
    let fenced = |at| message("HA_HOST_WAS_FENCED", "Host", "uuid-of-host-1", at);
    cases.add("host_fenced", [fenced(NOW - 60)], &[(Degraded, "host-1")]);
    cases.add("host_fenced", [fenced(NOW - 2 * DAY)], &[]);
    let fault = || {
        message(
            "HOST_KERNEL_ENCOUNTERED_ERROR_MCE",
            "Host",
            "uuid-of-host-1",
            500,
        )
    };
    let started = |at: &'static str| host(move |host| host.other_config = map("boot_time", at));
    cases.add(
        "kernel_fault",
        [fault(), started("400.")],
        &[(Degraded, "host-1")],
    );
    cases.add("kernel_fault", [fault(), started("600.")], &[]);
    let paths =
        |paths: &'static str| host(move |host| host.other_config = map("mpath-boot", paths));
    cases.add("boot_path_lost", [paths("[1, 2]")], &[(Degraded, "host-1")]);
    cases.add("boot_path_lost", [paths("[0, 2]")], &[(Broken, "host-1")]);
    cases.add("boot_path_lost", [paths("[2, 2]")], &[]);
}

fn what_ends(cases: &mut Cases) {
    let certificate = |kind: CertificateType, host: &str, end: i64| {
        put(
            "c",
            Certificate {
                name: "authority".into(),
                r#type: kind,
                host: host.into(),
                not_after: DateTime::from_unix(end),
                ..Certificate::default()
            },
        )
    };
    let of_host = |end| [certificate(CertificateType::Host, "h1", end)];
    cases.add(
        "certificate_ends",
        of_host(NOW + 20 * DAY),
        &[(Notice, "host-1")],
    );
    cases.add(
        "certificate_ends",
        of_host(NOW + 2 * DAY),
        &[(Degraded, "host-1")],
    );
    cases.add("certificate_ends", of_host(NOW - 1), &[(Broken, "host-1")]);
    cases.add("certificate_ends", of_host(NOW + 60 * DAY), &[]);
    let of_pool = |end| [certificate(CertificateType::Ca, "", end)];
    cases.add(
        "certificate_ends",
        of_pool(NOW + 2 * DAY),
        &[(Degraded, "Lab")],
    );
    cases.add("certificate_ends", of_pool(NOW + 60 * DAY), &[]);
    let license = |end: &str| {
        let end = xapi::Text::from(end);
        host(move |host| host.license_params = [("expiry".into(), end)].into())
    };
    let soon = DateTime::from_unix(NOW + 2 * DAY).to_string();
    cases.add("license_ends", [license(&soon)], &[(Degraded, "host-1")]);
    cases.add("license_ends", [license("never")], &[]);
    cases.add("license_ends", [license("20990101T00:00:00Z")], &[]);
}

fn high_availability(cases: &mut Cases) {
    let ha = |change: fn(&mut Pool)| {
        pool(move |pool| {
            pool.ha_enabled = true;
            pool.ha_host_failures_to_tolerate = 2;
            pool.ha_plan_exists_for = 2;
            change(pool);
        })
    };
    let of_pool = |bad| [(bad, "Lab")];
    let over = || ha(|pool| pool.ha_overcommitted = true);
    cases.add("ha_overcommitted", [over()], &of_pool(Broken));
    cases.add("ha_overcommitted", [ha(|_| {})], &[]);
    let short = || ha(|pool| pool.ha_plan_exists_for = 1);
    cases.add("ha_plan_short", [short()], &of_pool(Broken));
    cases.add("ha_plan_short", [ha(|_| {})], &[]);
    cases.add(
        "ha_plan_short",
        [pool(|pool| pool.ha_host_failures_to_tolerate = 2)],
        &[],
    );
    let few = [ha(|_| {}), gone(Class::Host, "h10")];
    cases.add("ha_few_hosts", few, &of_pool(Notice));
    cases.add("ha_few_hosts", [ha(|_| {})], &[]);
    let statefile = || {
        put(
            "state",
            Vdi {
                sr: "nfs".into(),
                r#type: VdiType::HaStatefile,
                ..Vdi::default()
            },
        )
    };
    let with_state = || ha(|pool| pool.ha_statefiles = vec!["state".into()].into());
    let unplugged = || changed("pbd1", |pbd: &mut Pbd| pbd.currently_attached = false);
    let cut_off = [with_state(), statefile(), unplugged()];
    cases.add("ha_statefile_unplugged", cut_off, &of_pool(Broken));
    cases.add("ha_statefile_unplugged", [with_state(), statefile()], &[]);
    let addressed = |kept: bool| {
        pif(move |pif| {
            pif.management = false;
            pif.disallow_unplug = kept;
            pif.ip_configuration_mode = IpConfigurationMode::Static;
        })
    };
    cases.add(
        "unplug_allowed",
        [addressed(false), ha(|_| {})],
        &[(Notice, "host-1")],
    );
    cases.add("unplug_allowed", [addressed(true), ha(|_| {})], &[]);
    cases.add("unplug_allowed", [addressed(false)], &[]);
    let memory = |gib: i64| {
        put(
            "metrics of web-01",
            VmMetrics {
                memory_actual: gib << 30,
                ..VmMetrics::default()
            },
        )
    };
    let small = |gib: i64| {
        ["host-2", "host-10"].map(|host| {
            put(
                &format!("metrics of {host}"),
                HostMetrics {
                    live: true,
                    memory_total: gib << 30,
                    ..HostMetrics::default()
                },
            )
        })
    };
    let large = || small(16).into_iter().chain([memory(48)]);
    cases.add("no_room_for_failure", large(), &of_pool(Degraded));
    cases.add("no_room_for_failure", [memory(48)], &[]);
}

fn pools(cases: &mut Cases) {
    let of_pool = |bad| [(bad, "Lab")];
    let none = || pool(|pool| pool.default_sr = "".into());
    cases.add("no_default_sr", [none()], &of_pool(Degraded));
    cases.add("no_default_sr", [], &[]);
    cases.add(
        "default_sr_local",
        [sr(|sr| sr.shared = false)],
        &of_pool(Notice),
    );
    cases.add("default_sr_local", [], &[]);
    let upgrading = || pool(|pool| pool.other_config = map("rolling_upgrade_in_progress", "true"));
    cases.add("upgrade_unfinished", [upgrading()], &of_pool(Notice));
    cases.add("upgrade_unfinished", [], &[]);
    cases.add(
        "secrets_rotating",
        [pool(|pool| pool.is_psr_pending = true)],
        &of_pool(Notice),
    );
    cases.add("secrets_rotating", [], &[]);
    let synced = |days: i64, with_repository: bool| {
        pool(move |pool| {
            pool.last_update_sync = DateTime::from_unix(NOW - days * DAY);
            if with_repository {
                pool.repositories = vec!["r".into()].into();
            }
        })
    };
    cases.add("updates_old", [synced(100, true)], &of_pool(Notice));
    cases.add("updates_old", [synced(200, true)], &of_pool(Degraded));
    cases.add("updates_old", [synced(10, true)], &[]);
    cases.add("updates_old", [synced(200, false)], &[]);
    let failed = |at| message("FAILED_LOGIN_ATTEMPTS", "Pool", "uuid-of-pool", at);
    cases.add("logins_failed", [failed(NOW - 60)], &of_pool(Notice));
    cases.add("logins_failed", [failed(NOW - 2 * DAY)], &[]);
}

fn storage(cases: &mut Cases) {
    let unplugged = |pbd: &str| changed(pbd, |pbd: &mut Pbd| pbd.currently_attached = false);
    // The host and the storage tell the same: it is listed once.
    cases.add("pbd_unplugged", [unplugged("pbd1")], &[(Degraded, "NFS")]);
    cases.add("pbd_unplugged", [], &[]);
    let all = ["pbd1", "pbd2", "pbd10"].map(unplugged);
    cases.add("sr_unreachable", all, &[(Broken, "NFS")]);
    cases.add("sr_unreachable", [unplugged("pbd1")], &[]);
    cases.add(
        "sr_not_everywhere",
        [gone(Class::Pbd, "pbd2")],
        &[(Degraded, "NFS")],
    );
    let local = [sr(|sr| sr.shared = false), gone(Class::Pbd, "pbd2")];
    cases.add("sr_not_everywhere", local, &[]);
    let paths = |paths: &'static str| {
        changed("pbd1", move |pbd: &mut Pbd| {
            pbd.other_config = map("mpath-3600", paths)
        })
    };
    cases.add("path_lost", [paths("[1, 2]")], &[(Degraded, "NFS")]);
    cases.add("path_lost", [paths("[0, 2]")], &[(Broken, "NFS")]);
    cases.add("path_lost", [paths("[2, 2]")], &[]);
    cases.add("path_lost", [paths("no list")], &[]);
    let used = |used: i64| sr(move |sr| sr.physical_utilisation = used);
    cases.add("sr_almost_full", [used(960)], &[(Degraded, "NFS")]);
    cases.add("sr_almost_full", [used(999)], &[(Broken, "NFS")]);
    cases.add("sr_almost_full", [used(900)], &[]);
    let thin = |kind: &'static str| {
        sr(move |sr| {
            sr.virtual_allocation = 2_000;
            sr.r#type = kind.into();
        })
    };
    cases.add("sr_thin_beyond", [thin("nfs")], &[(Notice, "NFS")]);
    cases.add("sr_thin_beyond", [thin("lvmoiscsi")], &[]);
    let config =
        |key: &'static str, value: &'static str| sr(move |sr| sr.other_config = map(key, value));
    cases.add(
        "sr_cleaning_off",
        [config("gc", "false")],
        &[(Degraded, "NFS")],
    );
    cases.add(
        "sr_cleaning_off",
        [config("coalesce", "false")],
        &[(Degraded, "NFS")],
    );
    cases.add("sr_cleaning_off", [config("gc", "true")], &[]);
    let no_space = || sr(|sr| sr.sm_config = map("gc_no_space", "OpaqueRef:m"));
    cases.add("sr_no_room_to_coalesce", [no_space()], &[(Degraded, "NFS")]);
    cases.add("sr_no_room_to_coalesce", [], &[]);
    let stuck = |at| message("failed to unpause tapdisk", "SR", "uuid-of-nfs", at);
    cases.add("tapdisk_stuck", [stuck(NOW - 60)], &[(Broken, "NFS")]);
    cases.add("tapdisk_stuck", [stuck(NOW - 2 * DAY)], &[]);
}

fn layer(uuid: &str, below: &str, managed: bool) -> Change {
    let mut vdi = Vdi {
        uuid: uuid.into(),
        name_label: uuid.into(),
        sr: "nfs".into(),
        virtual_size: 500,
        managed,
        ..Vdi::default()
    };
    if !below.is_empty() {
        vdi.sm_config = [("vhd-parent".into(), below.into())].into();
    }
    put(uuid, vdi)
}

/// A disk upon so many layers, the highest first, so that each comes before what it stands on.
fn chain(depth: usize) -> Vec<Change> {
    let mut chain = vec![layer("leaf", &format!("l{depth}"), true)];
    for n in (1..=depth).rev() {
        let below = match n {
            1 => String::new(),
            _ => format!("l{}", n - 1),
        };
        chain.push(layer(&format!("l{n}"), &below, false));
    }
    chain
}

fn disks(cases: &mut Cases) {
    let missing = || changed("disk", |vdi: &mut Vdi| vdi.missing = true);
    let of_user = || changed("disk", |vdi: &mut Vdi| vdi.r#type = VdiType::User);
    cases.add("disk_gone", [missing()], &[(Broken, "web-01")]);
    cases.add("disk_gone", [], &[]);
    let unused = || gone(Class::Vbd, "vbd0");
    cases.add(
        "disk_lost",
        [missing(), unused()],
        &[(Degraded, "web-01 root")],
    );
    cases.add("disk_lost", [missing()], &[]);
    cases.add(
        "disk_unused",
        [of_user(), unused()],
        &[(Notice, "web-01 root")],
    );
    cases.add("disk_unused", [of_user()], &[]);
    cases.add(
        "disk_unused",
        [of_user(), unused(), sr(|sr| sr.content_type = "iso".into())],
        &[],
    );
    let held = |vm: &'static str| changed("vbd0", move |vbd: &mut Vbd| vbd.vm = vm.into());
    cases.add(
        "disk_attached_to_host",
        [held("dom0")],
        &[(Notice, "web-01 root")],
    );
    cases.add("disk_attached_to_host", [held("web")], &[]);
    cases.add("chain_deep", chain(25), &[(Degraded, "leaf")]);
    cases.add("chain_deep", chain(30), &[(Broken, "leaf")]);
    cases.add("chain_deep", chain(10), &[]);
    let cut = chain(25).into_iter().chain([gone(Class::Vdi, "l20")]);
    cases.add("chain_deep", cut, &[]);
    let broken = chain(3).into_iter().chain([gone(Class::Vdi, "l3")]);
    cases.add("chain_broken", broken, &[(Degraded, "leaf")]);
    cases.add("chain_broken", chain(3), &[]);
    cases.add("coalesce_waits", chain(2), &[(Notice, "l1")]);
    cases.add("coalesce_waits", chain(1), &[]);
    let two = chain(2).into_iter().chain([layer("other", "l1", true)]);
    cases.add("coalesce_waits", two, &[]);
}

fn networks_and_nics(cases: &mut Cases) {
    let link = |carrier: bool, speed: i64, duplex: bool| {
        put(
            "metrics of pif1",
            PifMetrics {
                carrier,
                speed,
                duplex,
                ..PifMetrics::default()
            },
        )
    };
    cases.add(
        "nic_without_link",
        [link(false, 0, true)],
        &[(Broken, "Pool-wide")],
    );
    cases.add("nic_without_link", [link(true, 1_000, true)], &[]);
    let physical = || pif(|pif| pif.physical = true);
    cases.add(
        "half_duplex",
        [physical(), link(true, 100, false)],
        &[(Notice, "host-1")],
    );
    cases.add("half_duplex", [physical(), link(true, 100, true)], &[]);
    cases.add("half_duplex", [physical(), link(false, 100, false)], &[]);
    let mtu = |mtu: i64| pif(move |pif| pif.mtu = mtu);
    cases.add("mtu_apart", [mtu(9_000)], &[(Notice, "Pool-wide")]);
    cases.add("mtu_apart", [mtu(1_500)], &[]);
    let idle = |mode: IpConfigurationMode| {
        pif(move |pif| {
            pif.currently_attached = false;
            pif.ip_configuration_mode = mode;
        })
    };
    cases.add(
        "nic_unplugged",
        [idle(IpConfigurationMode::Dhcp)],
        &[(Degraded, "host-1")],
    );
    cases.add("nic_unplugged", [idle(IpConfigurationMode::None)], &[]);
    // The lab has one NIC and three hosts.
    let second = || {
        let pif = Pif {
            host: "h2".into(),
            network: "net".into(),
            ..Pif::default()
        };
        put("pif2", pif)
    };
    cases.add(
        "network_not_everywhere",
        [second()],
        &[(Notice, "Pool-wide")],
    );
    cases.add(
        "network_not_everywhere",
        [second(), gone(Class::Host, "h10")],
        &[],
    );
    cases.add("network_not_everywhere", [], &[]);
    let bond = |up: i64| {
        put(
            "bond",
            Bond {
                master: "pif1".into(),
                slaves: vec!["s1".into(), "s2".into()].into(),
                links_up: up,
                ..Bond::default()
            },
        )
    };
    let of_bond = || pif(|pif| pif.bond_master_of = vec!["bond".into()].into());
    cases.add(
        "bond_degraded",
        [bond(1), of_bond()],
        &[(Degraded, "host-1")],
    );
    cases.add("bond_degraded", [of_bond(), bond(0)], &[(Broken, "host-1")]);
    cases.add("bond_degraded", [of_bond(), bond(2)], &[]);
    let slave = |name: &'static str, speed: i64| {
        let metrics = PifMetrics {
            carrier: true,
            speed,
            ..PifMetrics::default()
        };
        let pif = Pif {
            host: "h1".into(),
            device: name.into(),
            metrics: format!("metrics of {name}").into(),
            ..Pif::default()
        };
        [put(name, pif), put(&format!("metrics of {name}"), metrics)]
    };
    let speeds = |other: i64| {
        let bonded = [of_bond(), bond(2)].into_iter();
        bonded.chain(slave("s1", 1_000)).chain(slave("s2", other))
    };
    cases.add("bond_speeds", speeds(10_000), &[(Notice, "host-1")]);
    cases.add("bond_speeds", speeds(1_000), &[]);
}

fn guests(cases: &mut Cases) {
    let guest = |change: fn(&mut VmGuestMetrics)| {
        let mut guest = tools();
        change(&mut guest);
        put("guest of web-01", guest)
    };
    cases.add("tools_missing", [], &[(Notice, "old-tools")]);
    let rested = changed("old", |vm: &mut Vm| vm.power_state = VmPowerState::Halted);
    cases.add("tools_missing", [rested], &[]);
    let old = |up_to_date: bool| {
        let version = |guest: &mut VmGuestMetrics| guest.pv_drivers_version = map("major", "6");
        match up_to_date {
            true => guest(|guest| {
                guest.pv_drivers_up_to_date = true;
                guest.pv_drivers_version = map("major", "6");
            }),
            false => {
                let mut guest = tools();
                version(&mut guest);
                put("guest of web-01", guest)
            }
        }
    };
    cases.add("tools_old", [old(false)], &[(Notice, "web-01")]);
    cases.add("tools_old", [old(true)], &[]);
    let silent = || {
        guest(|guest| {
            guest.os_version = Default::default();
            guest.networks = Default::default();
        })
    };
    cases.add("tools_without_agent", [silent()], &[(Notice, "web-01")]);
    cases.add("tools_without_agent", [guest(|_| {})], &[]);
}

fn machines(cases: &mut Cases) {
    cases.add(
        "vm_needs_reboot",
        [web(|vm| vm.requires_reboot = true)],
        &[(Notice, "web-01")],
    );
    let restart = || web(|vm| vm.pending_guidances = vec![UpdateGuidance::RestartVm].into());
    cases.add("vm_needs_reboot", [restart()], &[(Notice, "web-01")]);
    cases.add("vm_needs_reboot", [], &[]);
    let paused = || web(|vm| vm.power_state = VmPowerState::Paused);
    cases.add("vm_paused", [paused()], &[(Notice, "web-01")]);
    cases.add("vm_paused", [], &[]);
    let task = |at: i64| {
        put(
            "task",
            Task {
                name_label: "Async.VM.start".into(),
                created: DateTime::from_unix(at),
                ..Task::default()
            },
        )
    };
    let busy = || web(|vm| vm.current_operations = [("task".into(), VmOperation::Start)].into());
    cases.add(
        "vm_stuck",
        [busy(), task(NOW - DAY)],
        &[(Degraded, "web-01")],
    );
    cases.add("vm_stuck", [busy(), task(NOW - 600)], &[]);
    cases.add("vm_stuck", [task(NOW - DAY)], &[]);
    let disc = |shared: bool| {
        let sr = Sr {
            name_label: "DVD".into(),
            shared,
            ..Sr::default()
        };
        let iso = Vdi {
            sr: "dvd".into(),
            managed: true,
            ..Vdi::default()
        };
        let drive = changed("vbd3", |vbd: &mut Vbd| {
            vbd.r#type = VbdType::Cd;
            vbd.vdi = "iso".into();
            vbd.empty = false;
        });
        [drive, put("iso", iso), put("dvd", sr)]
    };
    cases.add("local_disc", disc(false), &[(Notice, "web-01")]);
    cases.add("local_disc", disc(true), &[]);
    let twin = |network: &str, state: VmPowerState| {
        let vif = Vif {
            vm: "twin".into(),
            network: network.into(),
            mac: "52:54:00:AB:CD:EF".into(),
            ..Vif::default()
        };
        [
            put("vif of twin", vif),
            put("twin", vm("twin", state, "h2")),
        ]
    };
    let both = [(Degraded, "twin"), (Degraded, "web-01")];
    cases.add("mac_twice", twin("net", VmPowerState::Running), &both);
    cases.add("mac_twice", twin("net", VmPowerState::Halted), &[]);
    cases.add("mac_twice", twin("himn", VmPowerState::Running), &[]);
}

fn snapshots_and_schedules(cases: &mut Cases) {
    let aged = |days: i64, by_schedule: bool| {
        changed("snap", move |vm: &mut Vm| {
            vm.snapshot_time = DateTime::from_unix(NOW - days * DAY);
            vm.is_vmss_snapshot = by_schedule;
        })
    };
    let name = "before the upgrade";
    cases.add("snapshot_old", [aged(40, false)], &[(Notice, name)]);
    cases.add("snapshot_old", [aged(10, false)], &[]);
    cases.add("snapshot_old", [aged(40, true)], &[]);
    cases.add(
        "snapshot_of_nothing",
        [gone(Class::Vm, "web")],
        &[(Notice, name)],
    );
    cases.add("snapshot_of_nothing", [], &[]);
    let taken = |count: usize| {
        (0..count).map(|n| {
            let snapshot = Vm {
                is_a_template: true,
                is_a_snapshot: true,
                snapshot_of: "web".into(),
                ..vm(&format!("s{n}"), VmPowerState::Halted, "")
            };
            put(&format!("s{n}"), snapshot)
        })
    };
    // One is there already.
    cases.add("snapshots_many", taken(5), &[(Notice, "web-01")]);
    cases.add("snapshots_many", taken(4), &[]);
    let schedule = |enabled: bool| {
        put(
            "schedule",
            Vmss {
                name_label: "nightly".into(),
                enabled,
                vms: vec!["web".into()].into(),
                ..Vmss::default()
            },
        )
    };
    cases.add("schedule_off", [schedule(false)], &[(Notice, "nightly")]);
    cases.add("schedule_off", [schedule(true)], &[]);
}

fn alarms(cases: &mut Cases) {
    let alarm = |class: &str, uuid: &str, at| message("ALARM", class, uuid, at);
    let now = NOW - 60;
    cases.add(
        "alarm_raised",
        [alarm("VM", "uuid-of-web-01", now)],
        &[(Degraded, "web-01")],
    );
    cases.add(
        "alarm_raised",
        [alarm("Host", "uuid-of-host-1", now)],
        &[(Degraded, "host-1")],
    );
    cases.add(
        "alarm_raised",
        [alarm("SR", "uuid-of-nfs", now)],
        &[(Degraded, "NFS")],
    );
    cases.add(
        "alarm_raised",
        [alarm("Pool", "uuid-of-pool", now)],
        &[(Degraded, "Lab")],
    );
    let domain = alarm("VM", "uuid-of-Control domain", now);
    cases.add("alarm_raised", [domain], &[(Degraded, "host-10")]);
    cases.add(
        "alarm_raised",
        [alarm("VM", "uuid-of-web-01", NOW - DAY)],
        &[],
    );
    cases.add("alarm_raised", [alarm("VM", "uuid-of-nobody", now)], &[]);
}
