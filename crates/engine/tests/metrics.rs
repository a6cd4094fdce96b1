//! What was measured, from a simulated pool to a window.

#![allow(clippy::unwrap_used)] // In what tests share.

mod support;

use engine::api::{MetricsRange, MetricsSpec, TrustAnswer};
use inventory::{
    ConnectionId, Job, JobRequest, ObjectKey, Problem,
    metrics::{Curve, FrameState},
};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
};
use support::{Bench, sim, simple, vm_in};
use xapi::Class;

/// What a window reads in a frame.
#[derive(Debug)]
struct Chart {
    state: u8,
    times: Vec<f64>,
    values: Vec<Vec<f32>>,
    why: Option<Problem>,
}

impl Chart {
    fn read(bytes: &[u8]) -> Self {
        let count = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (times, why) = (count(8), count(12));
        let values = 24 + times * 8;
        let end = values + times * usize::from(bytes[5]) * 4;
        let floats = |line: &[u8]| {
            let each = line.chunks_exact(4);
            each.map(|one| f32::from_le_bytes(one.try_into().unwrap()))
                .collect()
        };
        assert_eq!(bytes.len(), end + why);
        let why = serde_json::from_slice(&bytes[end..]).ok();
        Self {
            state: bytes[4],
            times: bytes[24..values]
                .chunks_exact(8)
                .map(|time| f64::from_le_bytes(time.try_into().unwrap()))
                .collect(),
            values: match times {
                0 => vec![Vec::new(); usize::from(bytes[5])],
                times => bytes[values..end]
                    .chunks_exact(times * 4)
                    .map(floats)
                    .collect(),
            },
            why,
        }
    }

    fn code(&self) -> Option<&str> {
        self.why.as_ref().map(|why| why.code.as_str())
    }

    fn is(&self, state: FrameState) -> bool {
        self.state == state as u8
    }
}

const VIEW: u32 = 7;

/// Answers to this request.
fn to(request: &str) -> Replies {
    Replies {
        methods: vec![request.to_owned()],
        ..Replies::default()
    }
}

async fn watch(bench: &Bench, object: &ObjectKey, range: MetricsRange) {
    let spec = MetricsSpec {
        object: object.clone(),
        curves: Curve::ALL.to_vec(),
        range,
    };
    let window = "main".into();
    bench
        .engine
        .watch_metrics(&window, VIEW, spec)
        .await
        .unwrap();
}

/// Waits until the chart is as `look` wants it.
async fn chart(bench: &Bench, what: &str, look: impl Fn(&Chart) -> bool) -> Chart {
    bench
        .until(what, |heard| {
            let chart = Chart::read(heard.metrics.get(&VIEW)?);
            look(&chart).then_some(chart)
        })
        .await
}

/// Waits for a live chart, and trusts the host on the way: not all hosts are looked at by connecting.
async fn live(bench: &Bench, id: &ConnectionId) -> Chart {
    let is_over =
        |chart: &Chart| chart.is(FrameState::Live) || chart.code() == Some("untrusted_certificate");
    let first = chart(bench, "a chart or a certificate", is_over).await;
    let Some(why) = first.why else {
        return first;
    };
    let fingerprint = why.params["fingerprint"].clone();
    let answer = TrustAnswer::Once;
    let answered = bench
        .engine
        .answer_certificate(id.clone(), fingerprint, answer);
    answered.await.unwrap();
    chart(bench, "a chart", |chart| chart.is(FrameState::Live)).await
}

async fn run(bench: &Bench, request: JobRequest, vm: &ObjectKey) {
    let started = bench.engine.run_job(request, vec![vm.clone()], None);
    assert_eq!(started.await.unwrap().len(), 1);
}

fn hosts(sim: &Sim, id: &ConnectionId) -> Vec<ObjectKey> {
    let objects = sim.objects();
    let hosts = objects["host"].keys();
    hosts
        .map(|host| ObjectKey::new(id, &Class::Host, &host.as_str().into()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_tells_what_it_measures_row_by_row_as_long_as_somebody_looks() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    for host in hosts(&sim, &id) {
        watch(&bench, &host, MetricsRange::TenMinutes).await;
        let first = live(&bench, &id).await;
        assert!((100..=120).contains(&first.times.len()), "{first:?}");
        assert!(first.times.windows(2).all(|two| two[1] - two[0] == 5.0));
        let line = |curve: Curve| &first.values[curve as usize];
        let all_in = |curve: Curve, range: std::ops::RangeInclusive<f32>| {
            let mut numbers = line(curve).iter().filter(|value| value.is_finite());
            assert!(numbers.clone().count() > 100, "{curve:?}");
            assert!(numbers.all(|value| range.contains(value)), "{curve:?}");
        };
        all_in(Curve::Processor, 0.0..=1.0);
        all_in(Curve::MemoryTotal, 1e9..=1e13);
        all_in(Curve::MemoryUsed, 1e6..=1e13);
        all_in(Curve::NetworkReceived, 0.0..=1e10);
        all_in(Curve::DiskWritten, 0.0..=1e10);
        let newest = *first.times.last().unwrap();
        let next = chart(&bench, "the next row", |chart| {
            chart.times.last().is_some_and(|last| *last > newest)
        })
        .await;
        let overlap = next.times.iter().position(|time| *time == newest).unwrap();
        let (old, new) = (line(Curve::Processor), &next.values[0]);
        assert_eq!(old[old.len() - 1], new[overlap]);
    }
    bench
        .engine
        .unwatch_metrics(&"main".into(), VIEW)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_range_is_shown_at_once_and_reaches_further_back() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let host = hosts(&sim, &id).remove(0);
    watch(&bench, &host, MetricsRange::TenMinutes).await;
    let short = live(&bench, &id).await;
    // The pool serves nothing of the kind any more: what is shown has to be there.
    sim.order(Fault::ServerError(to("GET /host_rrd")))
        .await
        .unwrap();
    watch(&bench, &host, MetricsRange::Year).await;
    let long = chart(&bench, "a year", |chart| {
        chart.times.len() > short.times.len()
    })
    .await;
    let seconds = long.times.last().unwrap() - long.times[0];
    assert!(seconds > 300.0 * 86_400.0, "{seconds}");
    assert!(long.times.is_sorted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_follows_its_vm_and_says_when_it_runs_nowhere() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Running");
    watch(&bench, &vm, MetricsRange::TwoHours).await;
    let running = live(&bench, &id).await;
    assert!(running.values[0].iter().any(|value| value.is_finite()));
    let stop = simple(Job::HardShutdown);
    run(&bench, stop, &vm).await;
    // What came of it while it ran is still shown, as old.
    let old = chart(&bench, "a VM that has stopped", |chart| {
        chart.is(FrameState::Stale) && chart.why.is_none()
    })
    .await;
    assert!(old.times.len() >= running.times.len());
    run(&bench, simple(Job::Start), &vm).await;
    live(&bench, &id).await;
    // The pool keeps nothing of one that ran before we looked.
    let (halted, _) = vm_in(&sim, &id, "Halted");
    watch(&bench, &halted, MetricsRange::TwoHours).await;
    chart(&bench, "a halted VM", |chart| {
        chart.is(FrameState::Unavailable) && chart.code() == Some("refused")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_host_does_not_say_any_more_stays_and_is_called_old() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let host = hosts(&sim, &id).remove(0);
    watch(&bench, &host, MetricsRange::TenMinutes).await;
    let shown = live(&bench, &id).await;
    sim.order(Fault::Garbage(to("GET /rrd_updates")))
        .await
        .unwrap();
    let old = chart(&bench, "an old chart", |chart| chart.is(FrameState::Stale)).await;
    assert_eq!(old.code(), Some("measurements_unreadable"));
    assert!(old.times.len() >= shown.times.len() - 1);
    sim.lift();
    chart(&bench, "a live chart", |chart| chart.is(FrameState::Live)).await;
    // No session is in any of it.
    for frame in bench.heard.lock().unwrap().metrics.values() {
        assert!(!String::from_utf8_lossy(frame).contains("OpaqueRef:"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_measured() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let nobody = ObjectKey::new(&id, &Class::Vm, &"OpaqueRef:nobody".into());
    watch(&bench, &nobody, MetricsRange::Week).await;
    let chart = chart(&bench, "no chart", |chart| {
        chart.is(FrameState::Unavailable)
    })
    .await;
    assert_eq!(chart.code(), Some("no_such_object"));
    assert_eq!(chart.values.len(), Curve::ALL.len());
}
