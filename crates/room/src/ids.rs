//! Names of things: a room's code, which people read to each other, and the token that says who a browser is. Of a token only
//! the hash is stored: who reads the file cannot be anybody.

use sha2::{Digest, Sha256};
use std::fmt;

/// No letter or digit that another one looks like.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Of a code: 32^8 rooms, and wrong guesses are bounded (`server::limits`).
const LENGTH: usize = 8;

/// A room's code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Code(String);

impl Code {
    /// One that nobody has.
    pub fn fresh() -> Code {
        // 32 letters, so every byte gives one of them with the same chance.
        Code(random::<LENGTH>().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).iter().collect())
    }

    /// As somebody typed it, or as the store has it: case, spaces and dashes mean nothing. `None` if it can be none.
    pub fn read(typed: &str) -> Option<Code> {
        let kept = typed.chars().filter(|it| !it.is_whitespace() && *it != '-');
        let code: String = kept.map(|it| it.to_ascii_uppercase()).take(LENGTH + 1).collect();
        let good = code.len() == LENGTH && code.bytes().all(|it| LETTERS.contains(&it));
        good.then_some(Code(code))
    }

    /// As the store has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    /// In two halves, as people read it aloud.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

/// What a browser shows to say who it is. Not `Debug`: it must not get into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// One that nobody has: 32 bytes of the system's chance.
    pub fn fresh() -> Token {
        Token(hex::encode(random::<32>()))
    }

    /// As a browser sent it; `None` if it is none.
    pub fn read(sent: &str) -> Option<Token> {
        let good = sent.len() == 64 && sent.bytes().all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it));
        good.then(|| Token(sent.to_owned()))
    }

    /// What the browser keeps.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

/// # Panics
/// Where the system has no chance to give: then no token would be safe.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// A person of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Person(pub i64);

#[cfg(test)]
mod tests {
    use super::{Code, Token};

    #[test]
    fn a_code_is_read_as_people_type_it_and_nothing_else_is_one() {
        let code = Code::fresh();
        assert_eq!(Code::read(&code.to_string()), Some(code.clone()));
        assert_eq!(Code::read(&format!("  {} ", code.as_str().to_lowercase())), Some(code));
        for wrong in ["", "ABCD-EFG", "ABCD-EFGHJ", "ABCD-EFG0", "ABCD-EFGI", "ABCDÉFGH", "' OR 1=1"] {
            assert_eq!(Code::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_token_is_not_what_is_stored_of_it() {
        let token = Token::fresh();
        assert!(Token::read(token.reveal()).is_some_and(|it| it == token));
        assert!(Token::fresh() != token && token.hash() != token.reveal());
        assert!(Token::read(&token.reveal().to_uppercase()).is_none() || !token.reveal().contains(char::is_alphabetic));
        assert!(Token::read("").is_none());
    }
}
