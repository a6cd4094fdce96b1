//! The ids that the window translates: every id that a projection or the engine can produce. A test
//! here compares them with the sources; a test of the window compares them with its translations.

/// `section.<id>`: headings on pages.
pub const SECTIONS: &[&str] = &[
    "compute",
    "guest",
    "guestBefore",
    "hardware",
    "identity",
    "memory",
    "network",
    "options",
    "state",
    "storage",
    "usage",
    "version",
];

/// `field.<id>`: lines on pages. Counts with a unit: `cpuSpeed` in MHz, `startDelay` in seconds.
pub const FIELDS: &[&str] = &[
    "address",
    "agentStart",
    "allocated",
    "apiVersion",
    "autoStart",
    "boot",
    "bootTime",
    "bridge",
    "build",
    "contentType",
    "coordinator",
    "coresPerSocket",
    "cpuCount",
    "cpuModel",
    "cpuSpeed",
    "defaultLocking",
    "defaultSr",
    "description",
    "domainType",
    "enabled",
    "firmware",
    "folder",
    "free",
    "ha",
    "haPriority",
    "haTolerance",
    "homeServer",
    "host",
    "hostname",
    "hosts",
    "hostsAttached",
    "installed",
    "ipv4",
    "ipv6",
    "iscsiIqn",
    "kernel",
    "kernelVersion",
    "license",
    "maintenance",
    "management",
    "memoryActual",
    "memoryDynamicMax",
    "memoryDynamicMin",
    "memoryStaticMax",
    "memoryUsed",
    "mtu",
    "multipathing",
    "name",
    "nic",
    "order",
    "os",
    "parent",
    "powerState",
    "product",
    "purpose",
    "runningVms",
    "shared",
    "size",
    "snapshotOf",
    "snapshotTime",
    "sockets",
    "srs",
    "startDelay",
    "started",
    "tags",
    "tools",
    "toolsVersion",
    "type",
    "used",
    "uuid",
    "vcpuUse",
    "vcpus",
    "vcpusMax",
    "vdis",
    "vlan",
    "vms",
    "withMemory",
    "xenVersion",
];

/// `field.<id>` as well: what only plans tell of. Counts with a unit: `shutdownDelay` in seconds.
pub const EFFECT_FIELDS: &[&str] = &[
    "attached",
    "bootable",
    "customFields",
    "disc",
    "disk",
    "kernelArguments",
    "lockingMode",
    "mac",
    "memoryStaticMin",
    "mode",
    "network",
    "otherConfig",
    "putOff",
    "platform",
    "position",
    "protectedFromDeletion",
    "protectedFromShutdown",
    "rateLimit",
    "shutdownDelay",
    "sr",
    "vcpuWeight",
    "xenstoreData",
];

/// `jobField.<id>`, or `jobField.<job>.<id>`: what has to be said with jobs.
pub const FORM_FIELDS: &[&str] = &[
    "addresses",
    "arguments",
    "before",
    "bootable",
    "by",
    "copies",
    "coresPerSocket",
    "days",
    "deletion",
    "description",
    "disc",
    "disk",
    "disks",
    "dynamicMax",
    "dynamicMin",
    "entry",
    "field",
    "firmware",
    "folder",
    "haPriority",
    "host",
    "install",
    "key",
    "locking",
    "mac",
    "map",
    "memory",
    "mode",
    "name",
    "network",
    "networkConfig",
    "networks",
    "on",
    "order",
    "position",
    "rate",
    "readOnly",
    "reason",
    "shutdown",
    "shutdownDelay",
    "size",
    "snapshots",
    "sr",
    "start",
    "startDelay",
    "staticMax",
    "tag",
    "tags",
    "template",
    "userData",
    "value",
    "vcpus",
    "vcpusMax",
    "weight",
];

/// `column.<id>`: headings of lists. Counts with a unit: `speed` in Mbit/s. `uptime` holds the moment
/// it began.
pub const COLUMNS: &[&str] = &[
    "about",
    "address",
    "attached",
    "body",
    "bootable",
    "bridge",
    "carrier",
    "cpu",
    "created",
    "description",
    "device",
    "host",
    "hosts",
    "kind",
    "mac",
    "management",
    "memory",
    "mode",
    "mode4",
    "mtu",
    "name",
    "network",
    "nic",
    "os",
    "parent",
    "pool",
    "priority",
    "shared",
    "size",
    "speed",
    "sr",
    "status",
    "subject",
    "tags",
    "target",
    "time",
    "type",
    "uptime",
    "used",
    "vcpus",
    "version",
    "vlan",
    "vm",
    "vms",
];

/// `term.<term>`: words of ours inside values, and the headings of the tree.
pub const TERMS: &[&str] = &[
    "bios",
    "bondActiveBackup",
    "bondBalanceSlb",
    "bondLacp",
    "bootCd",
    "bootDisk",
    "bootNetwork",
    "breadthFirst",
    "cbtMetadata",
    "cd",
    "certificateCa",
    "certificateHost",
    "certificateHostInternal",
    "certificatePinned",
    "crashdump",
    "customTemplate",
    "daily",
    "defaultTemplate",
    "depthFirst",
    "dhcp",
    "disabled",
    "disk",
    "diskAndMemory",
    "diskOnly",
    "diskQuiesced",
    "emptyDrive",
    "ephemeral",
    "floppy",
    "fromDisc",
    "fromDisk",
    "fromNetwork",
    "fromTemplate",
    "haBestEffort",
    "haNone",
    "haRestart",
    "haStatefile",
    "hosts",
    "hourly",
    "hvm",
    "linkDown",
    "linkUp",
    "locked",
    "metadata",
    "networkDefault",
    "networks",
    "otherConfig",
    "platform",
    "pv",
    "pvInPvh",
    "pvh",
    "pvsCache",
    "redoLog",
    "ro",
    "rrd",
    "rw",
    "severity1",
    "severity2",
    "severity3",
    "severity4",
    "severity5",
    "snapshot",
    "snapshots",
    "static",
    "storage",
    "suspendImage",
    "system",
    "templates",
    "toolsInstalled",
    "toolsMissing",
    "uefi",
    "uefiSecure",
    "unlocked",
    "user",
    "virtualMachine",
    "vms",
    "weekly",
    "xenstoreData",
];

/// `problem.<code>` of ours, with the names of the values it may have; the server's
/// own codes are in capitals.
pub const PROBLEMS: &[(&str, &[&str])] = &[
    // Of connections and of the program itself; the engine makes them.
    ("already_connected", &["address"]),
    ("bad_address", &["address", "reason"]),
    ("bad_request", &["command"]),
    ("cancelled", &[]),
    ("cannot_save", &[]),
    ("certificate_changed", &[]),
    ("connection_gone", &[]),
    ("console_closed", &[]),
    ("console_failed", &[]),
    ("console_none", &[]),
    ("console_unreachable", &[]),
    ("cut_reply", &[]),
    ("duplicate_connection", &[]),
    ("emergency_mode", &[]),
    ("file_set_aside", &["file"]),
    ("internal", &["why"]),
    ("keyring_locked", &["why"]),
    ("keyring_refused", &["why"]),
    ("logged_out", &[]),
    ("no_disk_space", &[]),
    ("no_keyring", &[]),
    ("no_such_object", &[]),
    ("not_live", &[]),
    ("not_xapi", &["address", "reason"]),
    ("other", &["code"]),
    ("read_only", &[]),
    ("refused", &[]),
    ("still_booting", &[]),
    ("task_unknown", &[]),
    ("timed_out", &[]),
    ("unreachable", &["address"]),
    ("untrusted_certificate", &[]),
    ("wrong_password", &[]),
    // Why a job cannot run.
    ("already_there", &[]),
    ("blocked", &["why"]),
    ("cloud_init_too_long", &["most"]),
    ("confidence_forgotten", &[]),
    ("config_drive_there", &["disk"]),
    ("default_template", &[]),
    ("disk_after_snapshot", &[]),
    ("disk_sharable", &[]),
    ("disk_used_by", &["vm"]),
    ("disk_wanted", &[]),
    ("host_disabled", &[]),
    ("host_lives", &["host"]),
    ("in_appliance", &["appliance"]),
    ("in_schedule", &["schedule"]),
    ("is_control_domain", &[]),
    ("is_snapshot", &[]),
    ("is_template", &[]),
    ("name_missing", &[]),
    ("needs_tools", &[]),
    ("network_config_no_version", &[]),
    ("network_config_no_yaml", &["line"]),
    ("network_unseen", &["network"]),
    ("no_later_snapshots", &[]),
    ("no_management_network", &[]),
    ("no_other_host", &[]),
    ("no_tags", &[]),
    ("no_script", &[]),
    ("not_allowed_now", &[]),
    ("not_enough_memory", &["needed", "available"]),
    ("not_supported", &[]),
    ("not_through_xo", &[]),
    ("op_in_progress", &["operation"]),
    ("other_pool", &[]),
    ("role_lacks", &["role", "least", "permission"]),
    ("snapshot_left", &[]),
    ("snapshot_of_none", &[]),
    ("snapshot_with_memory", &[]),
    ("storage_unseen", &["sr"]),
    ("tag_missing", &[]),
    ("tag_not_there", &["tag"]),
    ("tag_there", &["tag"]),
    ("target_disabled", &[]),
    ("target_down", &[]),
    ("template_without_disks", &[]),
    ("wrong_power_state", &["needed", "actual"]),
    ("already_active", &[]),
    ("disk_in_use", &["vm"]),
    ("disk_shared", &[]),
    ("needs_drivers", &[]),
    ("no_disc", &[]),
    ("no_way_to_sr", &[]),
    ("hosts_down", &[]),
    ("no_disk", &[]),
    ("no_drive_for_discs", &[]),
    ("no_position", &[]),
    ("not_active", &[]),
    ("not_attached", &[]),
    ("not_unpluggable", &[]),
    ("sr_full", &["sr", "needed", "available"]),
    ("sr_takes_no_disks", &["sr"]),
    ("already_plugged", &[]),
    ("not_plugged", &[]),
    ("still_plugged", &[]),
    ("too_many_interfaces", &["most"]),
    ("user_data_header", &[]),
    ("user_data_missing", &[]),
    ("user_data_no_mapping", &[]),
    ("user_data_no_yaml", &["line"]),
    ("no_templates", &[]),
    // Why what was said will not do.
    ("disk_missing", &[]),
    ("network_missing", &[]),
    ("only_for_one", &[]),
    ("template_missing", &[]),
    ("too_many_copies", &["most"]),
    ("mac_malformed", &["mac"]),
    ("mac_of_many", &["mac"]),
    ("not_an_address", &["address"]),
    ("disk_read_only", &[]),
    ("disk_shrinks", &["size"]),
    ("disk_size", &["least", "most"]),
    ("position_taken", &["position"]),
    ("sr_missing", &[]),
    ("boot_order_empty", &[]),
    ("cores_do_not_divide", &["cores", "max"]),
    ("folder_malformed", &[]),
    ("key_missing", &[]),
    ("reason_missing", &[]),
    ("key_not_there", &["key"]),
    ("memory_order", &[]),
    ("negative", &[]),
    ("no_firmware", &[]),
    ("no_keys", &[]),
    ("not_paravirtual", &[]),
    ("nothing_changes", &[]),
    ("pool_starts_none", &[]),
    ("vcpus_order", &["vcpus", "max"]),
    ("weight_range", &["max"]),
    // What is odd about what was said.
    ("locked_without_addresses", &[]),
    ("mac_taken", &["mac", "vm"]),
    ("sr_overcommitted", &["sr", "needed", "available"]),
    ("without_disc", &[]),
    ("without_network", &[]),
    // What is unhealthy.
    ("alarm_cpu", &["name", "value", "level"]),
    ("alarm_disk", &["name", "value", "level"]),
    ("alarm_filesystem", &["name", "value", "level"]),
    ("alarm_memory", &["name", "value", "level"]),
    ("alarm_network", &["name", "value", "level"]),
    ("alarm_other", &["name", "what", "value"]),
    ("alarm_raised", &["name"]),
    ("alarm_storage", &["name", "value", "level"]),
    ("bond_degraded", &["name", "nics", "up", "links"]),
    ("bond_speeds", &["name", "nics"]),
    ("boot_path_lost", &["name", "left", "paths"]),
    ("certificate_ends", &["name", "date"]),
    ("chain_broken", &["name", "sr"]),
    ("chain_deep", &["name", "sr", "depth", "most"]),
    ("clock_apart", &["name"]),
    ("coalesce_waits", &["name", "sr"]),
    ("cpu_apart", &["name", "vendor", "other"]),
    ("crash_dumps", &["name"]),
    ("default_sr_local", &["name", "sr"]),
    ("disk_attached_to_host", &["name", "sr"]),
    ("disk_gone", &["vm", "disk"]),
    ("disk_lost", &["name", "sr"]),
    ("disk_unused", &["name", "sr"]),
    ("ha_few_hosts", &[]),
    ("ha_overcommitted", &["tolerate", "plan"]),
    ("ha_plan_short", &["tolerate", "plan"]),
    ("ha_statefile_unplugged", &["sr", "count"]),
    ("half_duplex", &["name", "nic"]),
    ("host_disabled_warning", &["name"]),
    ("host_down", &["name"]),
    ("host_fenced", &["name"]),
    ("host_maintenance", &["name"]),
    ("host_needs_reboot", &["name"]),
    ("host_reboot_advised", &["name"]),
    ("iscsi_name_missing", &["name"]),
    ("iscsi_name_twice", &["name", "iqn", "other"]),
    ("kernel_fault", &["name", "kind"]),
    ("license_ends", &["name", "date"]),
    ("local_disc", &["name", "disc"]),
    ("logins_failed", &[]),
    ("mac_twice", &["name", "mac", "other"]),
    ("more_unwell", &["count"]),
    ("mtu_apart", &["name", "nic", "host", "mtu", "wanted"]),
    ("network_not_everywhere", &["name", "count"]),
    ("nic_unplugged", &["name", "nic", "network"]),
    ("nic_without_link", &["nic", "host", "network"]),
    ("no_default_sr", &[]),
    ("no_room_for_failure", &[]),
    ("odd_record", &["field"]),
    ("path_lost", &["host", "sr", "left", "paths"]),
    ("pbd_unplugged", &["host", "sr"]),
    ("schedule_off", &["name"]),
    ("secrets_rotating", &[]),
    ("snapshot_of_nothing", &["name"]),
    ("snapshot_old", &["name", "vm", "days"]),
    ("snapshots_many", &["name", "count"]),
    ("sr_almost_full", &["name", "percent"]),
    ("sr_cleaning_off", &["name"]),
    ("sr_no_room_to_coalesce", &["name"]),
    ("sr_not_everywhere", &["name", "count"]),
    ("sr_thin_beyond", &["name", "percent"]),
    ("sr_unreachable", &["name"]),
    ("tapdisk_stuck", &["name"]),
    ("tls_legacy", &["name"]),
    ("tls_unchecked", &["name"]),
    ("tools_missing", &["name"]),
    ("tools_old", &["name", "version"]),
    ("tools_without_agent", &["name"]),
    ("toolstack_restart", &["name"]),
    ("unplug_allowed", &["name", "nic"]),
    ("updates_old", &["days"]),
    ("upgrade_unfinished", &[]),
    ("versions_apart", &["name", "version", "other"]),
    ("vm_needs_reboot", &["name"]),
    ("vm_on_dead_host", &["name", "host"]),
    ("vm_paused", &["name"]),
    ("vm_stuck", &["name", "task"]),
    // Of filters.
    ("query_group_open", &["text"]),
    ("query_name_unknown", &["text"]),
    ("query_no_flag", &["text"]),
    ("query_no_number", &["text"]),
    ("query_no_order", &["text"]),
    ("query_no_share", &["text"]),
    ("query_no_size", &["text"]),
    ("query_no_span", &["text"]),
    ("query_no_time", &["text"]),
    ("query_operand_missing", &["text"]),
    ("query_quote_open", &["text"]),
    ("query_too_long", &["text"]),
    ("query_value_missing", &["text"]),
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn sources(folder: &Path, to: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, to);
            } else if path.file_name().is_some_and(|name| name != "words.rs") {
                let text = fs::read_to_string(&path).unwrap();
                // Tests may name what does not exist.
                to.push_str(text.split("#[cfg(test)]\nmod tests").next().unwrap());
            }
        }
    }

    /// The first argument of each of these calls, where it is written out.
    fn called(calls: &[&str]) -> BTreeSet<String> {
        let mut text = String::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut text,
        );
        let mut found = BTreeSet::new();
        for call in calls {
            for rest in text.split(call).skip(1) {
                let rest = rest.trim_start().strip_prefix('"');
                found.extend(
                    rest.and_then(|rest| rest.split('"').next())
                        .map(str::to_owned),
                );
            }
        }
        found
    }

    #[track_caller]
    fn check(listed: &[&str], produced: impl IntoIterator<Item = String>) {
        let listed: BTreeSet<String> = listed.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(listed, produced.into_iter().collect());
    }

    #[test]
    fn pages_say_what_is_listed() {
        let ids = |ids: Vec<&'static str>| ids.into_iter().map(str::to_owned);
        let classes = || crate::objects::CLASSES.iter();
        check(
            SECTIONS,
            classes().flat_map(|class| ids((class.sections)())),
        );
        check(FIELDS, classes().flat_map(|class| ids((class.labels)())));
    }

    #[test]
    fn plans_and_forms_say_what_is_listed() {
        let known =
            |lists: &[&[&str]], id: &String| lists.iter().any(|list| list.contains(&id.as_str()));
        let mut told = called(&["plan.change("]);
        told.retain(|id| !known(&[FIELDS, EFFECT_FIELDS], id));
        assert_eq!(told, BTreeSet::new());
        let mut asked = called(&["FormField::required("]);
        assert!(asked.len() > 5);
        asked.retain(|id| !known(&[FORM_FIELDS], id));
        assert_eq!(asked, BTreeSet::new());
    }

    #[test]
    fn lists_have_the_columns_listed() {
        check(COLUMNS, crate::table::column_ids().map(str::to_owned));
    }

    #[test]
    fn values_use_the_words_listed() {
        let groups = crate::tree::group_terms().map(str::to_owned);
        let said = called(&["Cell::term(", "Term("]);
        check(TERMS, said.into_iter().chain(groups));
    }

    #[test]
    fn problems_are_listed() {
        let listed: BTreeSet<String> = PROBLEMS
            .iter()
            .map(|(code, _)| (*code).to_owned())
            .collect();
        assert_eq!(listed.len(), PROBLEMS.len());
        let made = called(&["Problem::new(", "Fault::new("]);
        assert!(made.len() > 20);
        assert_eq!(
            made.difference(&listed).collect::<Vec<_>>(),
            Vec::<&String>::new()
        );
    }
}
