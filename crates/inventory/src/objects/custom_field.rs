//! Custom fields: what people write down at objects under names of their own, after XenCenter's manner.

use xapi::{Map, Text};

/// Under which keys they stand.
pub(crate) const PREFIX: &str = "XenCenter.CustomFields.";

/// Those among what is written down at an object: their names and what stands in them.
pub(super) fn among(other_config: Option<&Map<Text, Text>>) -> impl Iterator<Item = (&str, &str)> {
    other_config
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| {
            let name = key.strip_prefix(PREFIX)?;
            (!value.is_empty()).then_some((name, value.as_str()))
        })
}

/// One as it is shown and asked for.
pub(crate) fn text(name: &str, value: &str) -> String {
    format!("{name}: {value}")
}
