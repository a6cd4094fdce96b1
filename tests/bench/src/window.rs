//! The real window on simulated pools, at a desk of its own.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use e2e::{desk::Desk, process, window::Window};
use serde_json::{Value, json};

use crate::{
    Wish,
    pools::{NAME, PASSWORD, USER},
    usage::Family,
};

/// How long to wait for what is not measured.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the tree's filter finds the storm's marker by.
pub const MARKER: &str = "storm-marker";

/// A window, and what it stands on.
pub struct Seen {
    /// Where it is.
    pub desk: Desk,
    /// It.
    pub window: Window,
}

/// How evenly frames came, and how old the marker was when it was seen.
pub struct Watched {
    /// Milliseconds between frames, the least first.
    pub gaps: Vec<f64>,
    /// Milliseconds, the least first.
    pub ages: Vec<f64>,
    /// The share of the rows that were blank when they were scrolled to.
    pub blank: f64,
}

impl Watched {
    /// Frames in a second.
    pub fn rate(&self) -> f64 {
        self.gaps.len() as f64 * 1e3 / self.gaps.iter().sum::<f64>().max(1.0)
    }

    /// The longest frame, in milliseconds.
    pub fn longest(&self) -> f64 {
        self.gaps.last().copied().unwrap_or(0.0)
    }
}

/// What stands at this share of a sorted list.
pub fn at_share(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() as f64 * share) as usize;
    let last = sorted.len().saturating_sub(1);
    sorted.get(at.min(last)).copied().unwrap_or(f64::NAN)
}

impl Seen {
    /// A desk with the app on it, without any connection.
    pub async fn open(wish: &Wish) -> Result<Self> {
        ensure!(
            wish.app.exists(),
            "{} is not built: start this as cargo xtask bench",
            wish.app.display()
        );
        let desk = Desk::with_log(&wish.app, &wish.tools, false, "warn").await?;
        let window = desk.open().await?;
        window.says("Add server").await?;
        Ok(Self { desk, window })
    }

    /// The same, connected to a pool that is live.
    pub async fn on(wish: &Wish, url: &str) -> Result<Self> {
        let seen = Self::open(wish).await?;
        seen.connect(url).await?;
        seen.window.says(&format!("{NAME} live")).await?;
        Ok(seen)
    }

    /// Begins to connect, as the form does once it is filled in.
    pub async fn connect(&self, url: &str) -> Result<()> {
        let connection = json!({
            "address": url, "user": USER, "password": PASSWORD, "keep": "ask", "readOnly": false,
        });
        self.call("add_connection", &json!({ "connection": connection }))
            .await?;
        Ok(())
    }

    /// Gives a command to the engine as the page does.
    pub async fn call(&self, command: &str, arguments: &Value) -> Result<Value> {
        self.promised(&format!(
            "window.__TAURI_INTERNALS__.invoke('call', {})",
            json!({ "command": command, "args": arguments })
        ))
        .await
    }

    /// Waits until so many pools are live.
    pub async fn live(&self, count: usize) -> Result<()> {
        let spec = json!({
            "grouping": "infrastructure", "filter": "", "toggled": self.pools().await?,
            "offset": 0, "rows": 0,
        });
        let begun = Instant::now();
        loop {
            let arguments = json!({ "spec": spec, "from": 0, "to": count });
            let rows = self.call("tree_rows", &arguments).await?;
            let live = rows.as_array().into_iter().flatten();
            let live = live.filter(|row| row["status"] == "live").count();
            if live >= count {
                return Ok(());
            }
            ensure!(begun.elapsed() < PATIENCE, "only {live} pools are live");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The ids of the tree's rows for pools; when these are toggled, pools are all that it shows.
    pub async fn pools(&self) -> Result<Vec<Value>> {
        let mut closed: Vec<Value> = Vec::new();
        loop {
            let spec = json!({
                "grouping": "infrastructure", "filter": "", "toggled": closed,
                "offset": 0, "rows": 0,
            });
            let arguments = json!({ "spec": spec, "from": 0, "to": 999 });
            let rows = self.call("tree_rows", &arguments).await?;
            let open: Vec<Value> = rows
                .as_array()
                .into_iter()
                .flatten()
                .filter(|row| row["depth"] == 0 && row["expanded"] == true)
                .map(|row| row["id"].clone())
                .collect();
            if open.is_empty() {
                return Ok(closed);
            }
            closed.extend(open);
        }
    }

    /// Milliseconds from an act to the frame that shows what came of it; both in the page's words.
    pub async fn painted(&self, act: &str, ready: &str) -> Result<f64> {
        let script = include_str!("painted.js");
        let answer = self
            .promised_with(
                script,
                &format!("painted(() => {{ {act} }}, () => {ready})"),
            )
            .await?;
        answer.as_f64().context("no time was measured")
    }

    /// Watches frames for some seconds, while the table is scrolled by so many pixels in each.
    pub async fn watched(&self, seconds: u32, step: u32) -> Result<Watched> {
        let script = include_str!("watched.js");
        let answer = self
            .promised_with(script, &format!("watched({seconds}, {step})"))
            .await?;
        let sorted = |member: &str| {
            let list = answer[member].as_array().into_iter().flatten();
            let mut list: Vec<f64> = list.filter_map(Value::as_f64).collect();
            list.sort_by(f64::total_cmp);
            list
        };
        let count = |member: &str| answer[member].as_f64().unwrap_or(0.0);
        Ok(Watched {
            gaps: sorted("gaps"),
            ages: sorted("ages"),
            blank: count("rowsAwaited") / count("rows").max(1.0),
        })
    }

    /// Shows the table of the only pool's VMs.
    pub async fn show_vms(&self) -> Result<()> {
        self.window.click_with("treeitem", NAME).await?;
        self.window.click_with("tab", "VMs").await?;
        self.window.css("[role=grid] [aria-rowindex='5']").await?;
        Ok(())
    }

    /// The app's processes.
    pub fn family(&self) -> Result<Family> {
        let folder = self.desk.home().join("pooldeck");
        let all = process::started_with(&folder);
        // The driver may have the folder on its own line; the app is who has no child with it.
        let apps: Vec<i32> = all.iter().map(|pid| pid.as_raw_nonzero().get()).collect();
        let app = apps.iter().min().context("the app does not run")?;
        Family::of(*app)
    }

    async fn promised(&self, promise: &str) -> Result<Value> {
        self.promised_with("", promise).await
    }

    async fn promised_with(&self, script: &str, promise: &str) -> Result<Value> {
        let script = format!(
            "{script}\nconst done = arguments[arguments.length - 1]\n\
             {promise}.then((value) => done({{ value }}), \
             (error) => done({{ error: error?.message ?? JSON.stringify(error) }}))"
        );
        let answer = self.window.script_async(&script).await?;
        if let Some(error) = answer.get("error") {
            bail!("the page says: {error}");
        }
        Ok(answer["value"].clone())
    }
}
