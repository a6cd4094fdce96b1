//! What the journal remembers.

use super::*;
use crate::api::HistoryPlace;

fn entry(id: &str, started: i64, finished: Option<i64>) -> Entry {
    Entry {
        id: id.to_owned(),
        connection: "c".into(),
        started,
        finished,
        text: format!("web {id}\nVM.start").to_lowercase(),
        record: format!("record of {id}"),
        view: format!("view of {id}"),
    }
}

fn open_in(folder: &tempfile::TempDir) -> Journal {
    let (journal, problem) = Journal::open(folder.path()).unwrap();
    assert_eq!(problem, None);
    journal
}

async fn page(journal: &Journal, text: &str, after: Option<HistoryPlace>, limit: u32) -> Found {
    let text = text.to_owned();
    journal.search(Search { text, after, limit }).await.unwrap()
}

async fn found(journal: &Journal, text: &str) -> Vec<String> {
    page(journal, text, None, 10).await.views
}

#[tokio::test]
async fn what_was_under_way_is_known_at_the_next_start_and_what_has_ended_is_history() {
    let folder = tempfile::tempdir().unwrap();
    let now = clock::unix_millis();
    let first = open_in(&folder);
    first.put(entry("a", now, None));
    first.put(entry("b", now + 1, None));
    first.put(entry("a", now, Some(now + 5)));
    first.written().await.unwrap();
    drop(first);

    let next = open_in(&folder);
    assert_eq!(next.unfinished().await.unwrap(), ["record of b"]);
    assert_eq!(found(&next, "").await, ["view of a"]);
    assert_eq!(next.record("a").await.unwrap().unwrap(), "record of a");
    assert_eq!(next.record("x").await.unwrap(), None);
    next.forget(&"c".into());
    assert!(next.unfinished().await.unwrap().is_empty());
    assert!(found(&next, "").await.is_empty());
}

#[tokio::test]
async fn history_is_found_by_words_and_read_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open_in(&folder);
    let now = clock::unix_millis();
    for (index, id) in ["Anton", "Berta", "Cäsar"].into_iter().enumerate() {
        let started = now + i64::try_from(index).unwrap();
        journal.put(entry(id, started, Some(started)));
    }
    let all = ["view of Cäsar", "view of Berta", "view of Anton"];
    assert_eq!(found(&journal, "").await, all);
    assert_eq!(found(&journal, "WEB CÄ").await, all[..1]);
    assert!(found(&journal, "web %").await.is_empty(), "no pattern");
}

#[tokio::test]
async fn what_was_asked_for_in_one_millisecond_is_read_page_by_page_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open_in(&folder);
    let now = clock::unix_millis();
    for index in 0..25 {
        journal.put(entry(&format!("{index:02}"), now, Some(now)));
    }
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = page(&journal, "", after, 10).await;
        read.push(page.views.len());
        assert!(page.views.is_sorted_by(|a, b| a > b));
        let Some(more) = page.more else { break };
        after = Some(more);
    }
    assert_eq!(read, [10, 10, 5]);
    assert_eq!(page(&journal, "", None, 25).await.more, None, "all of it");
}

#[tokio::test]
async fn what_is_older_than_ninety_days_is_forgotten_unless_it_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open_in(&folder);
    let (now, old) = (clock::unix_millis(), clock::unix_millis() - REMEMBERED - 1);
    journal.put(entry("old", old, Some(old)));
    journal.put(entry("under way", old, None));
    journal.put(entry("new", old, Some(now)));
    journal.written().await.unwrap();
    drop(journal);
    let next = open_in(&folder);
    assert_eq!(found(&next, "").await, ["view of new"]);
    assert_eq!(next.unfinished().await.unwrap(), ["record of under way"]);
}

#[tokio::test]
async fn a_file_that_is_no_journal_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join(DATABASE.file),
        "not a database at all".repeat(50),
    )
    .unwrap();
    let (journal, problem) = Journal::open(folder.path()).unwrap();
    assert_eq!(problem.unwrap().code, "file_set_aside");
    journal.put(entry("a", 1, None));
    journal.written().await.unwrap();
    assert_eq!(open_in(&folder).unfinished().await.unwrap().len(), 1);
}

#[tokio::test]
async fn without_a_disk_there_is_a_journal_in_memory_and_a_word_of_it() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder should be.
    let place = folder.path().join("file");
    std::fs::write(&place, "").unwrap();
    let (journal, problem) = Journal::open(&place).unwrap();
    assert_eq!(problem.unwrap().code, "cannot_save");
    journal.put(entry("a", 1, None));
    assert_eq!(journal.unfinished().await.unwrap().len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let journal = open_in(&folder);
    journal.put(entry("a", 1, None));
    journal.written().await.unwrap();
    let mut seen = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
        seen += 1;
    }
    assert!(seen >= 2, "the database and what is beside it");
}
