//! What the window may say to the engine: two commands, which carry all others.

use std::sync::Arc;

use engine::{Engine, api::Message};
use inventory::Problem;
use serde_json::Value;
use tauri::{State, ipc::Channel};

/// Runs one of the engine's commands.
#[tauri::command]
pub async fn call(
    engine: State<'_, Engine>,
    command: String,
    args: Value,
) -> Result<Value, Problem> {
    engine::api::dispatch(&engine, &command, args).await
}

/// From now on the engine's messages come by this channel.
#[tauri::command]
pub fn attach(engine: State<'_, Engine>, channel: Channel<Message>) {
    engine.attach(Arc::new(move |message| {
        if let Err(error) = channel.send(message) {
            tracing::debug!(%error, "a message found no window");
        }
    }));
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
            .invoke_handler(tauri::generate_handler![call, attach])
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
    fn messages_come_by_the_channel() {
        let folder = tempfile::tempdir().unwrap();
        let (app, window) = app(folder.path());
        let (told, hears) = mpsc::channel();
        let channel = Channel::new(move |body| {
            told.send(body).unwrap();
            Ok(())
        });
        let engine = tauri::Manager::state::<Engine>(&app);
        attach(engine, channel);
        let spec = json!({ "spec": { "view": "connections" } });
        let open = json!({ "command": "open_view", "args": spec });
        invoke(&window, "call", open).unwrap();
        let body = hears.recv_timeout(Duration::from_secs(5)).unwrap();
        let message: Value = body.deserialize().unwrap();
        assert_eq!(message["is"], "frame");
        assert_eq!(
            message["body"],
            json!({ "view": "connections", "data": [] })
        );
    }
}
