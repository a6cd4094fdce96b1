//! XML-RPC as a Python server of that time writes it: every text in a `<string>`, whole numbers as texts, dates without
//! a zone, and a line for every tag. Calls are read as everywhere else.

use std::fmt::Write as _;

use poolsim::failure::Failure;
use poolsim::value::Value;

/// What a call came to.
#[derive(Debug)]
pub(super) enum Reply {
    /// The value.
    Success(Value),
    /// An error of the API.
    Failure(Failure),
    /// What was never written on the server's side: an error too, but its status says `Error`.
    Todo,
    /// What `system.` methods answer, with no status around it.
    Plain(Value),
}

impl From<Result<Value, Failure>> for Reply {
    fn from(outcome: Result<Value, Failure>) -> Reply {
        match outcome {
            Ok(value) => Reply::Success(value),
            Err(failure) => Reply::Failure(failure),
        }
    }
}

/// Writes the answer to a call.
pub(super) fn write(reply: &Reply) -> String {
    let (status, name, value) = match reply {
        Reply::Success(value) => ("Success", "Value", value.clone()),
        Reply::Failure(failure) => ("Failure", "ErrorDescription", description(failure)),
        Reply::Todo => {
            let failure = Failure::new("ETODO", ["Nobody has written this yet"]);
            ("Error", "ErrorDescription", description(&failure))
        }
        Reply::Plain(value) => return response(value),
    };
    response(&Value::fields([
        ("Status", Value::text(status)),
        (name, value),
    ]))
}

fn response(value: &Value) -> String {
    let mut out = String::from("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n");
    put(value, &mut out);
    out.push_str("</param>\n</params>\n</methodResponse>\n");
    out
}

fn description(failure: &Failure) -> Value {
    let params = failure.params.iter().map(String::as_str);
    Value::texts(std::iter::once(failure.code.as_str()).chain(params))
}

fn put(value: &Value, out: &mut String) {
    out.push_str("<value>");
    match value {
        Value::Text(text) => string(text, out),
        Value::Int(n) | Value::Count(n) => string(&n.to_string(), out),
        Value::Float(n) => {
            let _ = write!(out, "<double>{n:?}</double>");
        }
        Value::Bool(b) => {
            let _ = write!(out, "<boolean>{}</boolean>", u8::from(*b));
        }
        Value::Date(at) => {
            let mut text = String::new();
            poolsim::value::date(*at, &mut text);
            let text = text.trim_end_matches('Z');
            let _ = write!(out, "<dateTime.iso8601>{text}</dateTime.iso8601>");
        }
        Value::Set(items) => {
            out.push_str("<array><data>\n");
            items.iter().for_each(|item| put(item, out));
            out.push_str("</data></array>");
        }
        Value::Map(pairs) => {
            out.push_str("<struct>\n");
            for (key, value) in pairs {
                out.push_str("<member>\n<name>");
                escape(key, out);
                out.push_str("</name>\n");
                put(value, out);
                out.push_str("</member>\n");
            }
            out.push_str("</struct>");
        }
        // What is not set in a machine's configuration comes as nothing at all.
        Value::Null | Value::Record(_) | Value::Listing(_) => out.push_str("<nil/>"),
    }
    out.push_str("</value>\n");
}

fn string(text: &str, out: &mut String) {
    out.push_str("<string>");
    escape(text, out);
    out.push_str("</string>");
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_written_as_python_wrote_it() {
        assert_eq!(
            write(&Reply::Success(
                "68e3a009-0249-725b-246b-7fc43cf4f154".into()
            )),
            "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><struct>\n\
             <member>\n<name>Status</name>\n<value><string>Success</string></value>\n</member>\n\
             <member>\n<name>Value</name>\n<value><string>68e3a009-0249-725b-246b-7fc43cf4f154</string></value>\n</member>\n\
             </struct></value>\n</param>\n</params>\n</methodResponse>\n"
        );
    }

    #[test]
    fn values_have_the_forms_of_that_time() {
        let mut out = String::new();
        put(
            &Value::fields([
                ("memory_actual", Value::Int(268_304_384)),
                (
                    "VCPUs_utilisation",
                    Value::fields([("0", Value::Float(0.124))]),
                ),
                ("start_time", Value::Date(1_176_901_189)),
                ("state", Value::Set(vec![])),
                ("PV_kernel", Value::Null),
                ("is_a_template", Value::Bool(false)),
                ("name_label", "a<b>&\"".into()),
            ]),
            &mut out,
        );
        for part in [
            "<name>memory_actual</name>\n<value><string>268304384</string></value>",
            "<name>0</name>\n<value><double>0.124</double></value>",
            "<value><dateTime.iso8601>20070418T12:59:49</dateTime.iso8601></value>",
            "<value><array><data>\n</data></array></value>",
            "<value><nil/></value>",
            "<value><boolean>0</boolean></value>",
            "<value><string>a&lt;b&gt;&amp;\"</string></value>",
        ] {
            assert!(out.contains(part), "{part} in {out}");
        }
    }

    #[test]
    fn what_was_never_written_is_no_success_and_no_failure() {
        let out = write(&Reply::Todo);
        assert!(out.contains("<string>Error</string>") && out.contains("<string>ETODO</string>"));
    }
}
