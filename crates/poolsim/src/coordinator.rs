//! Which host is the coordinator, and what becomes of the pool when its server dies or another takes over.

use crate::pool::World;

impl World {
    /// Number of the coordinator.
    pub fn coordinator_number(&self) -> usize {
        let coordinator = self.coordinator();
        let found = self
            .listeners
            .iter()
            .position(|listener| listener.host == coordinator);
        found.unwrap_or(0)
    }

    /// Whether a host is the coordinator.
    pub fn is_coordinator(&self, host: usize) -> bool {
        match self.listeners.get(host) {
            Some(listener) => listener.host == self.coordinator(),
            None => host == 0,
        }
    }

    /// The coordinator's address as other hosts give it: bare, or with its port where hosts differ by that.
    pub fn coordinator_address(&self) -> String {
        match self.listeners.get(self.coordinator_number()) {
            Some(listener) if listener.port_in_address => {
                listener.https.unwrap_or(listener.http).to_string()
            }
            Some(listener) => listener.address.clone(),
            None => String::new(),
        }
    }

    /// Makes a host the coordinator. Sessions do not survive that; objects, their references and tokens do.
    pub fn elect(&mut self, host: usize) {
        let Some(listener) = self.listeners.get(host) else {
            return;
        };
        let (pool, reference) = (self.pool(), listener.host.clone());
        self.condition_mut(host).emergency = false;
        if self.coordinator() != reference {
            self.db.set(&pool, "master", &reference);
            self.end_sessions();
        }
    }

    /// A host's server is gone. With the coordinator's go the sessions, and what it remembers of deletions.
    pub fn server_lost(&mut self, host: usize) {
        self.condition_mut(host).down = true;
        self.local_sessions.retain(|_, local| local.host != host);
        if self.is_coordinator(host) {
            self.end_sessions();
            self.forget_deletions();
        }
    }

    /// Forgets which objects and messages were deleted.
    pub fn forget_deletions(&mut self) {
        self.db.forget_deletions();
        self.messages.forget_deleted();
    }
}
