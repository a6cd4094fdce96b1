//! From a call to its answer: look up, check the parameters, check the session, then run it.

use std::sync::Arc;

use crate::coerce::coerce;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::model::{self, Method, Origin, Role, model};
use crate::pool::{Pool, World};
use crate::value::{Ref, Value, zero};
use crate::wire::Call;
use crate::{accessors, audit, ops, session, tasks};

/// What a host in emergency mode answers before it looks at the call, unless the call is one for emergencies.
pub fn undispatched(world: &World, host: usize, method: &str) -> Option<Failure> {
    let name = method.strip_prefix("Async.").unwrap_or(method);
    let refused = world.condition(host).emergency
        && !model()
            .method(name)
            .is_some_and(|method| emergency(&method.name));
    refused.then(|| Failure::bare("HOST_STILL_BOOTING"))
}

/// The calls that a host answers without its coordinator.
fn emergency(method: &str) -> bool {
    method.starts_with("host.emergency_")
        || matches!(
            method,
            "pool.emergency_transition_to_master"
                | "pool.emergency_reset_master"
                | "session.slave_local_login_with_password"
                | "session.local_logout"
                | "host.local_management_reconfigure"
                | "host.management_disable"
                | "host.get_system_status_capabilities"
                | "host.is_in_emergency_mode"
        )
}

/// Answers a call that came in at the host with that number.
pub async fn answer(pool: &Arc<Pool>, host: usize, call: Call) -> Outcome<Value> {
    answer_as_task(pool, host, call, Vec::new()).await
}

/// The same, with entries for the `other_config` of the task that the call makes.
pub async fn answer_as_task(
    pool: &Arc<Pool>,
    host: usize,
    call: Call,
    other_config: Vec<(String, String)>,
) -> Outcome<Value> {
    let (name, detached) = match call.method.strip_prefix("Async.") {
        Some(name) => (name, true),
        None => (call.method.as_str(), false),
    };
    let Some(method) = model().method(name) else {
        return unknown(pool, host, &call);
    };
    if detached && !method.forwarded {
        return Err(Failure::new(
            "Fault",
            [format!("No async mode for this operation (rpc: {name})")],
        ));
    }
    let for_emergencies = emergency(&method.name);
    if method.name == "session.slave_local_login_with_password" {
        let args = arguments(method, &call.params)?;
        return session::login_locally(pool, host, args[0].as_str(), args[1].as_str()).await;
    }
    if method.name == "session.login_with_password" {
        let args = arguments(method, &call.params)?;
        able(pool, host)?;
        let [user, password, _, originator] = &args[..] else {
            return Err(miscounted(method, args.len()));
        };
        return session::login(pool, user.as_str(), password.as_str(), originator.as_str()).await;
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
    if !for_emergencies {
        able(pool, host)?;
    }
    let role = match pool.lock() {
        world if for_emergencies && session::is_local(&world, host, &caller) => Role::PoolAdmin,
        world => session::find(&world, &caller)?.role,
    };
    let mut allowed = permitted(method, role, &args);
    if let Some(code) = pool.faults.refusal(host, &method.name) {
        allowed = Err(Failure::bare(&code));
    }
    // What runs by itself fails by itself: its task tells that it was not allowed.
    if !detached {
        allowed.clone()?;
    }
    if method.message.removed {
        return Err(Failure::bare("MESSAGE_REMOVED"));
    }
    if let (None, Some(accessor)) = (ops::find(&method.name), method.accessor) {
        let mut world = pool.lock();
        let entry = audit::begin(&world, &caller, method, &args);
        let outcome = accessors::answer(&mut world, method.class, accessor, &args);
        audit::note(&mut world, entry, &outcome);
        return outcome;
    }
    let entry = audit::begin(&pool.lock(), &caller, method, &args);
    let null: Ref = Arc::from(crate::value::NULL_REF);
    let mut context = Context {
        pool: pool.clone(),
        host,
        session: caller,
        task: null,
    };
    // A host that may have lost the pool's database runs what is for emergencies without a task in it.
    if !method.forwarded || (for_emergencies && !detached) {
        let outcome = ops::run(&context, method, &args).await;
        audit::note(&mut pool.lock(), entry, &outcome);
        return outcome;
    }
    let label = if detached {
        format!("Async.{}", method.name)
    } else {
        method.name.clone()
    };
    let task = tasks::begin(&mut pool.lock(), &label, other_config);
    context.task = task.clone();
    // The operation goes on even if the caller hangs up.
    let running = tokio::spawn(async move {
        let outcome = match allowed {
            Ok(()) => ops::run(&context, method, &args).await,
            Err(denied) => Err(denied),
        };
        let mut world = context.pool.lock();
        tasks::finish(&mut world, &context.task, &outcome);
        audit::note(&mut world, entry, &outcome);
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
    able(pool, host)?;
    let caller = call.params.first().map_or("", Value::as_str);
    session::find(&pool.lock(), caller)?;
    Err(Failure::new(
        "MESSAGE_METHOD_UNKNOWN",
        [call.method.as_str()],
    ))
}

/// HOST_IS_SLAVE unless the call came to the coordinator, HOST_STILL_BOOTING unless the host is ready.
fn able(pool: &Arc<Pool>, host: usize) -> Outcome<()> {
    let world = pool.lock();
    if world.condition(host).booting {
        Err(Failure::bare("HOST_STILL_BOOTING"))
    } else if world.is_coordinator(host) {
        Ok(())
    } else {
        Err(Failure::new("HOST_IS_SLAVE", [world.coordinator_address()]))
    }
}

/// RBAC_PERMISSION_DENIED unless the role may call that.
fn permitted(method: &Method, role: Role, args: &[Value]) -> Outcome<()> {
    let mut permission = method.name.to_lowercase();
    let mut least = method.message.role;
    if let Some(Origin::AddTo(field) | Origin::RemoveFrom(field)) = method.accessor {
        let class = &model().classes[method.class];
        let field = class.fields[field].name;
        let key = args.get(1).map_or("", Value::as_str);
        if let Some((key, role)) = model::key(class.name, field, key) {
            permission = format!("{permission}/key:{key}");
            least = role;
        }
    }
    if role >= least {
        Ok(())
    } else {
        Err(model::refusal(least, &permission))
    }
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
    let parameters = &method.message.parameters;
    if given.len() < method.required() || given.len() > parameters.len() {
        return Err(miscounted(method, given.len()));
    }
    let mut args = Vec::with_capacity(parameters.len());
    for (i, parameter) in parameters.iter().enumerate() {
        args.push(match given.get(i) {
            Some(value) => coerce(&parameter.kind, value)?,
            None => zero(&parameter.kind),
        });
    }
    Ok(args)
}
