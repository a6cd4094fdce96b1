//! Envelopes and plain values.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use xapi::codec::{json as by_json, xml as by_xml};
use xapi::{ApiError, Error, OpaqueRef};

use crate::{json_reply, xml_reply};

#[test]
fn json_errors_of_every_shape() {
    #[track_caller]
    fn check(reply: &str, code: &str, params: &[&str]) {
        match by_json::decode_reply::<OpaqueRef>(reply.as_bytes()) {
            Err(Error::Api(error)) => {
                assert_eq!(
                    (error.code(), error.params()),
                    (code, params.iter().map(|p| p.to_string()).collect())
                );
            }
            other => panic!("{reply}: {other:?}"),
        }
    }
    check(
        r#"{"jsonrpc":"2.0","error":{"code":1,"message":"A","data":["b","c"]},"id":1}"#,
        "A",
        &["b", "c"],
    );
    check(
        r#"{"jsonrpc":"2.0","error":{"code":1,"message":"A","data":null},"id":1}"#,
        "A",
        &[],
    );
    check(
        r#"{"jsonrpc":"2.0","error":{"code":1,"message":"A"},"id":1}"#,
        "A",
        &[],
    );
    check(
        r#"{"jsonrpc":"2.0","error":{"data":[1,true],"message":"A"}}"#,
        "A",
        &["1", "true"],
    );
    check(
        r#"{"jsonrpc":"2.0","error":["HOST_STILL_BOOTING"],"id":0}"#,
        "HOST_STILL_BOOTING",
        &[],
    );
    check(r#"{"result":null,"error":["A","b"],"id":1}"#, "A", &["b"]);
    check(r#"{"error":["A","b"],"result":"","id":1}"#, "A", &["b"]);
    check(r#"{"error":"A","id":1}"#, "A", &[]);
    check(
        r#"{"error":[],"id":1}"#,
        "INTERNAL_ERROR",
        &["an error without a code"],
    );
    // No error after all.
    assert_eq!(
        by_json::decode_reply::<String>(br#"{"result":"x","error":null,"id":1}"#),
        Ok("x".to_owned())
    );
}

#[test]
fn nothing_is_nothing_in_any_spelling() {
    for result in ["\"\"", "null", "{}", "\"OpaqueRef:1\"", "[1, {}]"] {
        assert_eq!(json_reply::<()>(result), Ok(()), "{result}");
    }
    assert_eq!(
        by_json::decode_reply::<()>(br#"{"jsonrpc":"2.0","error":null,"id":1}"#),
        Ok(())
    );
    for value in [
        "<value></value>",
        "<value/>",
        "<value><string></string></value>",
        "<value><nil/></value>",
        "<value>x</value>",
    ] {
        assert_eq!(xml_reply::<()>(value), Ok(()), "{value}");
    }
    assert_eq!(json_reply::<Option<i64>>("null"), Ok(None));
    assert_eq!(xml_reply::<Option<i64>>("<value><nil/></value>"), Ok(None));
    assert_eq!(xml_reply::<Option<i64>>("<value>4</value>"), Ok(Some(4)));
}

#[test]
fn what_is_no_json_reply() {
    for body in [
        "",
        " ",
        "ok",
        "SSH-2.0-OpenSSH_9.2",
        "<html><body>Hello</body></html>",
        "[]",
        "[1,2]",
        "\"text\"",
        "{\"message\":\"Not found\"}",
        "{]",
        "{\"result\":1}{",
        "\u{0}\u{1}\u{2}",
    ] {
        match by_json::decode_reply::<Value>(body.as_bytes()) {
            Err(Error::NotXapi { reason, .. }) => {
                assert!(!reason.contains(['<', '\n']), "{reason}");
            }
            other => panic!("{body:?}: {other:?}"),
        }
    }
    assert!(matches!(
        json_reply::<Vec<i64>>("{}"),
        Err(Error::Unexpected(_))
    ));
}

#[test]
fn bytes_that_are_no_utf_8() {
    let reply = [
        &br#"{"jsonrpc":"2.0","result":"caf"#[..],
        &[0xe9],
        br#"","id":1}"#,
    ]
    .concat();
    assert_eq!(
        by_json::decode_reply::<String>(&reply),
        Ok("caf\u{fffd}".to_owned())
    );
}

#[test]
fn xml_text_is_kept_as_it_is() {
    #[track_caller]
    fn check(value: &str, expect: &str) {
        assert_eq!(xml_reply::<String>(value), Ok(expect.to_owned()), "{value}");
    }
    check("<value>  two blanks  </value>", "  two blanks  ");
    check("<value>   </value>", "   ");
    check("<value>\n\tline</value>", "\n\tline");
    check("<value><string> a </string></value>", " a ");
    check("<value>\n  <string>a</string>\n</value>", "a");
    check(
        "<value>a &lt;b&gt; &amp;amp; &quot;&apos; &#9749; &#x2615;</value>",
        "a <b> &amp; \"' ☕ ☕",
    );
    check("<value>R&D &unknown; &</value>", "R&D &unknown; &");
    check(
        "<value><![CDATA[<b>]]> and <!-- not this --> more</value>",
        "<b> and  more",
    );
    check("<value></value>", "");
}

#[test]
fn xml_values_of_plain_types() {
    assert_eq!(xml_reply::<i64>("<value>-5</value>"), Ok(-5));
    assert_eq!(
        xml_reply::<u64>("<value>18446744073709551615</value>"),
        Ok(u64::MAX)
    );
    assert_eq!(
        xml_reply::<bool>("<value><boolean>0</boolean></value>"),
        Ok(false)
    );
    assert_eq!(xml_reply::<bool>("<value>true</value>"), Ok(true));
    assert_eq!(xml_reply::<f64>("<value>0.5</value>"), Ok(0.5));
    assert_eq!(
        xml_reply::<Vec<i64>>(
            "<value><array><data> <value>1</value>\n<value><i4>2</i4></value></data></array></value>"
        ),
        Ok(vec![1, 2])
    );
    assert_eq!(
        xml_reply::<Vec<i64>>("<value><array><data/></array></value>"),
        Ok(vec![])
    );
    assert_eq!(xml_reply::<Vec<i64>>("<value><array/></value>"), Ok(vec![]));
    assert_eq!(
        xml_reply::<BTreeMap<String, i64>>("<value><struct/></value>"),
        Ok(BTreeMap::new())
    );
    assert_eq!(
        xml_reply::<Value>(
            "<value><struct><member><name>a</name><value><array><data><value>1</value><value>\
             <nil/></value></data></array></value></member></struct></value>"
        ),
        Ok(json!({"a": ["1", null]}))
    );
    assert_eq!(
        xml_reply::<(i64, String)>(
            "<value><array><data><value>1</value><value>b</value></data></array></value>"
        ),
        Ok((1, "b".to_owned()))
    );
}

#[test]
fn xml_envelopes() {
    let whole = |inner: &str| format!("<methodResponse>{inner}</methodResponse>");
    let param = |value: &str| whole(&format!("<params><param>{value}</param></params>"));
    let read = |text: &str| by_xml::decode_reply::<Value>(text.as_bytes());
    // system.listMethods has no envelope.
    assert_eq!(
        read(&param(
            "<value><array><data><value>VM.start</value></data></array></value>"
        )),
        Ok(json!(["VM.start"]))
    );
    assert_eq!(read(&param("<value>hello</value>")), Ok(json!("hello")));
    let member = |name: &str, value: &str| {
        format!("<member><name>{name}</name><value>{value}</value></member>")
    };
    let envelope = |members: &[String]| {
        read(&param(&format!(
            "<value><struct>{}</struct></value>",
            members.concat()
        )))
    };
    // In any order, with more in it, with less.
    assert_eq!(
        envelope(&[
            member("Value", "5"),
            member("Extra", "x"),
            member("Status", "Success")
        ]),
        Ok(json!("5"))
    );
    assert_eq!(envelope(&[member("Status", "Success")]), Ok(Value::Null));
    let list = "<array><data><value>A</value><value><int>5</int></value></data></array>";
    let Err(Error::Api(ApiError::Other { code, params })) = envelope(&[
        member("ErrorDescription", list),
        member("Status", "Failure"),
    ]) else {
        panic!("no error");
    };
    assert_eq!((code.as_str(), params), ("A", vec!["5".to_owned()]));
    assert!(matches!(
        envelope(&[member("Status", "Failure")]),
        Err(Error::Api(_))
    ));
    assert!(matches!(
        envelope(&[member("Other", "x")]),
        Err(Error::NotXapi { .. })
    ));
    // A fault.
    let fault = "<value><struct><member><name>faultCode</name><value><int>-3</int></value></member>\
                 <member><name>faultString</name><value>No async mode</value></member></struct></value>";
    let Err(Error::Api(error)) = read(&whole(&format!("<fault>{fault}</fault>"))) else {
        panic!("no error");
    };
    assert_eq!(
        (error.code(), error.params()),
        ("Fault", vec!["-3".into(), "No async mode".into()])
    );
    for odd in [
        "<html><body>no</body></html>",
        "<methodResponse></methodResponse>",
        "{}",
        "",
        "text",
        "<methodResponse><params/></methodResponse>",
        "<a></b>",
    ] {
        assert!(
            matches!(read(odd), Err(Error::NotXapi { .. })),
            "{odd}: {:?}",
            read(odd)
        );
    }
    // Nesting without an end does not run out of stack.
    let deep = param(&"<value><array><data>".repeat(100_000));
    assert!(
        matches!(read(&deep), Err(Error::Unexpected(_))),
        "{:?}",
        read(&deep)
    );
}
