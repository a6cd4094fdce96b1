//! Sessions after their log-in, and users of a directory that there is none of.

use crate::argument::Text;
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::session;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    session.logout() => session::logout(&mut cx.world(), &cx.session);
    session.local_logout() => local_logout(&mut cx.world(), &cx.session);
    session.get_all_subject_identifiers() => Value::Set(Vec::new());
    session.logout_subject_identifier(subject_identifier: Text) => logout_all(&mut cx.world(), &subject_identifier);
    auth.get_subject_identifier(subject_name: Text) => no_directory();
    auth.get_subject_information_from_identifier(subject_identifier: Text) => no_directory();
    auth.get_group_membership(subject_identifier: Text) => no_directory();
};

fn local_logout(world: &mut World, session: &Ref) {
    if world.local_sessions.remove(session).is_none() {
        session::logout(world, session);
    }
}

fn logout_all(world: &mut World, subject: &str) {
    let theirs =
        |session: &Ref| world.db.text(session, "auth_user_sid") == subject && !subject.is_empty();
    let mut sessions = world.db.all("session");
    sessions.retain(theirs);
    for session in sessions {
        session::logout(world, &session);
    }
}

fn no_directory() -> Outcome<()> {
    Err(Failure::bare("AUTH_IS_DISABLED"))
}
