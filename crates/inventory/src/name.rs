//! How names are compared: for searching, and for sorting the way people count.

use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use xapi::OpaqueRef;

/// The text without case and accents: `Été-01` and `ete-01` are the same.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Adds the text without case and accents.
pub(crate) fn fold_into(text: &str, to: &mut String) {
    if text.is_ascii() {
        let start = to.len();
        to.push_str(text);
        to[start..].make_ascii_lowercase();
    } else {
        let letters = text.nfkd().filter(|c| !is_combining_mark(*c));
        to.extend(letters.flat_map(char::to_lowercase));
    }
}

/// Where something stands among its like; made once, compared as bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey(Option<Arc<[u8]>>);

impl SortKey {
    /// Case and accents aside, and numbers in a name by their value: `vm-2` before `VM-10`.
    pub fn natural(text: &str) -> Self {
        let mut key = Vec::with_capacity(text.len() + 8);
        add_natural(&fold(text), &mut key);
        Self(Some(key.into()))
    }

    /// By a name that is folded already; those of the same name by their reference.
    pub(crate) fn of_object(folded: &str, reference: &OpaqueRef) -> Self {
        let mut key = Vec::with_capacity(folded.len() + reference.as_str().len() + 8);
        add_natural(folded, &mut key);
        key.push(0);
        key.extend_from_slice(reference.as_str().as_bytes());
        Self(Some(key.into()))
    }

    /// The latest moment (Unix seconds) first; those of the same moment by their reference.
    pub(crate) fn newest_first(unix: i64, reference: &OpaqueRef) -> Self {
        let ascending = (unix as u64) ^ (1 << 63);
        let moment = (!ascending).to_be_bytes();
        Self(Some(
            [&moment, reference.as_str().as_bytes()].concat().into(),
        ))
    }
}

fn add_natural(folded: &str, key: &mut Vec<u8>) {
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
        let key = |unix: i64| SortKey::newest_first(unix, &"r".into());
        assert!(key(10) < key(9));
        assert!(key(0) < key(-1));
    }

    #[test]
    fn one_name_is_one_place_for_each_object() {
        let key = |name: &str, reference: &str| SortKey::of_object(name, &reference.into());
        assert!(key("vm", "b") < key("vm-1", "a"));
        assert!(key("vm", "a") < key("vm", "b"));
    }
}
