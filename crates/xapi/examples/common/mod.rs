//! What all examples share: their arguments, `URL USER [PASSWORD] [--fingerprint SHA256] …`, and their end.

use std::env;
use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use xapi::{Connector, Credentials, Endpoint, Session, TrustFingerprint};

/// Logs in as the command line says, runs the example with the arguments after the password, and logs
/// out whatever came of it. An error is one line on standard error, whatever `RUST_BACKTRACE` says.
pub async fn run(
    more: &str,
    count: RangeInclusive<usize>,
    example: impl AsyncFnOnce(&Session, &[String]) -> Result<()>,
) -> ExitCode {
    let outcome: Result<()> = async {
        let (session, arguments) = log_in(more, count).await?;
        let outcome = example(&session, &arguments).await;
        let left = session.logout().await;
        outcome?;
        Ok(left?)
    }
    .await;
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The causes come from a server, in as many lines as it likes.
            eprintln!("{}", format!("{error:#}").replace(['\r', '\n'], " "));
            ExitCode::FAILURE
        }
    }
}

/// The session, and the arguments after the password. Without a password there, it comes from
/// `XAPI_PASSWORD`.
async fn log_in(more: &str, count: RangeInclusive<usize>) -> Result<(Session, Vec<String>)> {
    let mut fingerprint = None;
    let mut words: Vec<String> = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--fingerprint") {
            Some("") => fingerprint = Some(arguments.next().context("--fingerprint of what?")?),
            Some(value) => fingerprint = Some(value.trim_start_matches('=').to_owned()),
            None => words.push(argument),
        }
    }
    if words.len() < 2 {
        bail!("usage: URL USER PASSWORD {more} [--fingerprint SHA256]");
    }
    let (url, user) = (words.remove(0), words.remove(0));
    let password = match env::var("XAPI_PASSWORD") {
        Ok(known) if count.contains(&words.len()) && words.first() != Some(&known) => known,
        _ if words.is_empty() => bail!("the password is missing"),
        _ => words.remove(0),
    };
    if !count.contains(&words.len()) {
        bail!("usage: URL USER PASSWORD {more} [--fingerprint SHA256]");
    }
    let mut connector = Connector::new(Endpoint::parse(&url)?).originator("xapi-examples");
    if let Some(fingerprint) = fingerprint {
        connector = connector.trust(Arc::new(TrustFingerprint(fingerprint.parse()?)));
    }
    let session = connector.login(&Credentials::new(user, password)).await?;
    Ok((session, words))
}
