//! Characters that XML writes by their names or numbers, both ways.

use quick_xml::{
    escape::{escape, resolve_predefined_entity},
    events::BytesRef,
};

use crate::Fault;

/// A character that is written by its name or its number.
pub(crate) fn entity(reference: &BytesRef<'_>) -> Result<String, Fault> {
    let letter = reference.resolve_char_ref().map_err(malformed)?;
    if let Some(letter) = letter {
        return Ok(letter.to_string());
    }
    let resolved = resolve_predefined_entity(reference);
    let unknown = || Fault::invalid("the XML names a character that it does not define");
    Ok(resolved.ok_or_else(unknown)?.to_owned())
}

/// What the XML reader says.
pub(crate) fn malformed(error: impl std::fmt::Display) -> Fault {
    Fault::invalid(format!("the XML is malformed: {error}"))
}

/// A text as it stands in XML; characters that XML has no form for are left out.
pub(crate) fn escaped(text: &str) -> String {
    let allowed = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let text: String = text.chars().filter(allowed).collect();
    escape(text).into_owned()
}
