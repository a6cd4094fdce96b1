//! Redaction of what a server says: whoever sent it a secret may get it quoted back, in a page, an
//! error or a log line of a proxy, and would show it to whoever reads the error.
#![warn(missing_docs)]

mod spelling;

use std::fmt;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use zeroize::Zeroizing;

use spelling::Secret;

/// What stands in place of what must not be seen, and of what is too long.
const HIDDEN: char = '…';

/// Of one text no more characters are quoted. A storage driver's complaint is this long.
const LONGEST: usize = 1000;

/// The secrets that were sent last are known, not all of years: a session that is renewed every day
/// has a new reference each time.
const MOST: usize = 64;

/// A secret this short stands in half of all texts by chance. Cutting it out would show where it was.
const SHORT: usize = 4;

/// The text no longer than a person reads.
pub fn shortened(text: &str) -> String {
    Secrets::default().quote(text)
}

/// The secrets that a server was sent.
#[derive(Default)]
pub struct Secrets(RwLock<Vec<Zeroizing<String>>>);

impl Secrets {
    /// From now on this is not quoted; nothing happens if it is empty. The least recently sent one is
    /// forgotten when there are too many.
    pub fn add(&self, secret: &str) {
        let is_it = |known: &Zeroizing<String>| known.as_str() == secret;
        if secret.is_empty() || self.read().last().is_some_and(is_it) {
            return;
        }
        let mut secrets = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let known = secrets.iter().position(is_it).map(|at| secrets.remove(at));
        if secrets.len() >= MOST {
            secrets.remove(0);
        }
        secrets.push(known.unwrap_or_else(|| Zeroizing::new(secret.to_owned())));
    }

    /// The text without any of the secrets, however they are spelled.
    ///
    /// A server that means to hand a secret on finds a spelling that nobody thought of. This is for
    /// those that quote what they were sent, which are many.
    pub fn mask(&self, text: &str) -> String {
        self.start_of(text, usize::MAX)
    }

    /// The text as it may be shown: [masked](Self::mask), and no longer than a person reads.
    pub fn quote(&self, text: &str) -> String {
        self.start_of(text, LONGEST)
    }

    fn start_of(&self, text: &str, longest: usize) -> String {
        let known = self.read();
        let secrets: Vec<Secret<'_>> = known.iter().map(|secret| Secret::new(secret)).collect();
        let (mut quoted, mut length) = (String::new(), 0);
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if length == longest {
                quoted.push(HIDDEN);
                break;
            }
            let found = secrets.iter().filter_map(|secret| {
                let length = secret.begins(rest)?;
                Some((length, secret.length()))
            });
            match found.max() {
                Some((_, of)) if of < SHORT => return HIDDEN.to_string(),
                Some((found, _)) => {
                    quoted.push(HIDDEN);
                    rest = &rest[found..];
                }
                None => {
                    quoted.push(next);
                    rest = &rest[next.len_utf8()..];
                }
            }
            length += 1;
        }
        quoted
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Zeroizing<String>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} of them)", self.read().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(secret: &str, text: &str, expect: &str) {
        let secrets = Secrets::default();
        secrets.add("something-else");
        secrets.add(secret);
        assert_eq!(secrets.quote(text), expect, "{text}");
    }

    #[test]
    fn as_it_is() {
        check("hunter2hunter2", "root hunter2hunter2 1.0", "root … 1.0");
        check("hunter2", "hunter2, something-else", "…, …");
        check("pässwörd", "«pässwörd»", "«…»");
        check(
            "hunter2",
            "hunter, Hunter2, hunter 2",
            "hunter, Hunter2, hunter 2",
        );
        check("", "nothing is secret", "nothing is secret");
    }

    #[test]
    fn as_json_writes_it() {
        check("a\"b\\c/d", r#"["root","a\"b\\c\/d"]"#, r#"["root","…"]"#);
        check(
            "a\"b\\c/d",
            r#""{\"p\":\"a\\\"b\\\\c/d\"}""#,
            r#""{\"p\":\"…\"}""#,
        );
        check("a<b>é😀", r#"a\u003cb\u003E\u00e9\ud83d\ude00!"#, "…!");
        check("tab\tand\nline", r"tab\tand\u000aline", "…");
        check("bell\u{7}", r"bell\u{7}", "…");
    }

    #[test]
    fn as_markup_writes_it() {
        check(
            "a<b>&\"c'",
            "<p>a&lt;b&gt;&amp;&quot;c&apos;</p>",
            "<p>…</p>",
        );
        check("a<b>&\"c'", "a&#60;b&#x3E;&#038;&#x22;c&#39;", "…");
        check("a<b", "a&amp;lt;b", "…");
    }

    #[test]
    fn as_addresses_write_it() {
        check("a b/c+é", "?p=a%20b%2fc%2B%c3%A9&q", "?p=…&q");
        check("a b/c+é", "?p=a+b/c%2B%C3%A9", "?p=…");
        check("a b/c", "a%2520b%252Fc", "…");
        check("100%25", "100%25 100%2525", "… …");
    }

    #[test]
    fn as_headers_write_it() {
        // root:hunter2hunter2, and the same after one and two more bytes.
        let hidden = |text: &str| {
            let secrets = Secrets::default();
            secrets.add("hunter2hunter2");
            let quoted = secrets.quote(text);
            assert!(quoted.contains(HIDDEN), "{text}: {quoted}");
            assert!(quoted.len() < text.len() - 12, "{text}: {quoted}");
        };
        hidden("Basic cm9vdDpodW50ZXIyaHVudGVyMg==");
        hidden("Basic cm9vdHM6aHVudGVyMmh1bnRlcjI=");
        hidden("Basic cm9vdGVkOmh1bnRlcjJodW50ZXIy");
        check("hunter2", "68756e74657232", "…");
        check("hunter2", "x68756E74657232!", "x…!");
    }

    #[test]
    fn a_short_one_hides_all_of_the_text() {
        check("abc", "the password abc is wrong", "…");
        check("abc", "the password is wrong", "the password is wrong");
    }

    #[test]
    fn no_longer_than_a_person_reads() {
        let secrets = Secrets::default();
        secrets.add("hunter2hunter2");
        let text = format!(
            "{}hunter2hunter2{}",
            "x".repeat(LONGEST - 1),
            "y".repeat(9000)
        );
        let quoted = secrets.quote(&text);
        assert_eq!(quoted, format!("{}……", "x".repeat(LONGEST - 1)));
        let text = format!("{}hunter2hunter2", "x".repeat(LONGEST));
        assert_eq!(secrets.quote(&text), format!("{}…", "x".repeat(LONGEST)));
    }

    #[test]
    fn it_does_not_print_and_does_not_grow() {
        let secrets = Secrets::default();
        for number in 0..1000 {
            secrets.add("sent-again-and-again");
            secrets.add(&format!("secret-number-{number}"));
        }
        assert_eq!(secrets.quote("sent-again-and-again"), "…");
        assert_eq!(format!("{secrets:?}"), format!("Secrets({MOST} of them)"));
        assert_eq!(secrets.quote("secret-number-999"), "…");
    }
}
