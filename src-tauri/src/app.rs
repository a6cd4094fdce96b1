//! From the command line to the end: the engine, then the window on it.

use std::sync::Arc;

use anyhow::{Context, Result};
use engine::{
    Config, Engine, Hints,
    api::Theme,
    vault::{Keyring, Memory, Vault},
};
use tauri::{AppHandle, Builder, Manager, RunEvent, Wry, webview::PageLoadEvent};
use tauri_plugin_window_state::StateFlags;

use crate::{
    cli::{self, Arguments},
    commands, demo, log,
    places::Places,
    screenshot::Order,
    window,
};

/// Runs the program until its window is closed.
pub fn run(arguments: Arguments) -> Result<()> {
    // Before anything else is started that would have to be ended again.
    window::reach_display()?;
    let places = Places::choose(&arguments)?;
    let _log = log::start(&places.logs)?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Pooldeck starts");

    // Tauri's own commands and the engine share this runtime.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")?;
    tauri::async_runtime::set(runtime.handle().clone());

    let engine = runtime.block_on(Engine::start(config(&arguments, &places)))?;
    let _simulated = if arguments.demo {
        Some(runtime.block_on(demo::start(&engine, &arguments.pools))?)
    } else {
        None
    };

    let mut context = tauri::generate_context!();
    window::restrict(context.config_mut(), engine.console_port());
    let order = arguments
        .screenshot
        .clone()
        .map(|file| Order::new(file, arguments.after));
    let app = builder(&arguments, &places, order.clone())
        .manage(engine.clone())
        .build(context)
        .context("the window cannot be opened")?;
    if let Some(order) = &order {
        order.watch(app.handle().clone());
    }
    runtime.spawn(end_when_told(app.handle().clone()));
    app.run_return(move |_, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(engine.shutdown());
            tracing::info!("Pooldeck ends");
        }
    });
    order.map_or(Ok(()), |order| order.outcome())
}

fn config(arguments: &Arguments, places: &Places) -> Config {
    // A demonstration keeps nothing, so it has no business with anybody's keyring.
    let vault: Arc<dyn Vault> = if arguments.demo {
        Arc::new(Memory::new())
    } else {
        Arc::new(Keyring::new())
    };
    Config {
        log_dir: Some(places.logs.clone()),
        hints: Hints {
            select: arguments.select.clone(),
            tab: arguments.tab.clone(),
            theme: arguments.theme.map(|theme| match theme {
                cli::Theme::Light => Theme::Light,
                cli::Theme::Dark => Theme::Dark,
            }),
        },
        ..Config::new(
            &places.config,
            &places.data,
            env!("CARGO_PKG_VERSION"),
            vault,
        )
    }
}

fn builder(arguments: &Arguments, places: &Places, order: Option<Order>) -> Builder<Wry> {
    let mut builder = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![commands::call, commands::attach]);
    if order.is_none() {
        // Where the window stood is remembered; a picture is as large as it was ordered.
        let file = places.data.join("window.json");
        let remembered = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
        let plugin = tauri_plugin_window_state::Builder::new()
            .with_filename(file.to_string_lossy())
            .with_state_flags(remembered);
        builder = builder.plugin(plugin.build());
    }
    let size = order.as_ref().map(|_| arguments.size);
    // The web view keeps what it keeps for itself only where anything is kept.
    let web_data = (!arguments.demo).then(|| places.data.join("webview"));
    builder
        .on_page_load(move |webview, load| {
            if load.event() == PageLoadEvent::Finished
                && let Some(order) = &order
                && let Some(window) = webview.get_webview_window(window::LABEL)
            {
                order.page_is_there(window);
            }
        })
        .setup(move |app| {
            window::open(app, web_data, size)?;
            Ok(())
        })
}

/// Ends as if the window were closed when the system wants the program to end.
async fn end_when_told(app: AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut told) = signal(SignalKind::terminate()) else {
            return;
        };
        tokio::select! {
            _ = told.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    app.exit(0);
}
