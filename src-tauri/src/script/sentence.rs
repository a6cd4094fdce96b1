//! A problem as a sentence in English: the one that the window shows, from the same file.

use std::{collections::HashMap, fmt, sync::LazyLock};

use inventory::Problem;

/// The window's sentences by their codes.
static SENTENCES: LazyLock<HashMap<String, serde_json::Value>> = LazyLock::new(|| {
    let file = include_str!("../../../ui/src/locales/en/problems.json");
    serde_json::from_str(file).unwrap_or_default()
});

/// Shows a problem.
pub struct Sentence<'a>(pub &'a Problem);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { code, params, raw } = self.0;
        let known = SENTENCES.get(code).and_then(serde_json::Value::as_str);
        let Some(template) = known else {
            return match raw.as_slice() {
                [] => f.write_str(code),
                raw => f.write_str(&raw.join(" ")),
            };
        };
        // A sentence of several forms ends with that for many.
        let template = template.rsplit(" | ").next().unwrap_or(template);
        let mut sentence = template.to_owned();
        for (name, value) in params {
            sentence = sentence.replace(&format!("{{{name}}}"), value);
        }
        f.write_str(&sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_the_window_says() {
        let problem = Problem::new("unreachable").with("address", "192.0.2.1");
        let said = Sentence(&problem).to_string();
        assert!(said.starts_with("192.0.2.1 cannot be reached."), "{said}");
        let mut unknown = Problem::new("NO_SUCH_CODE");
        assert_eq!(Sentence(&unknown).to_string(), "NO_SUCH_CODE");
        unknown.raw = vec!["NO_SUCH_CODE".into(), "x".into()];
        assert_eq!(Sentence(&unknown).to_string(), "NO_SUCH_CODE x");
    }
}
