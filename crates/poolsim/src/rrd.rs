//! `/rrd_updates`, `/vm_rrd`, `/host_rrd`: the archives, in XML and JSON, with their rows computed when they are asked for.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::http::{self, Request, Response};
use crate::load::{self, Source};
use crate::pool::{Pool, World};
use crate::value::{NULL_REF, Ref, general};

/// Step in seconds and number of rows of each archive, finest first.
const ARCHIVES: [(i64, i64); 4] = [(5, 120), (60, 120), (3_600, 168), (86_400, 366)];

/// The sources of one object.
struct Object {
    kind: &'static str,
    uuid: String,
    sources: Vec<Source>,
}

fn number(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    // Archives keep single precision; the text has fifteen digits all the same.
    let mut out = String::new();
    general(f64::from(value as f32), 15, &mut out);
    out
}

/// The latest moment for which there is data.
fn last_update(pool: &Pool) -> i64 {
    let now = pool.lock().db.now();
    now - now % 5
}

/// `/rrd_updates?start=…`: what was measured since then, newest row first.
pub fn updates(pool: &Arc<Pool>, host: usize, request: &Request) -> Response {
    let Some(start) = request
        .param("start")
        .and_then(|text| text.parse::<i64>().ok())
    else {
        return http::bare(400, "", request.minor);
    };
    let last = last_update(pool);
    let start = if start < 0 { last + start } else { start };
    let interval = request
        .param("interval")
        .and_then(|text| text.parse::<i64>().ok())
        .unwrap_or(0);
    let (step, rows) = archive_for(interval, last - start);
    let consolidation = request.param("cf").unwrap_or("AVERAGE").to_uppercase();
    let objects = {
        let world = pool.lock();
        match world.listeners.get(host) {
            // Minima, maxima and last values are not kept: that is the default of a real host too.
            Some(listener) if consolidation == "AVERAGE" => {
                measured(&world, pool.settings.seed, &listener.host, request)
            }
            _ => Vec::new(),
        }
    };
    let end = last - last % step;
    let first = start.max(end - (rows - 1) * step);
    let times: Vec<i64> = (0..rows)
        .map(|i| end - i * step)
        .take_while(|at| *at >= first)
        .collect();
    let table = Table {
        objects,
        times,
        step,
        end,
    };
    if request.param("json").is_some()
        || request
            .header("accept")
            .is_some_and(|a| a.contains("application/json") || a.contains("*/*"))
    {
        http::document(table.json(), "application/json")
    } else {
        http::document(table.xml(), "text/xml")
    }
}

/// The archive with that step, or the finest one that reaches back far enough.
fn archive_for(interval: i64, age: i64) -> (i64, i64) {
    let found = if interval > 0 {
        ARCHIVES.iter().find(|(step, _)| *step >= interval)
    } else {
        ARCHIVES.iter().find(|(step, rows)| step * rows >= age)
    };
    *found.unwrap_or(&ARCHIVES[3])
}

/// The objects asked for: the host itself, and the VMs that run on it.
fn measured(world: &World, seed: u64, host: &Ref, request: &Request) -> Vec<Object> {
    let mut objects = Vec::new();
    if request.param("host").is_some_and(|text| text == "true") {
        let uuid = world.db.text(host, "uuid").to_owned();
        objects.push(Object {
            kind: "host",
            uuid,
            sources: load::of_host(world, seed, host),
        });
    }
    let asked: Vec<&str> = request
        .query
        .iter()
        .filter(|(name, _)| name == "vm_uuid")
        .map(|(_, v)| v.as_str())
        .collect();
    let mut vms: Vec<(String, Ref)> = world
        .db
        .refs(host, "resident_VMs")
        .into_iter()
        .map(|vm| (world.db.text(&vm, "uuid").to_owned(), vm))
        .filter(|(uuid, _)| asked.is_empty() || asked.contains(&uuid.as_str()))
        .collect();
    vms.sort();
    objects.extend(vms.into_iter().map(|(uuid, vm)| Object {
        kind: "vm",
        uuid,
        sources: load::of_vm(world, seed, &vm),
    }));
    objects
}

struct Table {
    objects: Vec<Object>,
    times: Vec<i64>,
    step: i64,
    end: i64,
}

impl Table {
    fn legend(&self) -> impl Iterator<Item = String> {
        self.objects.iter().flat_map(|object| {
            object.sources.iter().map(move |source| {
                format!("AVERAGE:{}:{}:{}", object.kind, object.uuid, source.name)
            })
        })
    }

    fn sources(&self) -> impl Iterator<Item = &Source> {
        self.objects.iter().flat_map(|object| &object.sources)
    }

    /// The server says the time after the oldest row.
    fn start(&self) -> i64 {
        self.times
            .last()
            .map_or(self.end, |oldest| oldest + self.step)
    }

    fn xml(&self) -> String {
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xport><meta><start>{}</start><step>{}</step><end>{}</end>\
             <rows>{}</rows><columns>{}</columns><legend>",
            self.start(),
            self.step,
            self.end,
            self.times.len(),
            self.sources().count()
        );
        for entry in self.legend() {
            let _ = write!(out, "<entry>{entry}</entry>");
        }
        out.push_str("</legend></meta><data>");
        for at in &self.times {
            let _ = write!(out, "<row><t>{at}</t>");
            for source in self.sources() {
                let _ = write!(out, "<v>{}</v>", number(source.value(*at, self.step)));
            }
            out.push_str("</row>");
        }
        out.push_str("</data></xport>");
        out
    }

    fn json(&self) -> String {
        let legend: Vec<String> = self.legend().map(|entry| format!("\"{entry}\"")).collect();
        let rows: Vec<String> = self
            .times
            .iter()
            .map(|at| {
                let values: Vec<String> = self
                    .sources()
                    .map(|source| format!("\"{}\"", number(source.value(*at, self.step))))
                    .collect();
                format!("{{\"t\":\"{at}\",\"values\":[{}]}}", values.join(","))
            })
            .collect();
        format!(
            "{{\"meta\":{{\"start\":\"{}\",\"step\":\"{}\",\"end\":\"{}\",\"rows\":\"{}\",\"columns\":\"{}\",\
             \"legend\":[{}]}},\"data\":[{}]}}",
            self.start(),
            self.step,
            self.end,
            self.times.len(),
            legend.len(),
            legend.join(","),
            rows.join(",")
        )
    }
}

/// `/vm_rrd?uuid=…` and `/host_rrd`: all archives of one object, oldest row first.
pub fn archive(pool: &Arc<Pool>, host: usize, request: &Request, vm: bool) -> Response {
    let sources = {
        let world = pool.lock();
        let Some(listener) = world.listeners.get(host) else {
            return http::bare(404, "", request.minor);
        };
        if vm {
            let uuid = request.param("uuid").unwrap_or("");
            let found = world
                .db
                .rows("VM")
                .find(|(vm, _)| world.db.text(vm, "uuid") == uuid)
                .map(|(vm, _)| vm.clone());
            let Some(vm) = found else {
                let exception = format!("Db_exn.Read_missing_uuid(\"VM\", \"\", \"{uuid}\")");
                return http::internal_error(&exception, request.minor);
            };
            let home = world.db.reference(&vm, "resident_on");
            // The archive of a machine that does not run is in a file, which is not simulated.
            if &*home == NULL_REF {
                return http::bare(404, "", request.minor);
            }
            if let Some(elsewhere) = world
                .listener(&home)
                .filter(|other| other.host != listener.host)
            {
                return redirect(elsewhere, request);
            }
            load::of_vm(&world, pool.settings.seed, &vm)
        } else {
            load::of_host(&world, pool.settings.seed, &listener.host)
        }
    };
    let last = last_update(pool);
    if request.param("json").is_some() {
        http::document(whole_json(&sources, last), "application/json")
    } else {
        http::document(whole_xml(&sources, last), "text/xml")
    }
}

/// The VM runs on another host, which has its archive.
fn redirect(listener: &crate::pool::Listener, request: &Request) -> Response {
    let query: Vec<String> = request
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let location = format!("{}{}?{}", listener.url(), request.path, query.join("&"));
    let mut response =
        http::error_page(302, "found", "The VM runs on another host.", request.minor);
    response.headers.push(("location", location));
    response
}

/// Times of an archive's rows, oldest first.
fn rows(step: i64, count: i64, last: i64) -> impl Iterator<Item = i64> {
    let end = last - last % step;
    (0..count).map(move |i| end - (count - 1 - i) * step)
}

fn whole_json(sources: &[Source], last: i64) -> String {
    let ds: Vec<String> = sources
        .iter()
        .map(|source| {
            let value = number(source.value(last, 5));
            format!(
                "{{\"name\":\"{}\",\"type\":\"GAUGE\",\"minimal_heartbeat\":\"300\",\"min\":\"0.0\",\"max\":\"{}\",\
                 \"last_ds\":\"{value}\",\"value\":\"{value}\",\"unknown_sec\":\"0.0\",\"last_updated\":\"{last}\"}}",
                source.name,
                limit(source.max)
            )
        })
        .collect();
    let prep = "{\"primary_value\":\"0.0\",\"secondary_value\":\"0.0\",\"value\":\"0.0\",\"unknown_datapoints\":\"0\"}";
    let rra: Vec<String> = ARCHIVES
        .iter()
        .map(|(step, count)| {
            let database: Vec<String> = rows(*step, *count, last)
                .map(|at| {
                    let values: Vec<String> =
                        sources.iter().map(|source| format!("\"{}\"", number(source.value(at, *step)))).collect();
                    format!("[{}]", values.join(","))
                })
                .collect();
            format!(
                "{{\"cf\":\"AVERAGE\",\"pdp_per_row\":\"{}\",\"params\":{{\"xff\":\"0.5\"}},\"cdp_prep\":{{\"ds\":[{}]}},\
                 \"database\":[{}]}}",
                step / 5,
                vec![prep; sources.len()].join(","),
                database.join(",")
            )
        })
        .collect();
    format!(
        "{{\"version\":\"0003\",\"step\":\"5\",\"lastupdate\":\"{last}\",\"ds\":[{}],\"rra\":[{}]}}",
        ds.join(","),
        rra.join(",")
    )
}

/// A bound as the server prints it: always with a point.
fn limit(value: f64) -> String {
    if value.is_infinite() {
        "Infinity".to_owned()
    } else {
        format!("{value:?}")
    }
}

fn whole_xml(sources: &[Source], last: i64) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rrd><version>0003</version><step>5</step><lastupdate>{last}</lastupdate>"
    );
    for source in sources {
        let value = number(source.value(last, 5));
        let _ = write!(
            out,
            "<ds><name>{}</name><type>GAUGE</type><minimal_heartbeat>300</minimal_heartbeat><min>0.0</min><max>{}</max>\
             <last_ds>{value}</last_ds><value>{value}</value><unknown_sec>0</unknown_sec></ds>",
            source.name,
            limit(source.max)
        );
    }
    for (step, count) in ARCHIVES {
        let _ = write!(
            out,
            "<rra><cf>AVERAGE</cf><pdp_per_row>{}</pdp_per_row><params><xff>0.5</xff></params><cdp_prep>",
            step / 5
        );
        for _ in sources {
            out.push_str(
                "<ds><primary_value>0.0</primary_value><secondary_value>0.0</secondary_value><value>0.0</value>\
                 <unknown_datapoints>0</unknown_datapoints></ds>",
            );
        }
        out.push_str("</cdp_prep><database>");
        for at in rows(step, count, last) {
            out.push_str("<row>");
            for source in sources {
                let _ = write!(out, "<v>{}</v>", number(source.value(at, step)));
            }
            out.push_str("</row>");
        }
        out.push_str("</database></rra>");
    }
    out.push_str("</rrd>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_fifteen_digits_of_single_precision() {
        assert_eq!(number(0.943_905_889_987_946), "0.943905889987946");
        assert_eq!(number(2_147_483_648.0), "2147483648");
        assert_eq!(number(f64::NAN), "NaN");
        assert_eq!(limit(f64::INFINITY), "Infinity");
        assert_eq!(limit(1.0), "1.0");
    }

    #[test]
    fn the_archive_follows_the_interval_or_the_age() {
        assert_eq!(archive_for(5, 0).0, 5);
        assert_eq!(archive_for(60, 0).0, 60);
        assert_eq!(archive_for(0, 500).0, 5);
        assert_eq!(archive_for(0, 4_000).0, 60);
        assert_eq!(archive_for(0, 400_000).0, 3_600);
    }
}
