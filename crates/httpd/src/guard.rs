//! Who is answered, and what a browser may do with an answer.
//!
//! The server listens on 127.0.0.1, and that is not enough: a page of anybody's can point a name of its own at this address
//! and then reads the answers as its own (DNS rebinding). Such a request names the foreign host, so it is refused. So is one
//! that another page sends with its own origin.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Request, Uri, header};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A host that was allowed with `--allow-host`, as a proxy or a forwarded port names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    name: String,
    /// Without one, any port.
    port: Option<u16>,
}

impl FromStr for Host {
    type Err = String;

    /// `name` or `name:port`, as it stands in an address.
    fn from_str(text: &str) -> Result<Host, String> {
        let (name, port) = parts(text).filter(|_| !text.contains('*')).ok_or_else(|| {
            format!(
                "`{text}` is no host; give the name that stands in the address, without `http://`: code.example or \
                 code.example:8443"
            )
        })?;
        Ok(Host { name, port })
    }
}

/// Which hosts are answered.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The port that the server listens on.
    pub port: u16,
    /// Hosts that are answered beside the names of this machine.
    pub hosts: Vec<Host>,
    /// What is served: `book`.
    pub what: &'static str,
    /// The command that starts the server, and takes `--allow-host`.
    pub command: &'static str,
}

/// The port of an address that names none.
const HTTP: u16 = 80;

impl Guard {
    /// Why a request is refused, in words for its sender; `None` if it may be answered.
    pub fn refusal<T>(&self, request: &Request<T>) -> Option<String> {
        let headers = request.headers();
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Some(format!("A request names its host once. {}", self.addresses()));
        };
        let named = host.to_str().unwrap_or_default();
        // A request line may name a host as well.
        let also = request.uri().authority().map_or(named, Authority::as_str);
        if let Some(wrong) = [named, also].into_iter().find(|it| !self.knows(it)) {
            let shown: String = wrong.chars().filter(char::is_ascii_graphic).take(100).collect();
            return Some(format!(
                "This server does not answer to the name `{shown}`. {}\nIf a proxy or a forwarded port of your own leads here, \
                 start it with: {} --allow-host NAME",
                self.addresses(),
                self.command
            ));
        }
        foreign_origin(headers, named).then(|| format!("Another page asks for this. {}", self.addresses()))
    }

    fn addresses(&self) -> String {
        format!("The {1} is at http://127.0.0.1:{0}/ and http://localhost:{0}/.", self.port, self.what)
    }

    fn knows(&self, host: &str) -> bool {
        let Some((name, port)) = parts(host) else { return false };
        let here = name == "localhost"
            || name == Ipv4Addr::LOCALHOST.to_string()
            || name == format!("[{}]", Ipv6Addr::LOCALHOST);
        (here && port.unwrap_or(HTTP) == self.port)
            || self.hosts.iter().any(|it| it.name == name && it.port.is_none_or(|wanted| port == Some(wanted)))
    }
}

/// The name and the port of a host; `None` if it is none, or has more to it.
fn parts(host: &str) -> Option<(String, Option<u16>)> {
    let found = host.parse::<Authority>().ok()?;
    let (name, port) = (found.host(), found.port_u16());
    // What the parser leaves over would be a user, or a port that is no number.
    let whole = port.map_or(name.len(), |port| name.len() + 1 + port.to_string().len());
    (!name.is_empty() && whole == host.len()).then(|| (name.to_ascii_lowercase(), port))
}

/// Whether a page of another origin has sent it. A browser names the origin where that matters, and not for a link.
fn foreign_origin(headers: &HeaderMap, host: &str) -> bool {
    headers.get_all(header::ORIGIN).iter().any(|origin| {
        let origin = origin.to_str().ok().and_then(|it| it.parse::<Uri>().ok());
        let origin = origin.as_ref().and_then(Uri::authority);
        origin.is_none_or(|it| !it.as_str().eq_ignore_ascii_case(host))
    })
}

/// Whether a request says which page it comes from. A browser does so for everything but a plain visit.
pub fn names_its_origin(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN)
}

/// What every answer says beside the policy: its kind is the one it names; no other page shows it in a frame, or loads it as a
/// script or a picture; and a link that leads out does not say where the reader was.
pub const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(hosts: &[&str], host: &str, origin: Option<&str>) -> Option<String> {
        let hosts = hosts.iter().map(|it| it.parse().unwrap()).collect();
        let mut request = Request::builder().uri("/").header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        Guard { port: 3000, hosts, what: "book", command: "cargo xtask serve" }.refusal(&request.body(()).unwrap())
    }

    #[test]
    fn only_names_of_this_machine_with_the_right_port_are_answered() {
        for host in ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"] {
            assert_eq!(refusal(&[], host, None), None, "{host}");
            assert_eq!(refusal(&[], host, Some(&format!("http://{host}"))), None, "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:3000",
            "localhost",
            "localhost:3001",
            "localhost.evil.example:3000",
            "127.0.0.1.evil.example:3000",
            "127.0.0.2:3000",
            "0.0.0.0:3000",
            "[::2]:3000",
            "a@localhost:3000",
            "localhost:3000@evil.example",
            "",
            " ",
            "localhost:3000/",
            "localhost:03000x",
        ] {
            let words = refusal(&[], host, None).unwrap_or_else(|| panic!("{host} was answered"));
            assert!(words.contains("http://localhost:3000/"), "{host}: {words}");
        }
        assert!(refusal(&[], "evil.example", None).unwrap().contains("--allow-host"));
    }

    #[test]
    fn an_allowed_host_is_one_name_and_no_pattern() {
        let code = ["x-3000.app.example", "proxy.example:8443"];
        for host in ["x-3000.app.example", "X-3000.app.example:443", "proxy.example:8443"] {
            assert_eq!(refusal(&code, host, Some(&format!("https://{host}"))), None, "{host}");
        }
        for host in ["y-3000.app.example", "app.example", "proxy.example", "proxy.example:443"] {
            assert!(refusal(&code, host, None).is_some(), "{host}");
        }
        for wrong in ["http://a", "*", "*.example", "a/b", "", "a@b", "a:x", "a:", "a:99999"] {
            assert!(wrong.parse::<Host>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_request_of_another_page_is_refused() {
        for origin in [
            "http://evil.example",
            "http://localhost:3001",
            "http://127.0.0.1:3000",
            "null",
            "file://",
            "http://localhost:3000.evil.example",
        ] {
            assert!(refusal(&[], "localhost:3000", Some(origin)).is_some(), "{origin}");
        }
    }
}
