//! The replay of fuzz corpora: every input that a fuzz target begins from, or that broke something
//! once, given to the target by the ordinary tests.

use std::{fs, path::Path};

/// Runs a target of `fuzz/targets` on every file of its corpus, `fuzz/corpus/<target>`.
///
/// # Panics
/// When the target does, or when the corpus holds fewer than three inputs: a corpus that is not there
/// tests nothing.
#[allow(clippy::expect_used)] // Only tests call it.
pub fn replay(target: &str, run: fn(&[u8])) {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut inputs = 0;
    for entry in fs::read_dir(corpora.join(target)).expect("a corpus") {
        let path = entry.expect("an input").path();
        println!("{}", path.display());
        run(&fs::read(path).expect("its bytes"));
        inputs += 1;
    }
    assert!(inputs >= 3, "the corpus of {target} is there: {inputs}");
}

#[cfg(test)]
mod tests {
    use super::replay;

    #[test]
    #[should_panic(expected = "a corpus")]
    fn a_corpus_that_is_not_there_is_a_failure() {
        replay("no_such_target", |_| ());
    }
}
