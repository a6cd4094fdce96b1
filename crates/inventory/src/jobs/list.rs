//! The list of all jobs, in the order in which they are offered: each with the type that is its inputs.

/// Hands the list to another macro.
macro_rules! all_jobs {
    ($apply:ident) => {
        $apply! {
            /// Start a halted VM.
            Start = vm::start::Start,
            /// Resume a suspended VM.
            Resume = vm::resume::Resume,
            /// Let a paused VM go on.
            Unpause = vm::unpause::Unpause,
            /// Ask the guest to shut down.
            CleanShutdown = vm::clean_shutdown::CleanShutdown,
            /// Ask the guest to reboot.
            CleanReboot = vm::clean_reboot::CleanReboot,
            /// Suspend a running VM to disk.
            Suspend = vm::suspend::Suspend,
            /// Freeze a running VM in memory.
            Pause = vm::pause::Pause,
            /// Stop a VM without asking its guest.
            HardShutdown = vm::hard_shutdown::HardShutdown,
            /// Reset a VM without asking its guest.
            HardReboot = vm::hard_reboot::HardReboot,
            /// Move a running VM to another host of its pool.
            Migrate = vm::migrate::Migrate,
            /// Keep the state of a VM's disks, to come back to.
            Snapshot = vm::snapshot::Snapshot,
            /// Keep the state of a running VM's disks and of its memory, to come back to.
            Checkpoint = vm::checkpoint::Checkpoint,
            /// Make another VM like a halted one, or a template like another.
            Clone = vm::clone::Clone,
            /// Give an object another name.
            Rename = object::rename::Rename,
            /// Give an object another description.
            Describe = object::describe::Describe,
            /// Put one more tag on an object.
            AddTag = object::add_tag::AddTag,
            /// Take a tag off an object.
            RemoveTag = object::remove_tag::RemoveTag,
            /// Connect to a server.
            Connect = connection::connect::Connect,
            /// Try now to reach a server that was lost.
            TryNow = connection::try_now::TryNow,
            /// Show this way to a pool rather than the one that is shown.
            PreferWay = connection::prefer_way::PreferWay,
            /// Log out of a server.
            Disconnect = connection::disconnect::Disconnect,
            /// Let nothing be changed through a connection.
            ForbidChanges = connection::forbid_changes::ForbidChanges,
            /// Let things be changed through a connection.
            AllowChanges = connection::allow_changes::AllowChanges,
            /// Forget a server, its password and its certificates.
            RemoveServer = connection::remove_server::RemoveServer,
        }
    };
}
pub(crate) use all_jobs;
