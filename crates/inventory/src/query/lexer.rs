//! The words of a query: what a person typed, told apart, each with its place.

use super::fault::{Fault, Span};

/// Deeper groups are not read.
pub(super) const MOST_DEPTH: usize = 16;

/// How a value is compared with what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// `:` It has it in it.
    Has,
    /// `=` It is that.
    Is,
    /// `!=` It is anything else.
    IsNot,
    /// `<` It is less.
    Less,
    /// `<=` It is that or less.
    AtMost,
    /// `>` It is more.
    More,
    /// `>=` It is that or more.
    AtLeast,
}

/// How comparisons are written; what begins with another comes before it.
const COMPARISONS: [(&str, Comparison); 7] = [
    (":", Comparison::Has),
    ("!=", Comparison::IsNot),
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("=", Comparison::Is),
    ("<", Comparison::Less),
    (">", Comparison::More),
];

/// One piece of a query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// `(` at the beginning of a word.
    Open,
    /// `)` where a group is open.
    Close,
    /// `-` before something.
    Not,
    /// A word, or a phrase in quotes.
    Word { text: &'a str, quoted: bool },
    /// `name:value`, with any of the comparisons.
    Asked {
        name: Span,
        comparison: Comparison,
        /// Without its quotes.
        value: &'a str,
        value_at: Span,
        quoted: bool,
    },
}

/// Tells the pieces of a text apart.
pub(super) fn tokens<'a>(text: &'a str, faults: &mut Vec<Fault>) -> Vec<(Token<'a>, Span)> {
    let mut lexer = Lexer {
        text,
        at: 0,
        depth: 0,
        faults,
    };
    let mut found = Vec::new();
    while let Some(token) = lexer.next() {
        found.push(token);
    }
    found
}

struct Lexer<'a, 'f> {
    text: &'a str,
    at: usize,
    depth: usize,
    faults: &'f mut Vec<Fault>,
}

impl<'a> Lexer<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn next(&mut self) -> Option<(Token<'a>, Span)> {
        self.skip_blanks();
        let from = self.at;
        let first = self.rest().chars().next()?;
        let token = match first {
            '(' if self.depth < MOST_DEPTH => {
                self.at += 1;
                self.depth += 1;
                Token::Open
            }
            ')' if self.depth > 0 => {
                self.at += 1;
                self.depth -= 1;
                Token::Close
            }
            '-' if self.negates() => {
                self.at += 1;
                Token::Not
            }
            _ => self.asked().unwrap_or_else(|| {
                let (text, quoted) = self.text_here();
                Token::Word { text, quoted }
            }),
        };
        Some((token, Span::new(from, self.at)))
    }

    /// Whether the dash here stands before something.
    fn negates(&self) -> bool {
        let next = self.rest()[1..].chars().next();
        next.is_some_and(|next| !(next.is_whitespace() || next == ')' && self.depth > 0))
    }

    /// A name with a comparison and a value; nothing is read where there is none.
    fn asked(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        if !rest.starts_with(char::is_alphabetic) {
            return None;
        }
        let name = Span::new(self.at, self.at + length);
        let after = &rest[length..];
        let blanks = after.len() - after.trim_start().len();
        let (written, mut comparison) = comparison_at(&after[blanks..])?;
        // `host: web` is two things, `memory > 4G` is one.
        if comparison == Comparison::Has && blanks > 0 {
            return None;
        }
        self.at = name.to + blanks + written;
        if comparison == Comparison::Has {
            // `memory:>4G` is `memory>4G`.
            if let Some((written, other)) = comparison_at(self.rest())
                && other != Comparison::Has
            {
                comparison = other;
                self.at += written;
            }
        }
        if comparison != Comparison::Has {
            self.skip_blanks();
        }
        let from = self.at;
        let (value, quoted) = self.text_here();
        Some(Token::Asked {
            name,
            comparison,
            value,
            value_at: Span::new(from, self.at),
            quoted,
        })
    }

    /// What stands here up to a blank, or between quotes; nothing where a group ends.
    fn text_here(&mut self) -> (&'a str, bool) {
        let rest = self.rest();
        if let Some(phrase) = rest.strip_prefix('"') {
            let from = self.at;
            let length = phrase.find('"');
            let text = &phrase[..length.unwrap_or(phrase.len())];
            self.at += 1 + text.len() + usize::from(length.is_some());
            if length.is_none() {
                let place = Span::new(from, self.at);
                self.faults.push(Fault::new("query_quote_open", place));
            }
            return (text, true);
        }
        let ends = |c: char| c.is_whitespace() || (c == ')' && self.depth > 0);
        let text = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += text.len();
        (text, false)
    }
}

/// The comparison that a text begins with, and how long it is.
fn comparison_at(text: &str) -> Option<(usize, Comparison)> {
    let mut all = COMPARISONS.iter();
    let (written, comparison) = all.find(|(written, _)| text.starts_with(written))?;
    Some((written.len(), *comparison))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece as a line: `name op value`, or what it is.
    fn check(text: &str, expect: &[&str]) {
        let mut faults = Vec::new();
        let said = |(token, at): &(Token<'_>, Span)| match token {
            Token::Word { text, quoted: true } => format!("\"{text}\""),
            Token::Asked {
                name,
                comparison,
                value,
                ..
            } => format!("{} {comparison:?} {value}", name.of(text)),
            _ => at.of(text).to_owned(),
        };
        let found: Vec<String> = tokens(text, &mut faults).iter().map(said).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn pieces_are_told_apart() {
        check("web db-01", &["web", "db-01"]);
        check("52:54:00 10.0.0.7", &["52:54:00", "10.0.0.7"]);
        check("-web - --x", &["-", "web", "-", "-", "-", "x"]);
        check("(a or b)", &["(", "a", "or", "b", ")"]);
        check("old (2) :) x)", &["old", "(", "2", ")", ":)", "x)"]);
        check("web(1)", &["web(1)"]);
        check("\"a b\" c", &["\"a b\"", "c"]);
        check("tag:prod", &["tag Has prod"]);
        check("tag:\"a b\"x", &["tag Has a b", "x"]);
        check("tag: x", &["tag Has ", "x"]);
        check("memory > 4G", &["memory More 4G"]);
        check("memory:>=4G)", &["memory AtLeast 4G)"]);
        check("(memory!=4G)", &["(", "memory IsNot 4G", ")"]);
        check("snapshot.age>", &["snapshot.age More "]);
        check("été:ä", &["été Has ä"]);
    }
}
