//! Windows: what is in them, where they stand, and what their pages may not do.

use std::path::PathBuf;

use anyhow::{Context, Result};
use engine::Engine;
use tauri::{
    AppHandle, Config, DragDropEvent, Manager, Runtime, Url, WebviewUrl, WebviewWindowBuilder,
    Window, WindowEvent,
    utils::config::Csp,
    webview::{NewWindowResponse, WebviewWindow},
};

use crate::{cli::Size, dialogs};

/// The first window's name. Others are `window-2` and so on, those of consoles `console-1` and so on: the
/// capabilities know all.
pub const LABEL: &str = "main";

/// Where what the web views keep (their caches; the pages themselves keep nothing) goes; none: nothing
/// is kept.
pub struct WebData(pub Option<PathBuf>);

/// Below this size the panes cover each other.
const SMALLEST: (f64, f64) = (800.0, 500.0);

/// What the page may load and reach: its own files, the engine's commands, and the one port of this
/// machine where the engine serves consoles in this run.
fn content_security_policy(console_port: u16) -> String {
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        // Screens of consoles come partly as JPEG, which noVNC shows by data addresses.
        "img-src 'self' data:",
        &format!("connect-src ipc: http://ipc.localhost ws://127.0.0.1:{console_port}"),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    .join("; ")
}

/// Writes the policy into the configuration, before there is a window.
pub fn restrict(config: &mut Config, console_port: u16) {
    config.app.security.csp = Some(Csp::Policy(content_security_policy(console_port)));
}

/// Fails, in a sentence, where there is nothing to open a window on; Tauri itself would panic.
#[cfg(target_os = "linux")]
pub fn reach_display() -> Result<()> {
    gtk::init().map_err(|_| {
        anyhow::anyhow!("there is no display to open a window on (see DISPLAY and WAYLAND_DISPLAY)")
    })
}

/// Other platforms always have one.
#[cfg(not(target_os = "linux"))]
pub fn reach_display() -> Result<()> {
    Ok(())
}

/// Opens the first window.
pub fn open<R: Runtime>(app: &AppHandle<R>, size: Option<Size>) -> Result<WebviewWindow<R>> {
    build(app, LABEL, WebviewUrl::default(), size)
}

/// Opens another window on the same engine.
pub fn open_another<R: Runtime>(app: &AppHandle<R>) -> Result<WebviewWindow<R>> {
    // The names are used again, so that a window finds what the one before it remembered.
    let mut names = (2..).map(|number| format!("window-{number}"));
    let free = names.find(|name| app.get_webview_window(name).is_none());
    build(app, &free.unwrap_or_default(), WebviewUrl::default(), None)
}

/// Opens a window with nothing but a console, of the object that is at that place of the program.
pub fn open_console<R: Runtime>(app: &AppHandle<R>, place: &str) -> Result<WebviewWindow<R>> {
    // The names are used again, so that such windows come where such windows were.
    let mut names = (1..).map(|number| format!("console-{number}"));
    let free = names.find(|name| app.get_webview_window(name).is_none());
    let place = percent_encoding::utf8_percent_encode(place, percent_encoding::NON_ALPHANUMERIC);
    let page = WebviewUrl::App(format!("index.html?console={place}").into());
    build(app, &free.unwrap_or_default(), page, None)
}

fn build<R: Runtime>(
    app: &AppHandle<R>,
    label: &str,
    page: WebviewUrl,
    size: Option<Size>,
) -> Result<WebviewWindow<R>> {
    let (width, height) = size.map_or((1280.0, 800.0), |size| {
        (f64::from(size.width), f64::from(size.height))
    });
    let mut window = WebviewWindowBuilder::new(app, label, page)
        .title("Pooldeck")
        .inner_size(width, height)
        .min_inner_size(SMALLEST.0.min(width), SMALLEST.1.min(height))
        .devtools(cfg!(debug_assertions))
        .general_autofill_enabled(false)
        .on_navigation(is_own_page)
        .on_new_window(|url, _| {
            tracing::warn!(%url, "the page asked for a window");
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false);
    let data = app.try_state::<WebData>();
    window = match data.and_then(|data| data.0.clone()) {
        Some(data) => window.data_directory(data),
        None => window.incognito(true),
    };
    window.build().context("the window cannot be opened")
}

/// Tells the engine what becomes of a window. The last one is not closed while jobs run before a
/// person has been asked, in it.
pub fn note<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let Some(engine) = window.try_state::<Engine>() else {
        return;
    };
    let id = window.label().into();
    match event {
        WindowEvent::Focused(true) => engine.focus(&id),
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => dialogs::dropped(window, paths),
        WindowEvent::Destroyed => engine.detach(&id),
        WindowEvent::CloseRequested { api, .. } if window.webview_windows().len() == 1 => {
            let jobs = engine.running_jobs();
            // A page that does not answer has attached nothing, and nobody could say "quit" there.
            if jobs > 0 && engine.ask_before_leaving(&id, jobs) {
                api.prevent_close();
            }
        }
        _ => {}
    }
}

/// Brings the window that was used last, or the first, before the person, as far as the desktop lets
/// a program do that.
pub fn come_forward<R: Runtime>(app: &AppHandle<R>) {
    let windows = app.webview_windows();
    let focused = windows
        .values()
        .find(|one| one.is_focused().unwrap_or(false));
    let first = windows.get(LABEL).or_else(|| windows.values().next());
    let Some(window) = focused.or(first) else {
        return;
    };
    let come = || {
        window.unminimize()?;
        window.show()?;
        window.set_focus()
    };
    if let Err(error) = come() {
        tracing::warn!(%error, "the window stays where it is");
    }
}

/// Whether the window may go there: nowhere but to its own page.
fn is_own_page(url: &Url) -> bool {
    let own = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Where the platform's web view knows no schemes of ours (Windows).
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    };
    if !own {
        tracing::warn!(%url, "the page wanted to go elsewhere");
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_else() {
        let goes = |url: &str| is_own_page(&url.parse().unwrap());
        assert!(goes("tauri://localhost/index.html"));
        assert!(goes("http://tauri.localhost/"));
        for elsewhere in [
            "https://example.org/",
            "http://localhost/",
            "http://tauri.localhost:8080/",
            "http://tauri.localhost.example.org/",
            "tauri://example.org/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
        ] {
            assert!(!goes(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn the_policy_names_the_port_and_nothing_unsafe() {
        let policy = content_security_policy(4711);
        assert!(policy.contains("ws://127.0.0.1:4711"));
        assert!(!policy.contains("unsafe") && !policy.contains('*'));
    }
}
