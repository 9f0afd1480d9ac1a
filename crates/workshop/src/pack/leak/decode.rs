//! The forms in which a page can hold a text: as it is, without tags, with entities, percent signs or escapes resolved, from
//! base64 or hexadecimal digits, and all of these inside each other, three deep.

use percent_encoding::percent_decode_str;
use std::{borrow::Cow, collections::BTreeSet};

/// How many wrappings are taken off.
const DEPTH: usize = 3;
/// A shorter run of digits is a word, an id or a colour.
const SHORTEST_RUN: usize = 20;

/// Every form of `text`, itself among them.
pub(super) fn views(text: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([text.to_owned()]);
    let mut last = vec![text.to_owned()];
    for _ in 0..DEPTH {
        let next: Vec<String> = last
            .iter()
            .flat_map(|it| [untagged(it), entities(it), percent(it), escapes(it), base64(it), hexadecimal(it)])
            .filter(|it| !it.is_empty() && !all.contains(it))
            .collect();
        all.extend(next.iter().cloned());
        last = next;
    }
    all
}

/// What stands between tags: `<code>` inside a sentence must not hide it.
fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        // A `<` that opens no tag is text.
        let tag = rest[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c));
        match rest[open..].find('>') {
            Some(close) if tag => rest = &rest[open + close + 1..],
            _ => rest = &rest[open + 1..],
        }
    }
    out.push_str(rest);
    if out.len() == text.len() { String::new() } else { out }
}

/// `&amp;`, `&#39;`, `&#x27;`. Of the named ones those that hold letters apart; the others fold to nothing.
fn entities(text: &str) -> String {
    if !text.contains('&') {
        return String::new();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some((name, after)) = rest.split_once(';').filter(|(name, _)| name.len() <= 8) else {
            out.push('&');
            continue;
        };
        let number = name.strip_prefix('#').and_then(|it| match it.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => it.parse().ok(),
        });
        match (number.and_then(char::from_u32), name) {
            (Some(c), _) => out.push(c),
            (None, "amp") => out.push('&'),
            (None, "lt") => out.push('<'),
            (None, "gt") => out.push('>'),
            (None, name) if name.chars().all(char::is_alphanumeric) => out.push(' '),
            _ => {
                out.push('&');
                continue;
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `%20`; empty if there was none.
fn percent(text: &str) -> String {
    let decoded = percent_decode_str(text);
    match Cow::<[u8]>::from(decoded) {
        Cow::Borrowed(_) => String::new(),
        Cow::Owned(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// `\n`, `\"`, `\u2019`, `\x27`, as scripts and JSON write them.
fn escapes(text: &str) -> String {
    let text = text.replace("\\n", " ").replace("\\r", " ").replace("\\t", " ");
    let text = hex_escapes(&text);
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split("\\u");
    out.push_str(parts.next().unwrap_or_default());
    let mut changed = text.contains('\\');
    for part in parts {
        let braced = part.strip_prefix('{').and_then(|it| it.split_once('}'));
        let (digits, after) = braced.unwrap_or((part.get(..4).unwrap_or_default(), part.get(4..).unwrap_or_default()));
        match u32::from_str_radix(digits, 16).ok().and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                out.push_str(after);
                changed = true;
            }
            None => out.push_str(part),
        }
    }
    if changed { out } else { String::new() }
}

/// `\x27`.
fn hex_escapes(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split("\\x");
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        match part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => bytes.extend_from_slice(format!("\\x{part}").as_bytes()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the runs of base64 digits say, of both alphabets. A run may be broken into lines.
fn base64(text: &str) -> String {
    let value = |c: char| match c {
        'A'..='Z' => Some(c as u32 - 'A' as u32),
        'a'..='z' => Some(c as u32 - 'a' as u32 + 26),
        '0'..='9' => Some(c as u32 - '0' as u32 + 52),
        '+' | '-' => Some(62),
        '/' | '_' => Some(63),
        _ => None,
    };
    runs(text, value, |digits| {
        let mut bytes = Vec::with_capacity(digits.len());
        for four in digits.chunks(4) {
            let bits = four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
            let [_, a, b, c] = bits.to_be_bytes();
            bytes.extend_from_slice(&[a, b, c][..four.len() - 1]);
        }
        bytes
    })
}

/// What the runs of hexadecimal digits say.
fn hexadecimal(text: &str) -> String {
    runs(
        text,
        |c| c.to_digit(16),
        |digits| {
            let pairs = digits.chunks_exact(2);
            pairs.filter_map(|pair| u8::try_from(pair[0] << 4 | pair[1]).ok()).collect()
        },
    )
}

/// The runs of digits in `text`, decoded and joined. A line break does not end a run.
fn runs(text: &str, value: impl Fn(char) -> Option<u32>, decode: impl Fn(&[u32]) -> Vec<u8>) -> String {
    let mut out = String::new();
    let mut digits = Vec::new();
    for c in text.chars().chain(['\0']) {
        if let Some(digit) = value(c) {
            digits.push(digit);
        } else if !matches!(c, '\n' | '\r') {
            if digits.len() >= SHORTEST_RUN {
                out.push_str(&String::from_utf8_lossy(&decode(&digits)));
                out.push(' ');
            }
            digits.clear();
        }
    }
    out
}
