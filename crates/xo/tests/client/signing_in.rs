//! Passwords and tokens.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use xo::{Error, ErrorCode, Permission, SignIn, Token};

use crate::fake::{Fake, Say, error, result};

fn admin() -> Value {
    json!({"id": "584c", "email": "admin@admin.net", "groups": [], "permission": "admin", "preferences": {}})
}

#[tokio::test]
async fn by_user_name_by_address_with_otp_and_by_token() {
    let fake = Fake::start(|request| vec![result(request, admin())]).await;
    let client = fake.connect().await;
    assert_eq!(client.user(), None);
    let by_name = SignIn::password("admin", "made-up");
    let user = client.sign_in(&by_name).await.unwrap();
    assert_eq!(user.permission, Permission::Admin);
    assert_eq!(client.user(), Some(user));
    let by_address = SignIn::Password {
        user: "admin@admin.net".to_owned(),
        password: "made-up".to_owned().into(),
        otp: Some("123456".to_owned().into()),
    };
    client.sign_in(&by_address).await.unwrap();
    let by_token = SignIn::Token(Token::new("made-up-token"));
    client.sign_in(&by_token).await.unwrap();
    let params: Vec<Value> = fake.requests()[1..]
        .iter()
        .map(|request| request["params"].clone())
        .collect();
    assert_eq!(
        params,
        [
            json!({"username": "admin", "password": "made-up"}),
            json!({"email": "admin@admin.net", "password": "made-up", "otp": "123456"}),
            json!({"token": "made-up-token"}),
        ]
    );
    for secret in ["made-up", "123456"] {
        assert!(!format!("{by_address:?} {by_token:?} {client:?}").contains(secret));
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_and_not_tried_again() {
    let fake =
        Fake::start(|request| vec![error(request, 3, "invalid credentials", Value::Null)]).await;
    let client = fake.connect().await;
    let failed = client.sign_in(&SignIn::password("admin", "made-up")).await;
    let failed = failed.unwrap_err();
    assert_eq!(failed.code(), Some(ErrorCode::InvalidCredentials));
    assert!(!failed.may_have_had_effect() && !failed.is_transient());
    assert!(!format!("{failed} {failed:?}").contains("made-up"));
    assert_eq!(fake.methods()[1..], ["session.signIn"]);
    assert_eq!(client.user(), None);
}

#[tokio::test]
async fn while_the_server_is_angry_the_right_password_waits() {
    let count = AtomicUsize::new(0);
    let fake = Fake::start(move |request| {
        vec![match count.fetch_add(1, Ordering::Relaxed) {
            0 => error(request, -32000, "unknown error from the peer", Value::Null),
            _ => result(request, admin()),
        }]
    })
    .await;
    let client = fake.connect().await;
    let user = client.sign_in(&SignIn::password("admin", "made-up")).await;
    assert_eq!(user.unwrap().email, "admin@admin.net");
    assert_eq!(fake.methods()[1..], ["session.signIn", "session.signIn"]);
}

#[tokio::test]
async fn another_error_of_that_kind_is_told_after_one_more_attempt() {
    let fake = Fake::start(|request| {
        vec![error(
            request,
            -32000,
            "unknown error from the peer",
            Value::Null,
        )]
    })
    .await;
    let client = fake.connect().await;
    let failed = client.sign_in(&SignIn::password("admin", "made-up")).await;
    assert_eq!(failed.unwrap_err().code(), Some(ErrorCode::Other));
    // A token's failure has nothing to do with passwords.
    let failed = client.sign_in(&SignIn::Token(Token::new("made-up"))).await;
    assert_eq!(failed.unwrap_err().code(), Some(ErrorCode::Other));
    assert_eq!(fake.methods()[1..], ["session.signIn"; 3]);
}

#[tokio::test]
async fn a_token_is_made_for_this_installation() {
    let fake = Fake::start(|request| vec![result(request, json!("made-up-token"))]).await;
    let client = fake.connect().await;
    let life = Some(Duration::from_secs(3600));
    let token = client.create_token("a test", Some("me"), life).await;
    assert_eq!(token.unwrap().expose(), "made-up-token");
    assert_eq!(
        fake.requests()[1]["params"],
        json!({"description": "a test", "client": {"id": "me"}, "expiresIn": 3_600_000})
    );
}

#[tokio::test]
async fn ones_own_token_is_deleted() {
    let fake = Fake::start(|request| vec![result(request, json!(true))]).await;
    let client = fake.connect().await;
    let token = Token::new("made-up-token");
    client.delete_own_token(&token).await.unwrap();
    let request = &fake.requests()[1];
    assert_eq!(request["method"], "token.deleteOwn");
    assert_eq!(request["params"], json!({"tokens": ["made-up-token"]}));
}

#[tokio::test]
async fn what_is_no_token_is_not_shown() {
    let fake = Fake::start(|request| vec![result(request, json!({"token": "made-up"}))]).await;
    let client = fake.connect().await;
    let failed = client.create_token("a test", None, None).await;
    let failed = failed.err().unwrap();
    assert!(!format!("{failed} {failed:?}").contains("made-up"));
}

#[tokio::test]
async fn a_token_that_has_run_out_ends_the_connection_without_an_answer() {
    let fake = Fake::start(|request| match request["method"].as_str().unwrap() {
        "session.signIn" => vec![result(request, admin())],
        _ => vec![Say::Close],
    })
    .await;
    let client = fake.connect().await;
    let mut notifications = client.notifications();
    let by_token = SignIn::Token(Token::new("made-up"));
    client.sign_in(&by_token).await.unwrap();
    let failed = client.run("vm.start", json!({"id": "v"})).await;
    let failed = failed.unwrap_err();
    assert!(matches!(failed, Error::Broken { .. }), "{failed:?}");
    assert!(failed.may_have_had_effect() && failed.is_transient());
    let ended = notifications.next().await;
    assert!(matches!(ended, Err(Error::Broken { .. })), "{ended:?}");
    // From now on nothing is sent, and so nothing can have happened.
    let failed = client.run("vm.start", json!({"id": "v"})).await;
    let failed = failed.unwrap_err();
    assert!(matches!(failed, Error::Closed { .. }), "{failed:?}");
    assert!(!failed.may_have_had_effect());
    assert_eq!(client.over(), Some(failed));
    assert_eq!(fake.methods()[1..], ["session.signIn", "vm.start"]);
}

#[tokio::test]
async fn signing_out_leaves_the_connection() {
    let fake = Fake::start(|request| match request["method"].as_str().unwrap() {
        "session.signIn" => vec![result(request, admin())],
        _ => vec![result(request, json!(true))],
    })
    .await;
    let client = fake.connect().await;
    client
        .sign_in(&SignIn::password("admin", "made-up"))
        .await
        .unwrap();
    client.sign_out().await.unwrap();
    assert_eq!(client.user(), None);
    client.run("test.again", json!({})).await.unwrap();
}
