//! Asks for one job as the window would, and waits for its end, or writes it as a Python script:
//! `job URL USER script|run CLASS REFERENCE REQUEST`, with the password in `POOLDECK_PASSWORD`.
//!
//! `REQUEST` is a job with what is said with it, as JSON; `"@"` stands for the connection in it. The
//! interoperability tests compare what a script leaves behind with what the job does.

use std::{env, sync::Arc, time::Duration};

use engine::{
    Config, Engine,
    api::{
        KeepPassword, Message, NewConnection, ServerKind, TaskState, TaskView, ViewBody, ViewSpec,
    },
    secret::Secret,
    vault::Memory,
};
use inventory::{ConnectionId, JobRequest, ObjectKey, Problem, jobs::render::ScriptLanguage};
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// No job on a simulated pool takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::main]
async fn main() -> Result<(), String> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, user, what, class, reference, request] = &arguments[..] else {
        return Err("usage: job URL USER script|run CLASS REFERENCE REQUEST".to_owned());
    };
    let password = env::var("POOLDECK_PASSWORD").map_err(|_| "POOLDECK_PASSWORD is not set")?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (config, data) = (folder.path().join("config"), folder.path().join("data"));
    let config = Config::new(config, data, "0", Arc::new(Memory::new()));
    let engine = Engine::start(config)
        .await
        .map_err(|error| error.to_string())?;
    let (tell, mut frames) = mpsc::unbounded_channel();
    let window = "main".into();
    let sink = move |message| {
        if let Message::Frame { body, .. } = message {
            let _ = tell.send(Arc::unwrap_or_clone(body));
        }
    };
    engine.attach(&window, Arc::new(sink));

    let connection = NewConnection {
        kind: ServerKind::Pool,
        address: url.clone(),
        user: user.clone(),
        password: Secret::new(&password),
        otp: None,
        keep: KeepPassword::Ask,
        read_only: false,
    };
    let id = engine.add_connection(connection).await.map_err(told)?;
    let views = [ViewSpec::Connections, ViewSpec::Tasks];
    for view in views {
        engine.open_view(&window, view).await.map_err(told)?;
    }
    let is_live = |body: ViewBody| match body {
        ViewBody::Connections(all) => all.into_iter().find_map(|one| {
            matches!(one.state, engine::api::ConnectionState::Live { .. }).then_some(())
        }),
        _ => None,
    };
    wait(&mut frames, is_live).await?;

    let object = ObjectKey {
        connection: id.clone(),
        class: class.clone(),
        reference: reference.clone(),
    };
    let request = read(request, &id)?;
    if what == "script" {
        let script = engine.job_script(request, vec![object], ScriptLanguage::Python);
        println!("{}", script.await.map_err(told)?);
    } else {
        let ids = engine.run_job(request, vec![object], None);
        let ids = ids.await.map_err(told)?;
        let ended = |body: ViewBody| match body {
            ViewBody::Tasks(tasks) => tasks
                .into_iter()
                .find(|task| ids.contains(&task.id) && task.finished.is_some()),
            _ => None,
        };
        let TaskView { state, error, .. } = wait(&mut frames, ended).await?;
        if state != TaskState::Succeeded {
            return Err(format!("{state:?}: {error:?}"));
        }
    }
    engine.shutdown().await;
    Ok(())
}

fn read(request: &str, connection: &ConnectionId) -> Result<JobRequest, String> {
    let request = request.replace("\"@\"", &format!("\"{connection}\""));
    serde_json::from_str(&request).map_err(|error| error.to_string())
}

/// Waits for a frame that shows something.
async fn wait<T>(
    frames: &mut UnboundedReceiver<ViewBody>,
    shows: impl Fn(ViewBody) -> Option<T>,
) -> Result<T, String> {
    let waiting = async {
        loop {
            let frame = frames.recv().await.ok_or("the engine has ended")?;
            if let Some(found) = shows(frame) {
                return Ok(found);
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .map_err(|_| "nothing came of it".to_owned())?
}

fn told(problem: Problem) -> String {
    format!("{problem:?}")
}
