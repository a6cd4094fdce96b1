//! Who may sign in, and with what.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::{Value as Json, json};
use tokio::time::Instant;

use super::error::{Answer, Error};

/// After a wrong password everything is refused for so long, the right one too.
const THROTTLE: Duration = Duration::from_secs(2);
/// How long a token lasts if nobody says.
const USUAL: Duration = Duration::from_secs(30 * 86_400);
/// The shortest and the longest that a token may last: the second is half a year.
const BOUNDS: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(15_778_800));
/// Secret of the one-time codes; made up, and the same in every simulation.
const SECRET: &[u8] = b"a-made-up-secret-for-tests";

/// A user.
#[derive(Clone)]
pub struct User {
    /// Id.
    pub id: String,
    /// Name, and address.
    pub email: String,
    /// `admin` or `none`.
    pub permission: &'static str,
    password: String,
    /// Whether a one-time code is asked for.
    otp: bool,
}

impl User {
    /// Whether everything is allowed.
    pub fn admin(&self) -> bool {
        self.permission == "admin"
    }

    /// What clients are told of a user.
    pub fn json(&self) -> Json {
        json!({ "id": self.id, "email": self.email, "groups": [], "permission": self.permission, "preferences": {} })
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("email", &self.email)
            .field("permission", &self.permission)
            .finish_non_exhaustive()
    }
}

struct Token {
    user: String,
    client: Option<String>,
    expires: SystemTime,
}

/// All users, their tokens and their latest failures.
pub struct Users {
    users: Vec<User>,
    tokens: HashMap<String, Token>,
    failures: HashMap<String, Instant>,
}

impl std::fmt::Debug for Users {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.users).finish()
    }
}

impl Users {
    /// The users of an XO whose administrator has that password.
    pub fn new(password: &str) -> Users {
        let user = |email: &str, permission, suffix: &str, otp| User {
            id: uuid::Uuid::new_v4().to_string(),
            email: email.to_owned(),
            permission,
            password: format!("{password}{suffix}"),
            otp,
        };
        Users {
            users: vec![
                user("admin@admin.net", "admin", "", false),
                user("viewer@admin.net", "none", "-viewer", false),
                user("careful@admin.net", "admin", "-careful", true),
            ],
            tokens: HashMap::new(),
            failures: HashMap::new(),
        }
    }

    /// A user by id.
    pub fn get(&self, id: &str) -> Option<User> {
        self.users.iter().find(|user| user.id == id).cloned()
    }

    /// A user by the token of a cookie.
    pub fn of_token(&self, token: &str) -> Option<User> {
        let token = self.tokens.get(token)?;
        (token.expires > SystemTime::now()).then(|| self.get(&token.user))?
    }

    /// Signs in; a token's end goes with the user.
    pub fn sign_in(&mut self, params: &Json) -> Answer<(User, Option<SystemTime>)> {
        let text = |name: &str| params.get(name).and_then(Json::as_str);
        if let Some(token) = text("token") {
            let user = self
                .of_token(token)
                .ok_or_else(Error::invalid_credentials)?;
            return Ok((user, self.tokens.get(token).map(|token| token.expires)));
        }
        let name = text("email").or(text("username")).unwrap_or_default();
        let password = text("password").unwrap_or_default();
        if password.is_empty() && params.get("password").is_some() {
            return Err(Error::unforeseen("empty password"));
        }
        if self
            .failures
            .get(name)
            .is_some_and(|at| at.elapsed() < THROTTLE)
        {
            return Err(Error::unforeseen("too fast authentication tries"));
        }
        let user = self
            .users
            .iter()
            .find(|user| user.email == name && user.password == password)
            .filter(|user| !user.otp || text("otp") == Some(&one_time_code()))
            .cloned();
        match user {
            Some(user) => {
                self.failures.remove(name);
                Ok((user, None))
            }
            None => {
                self.failures.insert(name.to_owned(), Instant::now());
                Err(Error::invalid_credentials())
            }
        }
    }

    /// Makes a token; the same client gets the same again, renewed.
    pub fn token(&mut self, user: &User, params: &Json) -> Answer<String> {
        let lasts = match params.get("expiresIn") {
            None | Some(Json::Null) => USUAL,
            Some(given) => {
                let lasts = duration(given)
                    .ok_or_else(|| Error::unforeseen(format!("not a valid duration: {given}")))?;
                if lasts < BOUNDS.0 {
                    return Err(Error::unforeseen(format!(
                        "invalid expiresIn duration: {given}"
                    )));
                }
                if lasts > BOUNDS.1 {
                    return Err(Error::unforeseen(format!(
                        "too high expiresIn duration: {given}"
                    )));
                }
                lasts
            }
        };
        let expires = SystemTime::now() + lasts;
        let client = params
            .pointer("/client/id")
            .and_then(Json::as_str)
            .map(str::to_owned);
        if client.is_some()
            && let Some((id, token)) = self
                .tokens
                .iter_mut()
                .find(|(_, token)| token.client == client && token.user == user.id)
            && token.expires > SystemTime::now()
        {
            token.expires = expires;
            return Ok(id.clone());
        }
        let id = random_text();
        let user = user.id.clone();
        let token = Token {
            user,
            client,
            expires,
        };
        self.tokens.insert(id.clone(), token);
        Ok(id)
    }

    /// Takes tokens away, for whom they are wanted: what there is none of is passed over.
    pub fn delete_tokens(&mut self, wanted: impl Fn(&str, &Json) -> bool) {
        self.tokens.retain(|id, token| {
            let shown = json!({ "id": id, "user_id": token.user });
            !wanted(id, &shown)
        });
    }

    /// Ends a token as if its time had come: whoever is signed in with it is closed at the next message.
    pub fn expire_all(&mut self) {
        for token in self.tokens.values_mut() {
            token.expires = UNIX_EPOCH;
        }
    }

    /// Number of tokens whose time has not come.
    pub fn live_tokens(&self) -> usize {
        let live = |token: &&Token| token.expires > SystemTime::now();
        self.tokens.values().filter(live).count()
    }

    /// Whether a token that was good has ended.
    pub fn expired(&self, token: &str) -> bool {
        self.tokens
            .get(token)
            .is_none_or(|token| token.expires <= SystemTime::now())
    }
}

/// 43 letters, digits, dashes and underscores: 258 bits.
pub fn random_text() -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = [0; 43];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        // The uuids come from the same source: they would have failed long before.
        tracing::error!("this machine has no randomness");
    }
    bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 63)]))
        .collect()
}

/// The code that the careful user's device shows now (RFC 6238: SHA-1, 30 s, six digits).
pub fn one_time_code() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    code(SECRET, now / 30)
}

fn code(secret: &[u8], counter: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes.last().copied().unwrap_or(0) & 15);
    let part = bytes[at..at + 4]
        .iter()
        .fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
    format!("{:06}", (part & 0x7fff_ffff) % 1_000_000)
}

/// Milliseconds, or `"1 hour"`.
fn duration(given: &Json) -> Option<Duration> {
    if let Some(ms) = given.as_f64() {
        return Duration::try_from_secs_f64(ms / 1000.0).ok();
    }
    let text = given.as_str()?.trim();
    let split = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(text.len());
    let number: f64 = text[..split].parse().ok()?;
    let seconds = match text[split..].trim() {
        "" | "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 604_800.0,
        "y" | "yr" | "yrs" | "year" | "years" => 31_557_600.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        let secret = b"12345678901234567890";
        assert_eq!(code(secret, 59 / 30), "287082");
        assert_eq!(code(secret, 1_111_111_109 / 30), "081804");
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (given, expect) in [
            (json!("1 hour"), Some(3_600)),
            (json!(60_000), Some(60)),
            (json!("30d"), Some(30 * 86_400)),
            (json!("soon"), None),
        ] {
            assert_eq!(
                duration(&given).map(|lasts| lasts.as_secs()),
                expect,
                "{given}"
            );
        }
    }

    #[test]
    fn a_client_gets_its_token_again() {
        let mut users = Users::new("made-up");
        let (user, _) = users
            .sign_in(&json!({ "username": "admin@admin.net", "password": "made-up" }))
            .unwrap();
        let first = users
            .token(&user, &json!({ "client": { "id": "a" } }))
            .unwrap();
        let again = users
            .token(&user, &json!({ "client": { "id": "a" } }))
            .unwrap();
        let other = users.token(&user, &json!({})).unwrap();
        assert_eq!(first, again);
        assert_ne!(first, other);
        assert_eq!(first.len(), 43);
        assert!(users.token(&user, &json!({ "expiresIn": 59_000 })).is_err());
        assert!(
            users
                .sign_in(&json!({ "token": first }))
                .unwrap()
                .1
                .is_some()
        );
        users.expire_all();
        assert!(users.sign_in(&json!({ "token": first })).is_err());
    }
}
