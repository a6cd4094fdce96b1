//! Sessions that are open, kept in the keyring so that the next start can end those that a crash
//! leaves behind. A session's reference is as good as a password: it is kept nowhere else.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use inventory::{ConnectionId, Problem};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
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
pub(super) struct SessionJournal {
    notes: mpsc::UnboundedSender<Note>,
    writing: JoinHandle<()>,
}

enum Note {
    /// What earlier runs left behind.
    Left(oneshot::Sender<Vec<Secret>>),
    Open(Secret),
    Gone(Secret),
    /// Nothing is to be kept any more; answered when nothing is.
    Forget(oneshot::Sender<Result<(), Problem>>),
}

impl SessionJournal {
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
    pub(super) fn open(&self, session: Secret) {
        let _ = self.notes.send(Note::Open(session));
    }

    /// Says that a session is gone, once it is.
    pub(super) fn on_closed(&self) -> impl Fn(Secret) + Clone + Send + 'static {
        let notes = self.notes.clone();
        move |session| _ = notes.send(Note::Gone(session))
    }

    /// Keeps nothing any more, and forgets what was kept.
    pub(super) async fn forget(self) -> Result<(), Problem> {
        let (answer, forgotten) = oneshot::channel();
        let _ = self.notes.send(Note::Forget(answer));
        // Nobody else ends the writer.
        forgotten.await.unwrap_or(Ok(()))
    }

    /// Resolves when all is written, or it has taken too long; nothing is written after that.
    pub(super) async fn written(mut self, patience: Duration) {
        drop(self.notes);
        if timeout(patience, &mut self.writing).await.is_err() {
            self.writing.abort();
        }
    }
}

async fn write(key: String, vault: Arc<dyn Vault>, mut notes: mpsc::UnboundedReceiver<Note>) {
    let mut kept: Vec<Secret> = Vec::new();
    let mut written = Vec::new();
    // What is there already is not written over before it is known.
    let mut is_read = false;
    while let Some(note) = notes.recv().await {
        if !is_read && !matches!(note, Note::Forget(_)) {
            match vault.get(&key).await {
                Ok(text) => {
                    is_read = true;
                    let text = text.unwrap_or_else(|| Secret::new(""));
                    written = text.reveal().lines().map(Secret::new).collect();
                    kept.splice(0..0, written.iter().cloned());
                }
                Err(problem) => tracing::debug!(?problem, "what sessions were left is not known"),
            }
        }
        match note {
            Note::Left(answer) => {
                let _ = answer.send(kept.clone());
            }
            Note::Open(session) if kept.contains(&session) => {}
            Note::Open(session) => {
                kept.push(session);
                let surplus = kept.len().saturating_sub(REMEMBERED);
                kept.drain(..surplus);
            }
            Note::Gone(session) => kept.retain(|other| *other != session),
            Note::Forget(answer) => {
                let _ = answer.send(vault.remove(&key).await);
                return;
            }
        }
        if !is_read || kept == written {
            continue;
        }
        let done = if kept.is_empty() {
            vault.remove(&key).await
        } else {
            vault.set(&key, &together(&kept)).await
        };
        match done {
            Ok(()) => written.clone_from(&kept),
            // With the next note it is tried again.
            Err(problem) => {
                tracing::debug!(?problem, "the keyring does not keep open sessions");
            }
        }
    }
}

fn together(kept: &[Secret]) -> Secret {
    let mut text = Zeroizing::new(String::new());
    for session in kept {
        text.push_str(session.reveal());
        text.push('\n');
    }
    Secret::new(text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Memory;

    const PATIENCE: Duration = Duration::from_secs(30);

    fn secret(text: &str) -> Secret {
        Secret::new(text)
    }

    #[tokio::test]
    async fn what_is_open_at_the_end_is_found_at_the_next_start_and_nothing_else() {
        let vault = Memory::new();
        let journal = SessionJournal::of(&"c".into(), Arc::new(vault.clone()));
        assert_eq!(journal.left().await, []);
        let gone = journal.on_closed();
        for session in ["a", "b", "b", "c"] {
            journal.open(secret(session));
        }
        gone(secret("b"));
        drop(gone);
        journal.written(PATIENCE).await;

        let journal = SessionJournal::of(&"c".into(), Arc::new(vault.clone()));
        assert_eq!(journal.left().await, [secret("a"), secret("c")]);
        let gone = journal.on_closed();
        gone(secret("a"));
        gone(secret("c"));
        drop(gone);
        journal.written(PATIENCE).await;
        assert!(vault.get("c/sessions").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_a_locked_keyring_holds_is_there_when_it_is_unlocked() {
        let vault = Memory::new();
        vault.set("c/sessions", &secret("left\n")).await.unwrap();
        vault.break_with(Some(Problem::new("keyring_locked")));
        let journal = SessionJournal::of(&"c".into(), Arc::new(vault.clone()));
        assert_eq!(journal.left().await, []);
        journal.open(secret("a"));
        // The writer has come to it.
        assert_eq!(journal.left().await, [secret("a")]);
        vault.break_with(None);
        assert!(vault.holds("left") && !vault.holds("a"));
        journal.open(secret("b"));
        journal.written(PATIENCE).await;
        let kept = vault.get("c/sessions").await.unwrap().unwrap();
        assert_eq!(kept.reveal(), "left\na\nb\n");
    }

    #[tokio::test]
    async fn what_is_forgotten_does_not_come_back_with_the_end_of_a_session() {
        let vault = Memory::new();
        let journal = SessionJournal::of(&"c".into(), Arc::new(vault.clone()));
        journal.open(secret("a"));
        journal.open(secret("b"));
        let gone = journal.on_closed();
        journal.forget().await.unwrap();
        gone(secret("a"));
        assert!(vault.get("c/sessions").await.unwrap().is_none());
    }
}
