//! Logging in and out.

use std::sync::Arc;

use crate::clock;
use crate::db::new_ref;
use crate::failure::{Failure, Outcome};
use crate::model::Role;
use crate::pool::{Pool, Session, World};
use crate::value::{Ref, Value};

/// `session.login_with_password(user, password, version?, originator?)`.
pub async fn login(
    pool: &Arc<Pool>,
    user: &str,
    password: &str,
    originator: &str,
) -> Outcome<Value> {
    let account = pool
        .settings
        .accounts
        .iter()
        .find(|account| account.user == user && account.password == password);
    let Some(account) = account else {
        // A real server waits five seconds here; the delay is a setting.
        tokio::time::sleep(pool.settings.login_delay).await;
        return Err(Failure::new(
            "SESSION_AUTHENTICATION_FAILED",
            [user, "Authentication failure"],
        ));
    };
    let role = account.role;
    Ok(open(&mut pool.lock(), user, role, originator).into())
}

/// Makes a session.
pub fn open(world: &mut World, user: &str, role: Role, originator: &str) -> Ref {
    let now = Value::Date(clock::now());
    let host = world.coordinator();
    let root = role == Role::PoolAdmin;
    let reference = world.db.create(
        "session",
        new_ref(),
        &[
            ("this_host", host.into()),
            ("last_active", now.clone()),
            ("validation_time", now),
            ("is_local_superuser", root.into()),
            ("auth_user_name", user.into()),
            ("originator", originator.into()),
            ("rbac_permissions", Value::Set(Vec::new())),
        ],
    );
    let track_id = format!("trackid={}", uuid::Uuid::new_v4().simple());
    world.sessions.insert(
        reference.clone(),
        Session {
            user: user.to_owned(),
            role,
            registered: None,
            track_id,
        },
    );
    reference
}

/// `session.logout()`: whoever waits with this session is woken and told that it is no more.
pub fn logout(world: &mut World, session: &str) {
    if let Some(gone) = world.sessions.remove(session) {
        if gone.registered.is_some() {
            world.db.legacy_listeners -= 1;
        }
        world.db.delete(session);
    }
}

/// The session of a call, or SESSION_INVALID.
pub fn find(world: &World, session: &str) -> Outcome<Session> {
    world
        .sessions
        .get(session)
        .cloned()
        .ok_or_else(|| Failure::new("SESSION_INVALID", [session]))
}
