//! The commands that are about the server's own `xe`.

use inventory::{ConnectionId, Problem};

use super::Engine;
use crate::api::{XeCompletions, XeOutput};

#[allow(missing_docs)] // They are documented in the list of commands, once.
impl Engine {
    pub async fn xe_begin(&self, connection: ConnectionId, line: String) -> Result<u32, Problem> {
        let connection = self.0.connections.get(&connection)?;
        self.0.xe.begin(&connection, &line)
    }

    pub async fn xe_read(&self, run: u32, from: u32) -> Result<XeOutput, Problem> {
        self.0.xe.read(run, from).await
    }

    pub async fn xe_say(&self, run: u32, line: String) -> Result<(), Problem> {
        let connection = self.0.xe.connection_of(run)?;
        // What was begun when things could be changed may ask when they cannot any more.
        self.0.connections.get(&connection)?.may_change()?;
        self.0.xe.say(run, line)
    }

    pub async fn xe_stop(&self, run: u32) -> Result<(), Problem> {
        self.0.xe.stop(run)
    }

    pub async fn xe_complete(
        &self,
        connection: ConnectionId,
        line: String,
        cursor: u32,
    ) -> Result<XeCompletions, Problem> {
        let connection = self.0.connections.get(&connection)?;
        self.0.xe.complete(&connection, &line, cursor).await
    }
}
