//! The real program, in a real window, on a simulated pool, driven as a person would.
//!
//! `e2e` runs every test, one after the other, `e2e NAME` those whose names contain that, `e2e --list`
//! none. What there was to see when a test failed is kept in `target/e2e`.

mod accessible;
mod bad_input;
mod changing;
mod command_line;
mod cut;
mod doing;
mod ends;
mod machines;
mod policy;
mod steps;
mod story;
mod ways_in;

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow};
use clap::Parser;
use e2e::{desk, pool, process, window};
use futures_util::future::LocalBoxFuture;
use libtest_mimic::{Failed, Trial};
use test_support::within;
use tokio::runtime::Runtime;

use crate::desk::Desk;

/// Longer than any test may take, on a machine that is busy with other things.
const LIMIT: Duration = Duration::from_secs(600);

#[derive(Parser)]
#[command(about)]
struct Options {
    /// The program, built with its pages inside.
    #[arg(long, default_value = "target/debug/pooldeck")]
    app: PathBuf,
    /// Where tauri-driver is.
    #[arg(long, default_value = "target/tools/bin")]
    tools: PathBuf,
    /// Where to keep what there was to see when a test failed.
    #[arg(long, default_value = "target/e2e")]
    evidence: PathBuf,
    #[command(flatten)]
    harness: libtest_mimic::Arguments,
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
    test!("a new VM", doing::new_vm),
    test!("an edit with its difference", doing::edit_in_place),
    test!("killed in the middle", doing::killed_in_the_middle),
    test!("a snapshot and back", machines::snapshot_and_revert),
    test!("a VM dragged to a host", machines::drag_to_a_host),
    test!("many shut down at once", machines::shut_down_many),
    test!("a disk under its guest", machines::enlarge_a_disk),
    test!("a copy in another pool", machines::copy_to_another_pool),
    test!(
        "killed while a host is emptied",
        machines::killed_while_emptying_a_host
    ),
    test!("changes by somebody else", changing::by_a_second_client),
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
    match run(Options::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Options) -> Result<ExitCode> {
    // Several libraries here speak TLS; one provider of cryptography serves them all.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow!("somebody else chose a provider of cryptography"))?;
    if !arguments.harness.list && arguments.evidence.exists() {
        fs::remove_dir_all(&arguments.evidence).context("old evidence cannot be removed")?;
    }
    // Each has the machine to itself, as a person's window has.
    arguments.harness.test_threads.get_or_insert(1);
    let runtime = Arc::new(Runtime::new()?);
    let arguments = Arc::new(arguments);
    let tests = TESTS.iter().map(|test| {
        let (runtime, arguments) = (runtime.clone(), arguments.clone());
        Trial::test(test.name, move || {
            let outcome = runtime.block_on(run_one(&arguments, test));
            outcome.map_err(|error| Failed::from(format!("{error:#}")))
        })
    });
    Ok(libtest_mimic::run(&arguments.harness, tests.collect()).exit_code())
}

async fn run_one(arguments: &Options, test: &Test) -> Result<()> {
    let desk = Desk::new(&arguments.app, &arguments.tools, test.keyring).await?;
    let outcome = tokio::select! {
        outcome = within(LIMIT, (test.run)(&desk)) => {
            outcome
                .unwrap_or_else(|| Err(anyhow!("not done after {} s", LIMIT.as_secs())))
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
