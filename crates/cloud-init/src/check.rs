//! Whether cloud-init would understand a text, as far as that can be known without it.

use saphyr_parser::{Event, Parser};

/// What YAML of cloud-init's own begins with. Without it the text is not taken for such.
const CLOUD_CONFIG: &str = "#cloud-config";
/// What other texts begin with that cloud-init knows. Of these nobody here can tell whether they are right.
const OTHERS: &[&str] = &[
    "#!",
    "#include",
    "#include-once",
    "#cloud-boothook",
    "#cloud-config-archive",
    "#cloud-config-jsonp",
    "#part-handler",
    "## template:",
    "content-type:",
    "mime-version:",
];

/// Why cloud-init would not understand a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It does not begin with what says of which kind it is.
    Header,
    /// It is no YAML.
    Yaml {
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        why: String,
    },
    /// It is YAML, but no mapping of keys to values.
    NotMapping,
    /// It says nothing of the version of its form.
    Version,
}

/// Checks user data.
///
/// # Errors
/// The first flaw.
pub fn check_user_data(text: &str) -> Result<(), Flaw> {
    let first = text.lines().next().unwrap_or_default().trim_end();
    if first == CLOUD_CONFIG {
        return keys_of(text).map(drop);
    }
    let first = first.to_ascii_lowercase();
    match OTHERS.iter().any(|head| first.starts_with(head)) {
        true => Ok(()),
        false => Err(Flaw::Header),
    }
}

/// Checks how a network is set up: version 1 or 2 of cloud-init's form, or netplan's, which is version 2
/// below the key `network`.
///
/// # Errors
/// The first flaw.
pub fn check_network_config(text: &str) -> Result<(), Flaw> {
    let keys = keys_of(text)?;
    let tells = |key: &String| matches!(key.as_str(), "version" | "network");
    match keys.iter().any(tells) {
        true => Ok(()),
        false => Err(Flaw::Version),
    }
}

/// The keys of the mapping that a text is. One that says nothing is a mapping of nothing.
fn keys_of(text: &str) -> Result<Vec<String>, Flaw> {
    let mut keys = Vec::new();
    let mut depth = 0_usize;
    // Within the outermost mapping keys and values take turns.
    let mut is_key = true;
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| Flaw::Yaml {
            line: error.marker().line(),
            why: error.info().to_owned(),
        })?;
        match event {
            Event::Scalar(..) | Event::SequenceStart(..) if depth == 0 => {
                return match &event {
                    // A document without content, as the header alone is.
                    Event::Scalar(value, ..) if value.is_empty() || value == "~" => Ok(keys),
                    _ => Err(Flaw::NotMapping),
                };
            }
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                is_key = if depth == 1 { !is_key } else { is_key };
            }
            Event::Scalar(value, ..) if depth == 1 => {
                if is_key {
                    keys.push(value.into_owned());
                }
                is_key = !is_key;
            }
            Event::Alias(..) if depth == 1 => is_key = !is_key,
            _ => {}
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn user(text: &str, expect: Result<(), Flaw>) {
        assert_eq!(check_user_data(text), expect, "{text:?}");
    }

    fn yaml_at(answer: Result<(), Flaw>) -> usize {
        match answer {
            Err(Flaw::Yaml { line, .. }) => line,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn user_data_say_what_they_are_first() {
        user("#cloud-config\nusers:\n  - name: ann\n", Ok(()));
        user("#cloud-config  \n", Ok(()));
        user("#cloud-config\n# nothing yet\n", Ok(()));
        user("#!/bin/sh\necho: [no yaml\n", Ok(()));
        user("## template: jinja\n#cloud-config\n{% if v1 %}\n", Ok(()));
        user("Content-Type: multipart/mixed; boundary=x\n", Ok(()));
        user("users:\n  - name: ann\n", Err(Flaw::Header));
        user("\n#cloud-config\n", Err(Flaw::Header));
        user("# cloud-config\nusers: []\n", Err(Flaw::Header));
        user("#cloud-configuration\n", Err(Flaw::Header));
        user("", Err(Flaw::Header));
        user("#cloud-config\n- a\n- b\n", Err(Flaw::NotMapping));
        user("#cloud-config\njust words\n", Err(Flaw::NotMapping));
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_line() {
        let indented = "#cloud-config\npackages:\n  - vim\n - nano\n";
        assert_eq!(yaml_at(check_user_data(indented)), 4);
        let open = "#cloud-config\nruncmd: [ls\nhostname: web\n";
        assert!((2..=4).contains(&yaml_at(check_user_data(open))));
        let tab = "#cloud-config\nusers:\n\t- ann\n";
        assert_eq!(yaml_at(check_user_data(tab)), 3);
    }

    #[test]
    fn a_network_config_says_its_version() {
        let check = check_network_config;
        assert_eq!(check("version: 2\nethernets: {}\n"), Ok(()));
        assert_eq!(check("ethernets: {a: [1, {b: 2}]}\nversion: 2\n"), Ok(()));
        assert_eq!(check("network:\n  version: 2\n"), Ok(()));
        assert_eq!(
            check("network: {config: disabled}\n"),
            Ok(()),
            "no network of its own"
        );
        assert_eq!(
            check("ethernets:\n  version: 2\n"),
            Err(Flaw::Version),
            "of something else"
        );
        assert_eq!(check("- version: 2\n"), Err(Flaw::NotMapping));
        assert_eq!(check(""), Err(Flaw::Version));
        assert_eq!(yaml_at(check("version: 2\n  a: b\n")), 2);
    }

    #[test]
    fn aliases_do_not_grow() {
        let mut text = "#cloud-config\na0: &a0 [x, x]\n".to_owned();
        for level in 1..40 {
            let before = level - 1;
            text.push_str(&format!("a{level}: &a{level} [*a{before}, *a{before}]\n"));
        }
        user(&text, Ok(()));
    }
}
