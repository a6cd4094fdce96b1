//! What tests do to the pool, or want to know of it, without going through its API.

use crate::failure::Outcome;
use crate::ops::power;
use crate::pool::{Listener, World};
use crate::value::Ref;

impl World {
    /// The first object of a class with that name.
    pub fn by_name(&self, class: &str, name: &str) -> Option<Ref> {
        let found = self
            .db
            .rows(class)
            .find(|(reference, _)| self.db.text(reference, "name_label") == name);
        found.map(|(reference, _)| reference.clone())
    }

    /// Gives a VM another name, as another administrator would; false if there is no such VM.
    pub fn rename_vm(&mut self, from: &str, to: &str) -> bool {
        match self.by_name("VM", from) {
            Some(vm) => {
                self.db.set(&vm, "name_label", to);
                true
            }
            None => false,
        }
    }

    /// Pulls the plug of a VM.
    pub fn crash_vm(&mut self, name: &str) -> Outcome<()> {
        if let Some(vm) = self.by_name("VM", name) {
            power::reset(self, &vm)?;
        }
        Ok(())
    }

    /// Ends all sessions, as a restart of the server does.
    pub fn end_sessions(&mut self) {
        let all: Vec<Ref> = self.sessions.keys().cloned().collect();
        for session in all {
            crate::session::logout(self, &session);
        }
    }

    /// Number of live sessions.
    pub fn live_sessions(&self) -> usize {
        self.sessions.len()
    }

    /// Number of task rows, finished or not.
    pub fn live_tasks(&self) -> usize {
        self.db.rows("task").count()
    }

    /// Number of objects of a class.
    pub fn count(&self, class: &str) -> usize {
        self.db.rows(class).count()
    }
}

impl Listener {
    /// The URL of the host: TLS where there is any.
    pub fn url(&self) -> String {
        let (scheme, address, usual) = match self.https {
            Some(https) => ("https", https, 443),
            None => ("http", self.http, 80),
        };
        if address.port() == usual {
            format!("{scheme}://{}", address.ip())
        } else {
            format!("{scheme}://{address}")
        }
    }
}
