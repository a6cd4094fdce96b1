//! The names of jobs. Nothing here knows what a job is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::list::all_jobs;

/// What a job is about. It is the folder that the job stands in, so that nobody has to say it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Area {
    /// A VM's life, its copies and where it runs.
    Vm,
    /// A VM's hardware, and how it starts.
    Settings,
    /// Hosts.
    Host,
    /// Snapshots that were taken.
    Snapshot,
    /// vApps.
    Appliance,
    /// Schedules of snapshots.
    Schedule,
    /// Disks and discs.
    Disk,
    /// Storage, and how hosts reach it.
    Storage,
    /// Networks.
    Network,
    /// A VM's network interfaces.
    NetworkInterface,
    /// Messages, and what a pool is to tell of.
    Message,
    /// What every object has: name, tags, folder, keys.
    Object,
    /// High availability.
    Availability,
    /// Connections to servers.
    Connection,
}

impl Area {
    /// By the path of a job's inputs, as the list of jobs has it.
    fn of_path(path: &str) -> Self {
        let mut parts = path.split("::").map(str::trim);
        match (parts.next(), parts.next()) {
            (Some("vm"), Some("settings")) => Self::Settings,
            (Some("vm"), _) => Self::Vm,
            (Some("host"), _) => Self::Host,
            (Some("snapshot"), _) => Self::Snapshot,
            (Some("appliance"), _) => Self::Appliance,
            (Some("schedule"), _) => Self::Schedule,
            (Some("availability"), _) => Self::Availability,
            (Some("vtpm" | "passthrough"), _) => Self::Settings,
            (Some("disk"), _) => Self::Disk,
            (Some("storage"), _) => Self::Storage,
            (Some("network"), _) => Self::Network,
            (Some("network_interface"), _) => Self::NetworkInterface,
            (Some("message"), _) => Self::Message,
            (Some("connection"), _) => Self::Connection,
            _ => Self::Object,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_about_what_its_folder_is_about() {
        for (job, area) in [
            (Job::Start, Area::Vm),
            (Job::SetMemory, Area::Settings),
            (Job::Evacuate, Area::Host),
            (Job::Revert, Area::Snapshot),
            (Job::CreateDisk, Area::Disk),
            (Job::PlugSr, Area::Storage),
            (Job::Rename, Area::Object),
            (Job::Disconnect, Area::Connection),
        ] {
            assert_eq!(job.area(), area, "{job:?}");
        }
        let interfaces = Job::ALL
            .iter()
            .filter(|job| job.area() == Area::NetworkInterface);
        assert!(interfaces.count() > 5);
    }
}

/// Makes of the list of jobs the enum of their names.
macro_rules! names {
    ($( $(#[doc = $doc:literal])* $name:ident = $inputs:path, )*) => {
        /// A job by its name; its words are `job.<name>` and what else begins with its name there.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, ts_rs::TS,
        )]
        #[serde(rename_all = "camelCase")]
        pub enum Job { $( $(#[doc = $doc])* $name, )* }

        impl Job {
            /// All jobs, in the order in which they are offered.
            pub const ALL: &[Job] = &[$( Job::$name, )*];

            /// What it is about: menus have a place of its own for each area.
            pub fn area(self) -> Area {
                Area::of_path(match self { $( Job::$name => stringify!($inputs), )* })
            }
        }
    };
}

all_jobs!(names);
