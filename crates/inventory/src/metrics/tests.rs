use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;

use super::*;

/// A real server's answer, without its head.
fn capture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../poolsim/tests/wire");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let body = text.splitn(3, "\n\n").nth(2).unwrap();
    body.trim_end().to_owned()
}

/// The same in the JSON of before 2023: numbers bare, names unquoted.
fn older(json: &str) -> String {
    let mut text = json.to_owned();
    for (number, bare) in [("\"NaN\"", "NaN"), ("\"Infinity\"", "Infinity")] {
        text = text.replace(number, bare);
    }
    let parts: Vec<&str> = text.split('"').collect();
    let mut out = String::new();
    for (i, part) in parts.iter().enumerate() {
        let is_text = i % 2 == 1;
        let is_name = is_text && parts.get(i + 1).is_some_and(|next| next.starts_with(':'));
        let is_number = part.parse::<f64>().is_ok() && *part != "0003";
        match is_text {
            true if !is_name && !is_number => out.push_str(&format!("\"{part}\"")),
            _ => out.push_str(part),
        }
    }
    out
}

/// The same with the rows inside `meta`.
fn data_in_meta(json: &str) -> String {
    let moved = json.replace("]},\"data\":", "],\"data\":");
    assert_ne!(moved, json);
    moved + "}"
}

fn same(a: &Samples, b: &Samples) {
    assert_eq!(
        (a.step, &a.columns, &a.times),
        (b.step, &b.columns, &b.times)
    );
    let bits = |samples: &Samples| -> Vec<u32> {
        let values = samples.values.iter();
        values
            .map(|v| if v.is_nan() { 0 } else { v.to_bits() })
            .collect()
    };
    assert_eq!(bits(a), bits(b));
}

#[test]
fn an_answer_says_the_same_in_the_dialects_of_all_ages() {
    let json = capture("rrd-updates.json.txt");
    let now = read_updates(json.as_bytes()).unwrap();
    assert_eq!((now.step, now.times.len(), now.columns.len()), (5, 13, 32));
    assert_eq!(now.times.first(), Some(&1_795_222_145));
    assert_eq!(now.times.last(), Some(&1_795_222_205));
    assert_eq!(&*now.columns[0].source, "cpu_avg");
    assert_eq!(now.columns[0].measured.kind, MeasuredKind::Host);
    assert_eq!(now.columns[31].measured.kind, MeasuredKind::Vm);
    let (_, newest) = now.rows().last().unwrap();
    assert_eq!(newest[0], 0.943_905_9);
    let xml = read_updates(capture("rrd-updates.xml.txt").as_bytes()).unwrap();
    same(&now, &xml);
    let old = older(&json);
    assert!(
        old.starts_with("{meta:{start:1795222150,step:5"),
        "{old:.60}"
    );
    same(&now, &read_updates(old.as_bytes()).unwrap());
    same(&now, &read_updates(data_in_meta(&json).as_bytes()).unwrap());
}

#[test]
fn whole_archives_are_read_in_the_dialects_of_all_ages() {
    let json = capture("vm_rrd.json.txt");
    let vm = Measured::new(MeasuredKind::Vm, "vm");
    let archives = read_archive(&vm, json.as_bytes()).unwrap();
    let shape: Vec<_> = archives.iter().map(|a| (a.step, a.times.len())).collect();
    assert_eq!(shape, [(5, 120), (60, 120), (3_600, 168), (86_400, 366)]);
    for archive in &archives {
        let last = archive.times.last().unwrap();
        assert!(last % archive.step == 0 && 1_795_222_205 - last < archive.step);
        assert_eq!(archive.columns.len(), 8);
    }
    assert_eq!(archives[0].values[0], 0.670_622_94);
    assert!(archives[3].values.iter().all(|value| value.is_nan()));
    let old = older(&json);
    assert!(old.contains("NaN,NaN") && old.contains("max:Infinity"));
    for (archive, older) in archives
        .iter()
        .zip(read_archive(&vm, old.as_bytes()).unwrap())
    {
        same(archive, &older);
    }
    let xml = "<?xml version=\"1.0\"?><rrd><version>0003</version><step>5</step>\
        <lastupdate>1795942836.9</lastupdate><ds><name>a&amp;b</name><type>GAUGE</type>\
        <value>9</value></ds><rra><cf>MAX</cf><pdp_per_row>12</pdp_per_row><database/></rra>\
        <rra><cf>AVERAGE</cf><pdp_per_row>12</pdp_per_row><params><xff>0.5</xff></params><cdp_prep>\
        <ds><value>7</value></ds></cdp_prep><database><row><v>NaN</v></row><row><v>1.5</v></row>\
        </database></rra></rrd>";
    let [archive] = read_archive(&vm, xml.as_bytes())
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(&*archive.columns[0].source, "a&b");
    assert_eq!(archive.times, [1_795_942_740, 1_795_942_800]);
    assert!(archive.values[0].is_nan() && archive.values[1] == 1.5);
}

#[test]
fn an_answer_cut_off_anywhere_is_refused_and_says_where() {
    for name in ["rrd-updates.json.txt", "rrd-updates.xml.txt"] {
        let whole = capture(name);
        for length in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
            let error = read_updates(&whole.as_bytes()[..length]).unwrap_err();
            assert_eq!(error, ReplyError::Cut { length }, "{name}");
        }
    }
    let vm = Measured::new(MeasuredKind::Vm, "vm");
    let whole = capture("vm_rrd.json.txt");
    for length in (0..whole.len()).step_by(997) {
        let error = read_archive(&vm, &whole.as_bytes()[..length]).unwrap_err();
        assert_eq!(error, ReplyError::Cut { length });
    }
}

#[test]
fn what_is_no_answer_is_refused_with_its_place() {
    let refused = |body: &str| read_updates(body.as_bytes()).unwrap_err().to_string();
    let page = "<html><body><h1>HTTP 500 internal server error</h1></body></html>";
    assert_eq!(refused(page), "the measurements, document: it has no data");
    assert_eq!(
        refused("{\"meta\":{\"step\":\"5\",\"legend\":[]}}"),
        "the measurements, document: it has no data"
    );
    let row = "{\"meta\":{\"step\":5,\"legend\":[\"AVERAGE:vm:u:cpu0\"]},\"data\":[{\"t\":5,\"values\":[]}]}";
    assert_eq!(
        refused(row),
        "the measurements, row 0: 0 values for 1 columns"
    );
    let deep = format!("{{\"x\":{}", "[".repeat(100_000));
    assert_eq!(
        refused(&deep),
        "the measurements, byte 36: it nests too deep"
    );
    let deep = "<xport>".repeat(100_000);
    assert!(refused(&deep).ends_with("it nests too deep"));
    assert!(refused("{\"meta\":{\"step\":\"five\"}").contains("line 1, column 17"));
    assert!(read_updates(b"<xport>\xff\xff").is_err());
}

#[test]
fn a_legend_of_other_consolidations_and_classes_is_skipped() {
    let body = "{meta:{step:5,legend:['MIN:vm:u:cpu0','AVERAGE:vm:u:cpu0','AVERAGE:pool:p:x']},\
        data:[{t:10,values:[1,2,3]},{t:5,values:[4,null,6]}]}";
    let samples = read_updates(body.as_bytes()).unwrap();
    assert_eq!(samples.columns.len(), 1);
    assert_eq!(samples.times, [5, 10]);
    assert!(samples.values[0].is_nan() && samples.values[1] == 2.0);
}

/// Samples of one VM.
fn samples(step: i64, sources: &[&str], rows: &[(i64, &[f32])]) -> Samples {
    let column = |source: &&str| Column {
        measured: Measured::new(MeasuredKind::Vm, "vm"),
        source: (*source).into(),
    };
    Samples {
        step,
        columns: sources.iter().map(column).collect(),
        times: rows.iter().map(|(time, _)| *time).collect(),
        values: rows.iter().flat_map(|(_, row)| row.to_vec()).collect(),
    }
}

fn store_of(all: &[Samples]) -> SeriesStore {
    let mut store = SeriesStore::default();
    for samples in all {
        store.take(samples, |_| true);
    }
    store
}

fn vm(store: &SeriesStore) -> &ObjectSeries {
    store.get(&Measured::new(MeasuredKind::Vm, "vm")).unwrap()
}

#[test]
fn ten_minutes_of_ten_series_take_less_than_8_kib() {
    let sources: Vec<String> = (0..10).map(|i| format!("cpu{i}")).collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let row = [0.5; 10];
    let rows: Vec<(i64, &[f32])> = (1..=120).map(|i| (i * 5, &row[..])).collect();
    let store = store_of(&[samples(5, &sources, &rows)]);
    let size = vm(&store).size();
    assert!((4_800..=8 * 1024).contains(&size), "{size}");
}

#[test]
fn curves_follow_from_what_there_is() {
    let store = store_of(&[samples(
        5,
        &[
            "cpu0",
            "cpu1",
            "memory",
            "memory_internal_free",
            "vif_0_rx",
            "vif_1_rx",
            "vif_0_rx_errors",
            "vbd_xvda_read",
            "vbd_xvdb_read",
            "vbd_xvda_iops_read",
            "vbd_xvda_read_latency",
        ],
        &[
            (
                5,
                &[
                    0.2,
                    0.6,
                    4096.0,
                    1.0,
                    10.0,
                    f32::NAN,
                    9e9,
                    1.0,
                    2.0,
                    9e9,
                    9e9,
                ],
            ),
            (
                10,
                &[
                    0.2,
                    0.4,
                    4096.0,
                    f32::NAN,
                    10.0,
                    5.0,
                    9e9,
                    1.0,
                    2.0,
                    9e9,
                    9e9,
                ],
            ),
        ],
    )]);
    let lines = vm(&store).lines(&Curve::ALL, 0, 100);
    assert_eq!(lines.times, [5, 10]);
    let text: Vec<String> = lines
        .values
        .iter()
        .map(|line| format!("{line:?}"))
        .collect();
    assert_eq!(
        text,
        [
            "[0.4, 0.3]",
            "[3072.0, NaN]",
            "[4096.0, 4096.0]",
            "[10.0, 15.0]",
            "[NaN, NaN]",
            "[3.0, 3.0]",
            "[NaN, NaN]",
        ]
    );
    assert_eq!(vm(&store).latest(Curve::NetworkReceived), Some(15.0));
    assert_eq!(vm(&store).latest(Curve::MemoryUsed), None);
}

#[test]
fn what_a_frame_says_can_be_read_in_place() {
    let lines = Lines {
        times: vec![5, 10],
        values: vec![vec![1.0, f32::NAN], vec![3.0, 4.0]],
    };
    let why = crate::Problem::new("timed_out");
    let bytes = encode(7, FrameState::Stale, Some(10), &lines, Some(&why));
    let text = serde_json::to_vec(&why).unwrap();
    assert_eq!(bytes.len(), 24 + 2 * 8 + 2 * 2 * 4 + text.len());
    assert_eq!(bytes[..12], [7, 0, 0, 0, 2, 2, 0, 0, 2, 0, 0, 0]);
    assert_eq!(bytes[12..16], (text.len() as u32).to_le_bytes());
    assert_eq!(bytes[16..24], 10.0_f64.to_le_bytes());
    assert_eq!(bytes[56..], text);
    assert_eq!(bytes[32..40], 10.0_f64.to_le_bytes());
    assert_eq!(bytes[48..52], 3.0_f32.to_le_bytes());
}

/// An answer of one archive: which, when it begins, how many rows, and which of them are missing.
fn answers() -> impl Strategy<Value = Vec<(usize, i64, i64, u16)>> {
    prop::collection::vec((0..4_usize, 0..400_i64, 1..150_i64, any::<u16>()), 0..12)
}

proptest! {
    #[test]
    fn stitched_is_what_a_naive_one_finds(
        answers in answers(),
        from in 0..400_i64,
        length in 0..40_000_000_i64,
    ) {
        // Everything ends at about the same time, as on a host, so that archives overlap.
        let base = 1_800_000_000_i64;
        let mut naive: [BTreeMap<i64, f32>; 4] = Default::default();
        let mut store = SeriesStore::default();
        for (level, start, count, missing) in answers {
            let (step, size) = ARCHIVES[level];
            let start = base / step + start / 4;
            let rows: Vec<(i64, f32)> = (0..count)
                .filter(|i| missing >> (i % 16) & 1 == 0)
                .map(|i| ((start + i) * step, (start + i + level as i64) as f32))
                .collect();
            let reach = size as i64 * step;
            for (time, value) in &rows {
                let archive = &mut naive[level];
                let newest = archive.keys().last().copied().unwrap_or(*time);
                let oldest = archive.keys().next().copied().unwrap_or(*time);
                if *time <= newest - reach {
                    continue;
                }
                // What never came between two rows is a gap; after a whole round all is new.
                if *time >= newest + reach {
                    archive.clear();
                } else {
                    for between in (*time.min(&oldest)..*time.max(&newest)).step_by(step as usize) {
                        archive.entry(between).or_insert(f32::NAN);
                    }
                }
                archive.insert(*time, *value);
                archive.retain(|at, _| *at > newest.max(*time) - reach);
            }
            let borrowed: Vec<(i64, [f32; 1])> = rows.iter().map(|(t, v)| (*t, [*v])).collect();
            let rows: Vec<(i64, &[f32])> = borrowed.iter().map(|(t, v)| (*t, &v[..])).collect();
            store.take(&samples(step, &["cpu_usage"], &rows), |_| true);
        }
        let from = base + from * 1_000 - length / 2;
        let until = from + length;
        let mut expected: BTreeMap<i64, f32> = BTreeMap::new();
        let mut end = until;
        for (level, archive) in naive.iter().enumerate() {
            let (step, _) = ARCHIVES[level];
            let Some((first, _)) = archive.first_key_value() else { continue };
            let shown = archive.iter().filter(|(at, _)| **at > from && **at <= end);
            expected.extend(shown.map(|(at, value)| (*at, *value)));
            end = end.min(first - step);
        }
        let series = store.get(&Measured::new(MeasuredKind::Vm, "vm"));
        let lines = series.map(|s| s.lines(&[Curve::Processor], from, until)).unwrap_or_default();
        let times: Vec<i64> = expected.keys().copied().collect();
        prop_assert_eq!(&lines.times, &times);
        if let Some(line) = lines.values.first() {
            let bits = |value: &f32| if value.is_nan() { None } else { Some(value.to_bits()) };
            let found: Vec<_> = line.iter().map(bits).collect();
            let wanted: Vec<_> = expected.values().map(bits).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
