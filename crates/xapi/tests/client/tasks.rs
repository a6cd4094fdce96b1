//! Tasks.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use xapi::{Error, Ref, Vm, params};

use crate::server::{Answer, error};
use crate::{login, with_logins};

fn task(status: &str, progress: f64, result: &str) -> Answer {
    Answer::Result(json!({"status": status, "progress": progress, "result": result}))
}

#[tokio::test]
async fn a_task_is_followed_to_its_end_and_destroyed() {
    let looked = AtomicUsize::new(0);
    let server = with_logins(move |request| match request.method.as_str() {
        "Async.VM.clone" => Answer::Result(json!("OpaqueRef:t")),
        "task.get_record" => match looked.fetch_add(1, Ordering::SeqCst) {
            0 => task("pending", 0.25, ""),
            _ => task("success", 1.0, "<value>OpaqueRef:copy</value>"),
        },
        _ => Answer::Result(json!("")),
    })
    .await;
    let session = login(&server).await;
    let handle = session
        .start::<Ref<Vm>>("VM.clone", params!["x"])
        .await
        .unwrap();
    assert_eq!(handle.reference().as_str(), "OpaqueRef:t");
    handle.cancel().await.unwrap();
    let mut told = Vec::new();
    let copy = handle.wait(|progress| told.push(progress)).await;
    assert_eq!((copy, told), (Ok("OpaqueRef:copy".into()), vec![0.25, 1.0]));
    assert_eq!(server.count("task.cancel"), 1);
    assert_eq!(server.count("task.destroy"), 1);
}

#[tokio::test]
async fn a_task_that_is_gone_or_cancelled() {
    let server = with_logins(|request| match request.method.as_str() {
        "Async.VM.start" => Answer::Result(json!("OpaqueRef:gone")),
        "Async.VM.suspend" => Answer::Result(json!("OpaqueRef:cancelled")),
        "task.get_record" if request.params[1] == "OpaqueRef:gone" => {
            error("HANDLE_INVALID", &["task", "OpaqueRef:gone"])
        }
        "task.get_record" => task("cancelled", 1.0, ""),
        "task.destroy" => error("HANDLE_INVALID", &["task", "OpaqueRef:gone"]),
        _ => Answer::Close,
    })
    .await;
    let session = login(&server).await;
    let gone = session
        .start::<()>("VM.start", params![])
        .await
        .unwrap()
        .wait(|_| ())
        .await;
    assert_eq!(gone, Err(Error::Vanished));
    assert!(Error::Vanished.may_have_had_effect());
    let cancelled = session.start::<()>("VM.suspend", params![]).await.unwrap();
    assert_eq!(cancelled.wait(|_| ()).await, Err(Error::Cancelled));
    let closed = session
        .start::<()>("VM.start", params![])
        .await
        .unwrap()
        .close()
        .await;
    assert_eq!(closed, Ok(()));
}
