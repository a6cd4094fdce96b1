//! The expressions of `get_all_records_where`: `field "power_state" = "Running" and not (field "is_a_template" = "true")`.

use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::value::{Data, Value, date};

/// A parsed expression.
#[derive(Debug, PartialEq)]
pub enum Query {
    /// `true` or `false`
    Constant(bool),
    /// Two operands are equal.
    Equal(Operand, Operand),
    /// `not q`
    Not(Box<Query>),
    /// `q and q`
    And(Box<Query>, Box<Query>),
    /// `q or q`
    Or(Box<Query>, Box<Query>),
}

/// One side of an equality.
#[derive(Debug, PartialEq)]
pub enum Operand {
    /// `field "name"`
    Field(String),
    /// `"text"`
    Literal(String),
}

impl Query {
    /// Reads an expression.
    pub fn parse(text: &str) -> Outcome<Query> {
        let bad = || Failure::invalid_value("expr", text);
        let tokens = tokens(text).ok_or_else(bad)?;
        let mut parser = Parser { tokens, at: 0 };
        let query = parser.or().ok_or_else(bad)?;
        if parser.at == parser.tokens.len() {
            Ok(query)
        } else {
            Err(bad())
        }
    }

    /// Whether a record satisfies it.
    pub fn matches(&self, data: &Data) -> bool {
        match self {
            Query::Constant(b) => *b,
            Query::Equal(a, b) => a.text(data) == b.text(data),
            Query::Not(q) => !q.matches(data),
            Query::And(a, b) => a.matches(data) && b.matches(data),
            Query::Or(a, b) => a.matches(data) || b.matches(data),
        }
    }
}

impl Operand {
    fn text(&self, data: &Data) -> String {
        match self {
            Operand::Literal(text) => text.clone(),
            Operand::Field(name) => {
                let at = model().classes[data.class].field(name);
                at.and_then(|at| data.values.get(at))
                    .map(stored)
                    .unwrap_or_default()
            }
        }
    }
}

/// A value as the database's own text, which is what literals are compared with.
fn stored(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Int(n) | Value::Count(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Date(at) => {
            let mut text = String::new();
            date(*at, &mut text);
            text
        }
        Value::Set(items) => {
            format!(
                "({})",
                items
                    .iter()
                    .map(|i| format!("'{}'", stored(i)))
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
        Value::Map(pairs) => {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(k, v)| format!("('{k}' '{}')", stored(v)))
                .collect();
            format!("({})", pairs.join(" "))
        }
        Value::Record(_) | Value::Listing(_) | Value::Null => String::new(),
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Equal,
    Open,
    Close,
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '=' => tokens.push(Token::Equal),
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            '"' | '\'' => {
                let mut literal = String::new();
                loop {
                    match chars.next()? {
                        '\\' => literal.push(chars.next()?),
                        end if end == c => break,
                        other => literal.push(other),
                    }
                }
                tokens.push(Token::Text(literal));
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(next) = chars.next_if(|n| n.is_alphanumeric() || *n == '_') {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
            _ => return None,
        }
    }
    Some(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(found);
        found
    }

    fn text(&mut self) -> Option<String> {
        let Some(Token::Text(text)) = self.tokens.get(self.at) else {
            return None;
        };
        self.at += 1;
        Some(text.clone())
    }

    fn or(&mut self) -> Option<Query> {
        let mut left = self.and()?;
        while self.word("or") {
            left = Query::Or(Box::new(left), Box::new(self.and()?));
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Query> {
        let mut left = self.not()?;
        while self.word("and") {
            left = Query::And(Box::new(left), Box::new(self.not()?));
        }
        Some(left)
    }

    fn not(&mut self) -> Option<Query> {
        if self.word("not") {
            return Some(Query::Not(Box::new(self.not()?)));
        }
        if self.word("true") {
            return Some(Query::Constant(true));
        }
        if self.word("false") {
            return Some(Query::Constant(false));
        }
        if self.take(&Token::Open) {
            let inner = self.or()?;
            return self.take(&Token::Close).then_some(inner);
        }
        let left = self.operand()?;
        if !self.take(&Token::Equal) {
            return None;
        }
        Some(Query::Equal(left, self.operand()?))
    }

    fn operand(&mut self) -> Option<Operand> {
        if self.word("field") {
            self.text().map(Operand::Field)
        } else {
            self.text().map(Operand::Literal)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, new_ref};

    #[test]
    fn expressions_select_records() {
        let mut db = Db::default();
        let vm = db.create(
            "VM",
            new_ref(),
            &[
                ("power_state", "Running".into()),
                ("name_label", "a \"b\"".into()),
            ],
        );
        let check = |text: &str| {
            Query::parse(text)
                .unwrap()
                .matches(&db.row(&vm).unwrap().data)
        };
        assert!(check(r#"field "power_state" = "Running""#));
        assert!(check(
            r#"field "name_label" = "a \"b\"" and not (field "is_a_template" = "true")"#
        ));
        assert!(check(r#"false or "x" = "x""#) && !check("not true"));
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "field name = ",
            "",
            "(true",
            "field \"a\"",
            "true true",
            "\"open",
        ] {
            assert_eq!(
                Query::parse(bad).unwrap_err().code,
                "INVALID_VALUE",
                "{bad}"
            );
        }
    }
}
