//! `cargo xtask test`: every test there is, each step named, timed and counted.

use std::{fs, process::ExitCode, time::Instant};

use anyhow::{Context, Result};

use crate::{
    app,
    command::{cargo, command, run, watch},
    count::Tally,
    place, rust_tools, system, tidy, ui,
};

/// Its name, and what it does.
type Step = (&'static str, fn() -> Result<Tally>);

/// The quickest first: what is wrong should be known early. The pages are built before the
/// programs, which hold them.
const STEPS: &[Step] = &[
    // The engine's tests, too, use a real keyring.
    ("what building and testing need", || {
        one(system::install(&[system::BUILD, system::TEST]))
    }),
    ("rustfmt and clippy", || one(rust_tools::components())),
    ("house rules", tidy::tally),
    ("rustfmt", || {
        one(run(&mut cargo(["fmt", "--all", "--check"])))
    }),
    ("npm ci", || one(ui::install())),
    ("vue-tsc", || one(run(&mut ui::npm(["run", "typecheck"])))),
    ("ESLint", || one(run(&mut ui::npm(["run", "lint"])))),
    ("Vitest", vitest),
    ("pages", || one(ui::build())),
    ("clippy", || {
        one(run(&mut cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])))
    }),
    ("cargo test", cargo_test),
    ("bindings", || one(app::check_bindings())),
];

/// What `--fast` leaves out.
const SLOW_STEPS: &[Step] = &[
    ("tauri-driver", || one(rust_tools::tauri_driver())),
    ("interop", interop),
    ("chaos", chaos),
    ("e2e", e2e),
];

/// Runs the steps; every one of them, whatever came of those before it.
fn run_all(fast: bool) -> Vec<(&'static str, Tally, f64)> {
    let slow = if fast { &[] } else { SLOW_STEPS };
    let mut outcomes = Vec::new();
    for (name, step) in STEPS.iter().chain(slow) {
        println!("\n── {name}");
        let begun = Instant::now();
        let tally = step().unwrap_or_else(|error| {
            let why = format!("{error:#}");
            println!("{why}");
            Tally::wrong(why)
        });
        outcomes.push((*name, tally, begun.elapsed().as_secs_f64()));
    }
    outcomes
}

/// `cargo xtask test`.
pub fn test(fast: bool) -> ExitCode {
    let outcomes = run_all(fast);
    let mut sum = Tally::default();
    println!("\n── what came of it");
    for (name, tally, seconds) in &outcomes {
        let verdict = if tally.failed == 0 {
            "ok    "
        } else {
            "FAILED"
        };
        println!(
            "{verdict} {name:<30} {:>5} passed {:>4} failed {seconds:>8.1} s",
            tally.passed, tally.failed
        );
        for test in &tally.names {
            println!("         {test}");
        }
        sum.add(tally);
    }
    if fast {
        println!("--fast: interop, chaos and e2e were left out.");
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if sum.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A step that is one test.
fn one(done: Result<()>) -> Result<Tally> {
    done.map(|()| Tally::one())
}

fn vitest() -> Result<Tally> {
    let report = place::target().join("vitest.json");
    fs::create_dir_all(place::target())?;
    // A report of an earlier run must not be taken for this one's.
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let file = format!("--outputFile.json={}", report.display());
    let mut tests = ui::npm([
        "run",
        "test",
        "--",
        "--reporter=default",
        "--reporter=json",
        &file,
    ]);
    let success = watch(&mut tests, |_| ())?.success();
    let report = fs::read_to_string(&report).context("Vitest left no report")?;
    Ok(Tally::vitest(&report)?.ended(success))
}

fn cargo_test() -> Result<Tally> {
    harness(&mut cargo(["test", "--workspace", "--no-fail-fast"]))
}

fn interop() -> Result<Tally> {
    run(&mut cargo(["build", "--package", "poolsim-cli"]))?;
    for (package, example) in [("engine", "job"), ("images", "image")] {
        run(&mut cargo([
            "build",
            "--package",
            package,
            "--example",
            example,
        ]))?;
    }
    let mut programs = command("python3", ["tests/interop/run.py"]);
    programs.arg(place::program("poolsim")?);
    programs.arg(place::program("examples/job")?);
    programs.arg(place::program("examples/image")?);
    own_tests(&mut programs)
}

/// Every fault once, always the same ones in the same order. The pool is smaller than by itself: this
/// build is not optimised.
fn chaos() -> Result<Tally> {
    harness(&mut cargo([
        "run",
        "--quiet",
        "--package",
        "chaos",
        "--",
        "--seed",
        "1",
        "--vms",
        "300",
    ]))
}

fn e2e() -> Result<Tally> {
    let app = app::build()?;
    let app = app.to_str().context("the repository's path is no text")?;
    harness(&mut cargo(["run", "--package", "e2e", "--", "--app", app]))
}

/// A program of tests that says what came of each as `cargo test` does.
fn harness(program: &mut std::process::Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let success = watch(program, |line| tally.cargo_line(line))?.success();
    Ok(tally.ended(success))
}

/// A test program of ours that is not written in Rust.
fn own_tests(program: &mut std::process::Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let success = watch(program, |line| tally.own_line(line))?.success();
    Ok(tally.ended(success))
}
