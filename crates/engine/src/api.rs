//! What the window may ask of the engine and what it is told: the types, and the one list of
//! commands. TypeScript is generated from both (`cargo xtask bindings`).

use std::sync::Arc;

use inventory::{
    ActionState, ConnectionId, Job, ObjectKey, Problem,
    view::{
        AlertsFrame, AlertsSpec, HealthFrame, HealthSpec, Page, Status, TableFrame, TableSpec,
        TreeFrame, TreeSpec,
    },
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod changes;
mod metrics;
mod tasks;
mod xe;
mod xo_servers;

pub use changes::{Author, ChangeView, ChangesFrame, ChangesSpec};
pub use metrics::{MetricsRange, MetricsSpec};
pub use tasks::{
    HistoryPlace, StepState, TaskHistory, TaskRequest, TaskState, TaskStep, TaskView, TransferView,
};
pub use xe::{XeCompletion, XeCompletions, XeOutput, XePiece, XeState};
pub use xo_servers::{NewXoServer, XoServerStatus, XoServerView};

use crate::secret::Secret;

/// What a person says a server is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ServerKind {
    /// A pool or a lone host; which of their protocols it speaks is found by asking.
    #[default]
    Pool,
    /// A Xen Orchestra.
    Xo,
}

/// What a connection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionKind {
    /// A pool or a lone host.
    #[default]
    Pool,
    /// A Xen Orchestra. It holds no objects; those behind it do.
    Xo,
    /// A pool behind a Xen Orchestra. It comes and goes with that one, and by itself.
    XoPool,
}

/// Where a connection's password is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeepPassword {
    /// In the platform's keyring.
    #[default]
    Keyring,
    /// Nowhere: asked for at each start.
    Ask,
    /// Nowhere either: a token that the server made for this installation is kept in the platform's
    /// keyring instead. For Xen Orchestra only.
    Token,
}

/// A server to add.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewConnection {
    /// What it is.
    #[serde(default)]
    pub kind: ServerKind,
    /// A host name or address, with or without `https://`, `http://` and a port.
    pub address: String,
    /// The user's name.
    pub user: String,
    /// The password.
    pub password: Secret,
    /// The one-time password, where the user has that set up. For Xen Orchestra only.
    #[serde(default)]
    pub otp: Option<Secret>,
    /// Where to keep it.
    pub keep: KeepPassword,
    /// Whether nothing may be changed through it.
    #[serde(default)]
    pub read_only: bool,
}

/// What can be done at a supporter that has lost its coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EmergencyAction {
    /// It becomes the pool's coordinator itself. If the old one still runs somewhere, there are two
    /// then, and both may start the same VMs.
    BecomeCoordinator,
    /// It follows another coordinator.
    Follow {
        /// That one's address, as the pool's hosts know it.
        address: String,
    },
}

/// What a person says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TrustAnswer {
    /// Trust it from now on.
    Always,
    /// Trust it until the program ends.
    Once,
    /// Do not connect.
    Never,
}

/// What a person needs to see of a certificate to judge it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    /// SHA-256, upper-case hexadecimal pairs with colons.
    pub fingerprint: String,
    /// Whom it names.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Unix seconds; none where it is not known (an old pin).
    pub not_before: Option<i64>,
    /// Unix seconds.
    pub not_after: Option<i64>,
}

/// How a connection stands. The window shows it; it decides nothing itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ConnectionState {
    /// Not connected, and not trying.
    Disconnected {
        /// Why, where it was not a person's wish.
        why: Option<Problem>,
    },
    /// Reaching the server and logging in.
    Connecting {
        /// The address being tried.
        address: String,
    },
    /// Logged in; the list of objects is on its way.
    Syncing,
    /// What is shown is what is.
    Live {
        /// Since when, Unix seconds.
        since: i64,
    },
    /// Lost: what is shown is old; trying again.
    Stale {
        /// When it was last true, Unix seconds; none if never.
        since: Option<i64>,
        /// Why.
        why: Problem,
        /// When it is tried again, Unix milliseconds; none: trying now.
        next_try: Option<i64>,
        /// The address that is being tried now; none while waiting.
        trying: Option<String>,
    },
    /// Of the whole pool only a supporter answers, and it has lost its coordinator: it can do
    /// nothing for us until somebody decides. What is shown is old; trying again all the same.
    Emergency {
        /// When it was last true, Unix seconds; none if never.
        since: Option<i64>,
        /// The supporter's address.
        host: String,
        /// What it says of its state.
        why: Problem,
        /// When the pool is tried again, Unix milliseconds; none: trying now.
        next_try: Option<i64>,
    },
    /// The server's certificate is new, or not the one that was trusted.
    Certificate {
        /// The host that shows it.
        host: String,
        /// What it shows.
        presented: CertificateView,
        /// What was trusted before.
        trusted: Option<CertificateView>,
    },
    /// A password is needed: it is wrong, or is not kept.
    Password {
        /// What the server said of the last one; none: there was none.
        why: Option<Problem>,
    },
}

/// A server that was added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Its id.
    pub id: ConnectionId,
    /// What it is.
    pub kind: ConnectionKind,
    /// The Xen Orchestra that it is behind.
    pub parent: Option<ConnectionId>,
    /// The pool's uuid, once known.
    pub pool: Option<String>,
    /// Other ways to the same pool.
    pub same_as: Vec<ConnectionId>,
    /// Whether another way to the same pool is shown in its place. Its objects are in no tree, list
    /// or search then.
    pub hidden: bool,
    /// The pool's name once known, else the address.
    pub name: String,
    /// The address as it was typed.
    pub address: String,
    /// The user.
    pub user: String,
    /// Where the password is kept.
    pub keep: KeepPassword,
    /// How it stands.
    pub state: ConnectionState,
    /// The same, in a word.
    pub status: Status,
    /// Whether it is the built-in demonstration.
    pub demo: bool,
    /// How many objects it holds.
    pub objects: u32,
    /// When these objects were last true, Unix seconds; none while they are, or where there are none.
    pub as_of: Option<i64>,
    /// Whether nothing may be changed through it, because a person said so of it or of its parent.
    pub read_only: bool,
    /// By how many seconds the server's clock is ahead of ours; none where it is not known.
    pub skew: Option<f64>,
    /// Whether it is live, but what should have come has not, and nobody can know yet whether it still comes.
    pub unsure: bool,
    /// The pool's fixed role that we have there, by its wire name (`vm-admin`); none: an administrator of
    /// its own, or it is not known.
    pub role: Option<String>,
}

/// Something to tell a person once (a toast): a job that was refused, a lost connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Grows by one.
    pub id: u32,
    /// Which connection it is about.
    pub connection: Option<ConnectionId>,
    /// Which object.
    pub object: Option<ObjectKey>,
    /// What was to be done; none: nothing that somebody asked for.
    pub job: Option<Job>,
    /// The object's name; may be empty.
    pub subject: String,
    /// What.
    pub problem: Problem,
}

/// Something the window wants to be kept told of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "view", rename_all = "camelCase")]
pub enum ViewSpec {
    /// All connections.
    Connections,
    /// A window on the tree.
    Tree(TreeSpec),
    /// A window on a list.
    Table(TableSpec),
    /// One object's page.
    Page {
        /// Which object.
        object: ObjectKey,
    },
    /// What can be done to a selection.
    Actions {
        /// The selection.
        objects: Vec<ObjectKey>,
    },
    /// All tasks, the newest first.
    Tasks,
    /// A window on the timeline of changes.
    Changes(ChangesSpec),
    /// What pools tell, summed up.
    Alerts(AlertsSpec),
    /// A window on what is unhealthy.
    Health(HealthSpec),
    /// The servers behind a Xen Orchestra.
    XoServers {
        /// Which one.
        connection: ConnectionId,
    },
}

/// What a view shows now. Each frame is whole: the newest one is the truth, an older one is nothing.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "view", content = "data", rename_all = "camelCase")]
pub enum ViewBody {
    /// All connections.
    Connections(Vec<ConnectionView>),
    /// A window on the tree.
    Tree(TreeFrame),
    /// A window on a list.
    Table(TableFrame),
    /// One object's page; none: the object is gone.
    Page(Option<Box<Page>>),
    /// What can be done to a selection.
    Actions(Vec<ActionState>),
    /// All tasks.
    Tasks(Vec<TaskView>),
    /// A window on the timeline of changes.
    Changes(ChangesFrame),
    /// What pools tell, summed up.
    Alerts(AlertsFrame),
    /// A window on what is unhealthy.
    Health(HealthFrame),
    /// The servers behind a Xen Orchestra. Only its administrators get to see them.
    XoServers(Vec<XoServerView>),
}

/// What the engine tells the window, unasked.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Message {
    /// A view has changed. At most twenty a second for each view, and one at once for each
    /// [`set_view`](crate::Engine::set_view).
    Frame {
        /// Which view.
        view: u32,
        /// Grows by one with each frame of this view.
        number: u32,
        /// What it shows now.
        body: Arc<ViewBody>,
    },
    /// What was measured, for an open `watch_metrics`: the bytes of [`inventory::metrics::encode`].
    /// A host passes them on as they are, never as JSON.
    #[serde(skip)]
    #[ts(skip)]
    Metrics(Vec<u8>),
    /// Something to tell.
    Notice(Notice),
    /// What a person has set, in another window.
    Settings(Settings),
    /// The last window is to be closed while jobs run: it stays until a person has said whether the
    /// program is to end all the same.
    Leaving {
        /// So many jobs of ours run.
        jobs: u32,
    },
    /// Somebody has started the program a second time; what its command line says, as in
    /// [`Startup`].
    Go {
        /// The object to select, by name.
        select: Option<String>,
        /// The tab to open.
        tab: Option<String>,
        /// The theme from now on.
        theme: Option<Theme>,
    },
}

/// How the window looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system does.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

/// How much room rows take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Density {
    /// As many rows as can be read.
    Compact,
    /// Room to breathe.
    #[default]
    Comfortable,
}

/// What a person has set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// How the window looks.
    pub theme: Theme,
    /// `en`, `fr`, or empty: as the system says.
    pub language: String,
    /// How much room rows take.
    pub density: Density,
    /// Whether the desktop is told nothing when a task ends, or a grave alert comes in, while no window is in front.
    pub quiet: bool,
}

/// What one window remembers of itself (pane sizes, selection, what is open), by keys that are its
/// own business; the engine only keeps it.
pub type Layout = serde_json::Map<String, serde_json::Value>;

/// Changes of a [`Layout`], key by key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct LayoutChanges(#[ts(type = "Record<string, unknown>")] pub Layout);

/// What the window learns first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Startup {
    /// The program's version.
    pub version: String,
    /// What was set.
    pub settings: Settings,
    /// What this window remembers of itself; for a new one, what the newest of the others does.
    #[ts(type = "Record<string, unknown>")]
    pub layout: Layout,
    /// Whether passwords can be kept; if not, why.
    pub keyring: Option<Problem>,
    /// The object to select at the start (a name), by the command line.
    pub select: Option<String>,
    /// The tab to open then.
    pub tab: Option<String>,
    /// The theme for this run only, by the command line.
    pub theme: Option<Theme>,
}

/// Where to find a console's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleTicket {
    /// A WebSocket address on this machine, good for one opening within ten seconds.
    pub url: String,
    /// `rfb` or `vt100`.
    pub protocol: String,
    /// How a graphical one is told of keys.
    pub keys: ConsoleKeys,
}

/// What a server of graphical consoles understands beyond plain keysyms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConsoleKeys {
    /// It says itself whether it takes QEMU's extended key events.
    AsOffered,
    /// It offers them, and cannot do it; it takes XenServer's own message with a scan code.
    ScanCodes,
}

/// Where an object stands in a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TreePlace {
    /// Its row's id.
    pub id: String,
    /// Its index once `toggled` is applied.
    pub index: u32,
    /// The tree's `toggled` with everything above the object open.
    pub toggled: Vec<String>,
}

/// One hit of a search.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// The object.
    pub object: ObjectKey,
    /// What it is.
    pub kind: inventory::view::RowKind,
    /// Its name.
    pub name: String,
    /// Its state.
    pub status: Status,
    /// The pool's name.
    pub pool: String,
}
