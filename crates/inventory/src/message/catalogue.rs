//! The messages that are known by their names: how grave each is, and whether it is an alert at all.
//!
//! The name comes before the number that the message carries: several scripts of the servers write numbers
//! that are off, and what is merely told as an event (a VM was started) is no alert at any number.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::Message;

use super::sentence;

/// What a message is to whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MessageKind {
    /// Something is wrong.
    Alert,
    /// Something that was wrong is well again.
    Improvement,
    /// Something was done, as asked for.
    Activity,
}

/// What a message means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// What it is.
    pub kind: MessageKind,
    /// How much it matters: 1 is a loss of data, 5 is only told. Of a message that is not known by its
    /// name, what the message says, which may be anything.
    pub severity: i64,
}

/// Something is well again, in the servers' numbers.
const BETTER: i64 = 4;
/// It is only told.
const TOLD: i64 = 5;

/// Alerts by the gravity that they have, by name.
const ALERTS: &[(i64, &[&str])] = &[
    (
        1,
        &[
            "HOST_SERVER_CERTIFICATE_EXPIRED",
            "HOST_INTERNAL_CERTIFICATE_EXPIRED",
            "POOL_CA_CERTIFICATE_EXPIRED",
            "POOL_PINNED_CERTIFICATE_EXPIRED",
            // A disk of a VM stands still until somebody comes.
            "failed to unpause tapdisk",
        ],
    ),
    (
        2,
        &[
            "HA_STATEFILE_LOST",
            "HA_PROTECTED_VM_RESTART_FAILED",
            "EXTAUTH_INIT_IN_HOST_FAILED",
            "EXTAUTH_IN_POOL_IS_NON_HOMOGENEOUS",
            "CLUSTER_QUORUM_APPROACHING_LOST",
            "CLUSTER_HOST_FENCING",
            "HOST_SERVER_CERTIFICATE_EXPIRING_07",
            "HOST_INTERNAL_CERTIFICATE_EXPIRING_07",
            "POOL_CA_CERTIFICATE_EXPIRING_07",
            "POOL_PINNED_CERTIFICATE_EXPIRING_07",
            "HOST_KERNEL_ENCOUNTERED_ERROR_MCE",
            "HOST_KERNEL_ENCOUNTERED_ERROR_BAD_PAGE",
            "HOST_KERNEL_ENCOUNTERED_ERROR_BUG",
            "XAPI_STARTUP_BLOCKED_AS_VERSION_HIGHER_THAN_COORDINATOR",
            "LICENSE_EXPIRED",
            "VM_CRASHED",
            "POST_ATTACH_SCAN_FAILED",
            "sr_does_not_support_hardlinks",
        ],
    ),
    (
        3,
        &[
            "HA_HOST_FAILED",
            "HA_HOST_WAS_FENCED",
            "HA_HEARTBEAT_APPROACHING_TIMEOUT",
            "HA_STATEFILE_APPROACHING_TIMEOUT",
            "HA_XAPI_HEALTHCHECK_APPROACHING_TIMEOUT",
            "HA_NETWORK_BONDING_ERROR",
            "HA_POOL_OVERCOMMITTED",
            "HA_POOL_DROP_IN_PLAN_EXISTS_FOR",
            "METADATA_LUN_BROKEN",
            "IP_CONFIGURED_PIF_CAN_UNPLUG",
            "HOST_CLOCK_SKEW_DETECTED",
            "HOST_CLOCK_WENT_BACKWARDS",
            "PBD_PLUG_FAILED_ON_SERVER_START",
            "MULTIPATH_PERIODIC_ALERT",
            "BOND_STATUS_CHANGED",
            "VMSS_SNAPSHOT_LOCK_FAILED",
            "VMSS_SNAPSHOT_FAILED",
            "VMSS_SNAPSHOT_MISSED_EVENT",
            "VMSS_LICENSE_ERROR",
            "VMSS_XAPI_LOGON_FAILURE",
            "VDI_CBT_METADATA_INCONSISTENT",
            "VDI_CBT_SNAPSHOT_FAILED",
            "VDI_CBT_RESIZE_FAILED",
            "HOST_CPU_FEATURES_DOWN",
            "POOL_CPU_FEATURES_DOWN",
            "CLUSTER_HOST_LEAVING",
            "CLUSTER_HOST_ENABLE_FAILED",
            "POOL_MASTER_TRANSITION",
            "HOST_SERVER_CERTIFICATE_EXPIRING_30",
            "HOST_INTERNAL_CERTIFICATE_EXPIRING_30",
            "POOL_CA_CERTIFICATE_EXPIRING_30",
            "POOL_PINNED_CERTIFICATE_EXPIRING_30",
            "HOST_SERVER_CERTIFICATE_EXPIRING_14",
            "HOST_INTERNAL_CERTIFICATE_EXPIRING_14",
            "POOL_CA_CERTIFICATE_EXPIRING_14",
            "POOL_PINNED_CERTIFICATE_EXPIRING_14",
            "FAILED_LOGIN_ATTEMPTS",
            "HOST_KERNEL_ENCOUNTERED_WARNING_WARN",
            "HOST_KERNEL_ENCOUNTERED_WARNING_SOFT_LOCKUP",
            "TLS_VERIFICATION_EMERGENCY_DISABLED",
            "PERIODIC_UPDATE_SYNC_FAILED",
            "ALL_RUNNING_VMS_IN_ANTI_AFFINITY_GRP_ON_SINGLE_HOST",
            "SM_GC_NO_SPACE",
            "LICENSE_EXPIRES_SOON",
            "VM_SECURE_BOOT_FAILED",
            "No space left in local cache",
            "DISK_IMAGES_IGNORED",
        ],
    ),
];

/// What says that something is well again.
const IMPROVEMENTS: &[&str] = &[
    "METADATA_LUN_HEALTHY",
    "HOST_CPU_FEATURES_UP",
    "POOL_CPU_FEATURES_UP",
    "CLUSTER_HOST_JOINING",
    "LICENSE_SERVER_CONNECTED",
];

/// What was done, as somebody asked.
const ACTIVITIES: &[&str] = &[
    "VM_STARTED",
    "VM_SHUTDOWN",
    "VM_REBOOTED",
    "VM_SUSPENDED",
    "VM_RESUMED",
    "VM_PAUSED",
    "VM_UNPAUSED",
    "VM_MIGRATED",
    "VM_CLONED",
    "VM_COPIED",
    "VM_CREATED",
    "VM_DELETED",
    "VM_IMPORTED",
    "VM_PROVISIONED",
    "VM_SNAPSHOTTED",
    "VM_CHECKPOINTED",
    "VM_SNAPSHOT_REVERTED",
    "VMSS_SNAPSHOT_SUCCEEDED",
    "LEAF_COALESCE_START_MESSAGE",
    "LEAF_COALESCE_COMPLETED",
    "POOLDECK_TEST_MAIL",
];

/// What a message means.
pub(crate) fn meaning(message: &Message) -> Meaning {
    let name = message.name.as_str();
    let of = |kind, severity| Meaning { kind, severity };
    if ACTIVITIES.contains(&name) {
        return of(MessageKind::Activity, TOLD);
    }
    // Of two kinds one name stands for the loss and for its end.
    if IMPROVEMENTS.contains(&name) || sentence::is_repair(message) {
        return of(MessageKind::Improvement, BETTER);
    }
    let known = ALERTS.iter().find(|(_, names)| names.contains(&name));
    Meaning {
        // Its number says how grave the one who set the alarm thought it to be; so it does of one that we do
        // not know.
        severity: known.map_or(message.priority, |(severity, _)| *severity),
        kind: match known.is_none() && message.priority == TOLD {
            true => MessageKind::Activity,
            false => MessageKind::Alert,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_before_the_number_that_the_message_carries() {
        let check = |name: &str, priority: i64, body: &str, kind: MessageKind, severity: i64| {
            let message = Message {
                name: name.into(),
                body: body.into(),
                priority,
                ..Message::default()
            };
            assert_eq!(meaning(&message), Meaning { kind, severity }, "{name}");
        };
        let (alert, improvement, activity) = (
            MessageKind::Alert,
            MessageKind::Improvement,
            MessageKind::Activity,
        );
        check("failed to unpause tapdisk", 4, "", alert, 1);
        check("HA_STATEFILE_LOST", 5, "", alert, 2);
        check("VM_MIGRATED", 3, "", activity, 5);
        check("METADATA_LUN_HEALTHY", 3, "", improvement, 4);
        let bond = "The status of the eth0+eth1 bond changed: ";
        check(
            "BOND_STATUS_CHANGED",
            3,
            &format!("{bond}1/2 up (was 2/2)"),
            alert,
            3,
        );
        check(
            "BOND_STATUS_CHANGED",
            3,
            &format!("{bond}2/2 up (was 1/2)"),
            improvement,
            4,
        );
        // Set by whoever set the alarm.
        check("ALARM", 2, "", alert, 2);
        // Not known.
        check("MOON_ROSE_EARLY", 3, "", alert, 3);
        check("MOON_ROSE_EARLY", 5, "", activity, 5);
        check("MOON_ROSE_EARLY", 0, "", alert, 0);
    }

    #[test]
    fn each_is_known_once() {
        let alerts = ALERTS.iter().flat_map(|(_, names)| *names);
        let mut all: Vec<&str> = alerts
            .chain(IMPROVEMENTS)
            .chain(ACTIVITIES)
            .copied()
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
