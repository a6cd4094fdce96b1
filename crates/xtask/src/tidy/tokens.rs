//! Rust source as items and tokens: what measures ask that text alone cannot answer.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, Meta};

/// A token as measures look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word, with its line.
    Word(String, usize),
    /// `::`
    Path,
    /// `.`
    Dot,
    /// `(`
    Open,
    /// A string, without its quotes.
    Text(String, usize),
    /// Something else.
    Other,
}

/// The tokens of something, groups and the inside of macros opened.
pub fn tokens(of: &impl ToTokens) -> Vec<Token> {
    let mut found = Vec::new();
    flatten(of.to_token_stream(), &mut found);
    found
}

fn flatten(stream: TokenStream, into: &mut Vec<Token>) {
    let mut colon = false;
    for tree in stream {
        let was_colon = std::mem::take(&mut colon);
        match tree {
            TokenTree::Ident(word) => {
                let line = word.span().start().line;
                into.push(Token::Word(word.to_string(), line));
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' => {
                if was_colon {
                    into.pop();
                    into.push(Token::Path);
                } else {
                    colon = true;
                    into.push(Token::Other);
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == '.' => into.push(Token::Dot),
            TokenTree::Punct(_) => into.push(Token::Other),
            TokenTree::Literal(literal) => {
                let (text, line) = (literal.to_string(), literal.span().start().line);
                match text
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'))
                {
                    Some(text) => into.push(Token::Text(text.to_owned(), line)),
                    None => into.push(Token::Other),
                }
            }
            TokenTree::Group(group) => {
                into.push(match group.delimiter() {
                    Delimiter::Parenthesis => Token::Open,
                    _ => Token::Other,
                });
                flatten(group.stream(), into);
                into.push(Token::Other);
            }
        }
    }
}

pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an item is built for tests alone.
pub fn is_test(item: &Item) -> bool {
    are_of_tests(attributes(item))
}

/// Whether these attributes are those of something that is built for tests alone.
pub fn are_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = match &attribute.meta {
            Meta::List(list) => list.tokens.to_string(),
            _ => return false,
        };
        attribute.path().is_ident("cfg") && text.split(['(', ')', ',', ' ']).any(|w| w == "test")
    })
}

/// What is built for the program itself: an item that is a test is left out, with all that is in it.
pub fn tokens_without_tests(items: &[Item]) -> Vec<Token> {
    let kept = items.iter().filter(|item| !is_test(item));
    kept.flat_map(tokens).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<Item> {
        syn::parse_file(text).unwrap().items
    }

    #[test]
    fn macros_are_opened_and_tests_left_out() {
        let items = parsed(
            "fn a() { select! { () = sleep(1) => {} } }\n#[cfg(test)] mod t { fn b() { inner() } }",
        );
        let found = tokens_without_tests(&items);
        assert!(found.contains(&Token::Word("sleep".to_owned(), 1)));
        assert!(
            !found
                .iter()
                .any(|token| matches!(token, Token::Word(word, _) if word == "inner"))
        );
    }

    #[test]
    fn paths_strings_and_calls_are_told_apart() {
        let found = tokens(&parsed("fn a() { b::c(\"d.e\") }")[0]);
        let end = found
            .iter()
            .skip_while(|token| **token != Token::Word("b".to_owned(), 1));
        let end: Vec<_> = end.take(5).cloned().collect();
        let text = Token::Text("d.e".to_owned(), 1);
        let word = |word: &str| Token::Word(word.to_owned(), 1);
        assert_eq!(end, [word("b"), Token::Path, word("c"), Token::Open, text]);
    }
}
