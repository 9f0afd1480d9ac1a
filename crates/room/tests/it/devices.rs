//! A second device: who may make a link, whose it is, and that both are one person.

use crate::client::{Server, comment, draft};
use room::clock::Clock;
use serde_json::json;
use std::time::Duration;

#[test]
fn a_link_makes_another_browser_the_same_person_once() {
    let server = Server::start();
    let (mut lead, mut ada, mut bo) = (server.leader(), server.person("Ada"), server.person("Bo"));
    lead.go("lobby", "silent");
    assert_eq!(ada.post(0, &draft(None, &[comment("a", [3, 3], "on the laptop")])).status, 200);
    let made = ada.json("POST", "/api/device", &json!({})).value();
    let address = made["address"].as_str().unwrap();
    let (root, secret) = address.split_once("#device-").unwrap();
    assert_eq!((root, &made["minutes"]), (format!("http://{}/", server.address).as_str(), &json!(10)));
    assert!(made["picture"].as_str().is_some_and(|it| it.contains("<svg")), "{made}");

    let claim = |secret: &str| json!({ "secret": secret });
    // A page of another site cannot use it, nor make one.
    let mut phone = server.browser();
    phone.origin = None;
    assert_eq!(phone.json("POST", "/api/device/claim", &claim(secret)).status, 403);
    phone.origin = Some(format!("http://{}", server.address));
    assert_eq!(phone.json("POST", "/api/device/claim", &claim(secret)).status, 200);
    assert_eq!((phone.id(), phone.get("/api/state").value()["person"]["name"].clone()), (ada.id(), json!("Ada")));
    assert_eq!(phone.get("/api/draft").value(), ada.get("/api/draft").value());
    assert_eq!(phone.post(1, &draft(Some("approve"), &[comment("a", [3, 3], "on the laptop")])).value()["version"], 2);
    assert_eq!(ada.get("/api/draft").value()["version"], 2);
    let again = bo.json("POST", "/api/device/claim", &claim(secret));
    assert_eq!(again.status, 403, "{}", again.text());
    assert!(again.text().contains("used already"), "{}", again.text());
    assert_eq!(lead.get("/api/state").value()["counts"]["joined"], 2, "a device is no person");

    for (who, status) in [(&mut lead, 401), (&mut server.browser(), 401)] {
        assert_eq!(who.json("POST", "/api/device", &json!({})).status, status);
    }
    for (at, status) in [200, 200, 200, 409].into_iter().enumerate() {
        let made = phone.json("POST", "/api/device", &json!({})).value();
        let secret = made["address"].as_str().unwrap().split_once("#device-").unwrap().1.to_owned();
        let answer = server.browser().json("POST", "/api/device/claim", &claim(&secret));
        assert_eq!(answer.status, status, "{at}: {}", answer.text());
    }
}

#[test]
fn the_newest_link_alone_works_and_not_for_long() {
    let clock = Clock::by_hand(1_000_000);
    let server = Server::with(clock.clone());
    let mut ada = server.person("Ada");
    let mut link = || {
        let made = ada.json("POST", "/api/device", &json!({})).value();
        made["address"].as_str().unwrap().split_once("#device-").unwrap().1.to_owned()
    };
    let claim = |secret: &str| server.browser().json("POST", "/api/device/claim", &json!({ "secret": secret })).status;
    let (old, new) = (link(), link());
    assert_eq!((claim(&old), claim(""), claim(&new), claim(&new)), (403, 403, 200, 403));
    let (just, over) = (link(), Duration::from_secs(10 * 60));
    clock.advance(over - Duration::from_millis(1));
    assert_eq!(claim(&just), 200);
    let late = link();
    clock.advance(over);
    assert_eq!(claim(&late), 403);
}
