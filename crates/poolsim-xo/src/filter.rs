//! Which objects `xo.getAllObjects` gives: patterns as objects, and the search language of Xen Orchestra as text.

use regex::{Regex, RegexBuilder};
use serde_json::Value as Json;

use super::error::{Answer, Error};

/// A condition on an object.
#[derive(Debug)]
pub enum Filter {
    /// Every member given is there with that value.
    Pattern(Json),
    /// A search.
    Search(Term),
}

/// A part of a search.
#[derive(Debug)]
pub enum Term {
    /// All of them.
    And(Vec<Term>),
    /// One of them.
    Or(Vec<Term>),
    /// Not this.
    Not(Box<Term>),
    /// A member, and what its value must be.
    Property(String, Box<Term>),
    /// A member that is there and not empty.
    Truthy(String),
    /// A text found anywhere in a value, upper and lower case alike. `type:VM` finds VM-template too.
    Text(String),
    /// A number, or a text in which it is found.
    Number(f64, String),
    /// A text that is like this: written between slashes, or with asterisks for anything.
    Like(Regex),
    /// A number in that order to another.
    Compared(Order, f64),
}

/// How numbers are compared.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Order {
    /// As it is written, the longer ones first.
    const ALL: [(&str, Order); 4] = [
        ("<=", Order::AtMost),
        (">=", Order::AtLeast),
        ("<", Order::Less),
        (">", Order::More),
    ];

    fn holds(self, one: f64, other: f64) -> bool {
        match self {
            Order::Less => one < other,
            Order::AtMost => one <= other,
            Order::More => one > other,
            Order::AtLeast => one >= other,
        }
    }
}

impl Filter {
    /// Reads the parameter `filter`.
    pub fn parse(given: &Json) -> Answer<Filter> {
        match given {
            Json::String(text) => {
                let mut reader = Reader {
                    text: text.chars().collect(),
                    at: 0,
                };
                let terms = reader.terms(None)?;
                Ok(Filter::Search(Term::And(terms)))
            }
            pattern => Ok(Filter::Pattern(pattern.clone())),
        }
    }

    /// The type that all objects found have, where the filter says one: the others need not be looked at.
    pub fn kind(&self) -> Option<&str> {
        match self {
            Filter::Pattern(pattern) => pattern.get("type")?.as_str(),
            Filter::Search(_) => None,
        }
    }

    /// Whether an object is found.
    pub fn matches(&self, object: &Json) -> bool {
        match self {
            Filter::Pattern(pattern) => covers(object, pattern),
            Filter::Search(term) => term.matches(object),
        }
    }
}

/// Whether `value` has all that `pattern` has.
fn covers(value: &Json, pattern: &Json) -> bool {
    match (value, pattern) {
        (Json::Object(value), Json::Object(pattern)) => pattern
            .iter()
            .all(|(name, wanted)| value.get(name).is_some_and(|value| covers(value, wanted))),
        (Json::Array(value), Json::Array(pattern)) => pattern
            .iter()
            .all(|wanted| value.iter().any(|value| covers(value, wanted))),
        (Json::Number(value), Json::Number(pattern)) => value.as_f64() == pattern.as_f64(),
        _ => value == pattern,
    }
}

impl Term {
    fn matches(&self, value: &Json) -> bool {
        match self {
            Term::And(terms) => terms.iter().all(|term| term.matches(value)),
            Term::Or(terms) => terms.iter().any(|term| term.matches(value)),
            Term::Not(term) => !term.matches(value),
            Term::Property(name, term) => value.get(name).is_some_and(|value| term.matches(value)),
            Term::Truthy(name) => value.get(name).is_some_and(|value| match value {
                Json::Null | Json::Bool(false) => false,
                Json::String(text) => !text.is_empty(),
                Json::Array(items) => !items.is_empty(),
                Json::Object(members) => !members.is_empty(),
                Json::Number(number) => number.as_f64() != Some(0.0),
                Json::Bool(true) => true,
            }),
            Term::Text(wanted) => match value {
                Json::String(text) => text.to_lowercase().contains(wanted),
                _ => self.within(value),
            },
            Term::Number(wanted, text) => match value {
                Json::Number(number) => number.as_f64() == Some(*wanted),
                Json::String(value) => value.to_lowercase().contains(text),
                _ => self.within(value),
            },
            Term::Like(pattern) => match value {
                Json::String(text) => pattern.is_match(text),
                _ => self.within(value),
            },
            Term::Compared(order, wanted) => value
                .as_f64()
                .is_some_and(|number| order.holds(number, *wanted)),
        }
    }

    fn within(&self, value: &Json) -> bool {
        match value {
            Json::Array(items) => items.iter().any(|item| self.matches(item)),
            Json::Object(members) => members.values().any(|member| self.matches(member)),
            _ => false,
        }
    }
}

struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn skip(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Terms side by side, up to `end`.
    fn terms(&mut self, end: Option<char>) -> Answer<Vec<Term>> {
        let mut terms = Vec::new();
        loop {
            self.skip();
            match (self.peek(), end) {
                (None, None) => return Ok(terms),
                (Some(found), Some(wanted)) if found == wanted => {
                    self.at += 1;
                    return Ok(terms);
                }
                (None, Some(_)) => return Err(self.unreadable()),
                _ => terms.push(self.term()?),
            }
        }
    }

    fn term(&mut self) -> Answer<Term> {
        self.skip();
        match self.peek() {
            Some('!') => {
                self.at += 1;
                Ok(Term::Not(Box::new(self.term()?)))
            }
            Some('|') => {
                self.at += 1;
                self.open()?;
                Ok(Term::Or(self.terms(Some(')'))?))
            }
            Some('&') => {
                self.at += 1;
                self.open()?;
                Ok(Term::And(self.terms(Some(')'))?))
            }
            Some('(') => {
                self.at += 1;
                Ok(Term::And(self.terms(Some(')'))?))
            }
            Some('/') => self.pattern(),
            Some('<' | '>') => self.comparison(),
            _ => self.word(),
        }
    }

    /// `/…/`, perhaps with an `i` behind it.
    fn pattern(&mut self) -> Answer<Term> {
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.unreadable()),
                Some('/') => break,
                Some('\\') if self.text.get(self.at + 1) == Some(&'/') => self.at += 1,
                Some(_) => {}
            }
            text.extend(self.peek());
            self.at += 1;
        }
        self.at += 1;
        let folds = self.peek() == Some('i');
        self.at += usize::from(folds);
        self.like(&text, folds)
    }

    fn like(&self, text: &str, folds: bool) -> Answer<Term> {
        let pattern = RegexBuilder::new(text).case_insensitive(folds).build();
        pattern.map(Term::Like).map_err(|_| self.unreadable())
    }

    fn comparison(&mut self) -> Answer<Term> {
        let rest: String = self.text[self.at..].iter().take(2).collect();
        let found = Order::ALL.iter().find(|(sign, _)| rest.starts_with(sign));
        let Some((sign, order)) = found else {
            return Err(self.unreadable());
        };
        self.at += sign.len();
        let number = self.string()?.parse();
        let number = number.map_err(|_| self.unreadable())?;
        Ok(Term::Compared(*order, number))
    }

    fn open(&mut self) -> Answer<()> {
        self.skip();
        if self.peek() == Some('(') {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unreadable())
        }
    }

    fn word(&mut self) -> Answer<Term> {
        let quoted = self.peek() == Some('"');
        let text = self.string()?;
        match self.peek() {
            Some(':') => {
                self.at += 1;
                Ok(Term::Property(text, Box::new(self.term()?)))
            }
            Some('?') => {
                self.at += 1;
                Ok(Term::Truthy(text))
            }
            _ if !quoted && text.contains('*') => {
                let parts: Vec<String> = text.split('*').map(regex::escape).collect();
                self.like(&format!("^{}$", parts.join(".*")), true)
            }
            _ => match text.parse::<f64>() {
                Ok(number) if !quoted => Ok(Term::Number(number, text.to_lowercase())),
                _ => Ok(Term::Text(text.to_lowercase())),
            },
        }
    }

    fn string(&mut self) -> Answer<String> {
        let mut text = String::new();
        if self.peek() == Some('"') {
            self.at += 1;
            while let Some(letter) = self.peek() {
                self.at += 1;
                match letter {
                    '"' => return Ok(text),
                    '\\' => {
                        text.extend(self.peek());
                        self.at += 1;
                    }
                    letter => text.push(letter),
                }
            }
            return Err(self.unreadable());
        }
        while let Some(letter) = self
            .peek()
            .filter(|letter| !letter.is_whitespace() && !"():?\"".contains(*letter))
        {
            text.push(letter);
            self.at += 1;
        }
        if text.is_empty() {
            Err(self.unreadable())
        } else {
            Ok(text)
        }
    }

    fn unreadable(&self) -> Error {
        Error::unforeseen(format!("parsing error at position {}", self.at))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(filter: Json, object: &Json, expect: bool) {
        let read = Filter::parse(&filter).unwrap();
        assert_eq!(read.matches(object), expect, "{filter}");
    }

    #[test]
    fn objects_are_found_as_in_xen_orchestra() {
        let vm = json!({ "type": "VM", "name_label": "web-01", "power_state": "Running",
                         "tags": ["prod", "web"], "CPUs": { "number": 2 }, "startDelay": 0 });
        let template = json!({ "type": "VM-template", "name_label": "Debian", "tags": [] });
        for (filter, expect) in [
            (json!({ "type": "VM", "power_state": "Running" }), true),
            (json!({ "type": "VM", "power_state": "Halted" }), false),
            (json!({ "tags": ["prod"] }), true),
            (json!({ "CPUs": { "number": 2 } }), true),
            (json!({ "nothing": 1 }), false),
            (json!("type:VM power_state:Running tags:prod"), true),
            (json!("type:vm"), true),
            (json!("!type:VM"), false),
            (json!("name_label:|(web db)"), true),
            (json!("|(name_label:db tags:WEB)"), true),
            (json!("(name_label:\"web-01\" !tags:test)"), true),
            (json!("CPUs:number:2"), true),
            (json!("tags?"), true),
            (json!("startDelay?"), false),
            (json!("type:/^VM$/"), true),
            (json!("type:/^vm$/"), false),
            (json!("type:/^vm$/i"), true),
            (json!("type:/^V$/"), false),
            (json!("type:V*"), true),
            (json!("type:M*"), false),
            (json!("name_label:WEB*"), true),
            (json!("name_label:\"web*\""), false),
            (json!("*"), true),
            (json!("CPUs:number:>=2"), true),
            (json!("CPUs:number:>2"), false),
            (json!("CPUs:number:<3"), true),
            (json!("CPUs:number:<=1"), false),
        ] {
            check(filter, &vm, expect);
        }
        check(json!({ "type": "VM" }), &template, false);
        check(json!("type:VM"), &template, true);
        check(json!("type:/^VM$/"), &template, false);
        for unreadable in ["name_label:|(web", "type:/VM", "type:/(/", "memory:>much"] {
            assert!(Filter::parse(&json!(unreadable)).is_err(), "{unreadable}");
        }
    }
}
