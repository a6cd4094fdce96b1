//! A deserializer over XML-RPC values.
//!
//! It is self-describing: bare text is text. Asked for a number or a flag, it reads one out of
//! text, since that is how the API writes numbers.

use std::borrow::Cow;
use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// Elements may nest this deep. The API's answers need about 20.
const MAX_DEPTH: usize = 200;

/// Why reading failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// The document ends too early.
    Cut,
    /// It is no XML, or no XML-RPC.
    Malformed(String),
    /// A value is not of the type that was asked for.
    Value(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str("the document ends early"),
            Self::Malformed(reason) | Self::Value(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Value(message.to_string())
    }
}

fn malformed<T>(reason: &str) -> Result<T, Fault> {
    Err(Fault::Malformed(reason.to_owned()))
}

/// The elements that matter.
#[derive(Clone, Copy, PartialEq)]
enum Tag {
    MethodResponse,
    Params,
    Param,
    Fault,
    Value,
    Struct,
    FieldSlot,
    Name,
    Array,
    Data,
    Text,
    Int,
    Boolean,
    Double,
    Nil,
    Other,
}

impl Tag {
    fn from_name(name: &str) -> Self {
        match name {
            "value" => Self::Value,
            "member" => Self::FieldSlot,
            "name" => Self::Name,
            "struct" => Self::Struct,
            "array" => Self::Array,
            "data" => Self::Data,
            "string" | "dateTime.iso8601" | "base64" => Self::Text,
            "int" | "i4" | "i8" => Self::Int,
            "boolean" => Self::Boolean,
            "double" => Self::Double,
            "nil" | "ex:nil" => Self::Nil,
            "methodResponse" => Self::MethodResponse,
            "params" => Self::Params,
            "param" => Self::Param,
            "fault" => Self::Fault,
            _ => Self::Other,
        }
    }
}

/// A tag or a piece of text.
enum Token<'a> {
    Start(Tag),
    End,
    Text(Cow<'a, str>),
    Eof,
}

/// What is in a `<value>`: of a structure or list only that it begins.
enum Content<'a> {
    Text(Cow<'a, str>),
    Int(i64),
    Bool(bool),
    Double(f64),
    Nil,
    Struct,
    Array,
}

/// The document, read from start to end once.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0 }
    }

    /// Goes to the inside of the reply's value. Tells whether it is a fault.
    pub(super) fn enter_reply(&mut self) -> Result<bool, Fault> {
        self.enter(&[Tag::MethodResponse])?;
        match self.enter(&[Tag::Params, Tag::Fault])? {
            Tag::Fault => self.enter(&[Tag::Value]).map(|_| true),
            _ => {
                self.enter(&[Tag::Param])?;
                self.enter(&[Tag::Value]).map(|_| false)
            }
        }
    }

    /// Goes to the inside of a value that is all of the document.
    pub(super) fn enter_value(&mut self) -> Result<(), Fault> {
        self.enter(&[Tag::Value]).map(|_| ())
    }

    /// The value that the reader is inside of.
    pub(super) fn value<'r>(&'r mut self) -> ValueReader<'r, 'a> {
        ValueReader {
            xml: self,
            content: None,
        }
    }

    /// Makes sure that nothing is missing at the end.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        loop {
            match self.next()? {
                Token::End => {}
                Token::Text(text) if blank(&text) => {}
                Token::Eof if self.depth == 0 => return Ok(()),
                Token::Eof => return Err(Fault::Cut),
                Token::Start(_) | Token::Text(_) => return malformed("more than one value"),
            }
        }
    }

    fn next(&mut self) -> Result<Token<'a>, Fault> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return malformed("the document nests too deep");
                    }
                    return Ok(Token::Start(Tag::from_name(tag.name().0)));
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::End);
                }
                Ok(Event::Text(text)) => return Ok(Token::Text(text.into_inner())),
                Ok(Event::CData(text)) => return Ok(Token::Text(text.into_inner())),
                Ok(Event::GeneralRef(name)) => return Ok(Token::Text(resolve(&name))),
                Ok(Event::Eof) => return Ok(Token::Eof),
                Ok(_) => {}
                // Syntax errors are all of the kind "no end of …".
                Err(quick_xml::Error::Syntax(_)) => return Err(Fault::Cut),
                Err(error) => return Err(Fault::Malformed(error.to_string())),
            }
        }
    }

    /// The next tag; None for an end.
    fn tag(&mut self) -> Result<Option<Tag>, Fault> {
        loop {
            match self.next()? {
                Token::Start(tag) => return Ok(Some(tag)),
                Token::End => return Ok(None),
                Token::Text(text) if blank(&text) => {}
                Token::Text(_) => return malformed("text where none should be"),
                Token::Eof => return Err(Fault::Cut),
            }
        }
    }

    fn enter(&mut self, wanted: &[Tag]) -> Result<Tag, Fault> {
        match self.tag()? {
            Some(tag) if wanted.contains(&tag) => Ok(tag),
            _ => malformed("not the form of an XML-RPC reply"),
        }
    }

    fn leave(&mut self) -> Result<(), Fault> {
        match self.tag()? {
            None => Ok(()),
            Some(_) => malformed("an element where none should be"),
        }
    }

    /// The text up to the end of the element; with nothing but blanks, up to an element in it.
    fn text(&mut self) -> Result<(Cow<'a, str>, Option<Tag>), Fault> {
        let mut whole = Cow::Borrowed("");
        loop {
            match self.next()? {
                Token::Text(piece) if whole.is_empty() => whole = piece,
                Token::Text(piece) => whole.to_mut().push_str(&piece),
                Token::Start(tag) if blank(&whole) => return Ok((whole, Some(tag))),
                Token::Start(_) => return malformed("text mixed with elements"),
                Token::End => return Ok((whole, None)),
                Token::Eof => return Err(Fault::Cut),
            }
        }
    }

    fn plain_text(&mut self) -> Result<Cow<'a, str>, Fault> {
        match self.text()? {
            (text, None) => Ok(text),
            (_, Some(_)) => malformed("an element where text should be"),
        }
    }

    /// Reads what is in a value; all of it, unless it is a structure or a list.
    fn content(&mut self) -> Result<Content<'a>, Fault> {
        let (text, tag) = self.text()?;
        let content = match tag {
            None => return Ok(Content::Text(text)),
            Some(Tag::Struct) => return Ok(Content::Struct),
            Some(Tag::Array) => return Ok(Content::Array),
            Some(Tag::Nil) => {
                self.plain_text()?;
                Content::Nil
            }
            Some(tag) => {
                let text = self.plain_text()?;
                let trimmed = text.trim();
                match tag {
                    Tag::Int => trimmed.parse().map_or(Content::Text(text), Content::Int),
                    Tag::Double => trimmed.parse().map_or(Content::Text(text), Content::Double),
                    Tag::Boolean => flag(trimmed).map_or(Content::Text(text), Content::Bool),
                    _ => Content::Text(text),
                }
            }
        };
        self.leave()?;
        Ok(content)
    }

    /// Skips what is left of the element at `depth`.
    fn skip_out_of(&mut self, depth: usize) -> Result<(), Fault> {
        while self.depth >= depth {
            if matches!(self.next()?, Token::Eof) {
                return Err(Fault::Cut);
            }
        }
        Ok(())
    }
}

fn blank(text: &str) -> bool {
    text.trim_ascii().is_empty()
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "True" => Some(true),
        "0" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// A character by its number or name; as it stands, if that is no character.
fn resolve(name: &BytesRef<'_>) -> Cow<'static, str> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Cow::Owned(c.to_string());
    }
    match resolve_predefined_entity(name) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{};", &**name)),
    }
}

/// Reads one value.
pub(super) struct ValueReader<'r, 'a> {
    xml: &'r mut Xml<'a>,
    /// What is in it, if that has been looked at already.
    content: Option<Content<'a>>,
}

impl<'a> ValueReader<'_, 'a> {
    fn content(&mut self) -> Result<Content<'a>, Fault> {
        match self.content.take() {
            Some(content) => Ok(content),
            None => self.xml.content(),
        }
    }

    fn visit<V: Visitor<'a>>(self, content: Content<'a>, visitor: V) -> Result<V::Value, Fault> {
        match content {
            Content::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Content::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Content::Int(number) => visitor.visit_i64(number),
            Content::Bool(flag) => visitor.visit_bool(flag),
            Content::Double(number) => visitor.visit_f64(number),
            Content::Nil => visitor.visit_unit(),
            Content::Struct => {
                let depth = self.xml.depth;
                let made = visitor.visit_map(Members(self.xml, depth))?;
                self.xml.skip_out_of(depth)?;
                self.xml.leave()?;
                Ok(made)
            }
            Content::Array => {
                let depth = self.xml.depth;
                if let Some(tag) = self.xml.tag()?
                    && tag != Tag::Data
                {
                    return malformed("an array without data");
                }
                let made = visitor.visit_seq(Elements(self.xml, depth))?;
                self.xml.skip_out_of(depth)?;
                self.xml.leave()?;
                Ok(made)
            }
        }
    }
}

/// The members of a structure at that depth.
struct Members<'r, 'a>(&'r mut Xml<'a>, usize);

impl<'a> MapAccess<'a> for Members<'_, 'a> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        if self.0.depth < self.1 {
            return Ok(None);
        }
        match self.0.tag()? {
            None => Ok(None),
            Some(Tag::FieldSlot) => {
                self.0.enter(&[Tag::Name])?;
                let name = self.0.plain_text()?;
                seed.deserialize(name.into_deserializer()).map(Some)
            }
            Some(_) => malformed("a structure of something else than members"),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        self.0.enter(&[Tag::Value])?;
        let value = seed.deserialize(self.0.value())?;
        self.0.leave()?;
        Ok(value)
    }
}

/// The elements of a list at that depth.
struct Elements<'r, 'a>(&'r mut Xml<'a>, usize);

impl<'a> SeqAccess<'a> for Elements<'_, 'a> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        // One deeper than the array itself is its data.
        if self.0.depth <= self.1 {
            return Ok(None);
        }
        match self.0.tag()? {
            None => Ok(None),
            Some(Tag::Value) => seed.deserialize(self.0.value()).map(Some),
            Some(_) => malformed("an array of something else than values"),
        }
    }
}

macro_rules! whole_numbers {
    ($($method:ident),*) => {$(
        fn $method<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
            let content = self.content()?;
            if let Content::Text(text) = &content {
                let text = text.trim();
                if let Ok(number) = text.parse() {
                    return visitor.visit_i64(number);
                }
                if let Ok(number) = text.parse() {
                    return visitor.visit_u64(number);
                }
            }
            self.visit(content, visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for ValueReader<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        let content = self.content()?;
        self.visit(content, visitor)
    }

    whole_numbers! {
        deserialize_i8, deserialize_i16, deserialize_i32, deserialize_i64,
        deserialize_u8, deserialize_u16, deserialize_u32, deserialize_u64
    }

    fn deserialize_f64<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        let content = self.content()?;
        if let Content::Text(text) = &content
            && let Ok(number) = text.trim().parse()
        {
            return visitor.visit_f64(number);
        }
        self.visit(content, visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        let content = self.content()?;
        if let Content::Text(text) = &content
            && let Some(flag) = flag(text.trim())
        {
            return visitor.visit_bool(flag);
        }
        self.visit(content, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        match self.content()? {
            Content::Nil => visitor.visit_none(),
            content => visitor.visit_some(ValueReader {
                content: Some(content),
                ..self
            }),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.content()? {
            Content::Text(text) => visitor.visit_enum(text.into_deserializer()),
            content => self.visit(content, visitor),
        }
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
