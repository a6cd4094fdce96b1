//! How names are compared: for searching, and for sorting the way people count.

use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text without case and accents: `Été-01` and `ete-01` are the same.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a filter, folded. A text matches when each of them occurs in it.
pub fn words(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(fold).collect()
}

/// Where something stands among its like; made once, compared as bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey(Option<Arc<[u8]>>);

impl SortKey {
    /// Case and accents aside, and numbers in a name by their value: `vm-2` before `VM-10`.
    pub fn natural(text: &str) -> Self {
        let folded = fold(text);
        let mut key = Vec::with_capacity(folded.len() + 4);
        let mut rest = folded.as_bytes();
        while let Some((first, tail)) = rest.split_first() {
            if !first.is_ascii_digit() {
                key.push(*first);
                rest = tail;
                continue;
            }
            let end = rest
                .iter()
                .position(|byte| !byte.is_ascii_digit())
                .unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
            let value = &digits[zeros..];
            // A number stands where digits stand; then the longer one is the greater one.
            key.push(b'0');
            key.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
            key.extend_from_slice(value);
            rest = after;
        }
        Self(Some(key.into()))
    }

    /// The latest moment (Unix seconds) first.
    pub fn newest_first(unix: i64) -> Self {
        let ascending = (unix as u64) ^ (1 << 63);
        Self(Some((!ascending).to_be_bytes().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        let check = |text: &str, expect: &str| assert_eq!(fold(text), expect);
        check("Web-01", "web-01");
        check("Été à LYON", "ete a lyon");
        check("ＦＵＬＬ", "full");
        check("", "");
        assert_eq!(words("  Été  lyon "), ["ete", "lyon"]);
    }

    #[test]
    fn sorts_as_people_count() {
        let check = |expect: &[&str]| {
            let mut sorted = expect.to_vec();
            sorted.reverse();
            sorted.sort_by_key(|text| SortKey::natural(text));
            assert_eq!(sorted, expect);
        };
        check(&["vm-1", "vm-2", "VM-10", "vm-10b"]);
        check(&["", "2", "10", "a", "é", "f", "z"]);
        check(&["disk 9", "disk 009a", "disk 10"]);
        check(&["10.0.0.2", "10.0.0.10", "10.0.1.1"]);
        let long = "1".repeat(300);
        check(&["1", &long]);
    }

    #[test]
    fn newest_comes_first() {
        assert!(SortKey::newest_first(10) < SortKey::newest_first(9));
        assert!(SortKey::newest_first(0) < SortKey::newest_first(-1));
    }
}
