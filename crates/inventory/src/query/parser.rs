//! The shape of a query: what stands together, what is one or the other, and what is not wanted.

use super::{
    fault::{Fault, Span},
    lexer::{Comparison, Token, tokens},
};

/// More questions are not asked at once: each is asked of every object.
const MOST_LEAVES: usize = 64;

/// What must hold, of whatever is asked in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression<L> {
    /// All of these; of none, everything.
    All(Vec<Expression<L>>),
    /// One of these at least.
    Any(Vec<Expression<L>>),
    /// The contrary.
    Not(Box<Expression<L>>),
    /// A single question.
    Leaf(L),
}

impl<L> Expression<L> {
    /// Whether it holds, given whether each question does.
    pub(crate) fn holds(&self, leaf: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.holds(leaf)),
            Self::Any(any) => any.iter().any(|one| one.holds(leaf)),
            Self::Not(not) => !not.holds(leaf),
            Self::Leaf(own) => leaf(own),
        }
    }

    /// The same with other questions. A question without one is left out, as if nobody had asked it; none
    /// where nothing is left.
    pub(crate) fn replaced<M>(
        self,
        leaf: &mut impl FnMut(L) -> Option<Expression<M>>,
    ) -> Option<Expression<M>> {
        let mut each = |some: Vec<Self>| -> Option<Vec<_>> {
            let some = some.into_iter();
            let left: Vec<_> = some.filter_map(|one| one.replaced(leaf)).collect();
            (!left.is_empty()).then_some(left)
        };
        match self {
            Self::All(all) => each(all).map(Expression::All),
            Self::Any(any) => each(any).map(Expression::Any),
            Self::Not(not) => Some(Expression::Not(Box::new(not.replaced(leaf)?))),
            Self::Leaf(own) => leaf(own),
        }
    }

    /// All questions in it.
    pub(crate) fn each_leaf(&self, act: &mut impl FnMut(&L)) {
        match self {
            Self::All(some) | Self::Any(some) => some.iter().for_each(|one| one.each_leaf(act)),
            Self::Not(not) => not.each_leaf(act),
            Self::Leaf(own) => act(own),
        }
    }
}

/// A question as it was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Typed<'a> {
    /// A word, or a phrase in quotes.
    Word(&'a str),
    /// A property, how it is compared, and with what.
    Asked {
        name: Span,
        comparison: Comparison,
        value: &'a str,
        value_at: Span,
        quoted: bool,
        /// All of it.
        whole: Span,
    },
}

/// Reads a query. It always means something: what cannot be understood is told as a fault, and left
/// out.
pub(super) fn parse<'a>(text: &'a str, faults: &mut Vec<Fault>) -> Expression<Typed<'a>> {
    let mut parser = Parser {
        tokens: tokens(text, faults),
        at: 0,
        leaves: 0,
        end: text.len(),
        faults,
    };
    parser.any()
}

struct Parser<'a, 'f> {
    tokens: Vec<(Token<'a>, Span)>,
    at: usize,
    leaves: usize,
    end: usize,
    faults: &'f mut Vec<Fault>,
}

impl<'a> Parser<'a, '_> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    /// Whether the next piece is this word of the language.
    fn is_at(&self, keyword: &str) -> bool {
        let is = |text: &str| text.eq_ignore_ascii_case(keyword);
        matches!(self.peek(), Some(Token::Word { text, quoted: false }) if is(text))
    }

    /// Whether something that can be asked begins at a piece.
    fn begins_operand(&self, at: usize) -> bool {
        !matches!(self.tokens.get(at), None | Some((Token::Close, _)))
    }

    /// `a or b`
    fn any(&mut self) -> Expression<Typed<'a>> {
        let mut some = vec![self.all()];
        while self.is_at("or") {
            if self.lacks_operand() {
                continue;
            }
            some.push(self.all());
        }
        match some.len() {
            1 => some.remove(0),
            _ => Expression::Any(some),
        }
    }

    /// `a b`, `a and b`
    fn all(&mut self) -> Expression<Typed<'a>> {
        let mut some = Vec::new();
        while self.begins_operand(self.at) {
            if !some.is_empty() {
                if self.is_at("or") {
                    break;
                }
                if self.is_at("and") && self.lacks_operand() {
                    continue;
                }
            }
            some.extend(self.one());
        }
        match some.len() {
            1 => some.remove(0),
            _ => Expression::All(some),
        }
    }

    /// Takes a word that joins; whether what it joins to is missing, which is a fault.
    fn lacks_operand(&mut self) -> bool {
        let place = self.tokens[self.at].1;
        self.at += 1;
        let lacks = !self.begins_operand(self.at);
        if lacks {
            self.faults.push(Fault::new("query_operand_missing", place));
        }
        lacks
    }

    /// `a`, `-a`, `not a`, `(…)`
    fn one(&mut self) -> Option<Expression<Typed<'a>>> {
        let mut negated = false;
        // A word of the language that stands where it cannot be one is a word like any other.
        loop {
            let is_not = matches!(self.peek(), Some(Token::Not)) || self.is_at("not");
            if !is_not || !self.begins_operand(self.at + 1) {
                break;
            }
            negated = !negated;
            self.at += 1;
        }
        let (token, place) = *self.tokens.get(self.at)?;
        self.at += 1;
        let found = match token {
            Token::Open => {
                let inner = self.any();
                match self.peek() {
                    Some(Token::Close) => self.at += 1,
                    _ => {
                        let place = Span::new(place.from, self.end);
                        self.faults.push(Fault::new("query_group_open", place));
                    }
                }
                inner
            }
            // Before nothing at all.
            Token::Close | Token::Not => return None,
            Token::Word { text: "", .. } => return None,
            Token::Word { text, .. } => self.leaf(Typed::Word(text), place)?,
            Token::Asked {
                name,
                comparison,
                value,
                value_at,
                quoted,
            } => {
                let asked = Typed::Asked {
                    name,
                    comparison,
                    value,
                    value_at,
                    quoted,
                    whole: place,
                };
                self.leaf(asked, place)?
            }
        };
        Some(match negated {
            true => Expression::Not(Box::new(found)),
            false => found,
        })
    }

    fn leaf(&mut self, leaf: Typed<'a>, place: Span) -> Option<Expression<Typed<'a>>> {
        self.leaves += 1;
        if self.leaves == MOST_LEAVES + 1 {
            self.faults.push(Fault::new("query_too_long", place));
        }
        (self.leaves <= MOST_LEAVES).then_some(Expression::Leaf(leaf))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(expression: &Expression<Typed<'_>>) -> String {
        let some = |some: &[Expression<Typed<'_>>], joint: &str| {
            let each: Vec<String> = some.iter().map(said).collect();
            format!("({})", each.join(joint))
        };
        match expression {
            Expression::All(all) => some(all, " & "),
            Expression::Any(any) => some(any, " | "),
            Expression::Not(not) => format!("!{}", said(not)),
            Expression::Leaf(Typed::Word(text)) => (*text).to_owned(),
            Expression::Leaf(Typed::Asked { value, .. }) => format!("?{value}"),
        }
    }

    #[track_caller]
    fn check(text: &str, expect: &str, faults: &[(&str, &str)]) {
        let mut found = Vec::new();
        assert_eq!(said(&parse(text, &mut found)), expect, "{text}");
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|fault| (fault.code, fault.at.of(text)))
            .collect();
        assert_eq!(found, faults, "{text}");
    }

    #[test]
    fn what_binds_to_what() {
        check("", "()", &[]);
        check("a b", "(a & b)", &[]);
        check("a b or c", "((a & b) | c)", &[]);
        check("a and (b or -c)", "(a & (b | !c))", &[]);
        check("not a NOT b", "(!a & !b)", &[]);
        check("--a", "a", &[]);
        check("-(a b)", "!(a & b)", &[]);
        check("-tag:x", "!?x", &[]);
        check("\"a or b\"", "a or b", &[]);
    }

    #[test]
    fn what_is_not_finished_is_usable() {
        check("or", "or", &[]);
        check("not", "not", &[]);
        check("and x", "(and & x)", &[]);
        check("a or", "a", &[("query_operand_missing", "or")]);
        check("a and", "a", &[("query_operand_missing", "and")]);
        check(
            "a (b or",
            "(a & b)",
            &[
                ("query_operand_missing", "or"),
                ("query_group_open", "(b or"),
            ],
        );
        check("\"a b", "a b", &[("query_quote_open", "\"a b")]);
        check("a \"\"", "a", &[]);
        check("()", "()", &[]);
        check("a)", "a)", &[]);
    }

    #[test]
    fn there_is_a_bound() {
        let mut faults = Vec::new();
        let many = "a ".repeat(MOST_LEAVES + 5);
        parse(&many, &mut faults);
        assert_eq!(faults.len(), 1);
        let deep = "(".repeat(100_000);
        parse(&deep, &mut faults);
    }
}
