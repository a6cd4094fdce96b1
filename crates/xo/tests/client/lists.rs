//! Objects, listed and notified.

use std::io::Write;

use serde_json::{Value, json};
use xo::{Error, Filter, Notification, Object, Objects};

use crate::fake::{Fake, Say, http, notification, result};

async fn all(mut objects: Objects) -> Result<Vec<Object>, Error> {
    let mut all = Vec::new();
    while let Some(object) = objects.next().await? {
        all.push(object);
    }
    Ok(all)
}

#[tokio::test]
async fn objects_come_with_filter_and_limit() {
    let fake = Fake::start(|request| {
        let items = json!({
            "v": {"id": "v", "type": "VM", "name_label": "web"},
            "s": {"id": "s", "type": "SR"},
        });
        vec![result(request, items)]
    })
    .await;
    let client = fake.connect().await;
    let search = Filter::Search("type:VM".to_owned());
    let listed = all(client.objects(&search, Some(2)).await.unwrap()).await;
    let mut listed = listed.unwrap();
    listed.sort_by(|a, b| a.id().cmp(b.id()));
    let kinds: Vec<_> = listed.iter().map(|o| (o.id(), o.kind())).collect();
    assert_eq!(kinds, [("s", "SR"), ("v", "VM")]);
    assert_eq!(listed[1].members()["name_label"], "web");
    #[derive(serde::Deserialize)]
    struct Named {
        name_label: String,
    }
    assert_eq!(listed[1].read::<Named>().unwrap().name_label, "web");
    assert!(listed[0].read::<Named>().is_err());

    let members = Filter::Members(json!({"type": "VM"}));
    client.objects(&members, None).await.unwrap();
    client.objects(&Filter::All, None).await.unwrap();
    let params: Vec<Value> = fake.requests()[1..]
        .iter()
        .map(|request| request["params"].clone())
        .collect();
    assert_eq!(
        params,
        [
            json!({"filter": "type:VM", "limit": 2}),
            json!({"filter": {"type": "VM"}}),
            json!({}),
        ]
    );
}

#[tokio::test]
async fn a_frame_may_be_larger_than_libraries_expect() {
    // One of 20 MB and more, where 16 MB is a common limit.
    let fake = Fake::start(|request| {
        let filling = "x".repeat(1 << 20);
        let object = |n: usize| format!(r#""{n}":{{"id":"{n}","type":"VM","notes":"{filling}"}}"#);
        let objects: Vec<String> = (0..21).map(object).collect();
        let (id, objects) = (&request["id"], objects.join(","));
        vec![Say::Text(format!(
            r#"{{"result":{{{objects}}},"id":{id},"jsonrpc":"2.0"}}"#
        ))]
    })
    .await;
    let client = fake.connect().await;
    let objects = client.objects(&Filter::All, None).await.unwrap();
    let objects = all(objects).await.unwrap();
    assert_eq!(objects.len(), 21);
    assert!(objects.iter().all(|object| object.text().len() > 1 << 20));
}

#[tokio::test]
async fn what_is_no_list_is_an_error() {
    let fake = Fake::start(|request| vec![result(request, json!(true))]).await;
    let client = fake.connect().await;
    let listed = all(client.objects(&Filter::All, None).await.unwrap()).await;
    assert!(matches!(listed, Err(Error::Unexpected(_))), "{listed:?}");
}

const LINES: &str = concat!(
    r#"{"id":"v","type":"VM","name_label":"web"}"#,
    "\n",
    r#"{"type":"SR","id":"s"}"#,
    "\n"
);

/// One that leads to lines, by that way of sending them.
async fn lines(answer: fn(head: &str) -> Vec<u8>) -> Fake {
    Fake::with_http(
        |request| {
            assert_eq!(request["params"]["ndjson"], true);
            vec![result(request, json!({"$getFrom": "/api/made-up"}))]
        },
        move |head, _| {
            assert!(head.starts_with("GET /api/made-up HTTP/1.1\r\n"), "{head}");
            answer(head)
        },
    )
    .await
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[tokio::test]
async fn lines_come_plain_or_compressed() {
    let plain = lines(|head| {
        assert!(!head.to_lowercase().contains("accept-encoding"), "{head}");
        // The last line need not end.
        http("200 OK", "", LINES.trim_end().as_bytes())
    });
    let packed = lines(|head| {
        assert!(
            head.to_lowercase().contains("accept-encoding: gzip"),
            "{head}"
        );
        http("200 OK", "Content-Encoding: gzip\r\n", &gzip(LINES))
    });
    for (fake, compressed) in [(plain.await, false), (packed.await, true)] {
        let client = fake.connect().await;
        let listed = client.objects_by_line(&Filter::All, None, compressed).await;
        let listed = all(listed.unwrap()).await.unwrap();
        let kinds: Vec<_> = listed.iter().map(|o| (o.id(), o.kind())).collect();
        assert_eq!(kinds, [("v", "VM"), ("s", "SR")]);
        assert_eq!(listed[0].members()["name_label"], "web");
    }
}

#[tokio::test]
async fn lines_that_end_too_early_are_not_taken_for_all() {
    let short = lines(|_| {
        let mut answer = http("200 OK", "", LINES.as_bytes());
        answer.truncate(answer.len() - 5);
        answer
    });
    let packed = lines(|_| {
        let mut packed = gzip(LINES);
        packed.truncate(packed.len() - 5);
        http("200 OK", "Content-Encoding: gzip\r\n", &packed)
    });
    for fake in [short.await, packed.await] {
        let client = fake.connect().await;
        let listed = client.objects_by_line(&Filter::All, None, true).await;
        assert_eq!(all(listed.unwrap()).await, Err(Error::Cut));
    }
}

#[tokio::test]
async fn a_redirect_to_the_sign_in_page_is_not_followed() {
    let fake = lines(|_| http("302 Found", "Location: /signin\r\n", b"")).await;
    let client = fake.connect().await;
    let refused = client.objects_by_line(&Filter::All, None, false).await;
    let refused = refused.unwrap_err();
    assert!(
        matches!(refused, Error::Refused { status: 302, .. }),
        "{refused:?}"
    );
    assert_eq!(fake.heads().len(), 2);
}

#[tokio::test]
async fn notifications_keep_their_order_whatever_is_answered_in_between() {
    let vm = |state: &str| json!({"v": {"id": "v", "type": "VM", "power_state": state}});
    let fake = Fake::start(move |request| {
        vec![
            notification("enter", vm("Halted")),
            notification("enter", vm("Halted")),
            result(request, json!(true)),
            notification("enter", vm("Running")),
            notification("exit", json!({"v": 0, "t": 0})),
            Say::Text(json!({"jsonrpc": "2.0", "method": "later", "params": [1]}).to_string()),
        ]
    })
    .await;
    let client = fake.connect().await;
    let mut notifications = client.notifications();
    client.run("vm.start", json!({"id": "v"})).await.unwrap();
    let mut entered = Vec::new();
    for _ in 0..3 {
        match notifications.next().await.unwrap() {
            Notification::Enter(objects) => entered.extend(objects),
            other => panic!("{other:?}"),
        }
    }
    // A repetition is known for one.
    assert_eq!(entered[0], entered[1]);
    assert_eq!(entered[0].digest(), entered[1].digest());
    assert_ne!(entered[1].digest(), entered[2].digest());
    assert_eq!(entered[2].members()["power_state"], "Running");
    let mut gone = match notifications.next().await.unwrap() {
        Notification::Exit(ids) => ids,
        other => panic!("{other:?}"),
    };
    gone.sort();
    assert_eq!(gone, ["t", "v"]);
    assert_eq!(
        notifications.next().await.unwrap(),
        Notification::Other {
            method: "later".to_owned(),
            params: json!([1])
        }
    );
}
