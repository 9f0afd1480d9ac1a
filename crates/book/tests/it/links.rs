//! Each thing that the link check must find, planted once in a built book of two pages.

use std::fs;
use std::path::Path;

/// The problems of a book whose first page holds `body`.
fn check(name: &str, body: &str) -> Vec<String> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("links-{name}"));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("assets")).unwrap();
    fs::write(dir.join("assets/a b.css"), "p {}").unwrap();
    fs::write(dir.join("one.html"), format!("<h1 id=\"top\">1</h1>\n{body}")).unwrap();
    fs::write(dir.join("two.html"), "<p id=here>2</p>").unwrap();
    let problems = mdbook_exit_path::links::check(&dir, &dir).unwrap();
    problems.iter().map(|p| format!("{}:{}: {}", p.file.display(), p.line.unwrap(), p.what)).collect()
}

#[test]
fn what_is_there_is_found() {
    let good = r##"<a href="#top">a</a> <a href='two.html#here'>b</a> <a href=two.html>c</a>
        <link href="assets/a%20b.css" rel="stylesheet"> <a href="https://example.org/x">d</a> <a href="mailto:a@b">e</a>
        <!-- <a href="old.html"> --> <script>document.write('<a href="made.html">')</script> <b>1 < 2</b>"##;
    assert_eq!(check("good", good), Vec::<String>::new());
}

#[test]
fn a_page_that_is_not_there() {
    assert_eq!(check("page", "<p>\n<a href=\"three.html\">x</a>"), ["one.html:3: `three.html` leads nowhere"]);
}

#[test]
fn an_anchor_that_is_not_there() {
    assert_eq!(
        check("anchor", "<a href=\"two.html#there\">x</a>"),
        ["one.html:2: `two.html#there` names an anchor that is not on that page"]
    );
    assert_eq!(check("own-anchor", "<a href=\"#bottom\">x</a>").len(), 1);
}

#[test]
fn an_asset_that_is_not_there() {
    assert_eq!(
        check("asset", "<script src=\"assets/gone.js\"></script>"),
        ["one.html:2: `assets/gone.js` leads nowhere"]
    );
    assert_eq!(check("outside", "<img src=\"../../secret.png\">").len(), 1);
}

#[test]
fn an_asset_of_another_host() {
    for asset in ["<script src=\"https://cdn.example.org/x.js\"></script>", "<link href=\"//fonts.example.org/f.css\">"]
    {
        assert!(check("foreign", asset)[0].ends_with("from another host"), "{asset}");
    }
}

#[test]
fn a_tag_is_read_as_a_browser_reads_it() {
    // In capitals, with an entity in the address, and with a `>` in another attribute.
    for asset in ["<IMG SRC='https://cdn.example.org/x.png'>", "<img alt='a>b' src='&#47;/cdn.example.org/x.png'>"] {
        assert!(check("browser", asset)[0].ends_with("from another host"), "{asset}");
    }
    // The text of a title is no tag.
    assert_eq!(check("title", "<title>a <b href='gone.html'></title>"), Vec::<String>::new());
}
