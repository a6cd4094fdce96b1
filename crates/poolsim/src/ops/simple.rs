//! Short messages: tasks, and the store of messages.

use super::{Args, void};
use crate::accessors;
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::query::Query;
use crate::rpc::Context;
use crate::tasks;
use crate::value::{Ref, Value};

/// The messages of this file by class and name.
pub fn run(cx: &Context, class: &str, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    match class {
        "task" => task(cx, short, args),
        "message" => message(cx, short, args),
        _ => None,
    }
}

fn task(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    let reference = args.reference(0);
    Some(match short {
        "create" => Ok(tasks::create(&mut world, args.text(0), args.text(1)).into()),
        "cancel" => tasks::cancel(&mut world, &reference),
        "destroy" => world.db.check("task", &reference).and_then(|()| {
            world.db.delete(&reference);
            void()
        }),
        _ => return None,
    })
}

fn message(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    let every = || -> Vec<_> {
        world
            .messages
            .all()
            .map(|(r, data)| (r.clone(), data.clone()))
            .collect()
    };
    // uuid, name, priority, cls, obj_uuid, timestamp, body
    Some(match short {
        "get_all" => Ok(Value::Set(
            every().into_iter().map(|(r, _)| Value::Text(r)).collect(),
        )),
        "get_all_records" => Ok(accessors::all(every())),
        "get_all_records_where" => Query::parse(args.text(0)).map(|query| {
            accessors::all(
                every()
                    .into_iter()
                    .filter(|(_, data)| query.matches(data))
                    .collect(),
            )
        }),
        "get_since" => Ok(accessors::all(
            every()
                .into_iter()
                .filter(|(_, data)| data.values[5].as_int() > args.int(0))
                .collect(),
        )),
        "get" => Ok(accessors::all(
            every()
                .into_iter()
                .filter(|(_, data)| {
                    data.values[3].as_str() == args.text(0)
                        && data.values[4].as_str() == args.text(1)
                        && data.values[5].as_int() > args.int(2)
                })
                .collect(),
        )),
        "get_record" => match world.messages.get(args.text(0)) {
            Some(data) => Ok(Value::Record(data.clone())),
            None => Err(Failure::handle("message", args.text(0))),
        },
        "get_by_uuid" => match every()
            .into_iter()
            .find(|(_, data)| data.values[0].as_str() == args.text(0))
        {
            Some((reference, _)) => Ok(reference.into()),
            None => Err(Failure::new("UUID_INVALID", ["message", args.text(0)])),
        },
        "create" => {
            if !(1..=5).contains(&args.int(1)) {
                return Some(Err(Failure::invalid_value(
                    "priority",
                    &args.int(1).to_string(),
                )));
            }
            let (name, cls, uuid, body) = (args.text(0), args.text(2), args.text(3), args.text(4));
            // The class as messages name it: `Pool`, `Host`.
            let known = model().class_named(cls);
            let known = known.map(|class| accessors::by_uuid(&world.db, class, uuid));
            if let Some(Err(_)) = known {
                return Some(Err(Failure::new("UUID_INVALID", [cls, uuid])));
            }
            let now = world.db.now();
            Ok(world
                .message_about(name, args.int(1), cls, uuid, body, now)
                .into())
        }
        "destroy" => {
            if world.drop_message(args.text(0)) {
                void()
            } else {
                Err(Failure::handle("message", args.text(0)))
            }
        }
        "destroy_many" => {
            for reference in args.value(0).as_set() {
                world.drop_message(reference.as_str());
            }
            void()
        }
        "destroy_all" => {
            let all: Vec<Ref> = every().into_iter().map(|(r, _)| r).collect();
            for reference in all {
                world.drop_message(&reference);
            }
            void()
        }
        _ => return None,
    })
}
