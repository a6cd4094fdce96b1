//! Every message there is, with too little, and with whatever may be sent.

use std::collections::HashSet;
use std::time::Duration;

use test_support::finishes;

use super::agreement::{self, disagreement};
use super::all;
use crate::argument::Text;
use crate::argument::class::VM;
use crate::db::new_ref;
use crate::model::{Method, Role, Type, model};
use crate::operation::{Operation, operations};
use crate::rpc;
use crate::session;
use crate::value::{Ref, Value};
use crate::wire::Call;
use crate::{Config, Sim};

/// Messages with a session, but for the one that waits and those that change who is coordinator.
fn messages() -> impl Iterator<Item = &'static Method> {
    let all = model().names.iter().filter_map(|name| model().method(name));
    all.filter(|method| {
        method.message.session
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
        other => crate::value::zero(other),
    }
}

/// Whether an answer is of the type that the data model declares.
fn is_of(kind: &Type, value: &Value) -> bool {
    match (kind, value) {
        (Type::Void, Value::Text(text)) => text.is_empty(),
        (Type::Text | Type::Ref(_) | Type::Enum(_), Value::Text(_))
        | (Type::Int, Value::Int(_))
        | (Type::Float, Value::Float(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Date, Value::Date(_))
        | (Type::Record(_), Value::Map(_) | Value::Record(_))
        | (Type::Map(..) | Type::Set(_), Value::Listing(_)) => true,
        (Type::Set(item), Value::Set(items)) => items.iter().all(|it| is_of(item, it)),
        (Type::Map(_, item), Value::Map(pairs)) => pairs.iter().all(|(_, it)| is_of(item, it)),
        _ => false,
    }
}

#[tokio::test]
async fn whatever_is_sent_an_answer_comes() {
    let sim = pool().await;
    let mut answered = 0;
    for method in messages() {
        for odd in 0..4 {
            let kinds = method.message.parameters.iter();
            let params = kinds.map(|it| value(&sim, &it.kind, odd)).collect();
            match finishes(&method.name, ask(&sim, method, params)).await {
                Err(failure) => {
                    let text = failure.params.join(" ");
                    assert!(!text.contains("panic"), "{}: {text}", method.name);
                }
                // The only date without a zone, which is none for the codecs.
                Ok(Value::Text(_)) if method.name == "host.get_server_localtime" => {}
                Ok(answer) => {
                    let kind = &method.message.result;
                    assert!(is_of(kind, &answer), "{}: {answer:?}", method.name);
                    answered += 1;
                }
            }
        }
    }
    assert!(answered > 1200, "{answered}");
}

#[test]
fn the_table_is_as_the_data_model_has_it() {
    let mut seen = HashSet::new();
    for operation in all() {
        assert!(seen.insert(operation.name), "{} twice", operation.name);
        assert_eq!(disagreement(operation), None);
    }
}

#[test]
fn a_line_that_differs_from_the_data_model_is_noticed() {
    let lines: &[Operation] = operations! { cx:
        VM.start(vm: VM, start_paused: i64, force: bool) => cx.world().db.delete(&vm);
        VM.start(vm: VM, paused: bool, force: bool) => cx.world().db.delete(&vm);
        VM.start(vm: VM, start_paused: bool) => cx.world().db.delete(&vm);
        VM.begin(vm: VM) => cx.world().db.delete(&vm);
        VM.pause(vm: VM) [checks paws] => cx.world().db.delete(&vm);
        VM.snapshot_with_quiesce(vm: VM, new_name: Text) => cx.world().db.delete(&vm);
    };
    for line in lines {
        assert!(disagreement(line).is_some(), "{}", line.name);
    }
}

#[test]
fn what_is_offered_of_a_machine_can_be_asked_for() {
    /// What is asked for by HTTP, by a setter that is an accessor, or is not simulated.
    const OTHERWISE: [&str; 5] = [
        "export",
        "metadata_export",
        "changing_NVRAM",
        "changing_shadow_memory",
        "sysprep",
    ];
    for (rule, offered) in crate::allowed::machines::rules() {
        assert!(agreement::known("VM", rule), "{rule}");
        let of_vm = |it: &&Operation| it.class() == "VM";
        let takes = |it: &Operation| {
            it.precondition.operation() == Some(rule) || it.name == format!("VM.{rule}")
        };
        let asked_for = all().filter(of_vm).any(takes)
            || OTHERWISE.contains(&rule)
            || rule == "make_into_template";
        assert!(asked_for || !offered, "{rule}");
    }
}

#[tokio::test]
async fn what_may_be_done_is_brought_up_to_date_by_itself() {
    let sim = pool().await;
    let offers = |object: &Ref, operation: &str| {
        let world = sim.pool.lock();
        let allowed = world.db.value(object, "allowed_operations").cloned();
        let operation = Value::text(operation);
        allowed.is_some_and(|allowed| allowed.as_set().contains(&operation))
    };
    let vm = sim.pool.lock().by_name("VM", "web-01").unwrap();
    let disk = sim.pool.lock().db.refs(&vm, "VBDs")[0].clone();
    assert!(offers(&vm, "pause") && !offers(&vm, "start"));
    sim.pool.lock().db.set(&vm, "power_state", "Halted");
    assert!(offers(&vm, "start") && !offers(&vm, "pause"));
    assert!(!offers(&disk, "unplug"));
    let blocked = Value::map([("start", "not today")]);
    sim.pool.lock().db.set(&vm, "blocked_operations", blocked);
    assert!(!offers(&vm, "start"));
}

#[tokio::test]
async fn what_is_used_of_storage_is_the_sum_of_its_disks() {
    let sim = pool().await;
    let world = &mut *sim.pool.lock();
    let (disk, sr) = {
        let disk = world.db.all("VDI")[0].clone();
        let sr = world.db.reference(&disk, "SR");
        (disk, sr)
    };
    let before = world.db.int(&sr, "physical_utilisation");
    let size = world.db.int(&disk, "physical_utilisation");
    world.db.set(&disk, "physical_utilisation", size + 10);
    assert_eq!(world.db.int(&sr, "physical_utilisation"), before + 10);
    world.db.delete(&disk);
    assert_eq!(world.db.int(&sr, "physical_utilisation"), before - size);
}
