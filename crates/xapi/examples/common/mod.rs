//! The arguments that all examples take: `URL USER [PASSWORD] [--fingerprint SHA256] …`.

use std::env;
use std::ops::RangeInclusive;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use xapi::{Connector, Credentials, Endpoint, Session, TrustFingerprint};

/// Logs in as the command line says, and gives back the arguments after the password. Without a
/// password there, it comes from `XAPI_PASSWORD`.
pub async fn log_in(more: &str, count: RangeInclusive<usize>) -> Result<(Session, Vec<String>)> {
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
