//! A planted key turns the search red, in every encoding and from every source. The packs themselves are searched in
//! `tests/pack.rs`.

use super::*;
use std::fs;

fn course() -> Course {
    Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap()
}

fn found(planted: &str, secrets: &[Secret]) -> usize {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("assets")).unwrap();
    fs::write(dir.path().join("assets/data.js"), planted).unwrap();
    search(dir.path(), secrets).unwrap().len()
}

/// The other way round than [`decode`], written without it.
fn base64(bytes: &[u8], wrap: usize) -> String {
    let digits: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let digit = digits[(bits >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= three.len() { digit } else { '=' });
        }
    }
    let chars: Vec<char> = out.chars().collect();
    chars.chunks(wrap).map(String::from_iter).collect::<Vec<_>>().join("\n")
}

fn encodings(text: &str) -> Vec<(&'static str, String)> {
    let smart = text.replace('\'', "’").replace("--", "—").replace('-', "‑").replace(" `", " “").replace('`', "”");
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;").replace('"', "&quot;");
    let numbered: String = text.chars().map(|c| format!("&#{};", c as u32)).collect();
    let uri: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
    let script: String = text.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
    let hex: String = text.bytes().map(|b| format!("{b:02x}")).collect();
    let sixteen: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let json = serde_json::to_string(&serde_json::json!({ "key": { "comment": text } })).unwrap();
    vec![
        ("as it is", text.to_owned()),
        ("smart punctuation", smart),
        ("HTML-escaped", escaped.clone()),
        ("HTML-escaped twice", escaped.replace('&', "&amp;")),
        ("numbered entities", numbered),
        ("with markup", text.replace(' ', " <wbr>").replace("e ", "<b>e</b> ")),
        ("URI-encoded", uri.clone()),
        ("escaped for a script", script),
        ("JSON", json.clone()),
        ("hexadecimal", hex),
        ("base64", format!("const k = \"{}\";", base64(text.as_bytes(), 10_000))),
        ("base64 in lines", base64(text.as_bytes(), 76)),
        ("base64 of UTF-16", base64(&sixteen, 10_000)),
        ("JSON in base64", format!("atob('{}')", base64(json.as_bytes(), 10_000))),
        ("URI-encoded in base64", base64(uri.as_bytes(), 10_000)),
        ("base64 in a data attribute", format!("<p data-key='{}'>", base64(escaped.as_bytes(), 10_000))),
        ("upper case, without spaces", text.to_uppercase().replace(' ', "")),
    ]
}

#[test]
fn a_planted_key_is_found_in_every_encoding() {
    let course = course();
    for exercise in &course.exercises {
        let secrets = secrets(&course, exercise).unwrap();
        let finding = &exercise.review().unwrap().finding[0];
        for planted in [&finding.comment, &finding.mechanism.all()[0], &finding.id] {
            for (how, text) in encodings(planted) {
                // A name is looked for as it is written: scripts write it so, and prose does not.
                if *planted == finding.id && !["as it is", "JSON", "JSON in base64", "numbered entities"].contains(&how)
                {
                    continue;
                }
                assert!(found(&format!("before {text} after"), &secrets) > 0, "{}: {how}: {text}", exercise.slug);
            }
        }
    }
}

#[test]
fn every_source_of_answers_is_looked_for() {
    let course = course();
    for exercise in &course.exercises {
        let secrets = secrets(&course, exercise).unwrap();
        let key = exercise.review().unwrap();
        let notes = Notes::of(exercise).unwrap();
        let record = &exercise.record;
        let fixed = fs::read_to_string(exercise.variant_file("fixed")).unwrap();
        let chapter = fs::read_to_string(course.root.join(format!("book/{}.md", exercise.short()))).unwrap();
        let weigh = chapter.split_once("\n## 7. ").unwrap().1;
        let wrong = record.variant.iter().find(|it| it.role == Role::Wrong).unwrap();
        let mut sources =
            vec![key.summary.clone().unwrap(), record.title.clone(), wrong.why.clone(), wrong.name.clone()];
        sources.extend(key.finding.iter().flat_map(|it| [it.id.clone(), it.title.clone(), it.comment.clone()]));
        sources.extend(
            key.finding.iter().flat_map(|it| [&it.mechanism, &it.consequence, &it.fix].map(|w| w.all()[0].clone())),
        );
        sources.extend(key.trap.iter().flat_map(|it| [it.claim.clone(), it.why.clone()]));
        sources.extend(key.extra.iter().map(|it| it.comment.clone()));
        sources.extend(record.hint.iter().map(|it| it.text.clone()));
        sources.extend(record.property.iter().map(|it| it.statement.clone()));
        sources.extend(notes.answer.iter().map(|it| it.reply.clone()));
        sources.extend([notes.rescue[2].clone(), fixed, weigh.to_owned()]);
        for source in sources {
            assert!(found(&source, &secrets) > 0, "{}: {source}", exercise.slug);
        }
    }
}

#[test]
fn what_everybody_may_read_is_no_secret() {
    let course = course();
    for exercise in &course.exercises {
        let secrets = secrets(&course, exercise).unwrap();
        assert!(secrets.len() > 200, "{}: {}", exercise.slug, secrets.len());
        for file in [exercise.variant_file("buggy"), exercise.dir.join("PULL_REQUEST.md")] {
            assert_eq!(found(&fs::read_to_string(&file).unwrap(), &secrets), 0, "{}", file.display());
        }
    }
}
