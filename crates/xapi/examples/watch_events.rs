//! Prints a line per event, until interrupted: id, class, operation, name. It uses the events as the
//! server tells them; a program that keeps a copy of the pool uses `Session::events`. Arguments:
//! `URL USER PASSWORD [CLASS …]`.

mod common;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use xapi::{Event, Record, Session};

#[tokio::main]
async fn main() -> ExitCode {
    common::run("[CLASS …]", 0..=100, async |session, classes| {
        tokio::select! {
            outcome = watch(session, classes) => outcome,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
    .await
}

async fn watch(session: &Session, classes: &[String]) -> Result<()> {
    let mut classes: Vec<&str> = classes.iter().map(String::as_str).collect();
    if classes.is_empty() {
        classes.push("*");
    }
    // Everything there is comes first: an addition for each object.
    let mut token = String::new();
    loop {
        let timeout = Duration::from_secs_f64(30.1);
        let batch = session.event_from(&classes, &token, timeout).await?;
        batch.events.iter().for_each(print);
        token = batch.token;
    }
}

fn print(event: &Event) {
    let name = event.record.as_ref().and_then(Record::name_label);
    let name = name.unwrap_or("");
    println!("{}\t{}\t{}\t{name}", event.id, event.class, event.operation);
}
