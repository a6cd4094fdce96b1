//! From a call to its answer: look up, check the parameters, check the session, then run it.

use std::sync::Arc;

use crate::failure::{Failure, Outcome};
use crate::model::{Method, Role, Type, model};
use crate::ops;
use crate::pool::Pool;
use crate::value::{Ref, Value, date};
use crate::wire::{Call, xml};
use crate::{accessors, session, tasks};

/// The call that an operation runs for.
#[derive(Clone, Debug)]
pub struct Context {
    /// The pool.
    pub pool: Arc<Pool>,
    /// The caller's session.
    pub session: Ref,
    /// Its task, where the call has one; otherwise the null reference.
    pub task: Ref,
}

/// Answers a call that came in at the host with that index (0 is the coordinator).
pub async fn answer(pool: &Arc<Pool>, host: usize, call: Call) -> Outcome<Value> {
    let (name, detached) = match call.method.strip_prefix("Async.") {
        Some(name) => (name, true),
        None => (call.method.as_str(), false),
    };
    let Some(method) = model().method(name) else {
        return unknown(pool, host, &call);
    };
    if detached && !method.has_async() {
        return Err(Failure::new("Fault", ["No async mode for this operation"]));
    }
    if method.name == "session.login_with_password"
        || method.name == "session.slave_local_login_with_password"
    {
        let args = arguments(method, &call.params)?;
        supporter(pool, host)?;
        let originator = args.get(3).map_or("", Value::as_str);
        return session::login(pool, args[0].as_str(), args[1].as_str(), originator).await;
    }
    let Some((caller, rest)) = call.params.split_first() else {
        return Err(miscounted(method, 0));
    };
    let args = arguments(method, rest)?;
    let caller = match caller {
        Value::Text(text) => text.clone(),
        other => {
            return Err(Failure::internal(format!(
                "Failure(\"Expected string, got '{}'\")",
                other.quoted()
            )));
        }
    };
    supporter(pool, host)?;
    let live = session::find(&pool.lock(), &caller)?;
    permitted(method, live.role)?;
    if method.removed {
        return Err(Failure::bare("MESSAGE_REMOVED"));
    }
    if let Some(outcome) = accessors::answer(&mut pool.lock(), method, &args) {
        return outcome;
    }
    let null: Ref = Arc::from(crate::value::NULL_REF);
    let mut context = Context {
        pool: pool.clone(),
        session: caller,
        task: null,
    };
    if !method.forwarded() {
        return ops::run(&context, method, &args).await;
    }
    let label = if detached {
        format!("Async.{}", method.name)
    } else {
        method.name.clone()
    };
    let task = tasks::begin(&mut pool.lock(), &label);
    context.task = task.clone();
    // The operation goes on even if the caller hangs up.
    let running = tokio::spawn(async move {
        let outcome = ops::run(&context, method, &args).await;
        let mut world = context.pool.lock();
        tasks::finish(&mut world, &context.task, &outcome);
        if !detached {
            world.db.delete(&context.task);
        }
        outcome
    });
    if detached {
        return Ok(task.into());
    }
    running
        .await
        .unwrap_or_else(|e| Err(Failure::internal(e.to_string())))
}

/// A name that is in no class: the server looks for an extension of that name, which takes a valid session.
fn unknown(pool: &Arc<Pool>, host: usize, call: &Call) -> Outcome<Value> {
    supporter(pool, host)?;
    let caller = call.params.first().map_or("", Value::as_str);
    session::find(&pool.lock(), caller)?;
    Err(Failure::new(
        "MESSAGE_METHOD_UNKNOWN",
        [call.method.as_str()],
    ))
}

/// HOST_IS_SLAVE unless the call came to the coordinator.
fn supporter(pool: &Arc<Pool>, host: usize) -> Outcome<()> {
    if host == 0 {
        return Ok(());
    }
    let world = pool.lock();
    let Some(door) = world.doors.first() else {
        return Ok(());
    };
    let address = if door.port_in_address {
        door.https.unwrap_or(door.http).to_string()
    } else {
        door.address.clone()
    };
    Err(Failure::new("HOST_IS_SLAVE", [address]))
}

fn permitted(method: &Method, role: Role) -> Outcome<()> {
    if role >= method.role {
        return Ok(());
    }
    let permission = method.name.to_lowercase();
    Err(Failure::new(
        "RBAC_PERMISSION_DENIED",
        [
            permission.as_str(),
            "This user's role does not include this call",
        ],
    ))
}

fn miscounted(method: &Method, received: usize) -> Failure {
    let counts = [
        method.name.clone(),
        method.required().to_string(),
        received.to_string(),
    ];
    Failure::new("MESSAGE_PARAMETER_COUNT_MISMATCH", counts)
}

/// The parameters, checked and brought to the types declared; those left out have their zero.
fn arguments(method: &Method, given: &[Value]) -> Outcome<Vec<Value>> {
    if given.len() < method.required() || given.len() > method.params.len() {
        return Err(miscounted(method, given.len()));
    }
    let mut args = Vec::with_capacity(method.params.len());
    for (i, (kind, _)) in method.params.iter().enumerate() {
        args.push(match given.get(i) {
            Some(value) => coerce(kind, value)?,
            None => kind.zero(),
        });
    }
    Ok(args)
}

/// A parameter as the type declared; the error reads like the server's own.
pub fn coerce(kind: &Type, value: &Value) -> Outcome<Value> {
    let wrong = |what: &str| {
        Failure::internal(format!(
            "Failure(\"Expected {what}, got '{}'\")",
            value.quoted()
        ))
    };
    Ok(match (kind, value) {
        (Type::Text | Type::Ref(_), Value::Text(_)) => value.clone(),
        (Type::Text | Type::Ref(_) | Type::Void, Value::Date(at)) => {
            let mut text = String::new();
            date(*at, &mut text);
            text.into()
        }
        (Type::Text | Type::Ref(_) | Type::Void, _) => return Err(wrong("string")),
        (Type::Enum(name), Value::Text(text)) => {
            let known = model()
                .enums
                .get(name)
                .is_some_and(|values| values.contains(&&**text));
            if !known {
                return Err(Failure::internal(format!(
                    "Rpc.Runtime_error(\"{name}\", {})",
                    value.quoted()
                )));
            }
            value.clone()
        }
        (Type::Enum(_), _) => return Err(wrong("string")),
        (Type::Int, Value::Int(_)) => value.clone(),
        (Type::Int, Value::Text(text)) => Value::Int(
            text.parse()
                .map_err(|_| Failure::internal("Failure(\"Int64.of_string\")"))?,
        ),
        (Type::Int, _) => return Err(wrong("int64")),
        (Type::Float, Value::Float(_)) => value.clone(),
        (Type::Float, Value::Int(n)) => Value::Float(*n as f64),
        (Type::Float, Value::Text(text)) => Value::Float(
            text.parse()
                .map_err(|_| Failure::internal("Failure(\"float_of_string\")"))?,
        ),
        (Type::Float, _) => return Err(wrong("float")),
        (Type::Bool, Value::Bool(_)) => value.clone(),
        (Type::Bool, _) => return Err(wrong("bool")),
        (Type::Date, Value::Date(_)) => value.clone(),
        (Type::Date, Value::Text(text)) => Value::Date(
            xml::parse_date(text).ok_or_else(|| Failure::new("INVALID_VALUE", ["date", text]))?,
        ),
        (Type::Date, _) => return Err(wrong("datetime")),
        (Type::Set(item), Value::Set(items)) => Value::Set(
            items
                .iter()
                .map(|value| coerce(item, value))
                .collect::<Outcome<_>>()?,
        ),
        (Type::Set(_), _) => return Err(wrong("list")),
        (Type::Map(key, item), Value::Map(pairs)) => {
            let mut checked = Vec::with_capacity(pairs.len());
            for (k, v) in pairs {
                coerce(key, &Value::Text(k.clone()))?;
                checked.push((k.clone(), coerce(item, v)?));
            }
            Value::Map(checked)
        }
        (Type::Record, Value::Map(_)) => value.clone(),
        (Type::Map(..) | Type::Record, _) => return Err(wrong("dictionary")),
    })
}
