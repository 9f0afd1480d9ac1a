//! Who asks: by two cookies that no script can read and no other site can send.

use super::{Refusal, Room};
use crate::ids::{Person, Token};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

/// The cookie of a person.
pub(super) const PERSON: &str = "exit-path-person";
/// The cookie of who leads.
pub(super) const LEAD: &str = "exit-path-lead";
/// Seconds that a browser keeps them: a day has one session.
const KEPT: u32 = 24 * 60 * 60;

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) person: Option<(Person, Option<String>)>,
    pub(super) leads: bool,
}

impl Room {
    /// Who has sent this.
    pub(super) async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let person = match token(headers, PERSON) {
            Some(token) => self.store.person(&self.code, &token).await?,
            None => None,
        };
        let leads = match token(headers, LEAD) {
            Some(token) => self.store.leads(&self.code, &token).await?,
            None => false,
        };
        Ok(Caller { person, leads })
    }

    /// The person who has sent this.
    pub(super) async fn writer(&self, headers: &HeaderMap) -> Result<(Person, Option<String>), Refusal> {
        let stranger =
            || Refusal::new(StatusCode::UNAUTHORIZED, "Join the room first: open the address that you were given.");
        self.caller(headers).await?.person.ok_or_else(stranger)
    }

    /// Anybody who belongs to the room.
    pub(super) async fn member(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let caller = self.caller(headers).await?;
        if caller.person.is_none() && !caller.leads {
            return Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "Join the room first: open the address that you were given.",
            ));
        }
        Ok(caller)
    }

    /// A cookie for a browser to keep.
    pub(super) fn cookie(&self, name: &str, token: &Token) -> HeaderValue {
        cookie(&self.address, name, token)
    }

    /// Whoever leads.
    pub(super) async fn leader(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        if self.caller(headers).await?.leads {
            return Ok(());
        }
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "Only the facilitator may do that: the address is in the terminal of the room.",
        ))
    }
}

/// The token in a cookie. Nothing else is read of cookies, so a page of the book on this machine does no harm.
fn token(headers: &HeaderMap, name: &str) -> Option<Token> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    let mut pairs = texts.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).and_then(|(_, value)| Token::read(value))
}

/// A cookie for a browser to keep, of a room that is found at this address. Where that has TLS, it is sent by no other way.
fn cookie(address: &str, name: &str, token: &Token) -> HeaderValue {
    let secure = if address.starts_with("https://") { "; Secure" } else { "" };
    let text = format!("{name}={}; HttpOnly; SameSite=Strict{secure}; Path=/; Max-Age={KEPT}", token.reveal());
    HeaderValue::from_str(&text).expect("a token is of hexadecimal digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_of_an_address_with_tls_is_sent_by_no_other_way() {
        let of = |address: &str| cookie(address, PERSON, &Token::fresh()).to_str().unwrap().contains("; Secure;");
        assert_eq!((of("https://room.example/#ABCD-EFGH"), of("http://127.0.0.1:3100/#ABCD-EFGH")), (true, false));
    }

    #[test]
    fn a_token_is_found_among_other_cookies_and_never_taken_for_one() {
        let token_of = |texts: &[&str]| {
            let mut headers = HeaderMap::new();
            for text in texts {
                headers.append(header::COOKIE, HeaderValue::from_str(text).unwrap());
            }
            token(&headers, PERSON).map(|it| it.reveal().to_owned())
        };
        let good = Token::fresh().reveal().to_owned();
        assert_eq!(token_of(&[&format!("a=b; {PERSON}={good}; c=d")]), Some(good.clone()));
        assert_eq!(token_of(&["a=b", &format!("{PERSON}={good}")]), Some(good.clone()));
        for wrong in
            [format!("{LEAD}={good}"), format!("x{PERSON}={good}"), format!("{PERSON}={good}0"), PERSON.to_owned()]
        {
            assert_eq!(token_of(&[&wrong]), None, "{wrong}");
        }
    }
}
