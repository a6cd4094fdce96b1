//! A line as a person types it: words, with quotes as in a shell.

use inventory::Problem;

/// The words of a line.
///
/// # Errors
/// `xe_line` where it is empty, a quote is not closed, or something on it has a line end.
pub(super) fn words(line: &str) -> Result<Vec<String>, Problem> {
    let line = line.trim();
    // Whoever copies a line from elsewhere brings the program's name.
    let line = line.strip_prefix("xe ").unwrap_or(line);
    let words = shlex::split(line).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| Problem::new("xe_line"))?;
    match words.iter().any(|word| word.contains(['\n', '\r', '\0'])) {
        true => Err(Problem::new("xe_line")),
        false => Ok(words),
    }
}

/// Whether a command changes nothing: one that lists, or tells of itself.
pub(super) fn only_reads(words: &[String]) -> bool {
    let name = words.first().map_or("", String::as_str);
    let reads = ["-list", "-param-get", "-param-list"];
    name == "help" || reads.iter().any(|end| name.ends_with(end))
}

/// Where the cursor is on a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The words before the one that the cursor is in.
    pub(super) before: Vec<String>,
    /// What of that word stands before the cursor, without quotes.
    pub(super) word: String,
    /// Where the word begins, in characters as JavaScript counts them.
    pub(super) from: u32,
}

impl Place {
    /// The command, once the cursor is behind it.
    pub(super) fn command(&self) -> Option<&str> {
        self.before.first().map(String::as_str)
    }
}

/// Finds the word that the cursor is in.
pub(super) fn place(line: &str, cursor: u32) -> Place {
    let mut units = 0;
    let before = line.char_indices().find(|(_, character)| {
        let is_there = units >= cursor as usize;
        units += character.len_utf16();
        is_there
    });
    let line = &line[..before.map_or(line.len(), |(index, _)| index)];
    // The last blank that is outside of quotes ends the word before.
    let (mut quote, mut escaped, mut start) = (None, false, 0);
    for (index, character) in line.char_indices() {
        match (character, quote) {
            _ if escaped => escaped = false,
            ('\\', None | Some('"')) => escaped = true,
            ('\'' | '"', None) => quote = Some(character),
            (end, Some(begun)) if end == begun => quote = None,
            (blank, None) if blank.is_whitespace() => start = index + blank.len_utf8(),
            _ => {}
        }
    }
    let (before, word) = line.split_at(start);
    let mut before = shlex::split(before).unwrap_or_default();
    if before.first().is_some_and(|first| first == "xe") {
        before.remove(0);
    }
    let closed = quote.map(String::from).unwrap_or_default();
    let whole = shlex::split(&format!("{word}{closed}"));
    let whole = whole.and_then(|words| words.into_iter().next());
    Place {
        before,
        word: whole.unwrap_or_default(),
        from: u32::try_from(line[..start].encode_utf16().count()).unwrap_or(u32::MAX),
    }
}

/// A word as it is typed: in quotes where it has to be.
pub(super) fn quoted(word: &str) -> String {
    // What cannot be quoted has a NUL, which no name has.
    shlex::try_quote(word).map_or_else(|_| String::new(), |word| word.into_owned())
}
