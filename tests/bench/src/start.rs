//! From the start of the process to the last known tree on the screen.
//!
//! The screen itself is looked at, not the page: Xvfb keeps it in a file. What a start shows is
//! there when nearly all that stands on the screen at the end stands there for the first time.

use std::{
    collections::HashMap,
    fs::File,
    os::unix::fs::FileExt,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use e2e::{
    desk::Desk,
    process::{Process, ask_to_end, started_with},
};
use tokio::time::sleep;

use crate::{
    Wish, pools,
    report::{Figure, Report},
    usage::middle,
    window::Seen,
};

/// After that long whatever a start shows is there.
const LONG: Duration = Duration::from_secs(8);
/// How often to look.
const OFTEN: Duration = Duration::from_millis(4);
/// That share of what stands there at the end is all of it: a state may still be on its way.
const NEARLY: f64 = 0.9;
/// The tree's part of the window, in pixels.
const PANE: usize = 280;

/// The bench.
pub async fn run(report: &mut Report, wish: &Wish) -> Result<()> {
    let Seen {
        desk: empty,
        window,
    } = Seen::open(wish).await?;
    window.close().await?;
    let sim = pools::one(wish.vms).await?;
    let Seen { desk: full, window } = Seen::on(wish, &sim.http_url()).await?;
    kept(full.home()).await?;
    window.close().await?;
    // Nobody answers from now on: what is shown is what was kept.
    sim.stop().await;
    let mut times: [Vec<f64>; 2] = Default::default();
    for _ in 0..wish.rounds.max(1) {
        times[0].push(one_start(&empty).await?);
        times[1].push(one_start(&full).await?);
    }
    let [empty, full] = times.map(middle);
    let what = format!("to the last known tree, {} VMs", wish.vms);
    let figure = Figure::new("start", what, full, "ms").beside("an empty window", empty);
    report.at_most(figure, 1.5)
}

/// Waits until the objects are kept on disk.
async fn kept(home: &Path) -> Result<()> {
    let folder = home.join("pooldeck/data/inventory");
    let begun = Instant::now();
    loop {
        sleep(Duration::from_millis(200)).await;
        let size = |file: std::fs::DirEntry| file.metadata().map_or(0, |data| data.len());
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        if files.map(size).any(|size| size > 0) {
            return Ok(());
        }
        let waited = begun.elapsed();
        ensure!(
            waited < Duration::from_secs(30),
            "nothing is kept in {}",
            folder.display()
        );
    }
}

/// Starts the app at this desk, on a screen of its own; milliseconds until it stands there.
async fn one_start(desk: &Desk) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut xvfb = Command::new("Xvfb");
    xvfb.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1400x900x24",
        "-nolisten",
        "tcp",
    ])
    .arg("-fbdir")
    .arg(folder.path());
    let (_server, number) = Process::start_and_hear(&mut xvfb, &folder.path().join("log"))?;
    let screen = Screen::open(&folder.path().join("Xvfb_screen0"))?;
    let mut app = desk.app();
    app.env("DISPLAY", format!(":{number}"));
    let mut seen = Vec::new();
    let begun = Instant::now();
    let _app = Process::start(&mut app, &folder.path().join("app"))?;
    while begun.elapsed() < LONG {
        let now = screen.look()?;
        if seen.last().is_none_or(|(_, last)| *last != now) {
            seen.push((begun.elapsed(), now));
        }
        sleep(OFTEN).await;
    }
    for app in started_with(&desk.home().join("pooldeck")) {
        ask_to_end(app);
    }
    // It logs out, and keeps what it keeps.
    sleep(Duration::from_secs(1)).await;
    let (_, last) = seen.last().context("nothing was seen")?;
    let drawn = |picture: &[u32]| {
        let ground = usual(last);
        let pairs = picture.iter().zip(last);
        pairs
            .filter(|(now, end)| **end != ground && now == end)
            .count()
    };
    let all = drawn(last);
    ensure!(all > 500, "the app shows nothing");
    let first = seen
        .iter()
        .find(|(_, picture)| drawn(picture) as f64 >= NEARLY * all as f64);
    let (when, _) = first.context("nothing was seen")?;
    Ok(when.as_secs_f64() * 1e3)
}

/// What a screen without a card shows: the file that Xvfb keeps it in, an X window dump.
struct Screen {
    file: File,
    pixels: u64,
    line: u64,
    lines: u64,
}

impl Screen {
    fn open(file: &Path) -> Result<Self> {
        let file = File::open(file).context("Xvfb keeps no screen")?;
        let mut header = [0; 100];
        file.read_exact_at(&mut header, 0)?;
        let number = |field: usize| {
            let bytes = header.get(field * 4..field * 4 + 4).unwrap_or_default();
            bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        };
        // By the dump's description: its header's size, the lines, bytes in each, and its colours of
        // twelve bytes.
        let (size, lines, line, colours) = (number(0), number(5), number(12), number(19));
        Ok(Self {
            file,
            pixels: size + 12 * colours,
            line,
            lines,
        })
    }

    /// Every third line of the tree's part of the screen.
    fn look(&self) -> Result<Vec<u32>> {
        let mut picture = Vec::new();
        let mut bytes = vec![0; PANE * 4];
        for line in (0..self.lines).step_by(3) {
            self.file
                .read_exact_at(&mut bytes, self.pixels + line * self.line)?;
            let pixels = bytes.chunks_exact(4);
            picture.extend(pixels.map(|pixel| {
                let pixel = pixel.iter();
                pixel.fold(0, |sum, byte| sum << 8 | u32::from(*byte))
            }));
        }
        Ok(picture)
    }
}

/// The colour that most of a picture has.
fn usual(picture: &[u32]) -> u32 {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for pixel in picture {
        *counts.entry(*pixel).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or(0, |(pixel, _)| pixel)
}
