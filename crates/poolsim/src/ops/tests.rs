//! Every message there is, with too little, and with whatever may be sent.

use std::time::Duration;

use crate::db::new_ref;
use crate::model::{Method, Role, Type, model};
use crate::rpc;
use crate::session;
use crate::value::{Ref, Value};
use crate::wire::Call;
use crate::{Config, Sim};

/// Messages with a session, but for the one that waits and those that change who is coordinator.
fn messages() -> impl Iterator<Item = &'static Method> {
    let all = model().names.iter().filter_map(|name| model().method(name));
    all.filter(|method| {
        method.session
            && method.name != "event.next"
            && !method.name.contains("login_with")
            && !method.name.starts_with("pool.emergency")
            && !method.name.starts_with("pool.designate")
    })
}

async fn pool() -> Sim {
    let config = Config {
        hosts: 2,
        vms: 12,
        operation_time: Duration::ZERO,
        background: false,
        ..Config::default()
    };
    Sim::start(config).await.unwrap()
}

async fn ask(sim: &Sim, method: &Method, params: Vec<Value>) -> crate::failure::Outcome<Value> {
    // One session is enough, until a message ends it.
    let session = {
        let world = &mut *sim.pool.lock();
        let live = world.sessions.keys().next().cloned();
        live.unwrap_or_else(|| session::open(world, "root", Role::PoolAdmin, ""))
    };
    let call = Call {
        method: method.name.clone(),
        params: std::iter::once(Value::from(session))
            .chain(params)
            .collect(),
    };
    rpc::answer(&sim.pool, 0, call).await
}

#[tokio::test]
async fn a_missing_parameter_is_told_by_number() {
    let sim = pool().await;
    let mut told = 0;
    for method in messages().filter(|method| method.required() > 0) {
        let given = method.required() - 1;
        let refused = ask(&sim, method, vec![Value::text("x"); given]).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, "MESSAGE_PARAMETER_COUNT_MISMATCH");
        let numbers = [
            &method.name,
            &method.required().to_string(),
            &given.to_string(),
        ];
        assert!(refused.params.iter().eq(numbers), "{refused:?}");
        told += 1;
    }
    assert!(told > 1900, "{told}");
}

/// A value of that type: one that names what there is, or nothing, or is odd.
fn value(sim: &Sim, kind: &Type, odd: usize) -> Value {
    match kind {
        Type::Ref(class) if odd < 2 => {
            let world = &mut *sim.pool.lock();
            let first = world.db.all(class).into_iter().nth(odd);
            // A class without an object gets a blank one.
            let made: Ref = first.unwrap_or_else(|| world.db.create(class, new_ref(), &[]));
            made.into()
        }
        Type::Int => Value::Int([1, 0, -1, i64::MAX][odd]),
        Type::Float => Value::Float([0.1, 0.0, -1.0, f64::MIN][odd]),
        Type::Bool => Value::Bool(odd.is_multiple_of(2)),
        Type::Text => Value::text(["1", "", "é☃:/,%", "OpaqueRef:NULL"][odd]),
        Type::Set(item) if odd > 0 => Value::Set(vec![value(sim, item, odd); odd]),
        Type::Map(_, item) if odd > 0 => {
            let keys = ["", "é", "device"].into_iter();
            Value::fields(keys.map(|key| (key, value(sim, item, odd))))
        }
        other => crate::model::zero(other),
    }
}

#[tokio::test]
async fn whatever_is_sent_an_answer_comes() {
    let sim = pool().await;
    for method in messages() {
        for odd in 0..4 {
            let kinds = method.params.iter();
            let params = kinds.map(|(kind, _)| value(&sim, kind, odd)).collect();
            let asked = tokio::time::timeout(Duration::from_secs(60), ask(&sim, method, params));
            let outcome = asked.await.expect(&method.name);
            if let Err(failure) = outcome {
                let text = failure.params.join(" ");
                assert!(!text.contains("panic"), "{}: {text}", method.name);
            }
        }
    }
}

#[test]
fn an_accessor_takes_what_accessors_take() {
    let not_a_map = model().method("subject.add_to_roles").unwrap();
    assert_eq!(not_a_map.body, crate::model::Body::Custom);
    let plain = model().method("VM.add_to_other_config").unwrap();
    assert!(matches!(plain.body, crate::model::Body::AddTo(_)));
}
