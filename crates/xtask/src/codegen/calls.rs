//! The typed calls: a module for each class, a function for each message, named as in the data model.

use std::fmt::Write;

use model::{Class, Message, Parameter};

use super::{
    GENERATED,
    names::{parameter, snake},
    types::{given, held},
};

/// The module of a class.
pub fn of_class(class: &Class) -> String {
    let mut functions = String::new();
    for message in &class.messages {
        function(&mut functions, class, message);
    }
    let mut text = GENERATED.to_owned();
    let _ = writeln!(text, "//! Calls of the class `{}`.\n", class.name);
    let _ = writeln!(text, "use super::*;\n\n{functions}");
    text
}

/// Whether there is anything to call.
pub fn any(class: &Class) -> bool {
    class.messages.iter().any(is_called)
}

/// Log-ins have no session before, and are the client's own affair; what is removed answers nothing.
fn is_called(message: &Message) -> bool {
    message.session && !message.removed
}

fn function(text: &mut String, class: &Class, message: &Message) {
    if !is_called(message) {
        return;
    }
    let name = snake(&message.name);
    let method = format!("{}.{}", class.name, message.name);
    let task = message.forwarded(class.name);
    let made = if task { "with_task" } else { "plain" };
    let role = message.role.name();
    let _ = writeln!(
        text,
        "/// `{method}`; for the role {role} and those above it."
    );
    if message.parameters.iter().any(|it| it.optional) {
        text.push_str("///\n/// Parameters after the first that is left out are left out, too.\n");
    }
    let parameters = |it: &Parameter| {
        let kind = given(&it.kind);
        let kind = if it.optional {
            format!("Option<{kind}>")
        } else {
            kind
        };
        format!("{}: {kind}", parameter(it.name, class.name))
    };
    let declared: Vec<_> = message.parameters.iter().map(parameters).collect();
    if declared.len() > 7 {
        text.push_str("#[allow(clippy::too_many_arguments)]\n");
    }
    let _ = writeln!(
        text,
        "pub fn {name}({}) -> ApiCall<{}> {{",
        declared.join(", "),
        held(&message.result)
    );
    let names = |optional: bool| {
        let all = message.parameters.iter();
        let some = all.filter(move |it| it.optional == optional);
        some.map(|it| parameter(it.name, class.name))
    };
    let required: Vec<_> = names(false).collect();
    let call = format!(
        "ApiCall::{made}(\"{method}\", params![{}])",
        required.join(", ")
    );
    let optional = names(true).fold(call, |call, name| format!("{call}.and({name})"));
    let _ = writeln!(text, "    {optional}\n}}\n");
}
