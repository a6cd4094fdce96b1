//! What will be different once a plan is done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DiskFormat;
use crate::{
    key::{ConnectionId, ObjectKey},
    problem::Problem,
    view::Cell,
};

/// Something that will be different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Effect {
    /// A value of an object changes.
    Change {
        /// The object.
        object: ObjectKey,
        /// What of it: `field.<id>`.
        field: String,
        /// The value now.
        before: Cell,
        /// The value then.
        after: Cell,
    },
    /// A value of another object than the subject changes.
    ChangeOther {
        /// The object.
        object: ObjectKey,
        /// Its name.
        name: String,
        /// What of it: `field.<id>`.
        field: String,
        /// The value now.
        before: Cell,
        /// The value then.
        after: Cell,
    },
    /// An object comes to be.
    Create {
        /// Its class by its wire name.
        class: String,
        /// Its name.
        name: String,
    },
    /// An object comes to be in another pool than the subject's.
    CreateIn {
        /// Its class by its wire name.
        class: String,
        /// Its name.
        name: String,
        /// The pool.
        pool: Cell,
    },
    /// Those who use an object are cut off.
    Interrupt {
        /// The object.
        object: ObjectKey,
        /// For how long.
        until: Until,
    },
    /// What a guest has not yet written to its disks is lost.
    LoseUnsaved {
        /// The VM.
        object: ObjectKey,
    },
    /// If a guest does not shut down by itself, it is stopped, and what it has not written is lost.
    MayLoseUnsaved {
        /// The VM.
        object: ObjectKey,
    },
    /// If a guest does not shut down or reboot by itself in a time that one has set, that is done by force, and
    /// what it has not written is lost.
    ByForceAfter {
        /// The VM.
        object: ObjectKey,
        /// How long it is given.
        minutes: u32,
        /// Until when it is away: what tells a shutdown from a reboot.
        until: Until,
    },
    /// A VM is taken for halted, which may run all the same.
    MayStillRun {
        /// The VM.
        object: ObjectKey,
    },
    /// The memory that a VM was suspended with is lost.
    LoseSuspended {
        /// The VM.
        object: ObjectKey,
    },
    /// An object is deleted.
    Remove {
        /// The object.
        object: ObjectKey,
        /// Its name.
        name: String,
        /// How large the disk is that it is, if it is one.
        size: Cell,
        /// How much its storage gets back.
        freed: Cell,
    },
    /// What changes of a VM that runs takes effect when it starts next.
    AtNextStart {
        /// The VM.
        object: ObjectKey,
    },
    /// Something about it is odd, though it can be done.
    Odd {
        /// What.
        problem: Problem,
    },
    /// What lies where something new is made is lost: it is no object of a pool.
    LoseFound {
        /// What it is called.
        name: String,
    },
    /// An object stays, though what it belongs to goes.
    Keep {
        /// The object.
        object: ObjectKey,
        /// Its name.
        name: String,
        /// Why.
        why: Problem,
    },
    /// A VM goes back to what it was: what was written to its disks since is lost.
    GoBack {
        /// The VM; the subject is the snapshot.
        object: ObjectKey,
        /// The VM's name.
        name: String,
        /// To when, Unix time in seconds.
        unix: i64,
        /// Whether it is stopped for that, and those who use it are cut off.
        cuts_off: bool,
    },
    /// A file of this computer is written.
    WriteFile {
        /// Its whole path.
        file: String,
        /// Whether it may take the place of one that is there.
        replaces: bool,
        /// The most that is written, where nothing is packed.
        most: Cell,
    },
    /// A file of this computer is read.
    ReadFile {
        /// Its whole path.
        file: String,
        /// Its format.
        format: DiskFormat,
        /// The size of the disk in it.
        size: Cell,
    },
    /// What a disk holds is lost from its beginning on: a file takes its place, as far as that goes.
    Overwrite {
        /// The disk.
        object: ObjectKey,
        /// Its name.
        name: String,
        /// How much of it.
        size: Cell,
    },
    /// What this program keeps of a server is forgotten: password, certificates, what it last saw.
    Forget {
        /// The server.
        connection: ConnectionId,
    },
}

/// When an interruption ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Until {
    /// When it is started again.
    Started,
    /// When it has come up again, by itself.
    Rebooted,
    /// When it is resumed.
    Resumed,
    /// When it is unpaused.
    Unpaused,
}
