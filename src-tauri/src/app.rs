//! From the command line to the end: the engine, then the window on it.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use engine::{
    Config, Engine, Hints, StartError,
    api::Theme,
    vault::{Keyring, Memory, Vault},
};
use tauri::{AppHandle, Builder, Manager, RunEvent, Wry, webview::PageLoadEvent};
use tauri_plugin_window_state::StateFlags;
use tokio::{runtime::Runtime, time::Instant};
use tracing::level_filters::LevelFilter;

use crate::{
    cli::{self, Arguments},
    commands, demo, limits, log,
    places::Places,
    screenshot::Order,
    second, signals, window,
};

/// How long the end waits for what was begun and cannot be cut short: files that are being written. A
/// keyring that does not answer, or a name server, is not waited for.
const LAST_WORK: Duration = Duration::from_millis(500);

/// Runs the program until its last window is closed; or, where it runs already, shows that window.
pub fn run(arguments: Arguments) -> Result<()> {
    limits::set();
    // Before anything else is started that would have to be ended again.
    window::reach_display()?;
    let places = Places::choose(arguments.config_dir.as_deref(), arguments.demo)?;
    let _log = log::start(&places.logs, LevelFilter::TRACE)?;
    engine::secret::leave_no_core();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Pooldeck starts");

    // Tauri's own commands and the engine share this runtime.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")?;
    tauri::async_runtime::set(runtime.handle().clone());
    let outcome = show(&runtime, &arguments, &places);
    runtime.shutdown_timeout(LAST_WORK);
    outcome
}

fn show(runtime: &Runtime, arguments: &Arguments, places: &Places) -> Result<()> {
    let Some(engine) = runtime.block_on(first_or_hand_over(arguments, places))? else {
        return Ok(());
    };
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
    let app = builder(arguments, places, order.clone())
        .manage(engine.clone())
        .build(context)
        .context("the window cannot be opened")?;
    if let Some(order) = &order {
        order.watch(app.handle().clone());
    }
    runtime.spawn(end_when_told(app.handle().clone()));
    let (handle, told) = (app.handle().clone(), engine.clone());
    let show_again = move |hints| {
        told.go(hints);
        window::come_forward(&handle);
    };
    runtime.spawn(second::receive(places.config.clone(), show_again));
    app.run_return(move |_, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(engine.shutdown());
            tracing::info!("Pooldeck ends");
        }
    });
    order.map_or(Ok(()), |order| order.outcome())
}

/// The engine, if this is the only run of the program on these settings. If another one is there, it
/// is given what this one's command line says; if that one is just ending, this waits for it.
async fn first_or_hand_over(arguments: &Arguments, places: &Places) -> Result<Option<Engine>> {
    let patience = Instant::now() + second::PATIENCE;
    loop {
        match Engine::start(config(arguments, places)).await {
            Err(StartError::InUse) => {}
            started => return Ok(Some(started?)),
        }
        if arguments.screenshot.is_some() {
            bail!("Pooldeck runs already: a picture needs settings of its own (--config-dir)");
        }
        if second::hand_over(&places.config, hints(arguments)).await {
            tracing::info!("Pooldeck runs already, and was shown");
            return Ok(None);
        }
        if Instant::now() > patience {
            bail!("Pooldeck runs already, but does not answer: end it, then start it again");
        }
        tokio::time::sleep(second::PAUSE).await;
    }
}

fn hints(arguments: &Arguments) -> Hints {
    Hints {
        select: arguments.select.clone(),
        tab: arguments.tab.clone(),
        theme: arguments.theme.map(|theme| match theme {
            cli::Theme::Light => Theme::Light,
            cli::Theme::Dark => Theme::Dark,
        }),
    }
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
        hints: hints(arguments),
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
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::attach,
            commands::open_window,
            commands::open_console_window,
            commands::fill_screen,
            commands::save_file,
            commands::open_client,
            commands::choose_file,
            commands::listen_to_drops,
            commands::tell,
            commands::quit
        ]);
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
    // Web views keep what they keep for themselves only where anything is kept.
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
        .manage(window::WebData(web_data))
        .manage(commands::Told::default())
        .manage(crate::dialogs::Drops::default())
        .on_window_event(window::note)
        .setup(move |app| {
            window::open(app.handle(), size)?;
            Ok(())
        })
}

/// Ends as if the window were closed when the system wants the program to end.
async fn end_when_told(app: AppHandle) {
    signals::told_to_end().await;
    app.exit(0);
}
