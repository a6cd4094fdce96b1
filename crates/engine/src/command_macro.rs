//! The machinery behind the one list of commands in [`crate::commands`].

/// Makes of a list of commands: [`dispatch`](crate::commands::dispatch), which a host calls by name with
/// JSON arguments, and [`TYPESCRIPT`](crate::commands::typescript_commands), from which the window's
/// typed calls are generated. Each command is an async method of [`Engine`](crate::Engine) with the
/// same name and arguments, answering with `Result<…, Problem>`. Where `[window]` stands after the
/// name, the first argument is the window that asks, which it does not say itself.
macro_rules! commands {
    ($( $(#[doc = $doc:literal])* $name:ident $([$window:ident])? ( $($arg:ident : $type:ty),* ) -> $answer:ty; )*) => {
        /// Runs the command named `command` for a window. Names and types are those of the list above; anything
        /// else is a [`Problem`] with the code `bad_request`.
        pub async fn dispatch(
            engine: &crate::Engine,
            window: &crate::WindowId,
            command: &str,
            arguments: serde_json::Value,
        ) -> Result<serde_json::Value, Problem> {
            match command {
                $( stringify!($name) => {
                    #[derive(Deserialize)]
                    struct Arguments { $( $arg: $type, )* }
                    let Arguments { $( $arg, )* } = crate::command_macro::arguments(command, arguments)?;
                    crate::command_macro::answer(
                        engine.$name($( crate::command_macro::asks!($window, window), )? $( $arg ),*).await?,
                    )
                } )*
                other => Err(crate::problems::bad_request(other, "no such command")),
            }
        }

        /// Shows `visitor` every type that crosses between window and engine.
        pub(crate) fn visit_types(visitor: &mut impl ts_rs::TypeVisitor) {
            visitor.visit::<Message>();
            $( $( visitor.visit::<$type>(); )* visitor.visit::<$answer>(); )*
        }

        /// The commands as TypeScript methods of an object whose `call` does the work.
        pub fn typescript_commands(config: &ts_rs::Config) -> String {
            let mut text = String::new();
            $(
                $( text.push_str(concat!("  /**", $doc, " */\n")); )*
                let arguments: Vec<(&str, String)> =
                    vec![ $( (stringify!($arg), <$type as TS>::name(config)) ),* ];
                crate::command_macro::typescript(
                    &mut text, stringify!($name), &arguments, &<$answer as TS>::name(config));
            )*
            text
        }
    };
}
pub(crate) use commands;

/// The window that asks, where a command wants to know it.
macro_rules! asks {
    (window, $window:expr) => {
        $window
    };
}
pub(crate) use asks;

use inventory::Problem;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::problems::bad_request;

/// Reads a command's arguments. serde's message may quote a value, and a value may be a password:
/// so it is not passed on.
pub(crate) fn arguments<T: DeserializeOwned>(
    command: &str,
    arguments: Value,
) -> Result<T, Problem> {
    serde_json::from_value(arguments)
        .map_err(|_| bad_request(command, "the arguments do not have the command's types"))
}

/// Writes a command's answer.
pub(crate) fn answer<T: Serialize>(answer: T) -> Result<Value, Problem> {
    serde_json::to_value(answer).map_err(|error| bad_request("answer", &error.to_string()))
}

/// Writes one command as a TypeScript method.
pub(crate) fn typescript(
    text: &mut String,
    name: &str,
    arguments: &[(&str, String)],
    answer: &str,
) {
    let parameters: Vec<String> = arguments
        .iter()
        .map(|(name, kind)| format!("{name}: {kind}"))
        .collect();
    let names: Vec<&str> = arguments.iter().map(|(name, _)| *name).collect();
    let answer = if answer == "null" { "void" } else { answer };
    let method = camel(name);
    text.push_str(&format!(
        "  {method}: ({}): Promise<{answer}> => call('{name}', {{ {} }}),\n",
        parameters.join(", "),
        names.join(", "),
    ));
}

/// `open_view` → `openView`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}
