//! Bytes on their way between here and a server.

use futures_util::FutureExt;
use inventory::Problem;
use tokio::sync::oneshot;

use super::{LOOK_AGAIN, Runner};
use crate::{change_bus::Invalidation, source::Transfer};

impl Runner {
    /// Lets bytes move to their end, or until that is to stop; meanwhile it is told how far they are.
    pub(super) async fn moved(
        &self,
        transfer: Transfer,
        stopped: oneshot::Receiver<()>,
    ) -> Result<(), Problem> {
        let mut stopped = stopped.fuse();
        let Transfer {
            mut moves,
            traffic,
            mut settled,
            ..
        } = transfer;
        let mut look = tokio::time::interval(LOOK_AGAIN / 2);
        loop {
            tokio::select! {
                moved = &mut moves => return moved,
                // Should nobody be left to say so, it goes on.
                Ok(()) = &mut stopped => {
                    drop(moves);
                    if let Some(settled) = settled.take() {
                        settled.await;
                    }
                    return Err(Problem::new("cancelled"));
                }
                _ = look.tick(), if traffic.is_some() => {
                    traffic.iter().for_each(|traffic| traffic.sample());
                    self.change_bus.publish(Invalidation::Tasks);
                }
            }
        }
    }
}
