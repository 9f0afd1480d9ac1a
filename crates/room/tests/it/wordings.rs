//! The rounds after the key: one wording and one vote of each person, and what each of them sees.

use crate::client::{Answer, Browser, Server, comment, draft};
use serde_json::{Value, json};

fn propose(who: &mut Browser, round: &str, base: i64, text: &str) -> Answer {
    let person = who.id();
    who.json("PUT", "/api/wording", &json!({ "person": person, "round": round, "base": base, "text": text }))
}

fn vote(who: &mut Browser, round: &str, key: &Value) -> Answer {
    let person = who.id();
    who.json("PUT", "/api/vote", &json!({ "person": person, "round": round, "key": key }))
}

fn round(who: &mut Browser, round: &str) -> Value {
    who.get("/api/wordings").value()["rounds"][round].clone()
}

/// The key of a text, and its votes as this person sees them.
fn of(round: &Value, text: &str) -> (Value, Value) {
    let all = round["wordings"].as_array().unwrap();
    let one = all.iter().find(|it| it["text"] == text).unwrap_or_else(|| panic!("{text}: {round}"));
    (one["key"].clone(), one["votes"].clone())
}

#[test]
fn everybody_has_one_wording_and_one_vote_and_sees_the_votes_after_it() {
    let server = Server::start();
    let (mut lead, mut ada, mut bo) = (server.leader(), server.person("Ada"), server.person("Bo"));
    lead.go("lobby", "silent");
    assert_eq!(ada.post(0, &draft(Some("approve"), &[comment("a", [3, 3], "x")])).status, 200);
    for who in [&mut ada, &mut lead] {
        assert_eq!(who.get("/api/wordings").status, 403, "the key is closed");
    }
    assert_eq!(propose(&mut ada, "fix", 0, "early").status, 403);
    for (seen, to) in [("silent", "board"), ("board", "reveal"), ("reveal", "fix")] {
        assert_eq!(lead.go(seen, to).status, 200, "{to}");
    }
    assert_eq!(propose(&mut ada, "fix", 0, " ask first ").value(), json!({ "version": 1 }));
    // An answer that was lost: the same again is there already. Another text on the old version is not written.
    assert_eq!(propose(&mut ada, "fix", 0, "ask first").value(), json!({ "version": 1 }));
    let older = propose(&mut ada, "fix", 0, "from the phone");
    assert_eq!((older.status, older.value()), (409, json!({ "version": 1, "text": "ask first" })));
    assert_eq!(propose(&mut bo, "fix", 0, "ask last").status, 200);
    assert_eq!(propose(&mut bo, "comment", 0, "x").status, 403, "another round");
    assert_eq!(propose(&mut bo, "fix", 1, &"x".repeat(4001)).status, 422);

    let seen = round(&mut bo, "fix");
    let (first, votes) = of(&seen, "ask first");
    assert_eq!((votes, &seen["vote"], &seen["voted"]), (Value::Null, &Value::Null, &json!(0)));
    assert_eq!(seen["wordings"].to_string().matches("\"mine\":true").count(), 1);
    assert_eq!(vote(&mut bo, "fix", &first).status, 200);
    assert_eq!(of(&round(&mut bo, "fix"), "ask first").1, 1);
    assert_eq!(of(&round(&mut ada, "fix"), "ask first").1, Value::Null, "she has not voted");
    assert_eq!(of(&round(&mut lead, "fix"), "ask first").1, Value::Null, "the wall does not say it yet");
    assert_eq!(round(&mut lead, "fix")["voted"], 1);
    // Changed: one vote, elsewhere.
    let last = of(&round(&mut bo, "fix"), "ask last").0;
    assert_eq!(vote(&mut bo, "fix", &last).status, 200);
    assert_eq!(of(&round(&mut bo, "fix"), "ask first").1, 0);
    assert_eq!((vote(&mut ada, "fix", &last).status, round(&mut ada, "fix")["voted"].clone()), (200, json!(2)));

    // A text that changes begins without votes, and the old one cannot be voted for.
    assert_eq!(propose(&mut bo, "fix", 1, "ask in the middle").status, 200);
    let changed = round(&mut ada, "fix");
    assert_eq!((&changed["voted"], &changed["vote"]), (&json!(0), &Value::Null));
    assert_eq!(vote(&mut ada, "fix", &last).status, 404);
    assert_eq!(vote(&mut ada, "fix", &first).status, 200);
    // Taken out: it is not in the list, and its version goes on.
    assert_eq!(propose(&mut bo, "fix", 2, "").value(), json!({ "version": 3 }));
    assert_eq!(round(&mut ada, "fix")["wordings"].as_array().unwrap().len(), 1);

    assert_eq!(lead.go("fix", "comment").status, 200);
    assert_eq!(vote(&mut bo, "fix", &first).status, 403, "that round is over");
    assert_eq!(of(&round(&mut bo, "fix"), "ask first").1, 1, "its result is for everybody");
    assert_eq!(round(&mut bo, "comment")["wordings"], json!([]));
    assert_eq!(propose(&mut bo, "comment", 0, "```\nsend this").status, 200);
    let text = lead.get("/api/export/wordings.md").text();
    assert!(
        text.contains("## How to fix it\n\n1 vote\n\n```text\nask first\n```\n") && !text.contains("send this"),
        "{text}"
    );
    assert_eq!(lead.go("comment", "closed").status, 200);
    let text = lead.get("/api/export/wordings.md").text();
    assert!(text.contains("\n0 votes\n\n````text\n```\nsend this\n````\n"), "{text}");
    assert!(!text.contains("Ada") && !text.contains("Bo"), "{text}");
    assert_eq!(ada.get("/api/export/wordings.md").status, 403);
    assert_eq!(server.browser().get("/api/wordings").status, 401);
}
