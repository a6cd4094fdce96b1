//! Single disks out of a pool and into it: heads and refusals as a real server was seen to answer.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::{Client, exchange, pool};
use serde_json::{Value, json};

/// A request, and the task that was made for it.
async fn asked(client: &Client, verb: &str, handler: &str, query: &str) -> (String, Value) {
    let task = client.ok("task.create", json!(["transfer", ""])).await;
    let session = &client.session;
    let id = task.as_str().unwrap();
    let length = if verb == "PUT" {
        "Content-Length: 512\r\n"
    } else {
        ""
    };
    let body = if verb == "PUT" {
        "\0".repeat(512)
    } else {
        String::new()
    };
    let request = format!(
        "{verb} /{handler}?{query}&task_id={id}&session_id={session} HTTP/1.1\r\nHost: x\r\n{length}\r\n{body}"
    );
    let answer = exchange(&client.address, &request).await;
    (answer, client.done(&task).await)
}

/// A disk of the shared storage that nobody has.
async fn disk(client: &Client, size: i64) -> (String, String) {
    let all = client.ok("SR.get_all_records", json!([])).await;
    let mut all = all.as_object().unwrap().iter();
    let (sr, _) = all
        .find(|(_, sr)| sr["type"] == "nfs" && sr["content_type"] != "iso")
        .unwrap();
    let vdi = created(client, sr, size, json!({})).await.unwrap();
    let uuid = client.ok("VDI.get_uuid", json!([vdi])).await;
    (vdi, uuid.as_str().unwrap().to_owned())
}

async fn created(
    client: &Client,
    sr: &str,
    size: i64,
    config: Value,
) -> Result<String, common::Failed> {
    let record = json!({
        "name_label": "new", "SR": sr, "virtual_size": size.to_string(), "type": "user", "sharable": false,
        "read_only": false, "other_config": {}, "sm_config": config,
    });
    let vdi = client.call("VDI.create", json!([record])).await?;
    Ok(vdi.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn heads_and_refusals_are_those_captured() {
    let sim = pool(1, 2).await;
    let client = Client::login(&sim).await;
    let (vdi, uuid) = disk(&client, 512).await;
    let head = |content_type: &str, ending: &str| {
        [
            "HTTP/1.1 200 OK",
            "Connection: close",
            "Cache-Control: no-cache, no-store",
            &format!("content-type: {content_type}"),
            &format!("content-disposition: attachment; filename=\"{uuid}.{ending}\""),
        ]
        .map(str::to_owned)
    };
    for (format, expected) in [
        ("raw", head("application/octet-stream", "raw")),
        ("vhd", head("application/vhd", "vhd")),
    ] {
        for named in [&vdi, &uuid] {
            let query = format!("vdi={named}&format={format}");
            let task = client.ok("task.create", json!(["transfer", ""])).await;
            let request = format!(
                "GET /export_raw_vdi?{query}&task_id={}&session_id={} HTTP/1.1\r\nHost: x\r\n\r\n",
                task.as_str().unwrap(),
                client.session
            );
            let bytes = raw_exchange(&client.address, &request).await;
            let text = String::from_utf8_lossy(&bytes);
            let (answer, _) = text.split_once("\r\n\r\n").unwrap();
            let lines: Vec<&str> = answer
                .lines()
                .filter(|line| !line.starts_with("task-id"))
                .collect();
            assert_eq!(lines, expected);
            assert_eq!(client.done(&task).await["status"], "success");
        }
    }
    for verb_and_handler in [("GET", "export_raw_vdi"), ("PUT", "import_raw_vdi")] {
        let (verb, handler) = verb_and_handler;
        let (answer, task) = asked(&client, verb, handler, "vdi=nope&format=raw").await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        let told = "Db_exn.Read_missing_uuid(&quot;VDI&quot;, &quot;&quot;, &quot;nope&quot;)";
        assert!(answer.contains(told), "{answer}");
        assert_eq!(task["status"], "failure");
        let query = format!("vdi={vdi}&format=nosuch");
        let (answer, task) = asked(&client, verb, handler, &query).await;
        assert!(answer.starts_with("HTTP/1.0 404 Not Found\r\n"), "{answer}");
        assert_eq!(
            task["error_info"],
            json!(["INTERNAL_ERROR", "Unknown format"])
        );
    }
    let (answer, task) = asked(&client, "PUT", "import_raw_vdi", "format=raw").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(task["error_info"], json!(["VDI_MISSING"]));
    // No VHD at all, though it is taken at first.
    let query = format!("vdi={vdi}&format=vhd");
    let (answer, task) = asked(&client, "PUT", "import_raw_vdi", &query).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(
        task["error_info"],
        json!(["VDI_IO_ERROR", "Device I/O errors"])
    );
}

async fn raw_exchange(address: &str, request: &str) -> Vec<u8> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_disk_that_somebody_writes_to_is_refused_after_the_answer_has_begun() {
    let sim = pool(1, 2).await;
    let client = Client::login(&sim).await;
    let disk = {
        let mut world = sim.world();
        let db = &mut world.db;
        let is_disk = |vbd: &&poolsim::value::Ref| db.text(vbd, "type") == "Disk";
        let vbd = db.all("VBD").iter().find(is_disk).unwrap().clone();
        db.set(&vbd, "currently_attached", true);
        db.set(&vbd, "mode", "RW");
        db.reference(&vbd, "VDI")
    };
    let query = format!("vdi={disk}&format=raw");
    let (answer, task) = asked(&client, "GET", "export_raw_vdi", &query).await;
    // A whole second answer stands in the first one.
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\n\r\nHTTP/1.1 500 "), "{answer}");
    assert_eq!(task["error_info"][0], "VDI_IN_USE");
    let (answer, task) = asked(&client, "PUT", "import_raw_vdi", &query).await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert_eq!(task["error_info"][0], "VDI_IN_USE");
}

#[tokio::test]
async fn libraries_take_discs_by_their_names() {
    let sim = pool(1, 0).await;
    let client = Client::login(&sim).await;
    let all = client.ok("SR.get_all_records", json!([])).await;
    let library = |tools: bool| {
        let mut all = all.as_object().unwrap().iter();
        let found = all.find(|(_, sr)| sr["content_type"] == "iso" && sr["is_tools_sr"] == tools);
        found.unwrap().0.clone()
    };
    let refused = created(&client, &library(true), 2048, json!({})).await;
    assert_eq!(refused.unwrap_err().0, "SR_OPERATION_NOT_SUPPORTED");
    let sr = library(false);
    let path = json!({ "path": "a-disc.iso" });
    let disc = created(&client, &sr, 5000, path.clone()).await.unwrap();
    let record = client.ok("VDI.get_record", json!([disc])).await;
    assert_eq!(
        (&record["location"], &record["virtual_size"]),
        (&json!("a-disc.iso"), &json!(5000))
    );
    let again = created(&client, &sr, 5000, path).await;
    assert_eq!(again.unwrap_err().0, "SR_BACKEND_FAILURE_43");
    let odd = json!({ "path": "../a disc.iso" });
    let odd = created(&client, &sr, 5000, odd).await.unwrap();
    let location = client.ok("VDI.get_location", json!([odd])).await;
    assert!(location.as_str().unwrap().ends_with(".img"), "{location}");
    // What came this way can go again; what was there cannot.
    client.ok("VDI.destroy", json!([disc])).await;
    let discs = client.ok("SR.get_VDIs", json!([sr])).await;
    let there = discs.as_array().unwrap().iter().find(|vdi| **vdi != odd);
    let kept = client.fails("VDI.destroy", json!([there.unwrap()])).await;
    assert_eq!(kept.0, "SR_OPERATION_NOT_SUPPORTED");
}

#[tokio::test]
async fn disks_that_are_vhd_have_a_multiple_of_its_blocks() {
    let sim = pool(1, 0).await;
    let client = Client::login(&sim).await;
    let (vdi, _) = disk(&client, (8 << 20) + 1).await;
    let size = client.ok("VDI.get_virtual_size", json!([vdi])).await;
    assert_eq!(size, 10485760);
}
