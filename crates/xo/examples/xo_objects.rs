//! Lists what a Xen Orchestra has. Arguments: `URL USER PASSWORD [FILTER] [LIMIT]`.
//!
//! Says on standard error how many methods the server has, before anybody signs in; then signs in,
//! by user name or e-mail address, and prints the objects as JSON lines. `FILTER` is what Xen
//! Orchestra's search takes (`type:VM power_state:Running`; empty for all), or a JSON object with
//! members to be matched.
//!
//! The password may come from `XO_PASSWORD` instead. For a certificate that the platform does not
//! vouch for, `--fingerprint SHA256`; `--lines` lists over HTTP, compressed.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use xo::{Connector, Endpoint, Filter, Pinned, SignIn};

const USAGE: &str = "usage: URL USER PASSWORD [FILTER] [LIMIT] [--fingerprint SHA256] [--lines]";

#[tokio::main]
async fn main() -> ExitCode {
    match list().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, whatever `RUST_BACKTRACE` says, and whatever the server's own text is.
            eprintln!("{}", format!("{error:#}").replace(['\r', '\n'], " "));
            ExitCode::FAILURE
        }
    }
}

async fn list() -> Result<()> {
    let mut fingerprint = None;
    let mut by_line = false;
    let mut words = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--lines" => by_line = true,
            "--fingerprint" => fingerprint = Some(arguments.next().context(USAGE)?),
            other => match other.strip_prefix("--fingerprint=") {
                Some(value) => fingerprint = Some(value.to_owned()),
                None => words.push(argument),
            },
        }
    }
    // With the password in the environment there is none among the words.
    let known = env::var("XO_PASSWORD").ok();
    if let Some(password) = known
        && words.len() >= 2
        && words.get(2) != Some(&password)
    {
        words.insert(2, password);
    }
    if !(3..=5).contains(&words.len()) {
        bail!(USAGE);
    }
    let filter = match words.get(3).map(String::as_str).unwrap_or_default() {
        "" => Filter::All,
        text if text.starts_with('{') => Filter::Members(serde_json::from_str(text)?),
        text => Filter::Search(text.to_owned()),
    };
    let limit = words.get(4).map(|limit| limit.parse()).transpose();
    let limit = limit.context("LIMIT is a number")?;

    let mut connector = Connector::new(Endpoint::parse(&words[0])?);
    if let Some(fingerprint) = fingerprint {
        connector = connector.verifier(Arc::new(Pinned::new(fingerprint.parse()?)));
    }
    let client = connector.connect().await?;
    let version = client.server_version().unwrap_or("of an unknown version");
    eprintln!(
        "xo-server {version}, {} methods",
        client.methods().await?.len()
    );

    let user = client
        .sign_in(&SignIn::password(&words[1], &words[2]))
        .await?;
    eprintln!("signed in as {} ({:?})", user.email, user.permission);

    let mut objects = match by_line {
        true => client.objects_by_line(&filter, limit, true).await?,
        false => client.objects(&filter, limit).await?,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    while let Some(object) = objects.next().await? {
        writeln!(out, "{}", object.text())?;
    }
    out.flush()?;
    client.sign_out().await?;
    Ok(())
}
