//! Pooldeck's desktop program: opens the window on the engine.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod cli;
mod log;
mod places;
mod renderer;
mod screenshot;
mod window;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use tauri::{Manager, RunEvent, webview::PageLoadEvent};

use crate::{cli::Arguments, places::Places, screenshot::Order};

fn main() -> ExitCode {
    if let Err(error) = renderer::choose() {
        eprintln!("pooldeck: starting anew failed ({error}): drawing may be slow");
    }
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pooldeck: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let places = Places::choose(&arguments)?;
    let _log = log::start(&places.logs)?;
    let mut context = tauri::generate_context!();
    window::restrict(context.config_mut(), 1);
    let order = arguments
        .screenshot
        .clone()
        .map(|file| Order::new(file, arguments.after));
    let size = order.as_ref().map(|_| arguments.size);
    let data = places.data.clone();
    let to_take = order.clone();
    let app = tauri::Builder::default()
        .on_page_load(move |webview, load| {
            tracing::info!(event = ?load.event(), url = %load.url(), "page");
            if load.event() == PageLoadEvent::Finished
                && let Some(order) = &to_take
                && let Some(window) = webview.get_webview_window(window::LABEL)
            {
                order.page_is_there(window);
            }
        })
        .setup(move |app| {
            window::open(app, &data, size)?;
            Ok(())
        })
        .build(context)
        .context("the window system cannot be reached")?;
    if let Some(order) = &order {
        order.watch(app.handle().clone());
    }
    let code = app.run_return(|_, event| {
        if let RunEvent::Exit = event {
            tracing::info!("exit");
        }
    });
    tracing::info!(code, "done");
    order.map_or(Ok(()), |order| order.outcome())
}
