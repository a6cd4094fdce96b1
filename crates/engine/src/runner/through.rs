//! What calls are made through: the connection of the run that they are of, or another pool's.

use std::sync::Arc;

use inventory::Problem;

use super::Runner;
use crate::{
    connection::Connection,
    source::{Link, Submission},
};

impl Runner {
    /// The connection that a call is made on, and its link: `link`, if that is of the run's own one and
    /// known.
    pub(super) fn through(
        &self,
        submission: &Submission,
        own: &Arc<Connection>,
        link: Option<&Arc<dyn Link>>,
    ) -> Result<(Arc<Connection>, Arc<dyn Link>), Problem> {
        match &submission.call.connection {
            Some(id) => self.connections.get(id).and_then(|connection| {
                let link = connection.link()?;
                Ok((connection, link))
            }),
            None => {
                let link = link.cloned().map_or_else(|| own.link(), Ok);
                link.map(|link| (own.clone(), link))
            }
        }
    }
}
