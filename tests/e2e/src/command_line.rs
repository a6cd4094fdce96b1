//! What the program does when it is started from a terminal.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::desk::Desk;

/// Without a display it says so in one sentence; what needs none works all the same.
pub async fn no_display(desk: &Desk) -> Result<()> {
    let (success, _, said) = desk.run_app(&["--demo"], false)?;
    ensure!(!success, "it ran without a display");
    ensure!(
        said.starts_with("pooldeck: there is no display") && said.trim().lines().count() == 1,
        "it says {said:?}"
    );
    let (success, version, _) = desk.run_app(&["--version"], false)?;
    ensure!(
        success && version.starts_with("pooldeck "),
        "its version is {version:?}"
    );
    Ok(())
}

/// A picture of the demonstration: of the size that was ordered, with something on it, light or
/// dark as ordered; and nothing else is left behind.
pub async fn screenshot(desk: &Desk) -> Result<()> {
    let mut means = Vec::new();
    for theme in ["light", "dark"] {
        let file = desk.home().join(format!("{theme}.png"));
        let file = file.to_string_lossy();
        let order = [
            "--demo",
            "--pools",
            "1",
            "--vms",
            "20",
            "--select",
            "web-01",
            "--theme",
            theme,
            "--size",
            "900x600",
            "--after",
            "2",
            "--screenshot",
            &file,
        ];
        let (success, _, said) = desk.run_app(&order, true)?;
        ensure!(success, "it says {said:?}");
        let facts = desk.run("identify", &["-format", "[%w,%h,%k,%[fx:mean]]", &file])?;
        let facts: Value = serde_json::from_str(&facts)?;
        ensure!(facts[0] == 900 && facts[1] == 600, "the picture is {facts}");
        ensure!(
            facts[2].as_u64() > Some(100),
            "there is nothing on it: {facts}"
        );
        means.push(facts[3].as_f64().unwrap_or_default());
    }
    ensure!(
        means[0] > 0.8 && means[1] < 0.2,
        "light and dark are {means:?}"
    );
    Ok(())
}
