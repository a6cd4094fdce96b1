//! What a window may say: to the engine, by two commands which carry all others; and to this host,
//! about windows.

use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use engine::{Engine, api::Message};
use inventory::Problem;
use serde_json::Value;
use tauri::{
    AppHandle, Manager, Runtime, State, WebviewWindow,
    ipc::{Channel, InvokeBody, InvokeResponseBody, Request},
};
use tauri_plugin_notification::NotificationExt;

use crate::{
    dialogs,
    handoff::{self, Way},
    saved, window,
};

/// Runs one of the engine's commands.
#[tauri::command]
pub async fn call<R: Runtime>(
    window: WebviewWindow<R>,
    engine: State<'_, Engine>,
    command: String,
    args: Value,
) -> Result<Value, Problem> {
    engine::commands::dispatch(&engine, &window.label().into(), &command, args).await
}

/// From now on the engine's messages for this window come by this channel: as JSON, save for
/// measurements, which come as the bytes that they are.
#[tauri::command]
pub fn attach<R: Runtime>(
    window: WebviewWindow<R>,
    engine: State<'_, Engine>,
    channel: Channel<InvokeResponseBody>,
) {
    let sink = move |message| {
        let body = match message {
            Message::Metrics(bytes) => InvokeResponseBody::Raw(bytes),
            message => match serde_json::to_string(&message) {
                Ok(text) => InvokeResponseBody::Json(text),
                Err(error) => {
                    tracing::error!(%error, "a message cannot be written as JSON");
                    return;
                }
            },
        };
        if let Err(error) = channel.send(body) {
            tracing::debug!(%error, "a message found no window");
        }
    };
    engine.attach(&window.label().into(), Arc::new(sink));
}

/// Opens another window. (Asynchronous: on Windows a window that is made inside of a command of
/// another one waits for that one for ever.)
#[tauri::command]
pub async fn open_window<R: Runtime>(app: AppHandle<R>) -> Result<(), Problem> {
    window::open_another(&app).map(drop).map_err(internal)
}

/// Opens a window with nothing but the console of an object, whose place in the program is given.
#[tauri::command]
pub async fn open_console_window<R: Runtime>(
    app: AppHandle<R>,
    place: String,
) -> Result<(), Problem> {
    window::open_console(&app, &place)
        .map(drop)
        .map_err(internal)
}

/// Lets this window fill the screen, or not any more.
#[tauri::command]
pub fn fill_screen<R: Runtime>(window: WebviewWindow<R>, on: bool) -> Result<(), Problem> {
    window
        .set_fullscreen(on)
        .map_err(|error| internal(error.into()))
}

/// Keeps a file in the person's folder for downloads, and says where. Its bytes are the call's body, its
/// name a header.
#[tauri::command]
pub async fn save_file<R: Runtime>(
    app: AppHandle<R>,
    request: Request<'_>,
) -> Result<String, Problem> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Problem::new("bad_request").with("command", "save_file"));
    };
    let name = request.headers().get(FILE_NAME);
    let name = name.and_then(|name| name.to_str().ok()).unwrap_or_default();
    let folder = app
        .path()
        .download_dir()
        .map_err(|error| internal(error.into()))?;
    let (name, bytes) = (percent_decoded(name), bytes.clone());
    let written = tauri::async_runtime::spawn_blocking(move || {
        saved::save(&folder, &name, &bytes).map_err(|error| {
            Problem::new("cannot_save")
                .with("file", folder.join(&name).display().to_string())
                .with("why", error.to_string())
        })
    });
    let path = written.await.map_err(|error| internal(error.into()))??;
    Ok(path.display().to_string())
}

/// Starts this desktop's own program for a machine; `false` where there is none for it.
#[tauri::command]
pub async fn open_client(way: Way, address: IpAddr) -> Result<bool, Problem> {
    handoff::open(way, address).map_err(|error| internal(error.into()))
}

/// Lets the person choose a file or a folder in the system's own dialog; the answer is its whole path.
#[tauri::command]
pub async fn choose_file<R: Runtime>(
    window: WebviewWindow<R>,
    choice: dialogs::Choice,
) -> Result<Option<String>, Problem> {
    let chosen = dialogs::choose(window, choice).await;
    Ok(chosen.map(|path| path.to_string_lossy().into_owned()))
}

/// From now on files that are dropped on this window are told by this channel, by their whole paths.
#[tauri::command]
pub fn listen_to_drops<R: Runtime>(
    window: WebviewWindow<R>,
    drops: State<'_, dialogs::Drops>,
    channel: Channel<Vec<String>>,
) {
    drops.listen(window.label(), channel);
}

/// The header with a file's name, percent-encoded, for headers are ASCII.
const FILE_NAME: &str = "file-name";

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

fn internal(error: anyhow::Error) -> Problem {
    Problem::new("internal").with("why", format!("{error:#}"))
}

/// Tells the desktop of something, unless a window is in front. What every window tells by the same id is
/// told once.
#[tauri::command]
pub fn tell<R: Runtime>(
    app: AppHandle<R>,
    told: State<'_, Told>,
    id: String,
    title: String,
    body: String,
) {
    let windows = app.webview_windows();
    let in_front = |window: &WebviewWindow<R>| window.is_focused().unwrap_or(false);
    if windows.values().any(in_front) || !told.is_new(id) {
        return;
    }
    // Names from a pool are in it. Titles are plain text everywhere.
    let body = if cfg!(target_os = "linux") {
        unmarked(&body)
    } else {
        body
    };
    let notification = app.notification().builder().title(title).body(body);
    if let Err(error) = notification.show() {
        tracing::debug!(%error, "the desktop shows no notifications");
    }
}

/// A text as it stands where markup is understood: the desktops of Linux read some of HTML in notifications.
fn unmarked(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The ids of what the desktop was told of last.
#[derive(Default)]
pub struct Told(Mutex<VecDeque<String>>);

impl Told {
    /// So many are remembered.
    const REMEMBERED: usize = 64;

    fn is_new(&self, id: String) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.contains(&id) {
            return false;
        }
        told.push_back(id);
        if told.len() > Self::REMEMBERED {
            told.pop_front();
        }
        true
    }
}

/// Ends the program: a person said so, though jobs run.
#[tauri::command]
pub fn quit<R: Runtime>(app: AppHandle<R>) {
    app.exit(0);
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use engine::{Config, vault::Memory};
    use serde_json::json;
    use tauri::{
        App, WebviewWindow, WebviewWindowBuilder,
        ipc::{CallbackFn, InvokeBody},
        test::{
            INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets,
        },
        webview::InvokeRequest,
    };

    use super::*;

    /// An app without a display: real commands, real engine, no web view.
    fn app(folder: &std::path::Path) -> (App<MockRuntime>, WebviewWindow<MockRuntime>) {
        let vault = Arc::new(Memory::new());
        let config = Config::new(folder, folder.join("data"), "1.2.3", vault);
        let engine = tauri::async_runtime::block_on(Engine::start(config)).unwrap();
        let app = mock_builder()
            .manage(engine)
            .invoke_handler(tauri::generate_handler![call, attach, open_window, quit])
            .build(mock_context(noop_assets()))
            .unwrap();
        let window = WebviewWindowBuilder::new(&app, "main", Default::default())
            .build()
            .unwrap();
        (app, window)
    }

    fn invoke(
        window: &WebviewWindow<MockRuntime>,
        command: &str,
        body: Value,
    ) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body: InvokeBody::Json(body),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(window, request).map(|answer| answer.deserialize().unwrap())
    }

    #[test]
    fn a_command_comes_to_the_engine_and_back() {
        let folder = tempfile::tempdir().unwrap();
        let (_app, window) = app(folder.path());
        let answer = invoke(&window, "call", json!({ "command": "startup", "args": {} })).unwrap();
        assert_eq!(answer["version"], "1.2.3");
    }

    #[test]
    fn what_two_windows_tell_is_told_once() {
        let told = Told::default();
        assert!(told.is_new("a".into()) && told.is_new("b".into()));
        assert!(!told.is_new("a".into()));
        for other in 0..Told::REMEMBERED {
            assert!(told.is_new(other.to_string()));
        }
        assert!(told.is_new("a".into()), "forgotten by now");
    }

    #[test]
    fn a_wrong_command_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let (_app, window) = app(folder.path());
        let no_such = json!({ "command": "no_such", "args": {} });
        assert_eq!(
            invoke(&window, "call", no_such).unwrap_err()["code"],
            "bad_request"
        );
        let secret = json!({ "address": 7, "password": "hunter2" });
        let mistyped = json!({ "command": "add_connection", "args": { "connection": secret } });
        let problem = invoke(&window, "call", mistyped).unwrap_err();
        assert_eq!(problem["code"], "bad_request");
        assert!(!problem.to_string().contains("hunter2"));
    }

    #[test]
    fn another_window_has_another_name_and_speaks_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let (app, window) = app(folder.path());
        let layout = json!({ "changes": { "tree": 300 } });
        let labels: Vec<String> = (0..2)
            .map(|_| window::open_another(app.handle()).unwrap())
            .map(|another| another.label().to_owned())
            .collect();
        assert_eq!(labels, ["window-2", "window-3"]);
        let another = tauri::Manager::get_webview_window(&app, "window-2").unwrap();
        let set = json!({ "command": "set_layout", "args": layout });
        invoke(&another, "call", set).unwrap();
        let main = json!({ "changes": { "tree": 240 } });
        let set = json!({ "command": "set_layout", "args": main });
        invoke(&window, "call", set).unwrap();
        let startup = json!({ "command": "startup", "args": {} });
        let answer = invoke(&another, "call", startup).unwrap();
        assert_eq!(answer["layout"]["tree"], 300);
    }

    #[test]
    fn messages_come_by_the_channel() {
        let folder = tempfile::tempdir().unwrap();
        let (app, window) = app(folder.path());
        let (told, hears) = mpsc::channel();
        let channel = Channel::new(move |body| {
            told.send(body).unwrap();
            Ok(())
        });
        let engine = tauri::Manager::state::<Engine>(&app);
        attach(window.clone(), engine, channel);
        let spec = json!({ "spec": { "view": "connections" } });
        let open = json!({ "command": "open_view", "args": spec });
        invoke(&window, "call", open).unwrap();
        let body = hears.recv_timeout(Duration::from_secs(120)).unwrap();
        let message: Value = body.deserialize().unwrap();
        assert_eq!(message["is"], "frame");
        assert_eq!(
            message["body"],
            json!({ "view": "connections", "data": [] })
        );
    }

    #[test]
    fn names_in_notifications_are_no_markup() {
        assert_eq!(
            unmarked("<a href=\"x\">R&D</a>"),
            "&lt;a href=\"x\"&gt;R&amp;D&lt;/a&gt;"
        );
    }
}
