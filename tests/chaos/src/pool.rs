//! The pool itself, and what can go wrong with it.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use libtest_mimic::Trial as Test;
use poolsim::Sim;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{
    PASSWORD,
    desk::Desk,
    faults::{self, Fault},
    report::Line,
    rival::Rival,
    stages::Stages,
    trial::Trial,
};

/// A pool of three hosts, an engine on it, and a second client.
pub struct Stage {
    sim: Sim,
    desk: Desk,
    rival: Rival,
}

impl Stage {
    async fn open(seed: u64, vms: usize) -> Result<Self> {
        let sim = Sim::start(poolsim::Config {
            tls: Some(([127, 0, 0, 1], 0).into()),
            hosts: 3,
            vms,
            seed,
            password: PASSWORD.to_owned(),
            operation_time: Duration::from_millis(200),
            ..Default::default()
        })
        .await?;
        let desk = Desk::open(&sim).await?;
        let rival = Rival::begin(&sim, seed);
        // Somebody has answered for the certificate of every host before: what is measured is the
        // program, not a person.
        for host in [1, 2, 0] {
            sim.order(poolsim::faults::Fault::ElectCoordinator { host })
                .await?;
            let back = Trial::new(&sim, &desk, &rival).back().await;
            anyhow::ensure!(back.is_some(), "not live at host {host}");
        }
        Ok(Self { sim, desk, rival })
    }

    async fn close(self) -> Line {
        self.rival.end().await;
        let line = self.desk.close(&self.sim).await;
        self.sim.stop().await;
        line
    }
}

/// Each fault, those that are to be tried together, random combinations, and the end of the program.
pub fn tests(stages: &Arc<Stages>, combinations: usize, together: &[String]) -> Result<Vec<Test>> {
    let every: Vec<String> = faults::every()
        .iter()
        .map(|fault| fault.name.to_owned())
        .collect();
    let mut names = every.clone();
    names.extend(together.iter().cloned());
    let mut dice = StdRng::seed_from_u64(stages.seed);
    for _ in 0..combinations {
        let chosen = 0..dice.random_range(2..=3);
        let chosen: Vec<&str> = chosen
            .map(|_| &*every[dice.random_range(0..every.len())])
            .collect();
        names.push(chosen.join(" + "));
    }
    for name in &names {
        named(&faults::every(), name)?;
    }
    let mut tests: Vec<Test> = names
        .into_iter()
        .map(|name| {
            let title = name.clone();
            stages.test(&title, async move |stages| play(stages, &name).await)
        })
        .collect();
    tests.push(stages.test("(end of the program)", async |stages| {
        let mut stage = stages.pool.lock().await;
        let stage = match stage.take() {
            Some(stage) => stage,
            None => Stage::open(stages.seed, stages.vms).await?,
        };
        Ok(stage.close().await)
    }));
    Ok(tests)
}

async fn play(stages: &Stages, name: &str) -> Result<Line> {
    let mut stage = stages.pool.lock().await;
    let Stage { sim, desk, rival } = match &mut *stage {
        Some(stage) => stage,
        none => none.insert(Stage::open(stages.seed, stages.vms).await?),
    };
    let every = faults::every();
    let faults = named(&every, name)?;
    Trial::new(sim, desk, rival).run(&faults, stages.seed).await
}

/// The faults of a combination, `one + another`.
fn named<'a>(every: &'a [Fault], names: &str) -> Result<Vec<&'a Fault>> {
    let find = |name: &str| {
        let found = every.iter().find(|fault| fault.name == name);
        found.with_context(|| format!("no fault is named {name}"))
    };
    names.split(" + ").map(find).collect()
}
