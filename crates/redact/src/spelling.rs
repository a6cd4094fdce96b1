//! How a secret may be written in a text that quotes it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// Fewer digits of Base64 or hexadecimal stand anywhere by chance.
const FEWEST_DIGITS: usize = 8;

/// A secret that is looked for.
pub(crate) struct Secret<'a> {
    text: &'a str,
    /// All of it in one of the encodings that do not go letter by letter.
    encoded: Vec<Zeroizing<String>>,
}

impl<'a> Secret<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        // Whatever stands before it (`user:`, say), it begins at one of three places.
        let mut encoded: Vec<_> = (0..3)
            .flat_map(|before| [(before, STANDARD_NO_PAD), (before, URL_SAFE_NO_PAD)])
            .map(|(before, alphabet)| base64(text, before, &alphabet))
            .collect();
        let hex = |upper: bool| {
            let digits = text.bytes().map(|byte| match upper {
                true => format!("{byte:02X}"),
                false => format!("{byte:02x}"),
            });
            Zeroizing::new(digits.collect())
        };
        encoded.extend([hex(true), hex(false)]);
        encoded.retain(|digits| digits.len() >= FEWEST_DIGITS);
        Self { text, encoded }
    }

    /// How many characters it has.
    pub(crate) fn length(&self) -> usize {
        self.text.chars().count()
    }

    /// How much of the text it is, if the text begins with it in any spelling.
    pub(crate) fn begins(&self, text: &str) -> Option<usize> {
        let encoded = self
            .encoded
            .iter()
            .find(|digits| text.starts_with(digits.as_str()));
        match encoded {
            Some(digits) => Some(digits.len()),
            None => letter_by_letter(self.text, text),
        }
    }
}

/// The digits of a text with so many unknown bytes before it, but for those that depend on what
/// stands around it.
fn base64(text: &str, before: usize, alphabet: &impl Engine) -> Zeroizing<String> {
    let bytes = Zeroizing::new([&[0; 2][..before], text.as_bytes()].concat());
    let all = Zeroizing::new(alphabet.encode(&*bytes));
    let (first, last) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
    Zeroizing::new(all.get(first..last).unwrap_or_default().to_owned())
}

/// How much of the text is the secret, whose letters may each be spelled in another way. Where one
/// can be read in two ways (a `%` may begin an escape), both are followed.
fn letter_by_letter(secret: &str, text: &str) -> Option<usize> {
    let mut ends = vec![0];
    for letter in secret.chars() {
        let mut next = Vec::new();
        for end in ends {
            spellings(letter, &text[end..], &mut |length| next.push(end + length));
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return None;
        }
        ends = next;
    }
    ends.last().copied()
}

/// Tells of each way in which the text may begin with that letter how long it is.
fn spellings(letter: char, text: &str, tell: &mut dyn FnMut(usize)) {
    if text.starts_with(letter) {
        tell(letter.len_utf8());
    }
    match text.as_bytes().first() {
        Some(b'\\') => after_backslashes(letter, text, tell),
        Some(b'&') => entity(letter, text).into_iter().for_each(tell),
        Some(b'%') => percent(letter, text).into_iter().for_each(tell),
        Some(b'+') if letter == ' ' => tell(1),
        _ => {}
    }
}

/// As JSON and programs write it; with more backslashes where that is quoted in its turn.
fn after_backslashes(letter: char, text: &str, tell: &mut dyn FnMut(usize)) {
    let rest = text.trim_start_matches('\\');
    let count = text.len() - rest.len();
    if letter == '\\' {
        (2..=count).for_each(tell);
        return;
    }
    let short = match letter {
        '\n' => Some('n'),
        '\r' => Some('r'),
        '\t' => Some('t'),
        '\u{8}' => Some('b'),
        '\u{c}' => Some('f'),
        '"' | '\'' | '/' => Some(letter),
        _ => None,
    };
    if short.is_some_and(|short| rest.starts_with(short)) {
        tell(count + 1);
    }
    let braced = rest
        .strip_prefix("u{")
        .and_then(|rest| rest.split_once('}'));
    if let Some((digits, _)) = braced
        && u32::from_str_radix(digits, 16) == Ok(u32::from(letter))
    {
        tell(count + digits.len() + 3);
    }
    // Beyond the first 65,536 characters there are two of these.
    let mut left = text;
    let mut units = [0; 2];
    for unit in letter.encode_utf16(&mut units) {
        let digits = left.trim_start_matches('\\').strip_prefix('u');
        let digits = digits.filter(|_| left.starts_with('\\'));
        let Some((digits, rest)) = digits.and_then(|digits| digits.split_at_checked(4)) else {
            return;
        };
        if u16::from_str_radix(digits, 16) != Ok(*unit) {
            return;
        }
        left = rest;
    }
    tell(text.len() - left.len());
}

/// As XML and HTML write it.
fn entity(letter: char, text: &str) -> Option<usize> {
    let mut name = text.strip_prefix('&')?;
    while let Some(again) = name.strip_prefix("amp;").filter(|rest| !rest.is_empty())
        && letter_of(again.split_once(';')?.0) == Some(letter)
    {
        name = again;
    }
    let (name, rest) = name.split_once(';')?;
    (letter_of(name) == Some(letter)).then(|| text.len() - rest.len())
}

fn letter_of(entity: &str) -> Option<char> {
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    match entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = entity.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16),
                None => number(digits, 10),
            }
        }
    }
}

/// As addresses write it; with `25` after each `%` where that is escaped in its turn.
fn percent(letter: char, text: &str) -> Option<usize> {
    let mut left = text;
    let mut bytes = [0; 4];
    for byte in letter.encode_utf8(&mut bytes).bytes() {
        let mut digits = left.strip_prefix('%')?;
        while byte != b'%'
            && let Some(again) = digits.strip_prefix("25")
        {
            digits = again;
        }
        let (digits, rest) = digits.split_at_checked(2)?;
        if u8::from_str_radix(digits, 16) != Ok(byte) {
            return None;
        }
        left = rest;
    }
    Some(text.len() - left.len())
}
