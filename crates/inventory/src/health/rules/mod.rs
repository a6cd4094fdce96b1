//! The rules: one file for each, and a line in the list. Where findings are listed, those of the same gravity
//! stand in the order of this list.

macro_rules! rules {
    ($($module:ident :: $rule:ident),* $(,)?) => {
        /// All rules.
        pub(super) static RULES: &[AnyRule] = &[$(AnyRule::of::<$module::$rule>()),*];
    };
}

mod alarm;
mod bond_degraded;
mod bond_speeds;
mod boot_path_lost;
mod certificate_ends;
mod chain_broken;
mod chain_deep;
mod clock_apart;
mod coalesce_waits;
mod cpu_apart;
mod crash_dumps;
mod default_sr_local;
mod disk_attached_to_host;
mod disk_gone;
mod disk_lost;
mod disk_unused;
mod ha_few_hosts;
mod ha_overcommitted;
mod ha_plan_short;
mod ha_statefile_unplugged;
mod half_duplex;
mod host_disabled;
mod host_down;
mod host_fenced;
mod host_maintenance;
mod host_needs_reboot;
mod host_reboot_advised;
mod iscsi_name_missing;
mod iscsi_name_twice;
mod kernel_fault;
mod license_ends;
mod local_disc;
mod logins_failed;
mod mac_twice;
mod messages;
mod mtu_apart;
mod network_not_everywhere;
mod nic_unplugged;
mod nic_without_link;
mod no_default_sr;
mod no_room_for_failure;
mod path_lost;
mod pbd_unplugged;
mod schedule_off;
mod secrets_rotating;
mod snapshot_of_nothing;
mod snapshot_old;
mod snapshots_many;
mod sr_almost_full;
mod sr_cleaning_off;
mod sr_no_room_to_coalesce;
mod sr_not_everywhere;
mod sr_thin_beyond;
mod sr_unreachable;
mod tapdisk_stuck;
mod tls_legacy;
mod tls_unchecked;
mod tools_missing;
mod tools_old;
mod tools_without_agent;
mod toolstack_restart;
mod unplug_allowed;
mod updates_old;
mod upgrade_unfinished;
mod versions_apart;
mod vm_needs_reboot;
mod vm_on_dead_host;
mod vm_paused;
mod vm_stuck;
mod wakes;

use super::rule::AnyRule;

rules! {
    host_down::HostDown,
    vm_on_dead_host::VmOnDeadHost,
    ha_overcommitted::HaOvercommitted,
    ha_plan_short::HaPlanShort,
    ha_statefile_unplugged::HaStatefileUnplugged,
    sr_unreachable::SrUnreachable,
    disk_gone::DiskGone,
    disk_lost::DiskLost,
    tapdisk_stuck::TapdiskStuck,
    pbd_unplugged::OfSr,
    pbd_unplugged::OfHost,
    path_lost::OfSr,
    path_lost::OfHost,
    boot_path_lost::BootPathLost,
    sr_almost_full::SrAlmostFull,
    sr_no_room_to_coalesce::SrNoRoomToCoalesce,
    sr_not_everywhere::SrNotEverywhere,
    sr_cleaning_off::SrCleaningOff,
    chain_broken::ChainBroken,
    chain_deep::ChainDeep,
    nic_without_link::NicWithoutLink,
    bond_degraded::BondDegraded,
    nic_unplugged::NicUnplugged,
    certificate_ends::OfHost,
    certificate_ends::OfPool,
    license_ends::LicenseEnds,
    clock_apart::ClockApart,
    kernel_fault::KernelFault,
    host_fenced::HostFenced,
    crash_dumps::CrashDumps,
    host_disabled::HostDisabled,
    host_needs_reboot::HostNeedsReboot,
    versions_apart::VersionsApart,
    cpu_apart::CpuApart,
    no_room_for_failure::NoRoomForFailure,
    no_default_sr::NoDefaultSr,
    iscsi_name_twice::IscsiNameTwice,
    tls_unchecked::TlsUnchecked,
    mac_twice::MacTwice,
    vm_stuck::VmStuck,
    alarm::OfVm,
    alarm::OfHost,
    alarm::OfSr,
    alarm::OfPool,
    updates_old::UpdatesOld,
    logins_failed::LoginsFailed,
    upgrade_unfinished::UpgradeUnfinished,
    secrets_rotating::SecretsRotating,
    host_maintenance::HostMaintenance,
    host_reboot_advised::HostRebootAdvised,
    toolstack_restart::ToolstackRestart,
    iscsi_name_missing::IscsiNameMissing,
    tls_legacy::TlsLegacy,
    ha_few_hosts::HaFewHosts,
    unplug_allowed::UnplugAllowed,
    default_sr_local::DefaultSrLocal,
    network_not_everywhere::NetworkNotEverywhere,
    mtu_apart::MtuApart,
    bond_speeds::BondSpeeds,
    half_duplex::HalfDuplex,
    sr_thin_beyond::SrThinBeyond,
    coalesce_waits::CoalesceWaits,
    disk_attached_to_host::DiskAttachedToHost,
    disk_unused::DiskUnused,
    vm_needs_reboot::VmNeedsReboot,
    vm_paused::VmPaused,
    tools_missing::ToolsMissing,
    tools_old::ToolsOld,
    tools_without_agent::ToolsWithoutAgent,
    local_disc::LocalDisc,
    snapshot_of_nothing::SnapshotOfNothing,
    snapshot_old::SnapshotOld,
    snapshots_many::SnapshotsMany,
    schedule_off::ScheduleOff,
}

/// The names of all rules, each once, in the order in which their findings are listed.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let named = RULES.iter().enumerate();
    let is_first = |(place, rule): &(usize, &AnyRule)| {
        let mut earlier = RULES.iter().take(*place);
        !earlier.any(|one| one.id == rule.id)
    };
    named.filter(is_first).map(|(_, rule)| rule.id)
}
