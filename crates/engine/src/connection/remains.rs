//! Sessions that are open, kept in the keyring so that the next start can end those that a crash
//! leaves behind. A session's reference is as good as a password: it is kept nowhere else.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use inventory::ConnectionId;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use zeroize::Zeroizing;

use crate::{secret::Secret, vault::Vault};

/// More than these are not remembered: the server ends the others one day.
const REMEMBERED: usize = 8;

/// Under what a connection's sessions are kept.
pub(crate) fn key(connection: &ConnectionId) -> String {
    format!("{connection}/sessions")
}

/// What the keyring has of one connection's sessions; changes reach it in their order.
pub(super) struct Remains {
    notes: mpsc::UnboundedSender<Note>,
    writing: JoinHandle<()>,
}

enum Note {
    /// What earlier runs left behind.
    Left(oneshot::Sender<Vec<Secret>>),
    Open(Secret),
    Gone(Secret),
}

impl Remains {
    /// Keeps them in `vault`.
    pub(super) fn of(connection: &ConnectionId, vault: Arc<dyn Vault>) -> Self {
        let (notes, heard) = mpsc::unbounded_channel();
        let writing = tokio::spawn(write(key(connection), vault, heard));
        Self { notes, writing }
    }

    /// What earlier runs left behind; asked before the first [`Self::open`].
    pub(super) fn left(&self) -> BoxFuture<'static, Vec<Secret>> {
        let (answer, left) = oneshot::channel();
        let _ = self.notes.send(Note::Left(answer));
        Box::pin(async { left.await.unwrap_or_default() })
    }

    /// A session is open.
    pub(super) fn open(&self, remains: Secret) {
        let _ = self.notes.send(Note::Open(remains));
    }

    /// Says that a session is gone, once it is.
    pub(super) fn undertaker(&self) -> impl Fn(Secret) + Clone + Send + 'static {
        let notes = self.notes.clone();
        move |remains| _ = notes.send(Note::Gone(remains))
    }

    /// Resolves when all is written.
    pub(super) async fn written(self) {
        drop(self.notes);
        let _ = self.writing.await;
    }
}

async fn write(key: String, vault: Arc<dyn Vault>, mut notes: mpsc::UnboundedReceiver<Note>) {
    let mut kept: Vec<Secret> = Vec::new();
    while let Some(note) = notes.recv().await {
        let before = kept.clone();
        match note {
            Note::Left(answer) => {
                if let Ok(Some(text)) = vault.get(&key).await {
                    kept.extend(text.reveal().lines().map(Secret::new));
                }
                let _ = answer.send(kept.clone());
                continue;
            }
            Note::Open(remains) if kept.contains(&remains) => {}
            Note::Open(remains) => {
                kept.push(remains);
                let surplus = kept.len().saturating_sub(REMEMBERED);
                kept.drain(..surplus);
            }
            Note::Gone(remains) => kept.retain(|other| *other != remains),
        }
        if kept == before {
            continue;
        }
        let written = if kept.is_empty() {
            vault.remove(&key).await
        } else {
            vault.set(&key, &together(&kept)).await
        };
        if let Err(problem) = written {
            tracing::debug!(?problem, "the keyring does not keep open sessions");
        }
    }
}

fn together(kept: &[Secret]) -> Secret {
    let mut text = Zeroizing::new(String::new());
    for remains in kept {
        text.push_str(remains.reveal());
        text.push('\n');
    }
    Secret::new(text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Memory;

    fn secret(text: &str) -> Secret {
        Secret::new(text)
    }

    #[tokio::test]
    async fn what_is_open_at_the_end_is_found_at_the_next_start_and_nothing_else() {
        let vault = Memory::new();
        let remains = Remains::of(&"c".into(), Arc::new(vault.clone()));
        assert_eq!(remains.left().await, []);
        let gone = remains.undertaker();
        for session in ["a", "b", "b", "c"] {
            remains.open(secret(session));
        }
        gone(secret("b"));
        drop(gone);
        remains.written().await;

        let remains = Remains::of(&"c".into(), Arc::new(vault.clone()));
        assert_eq!(remains.left().await, [secret("a"), secret("c")]);
        let gone = remains.undertaker();
        gone(secret("a"));
        gone(secret("c"));
        drop(gone);
        remains.written().await;
        assert!(vault.get("c/sessions").await.unwrap().is_none());
    }
}
