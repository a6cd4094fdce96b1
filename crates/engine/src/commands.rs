//! The one list of commands that a window can give. Each is an async method of [`Engine`](crate::Engine).

use inventory::{
    ActionState, ConnectionId, Job, JobRequest, ObjectKey, Problem,
    jobs::{Form, Found, Preview, render::ScriptLanguage},
    view::{ListKind, QueryReading, TableFrame, TableSpec, TreeRow, TreeSpec},
};
use serde::Deserialize;
use ts_rs::TS;

use crate::{api::*, command_macro, secret::Secret};

command_macro::commands! {
    /// What the window learns first.
    startup[window]() -> Startup;
    /// Opens a view; its first frame follows at once.
    open_view[window](spec: ViewSpec) -> u32;
    /// Changes what an open view shows (another offset, filter, sort, …).
    set_view[window](view: u32, spec: ViewSpec) -> ();
    /// Ends a view.
    close_view[window](view: u32) -> ();
    /// Begins to tell this window what is measured of an object, or changes what it is told; `view`
    /// is a number of the window's own. Hosts are asked only while somebody is told.
    watch_metrics[window](view: u32, spec: MetricsSpec) -> ();
    /// Ends that.
    unwatch_metrics[window](view: u32) -> ();
    /// Where an object stands in the tree that `spec` describes.
    tree_place(spec: TreeSpec, object: ObjectKey) -> Option<TreePlace>;
    /// The first row at or after index `from` (then from the top) whose name begins with `text`.
    tree_find(spec: TreeSpec, text: String, from: u32) -> Option<u32>;
    /// The rows from index `from` to index `to`, both included, at most 1,000.
    tree_rows(spec: TreeSpec, from: u32, to: u32) -> Vec<TreeRow>;
    /// The names of the custom fields that any object has.
    custom_fields() -> Vec<String>;
    /// The part of a list that `spec` describes, once, at most 1,000 rows: to copy it.
    table_rows(spec: TableSpec) -> TableFrame;
    /// What there is to say of a filter, of a list or of everything, while somebody types it: `cursor` is
    /// where, in UTF-16 code units.
    read_query(text: String, cursor: u32, list: Option<ListKind>) -> QueryReading;
    /// The objects that the query `text` lets through, those first whose names fit best.
    search(text: String, limit: u32) -> Vec<SearchHit>;
    /// Adds a server and begins to connect; how that goes is told by the connections view.
    add_connection(connection: NewConnection) -> ConnectionId;
    /// Answers [`api::ConnectionState::Password`]. `otp` is a one-time password, for Xen Orchestra.
    give_password(id: ConnectionId, password: Secret, otp: Option<Secret>, keep: KeepPassword) -> ();
    /// Answers [`api::ConnectionState::Certificate`]; `fingerprint` says which certificate was looked at.
    answer_certificate(id: ConnectionId, fingerprint: String, answer: TrustAnswer) -> ();
    /// Adds a server to a Xen Orchestra and connects it. One that cannot be connected is not added.
    xo_add_server(id: ConnectionId, server: NewXoServer) -> ();
    /// Connects a server of a Xen Orchestra, or disconnects it.
    xo_enable_server(id: ConnectionId, server: String, enabled: bool) -> ();
    /// Lets a Xen Orchestra forget a server.
    xo_remove_server(id: ConnectionId, server: String) -> ();
    /// Answers [`api::ConnectionState::Emergency`], at the host that it names.
    emergency(id: ConnectionId, host: String, action: EmergencyAction) -> ();
    /// What can be done to a selection now.
    actions(objects: Vec<ObjectKey>) -> Vec<ActionState>;
    /// What has to be said with a job for these objects, and what it would be done to; once `about` was
    /// chosen for what the rest of the form is about.
    job_form(job: Job, objects: Vec<ObjectKey>, about: Option<ObjectKey>) -> Form;
    /// What can be chosen in a field of a job's form, as the object's server tells with what was said so far. `question`
    /// is a number of the window's own: another question of that number takes the place of one that is under way.
    ask_server[window](question: u32, request: JobRequest, field: String, object: ObjectKey) -> Vec<Found>;
    /// Hangs up on a question; the server may look on for a while.
    stop_asking[window](question: u32) -> ();
    /// What a request would do to these objects: to be shown before it is done.
    preview_job(request: JobRequest, objects: Vec<ObjectKey>) -> Preview;
    /// What a request would do to these objects, as a script.
    job_script(request: JobRequest, objects: Vec<ObjectKey>, language: ScriptLanguage) -> String;
    /// Does it, to each of the objects that it can be done to; answers with the tasks' ids, of what
    /// is done to a server. `seen` is the fingerprint of the preview that was shown: what would do
    /// anything else by now is not done (`changed_meanwhile`).
    run_job(request: JobRequest, objects: Vec<ObjectKey>, seen: Option<String>) -> Vec<String>;
    /// Takes back what a finished task has done; answers with the new task's id.
    undo_task(id: String) -> String;
    /// Goes on with what was under way when the program ended: one task, or all of a group.
    go_on(id: String) -> ();
    /// Takes back what was under way when the program ended: one task, or all of a group. What was not
    /// begun will not be.
    take_back(id: String) -> ();
    /// What was asked for with a task of ours, now or earlier, to ask for it again.
    task_request(id: String) -> TaskRequest;
    /// What was asked for from this desk in the last 90 days and has ended, the newest first: what has
    /// all words of `text` in its names, from where an earlier answer has ended.
    task_history(text: String, after: Option<HistoryPlace>) -> TaskHistory;
    /// Begins a command of the server's own `xe`, as it is typed, quotes and all; answers with its number.
    xe_begin(connection: ConnectionId, line: String) -> u32;
    /// What a command of `xe` has printed from `from` on. Answers once there is something new of it.
    xe_read(run: u32, from: u32) -> XeOutput;
    /// Gives a command the line that it waits for.
    xe_say(run: u32, line: String) -> ();
    /// Hangs up on a command; what it has begun at the server may go on there.
    xe_stop(run: u32) -> ();
    /// What the word of a line that the cursor is in could be; `cursor` counts as JavaScript does.
    xe_complete(connection: ConnectionId, line: String, cursor: u32) -> XeCompletions;
    /// Does again what has failed of all that was asked for at once; answers with the tasks' ids.
    retry_group(group: String) -> Vec<String>;
    /// Takes back what was done of all that was asked for at once; answers with the new tasks' ids.
    undo_group(group: String) -> Vec<String>;
    /// Stops all that was asked for at once: what waits is not begun, what runs is asked to stop.
    cancel_group(group: String) -> ();
    /// Asks a task to stop.
    cancel_task(id: String) -> ();
    /// Takes the finished tasks off the list.
    clear_tasks() -> ();
    /// Opens a console of a VM: the named one, else its graphical one, else its text one.
    open_console(object: ObjectKey, console: Option<String>) -> ConsoleTicket;
    /// Keeps the settings, and tells the other windows.
    set_settings[window](settings: Settings) -> ();
    /// Keeps some of what this window remembers of itself; a null takes the key away.
    set_layout[window](changes: LayoutChanges) -> ();
    /// Opens the folder of the log in the system's file browser.
    show_log() -> ();
}
