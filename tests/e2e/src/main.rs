//! The real program, in a real window, on a simulated pool, driven as a person would.
//!
//! `e2e APP [NAME…]` runs every test, or those whose names contain one of these; it ends with the
//! line `N passed, M failed`. What there was to see when a test failed is kept in `target/e2e`.

mod accessible;
mod bad_input;
mod command_line;
mod cut;
mod ends;
mod policy;
mod steps;
mod story;
mod ways_in;

use std::{
    fs,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};
use clap::Parser;
use e2e::{desk, pool, process, window};
use futures_util::future::LocalBoxFuture;
use tokio::time::timeout;

use crate::desk::Desk;

/// Longer than any test may take.
const LIMIT: Duration = Duration::from_secs(240);

#[derive(Parser)]
struct Arguments {
    /// The program, built with its pages inside.
    app: PathBuf,
    /// Only the tests whose names contain one of these.
    names: Vec<String>,
    /// Where tauri-driver is.
    #[arg(long, default_value = "target/tools/bin")]
    tools: PathBuf,
    /// Where to keep what there was to see when a test failed.
    #[arg(long, default_value = "target/e2e")]
    evidence: PathBuf,
}

/// One test: its name, whether its desk has a keyring, and what it does.
struct Test {
    name: &'static str,
    keyring: bool,
    run: for<'a> fn(&'a Desk) -> LocalBoxFuture<'a, Result<()>>,
}

/// A test at a desk with a keyring.
macro_rules! test {
    ($name:literal, $run:path) => {
        Test {
            name: $name,
            keyring: true,
            run: |desk| Box::pin($run(desk)),
        }
    };
}

/// A test at a desk as on a server, without one.
macro_rules! test_without_keyring {
    ($name:literal, $run:path) => {
        Test {
            name: $name,
            keyring: false,
            run: |desk| Box::pin($run(desk)),
        }
    };
}

const TESTS: &[Test] = &[
    test!(
        "from the first start to the second",
        story::from_first_start_to_second
    ),
    test!("a text console", story::text_console),
    test!("every way in", ways_in::every_way_in),
    test!("a wrong password", bad_input::wrong_password),
    test!("an address where nobody is", bad_input::nobody_there),
    test!(
        "a port that speaks something else",
        bad_input::something_else_there
    ),
    test!("a changed certificate", bad_input::changed_certificate),
    test!("a user without rights", bad_input::user_without_rights),
    test!(
        "a reply cut in the middle",
        bad_input::reply_cut_in_the_middle
    ),
    test!("an odd record", bad_input::odd_record),
    test!("a name that is HTML", bad_input::name_that_is_html),
    test!("a second start", ends::second_start),
    test!("a keyring that hangs", ends::keyring_that_hangs),
    test!("axe finds nothing", accessible::axe_finds_nothing),
    test!("no display", command_line::no_display),
    test!("a screenshot", command_line::screenshot),
    test_without_keyring!("no keyring", bad_input::no_keyring),
    test!(
        "foreign things are refused",
        policy::foreign_things_are_refused
    ),
];

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    // Several libraries here speak TLS; one provider of cryptography serves them all.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow!("somebody else chose a provider of cryptography"))?;
    if arguments.evidence.exists() {
        fs::remove_dir_all(&arguments.evidence).context("old evidence cannot be removed")?;
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let (mut passed, mut failed) = (0, 0);
    for test in TESTS {
        let names = &arguments.names;
        if !names.is_empty() && !names.iter().any(|name| test.name.contains(name)) {
            continue;
        }
        let begun = Instant::now();
        match runtime.block_on(run_one(arguments, test)) {
            Ok(()) => {
                passed += 1;
                println!("ok: {} ({:.1} s)", test.name, begun.elapsed().as_secs_f64());
            }
            Err(error) => {
                failed += 1;
                println!("{error:#}");
                println!("failed: {}", test.name);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn run_one(arguments: &Arguments, test: &Test) -> Result<()> {
    let desk = Desk::new(&arguments.app, &arguments.tools, test.keyring).await?;
    let outcome = tokio::select! {
        outcome = timeout(LIMIT, (test.run)(&desk)) => {
            outcome
                .unwrap_or_else(|_| Err(anyhow!("not done after {} s", LIMIT.as_secs())))
                // Every test looks for what must not be written, whatever else it is about.
                .and_then(|()| desk.nothing_leaked())
        }
        _ = tokio::signal::ctrl_c() => Err(anyhow!("interrupted")),
    };
    if outcome.is_err() {
        let folder = arguments.evidence.join(test.name.replace(' ', "-"));
        desk.keep_evidence(&folder)
            .with_context(|| format!("nor could be kept what there is to see: {outcome:?}"))?;
        // Others are to look at it.
        desk.nothing_leaked_into(&folder)
            .with_context(|| format!("besides: {outcome:?}"))?;
    }
    outcome
}
