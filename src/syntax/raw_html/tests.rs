use super::*;
use proptest::prelude::*;

#[test]
fn harmless_html_is_kept() {
    for html in [
        "<details open=\"\"><summary>s</summary><p>x</p></details>",
        "<table><thead><tr><th align=\"left\">a</th></tr></thead><tbody><tr><td colspan=\"2\" align=\"right\">b</td></tr></tbody></table>",
        "<img src=\"a.png\" alt=\"A\" width=\"1\" height=\"2\" title=\"t\">",
        "<img src=\"data:image/png;base64,AA==\">",
        "<kbd>Ctrl</kbd> <sub>a</sub> <sup>b</sup> <mark>c</mark> <abbr title=\"x\">d</abbr> <u>e</u> <s>f</s>",
        "<a name=\"x\"></a><a id=\"y\" href=\"https://example.org/?a=1&amp;b=2#c\" title=\"t\">z</a>",
        "<a href=\"mailto:a@example.org\">m</a> <a href=\"../b.md#c\">n</a> <a href=\"#d\">o</a>",
        "<figure class=\"f\"><picture><source srcset=\"a.webp 2x\" media=\"(x)\"><img src=\"a.png\"></picture><figcaption>c</figcaption></figure>",
        "<video controls=\"\" src=\"a.mp4\"></video><audio controls=\"\" src=\"a.ogg\"></audio>",
        "<dl><dt>a</dt><dd>b</dd></dl><hr><br><section id=\"s\" lang=\"de\" dir=\"ltr\" role=\"note\" aria-label=\"x\">t</section>",
        "<center><small>x</small></center><div align=\"center\"><span class=\"a b\">y</span></div>",
        "<input disabled=\"\" type=\"checkbox\">",
        "a &amp; b &lt; c",
        "<a href=\"\u{fdd0}5\u{fdd1}\">x</a><img src=\"\u{fdd0}6\u{fdd1}\">",
        "<p>\u{fdd0}12\u{fdd1}</p>\u{fdd0}13\u{fdd1}",
    ] {
        assert_eq!(sanitize(html).as_deref(), Some(html));
    }
}

#[test]
fn harmful_html_is_dropped() {
    let cases = [
        ("<script>alert(1)</script>x", "x"),
        ("<style>a{}</style>x", "x"),
        ("<p style=\"color:red\" onclick=\"x()\" ONLOAD=y>a</p>", "<p>a</p>"),
        ("<iframe src=\"https://example.org\"></iframe>x", "x"),
        ("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>"),
        ("<a href=\" java\nscript:alert(1)\">a</a>", "<a>a</a>"),
        ("<a href=\"JaVaScRiPt&colon;alert(1)\">a</a>", "<a>a</a>"),
        ("<a href=\"data:text/html,x\">a</a>", "<a>a</a>"),
        ("<a href=\"data:image/png;base64,x\">a</a>", "<a>a</a>"),
        ("<a href=\"vbscript:x\">a</a>", "<a>a</a>"),
        ("<img src=\"data:image/svg+xml,<svg onload=x>\">", "<img>"),
        ("<img src=\"d&#9;ata:text/html,x\">", "<img>"),
        ("<img srcset=\"a.png 1x, javascript:x 2x\">", "<img>"),
        ("<video poster=\"javascript:x\"></video>", "<video></video>"),
        (
            "<form action=x><input type=password name=p><button>b</button></form>",
            "<input type=\"checkbox\" disabled=\"\">b",
        ),
        ("<svg><script>x</script></svg><math><mi>x</mi></math>y", "y"),
        ("<!-- c --><![CDATA[d]]>x", "x"),
        ("<a target=_blank href=x>a</a>", "<a href=\"x\">a</a>"),
        ("<b><p>x", "<b><p>x</p></b>"),
        ("</div>x</p>", "x<p></p>"),
        ("<base href=//evil><meta http-equiv=refresh><link href=x><object data=x></object>", ""),
    ];
    for (html, expected) in cases {
        assert_eq!(sanitize(html).as_deref(), Some(expected), "{html}");
    }
}

#[test]
fn absurd_html_is_refused_and_quick() {
    let many = 10_000;
    for piece in [
        "<div>",
        "<b>",
        "<div></p>",
        "<div></b>",
        "<div><table><tr><td></div>",
        "<table><td>",
        "<ul><li>",
        "<svg><g>",
        "<span><div></span>",
        "<font><i><p>",
        "<a href=x>",
        "<p>x",
        "<li>x",
        "<",
        "<!--",
        "</p>",
        "<select><option>",
        "<b><div></b>",
    ] {
        let started = std::time::Instant::now();
        let html = piece.repeat(many);
        let clean = sanitize(&html).unwrap_or_default();
        assert!(clean.len() < 20 * html.len(), "{piece} grows to {}", clean.len());
        // Generous: what is quadratic takes minutes.
        assert!(started.elapsed().as_secs() < 20, "{piece} takes {:?}", started.elapsed());
    }
    assert!(sanitize(&"<div>".repeat(many)).is_none());
    let deep = format!("{}x{}", "<div>".repeat(400), "</div>".repeat(400));
    assert_eq!(sanitize(&deep).as_ref(), Some(&deep));
    let formatted: String =
        ["<p>".to_owned()].into_iter().chain((0..300).map(|id| format!("<b id={id}>"))).collect();
    assert!(sanitize(&(formatted + &"<p>x".repeat(many))).is_none());
    let ordinary = "<p><b>x</b> <a href=\"y\">z</a></p><ul><li>i<li>j</ul><div><span>k</div>".repeat(3_000);
    assert!(sanitize(&ordinary).is_some());
    let long = "<p>a <strong>b</strong> <em>c</em> <a href=\"d\"><code>e</code></a></p>\n".repeat(20_000);
    assert!(sanitize(&long).is_some());
    let glossary: String =
        (0..2_000).map(|id| format!("<a name=\"{id}\">\n<h3>T</h3>\n<p>d <span>e</p>\n")).collect();
    assert!(sanitize(&glossary).is_some());
}

fn listed(fragment: &str) -> Vec<String> {
    let shown = |reference: Reference| {
        let Reference { kind, tag, attribute, value, span, .. } = reference;
        format!("{kind:?} {tag}.{attribute} {value:?} {:?}", &fragment[span.range()])
    };
    references(fragment).into_iter().map(shown).collect()
}

#[test]
fn references_are_found_where_they_stand() {
    let cases: &[(&str, &[&str])] = &[
        ("<a href=\"x.md#y\">", &["Link a.href \"x.md#y\" \"x.md#y\""]),
        ("<A HREF = 'x' Href=z>", &["Link a.href \"x\" \"x\""]),
        ("<a href=x/y>", &["Link a.href \"x/y\" \"x/y\""]),
        ("<a href=\"?a&amp;b\" name=n>", &["Link a.href \"?a&b\" \"?a&amp;b\"", "Anchor a.name \"n\" \"n\""]),
        (
            "<p>é <img alt='a' src=\"é.png\"/> <video src=v poster=p>",
            &[
                "Media img.src \"é.png\" \"é.png\"",
                "Media video.src \"v\" \"v\"",
                "Media video.poster \"p\" \"p\"",
            ],
        ),
        (
            "<img srcset=\"a.png, b.png 2x,c.png 3x, d,e.png\">",
            &[
                "Media img.srcset \"a.png\" \"a.png\"",
                "Media img.srcset \"b.png\" \"b.png\"",
                "Media img.srcset \"c.png\" \"c.png\"",
                "Media img.srcset \"d,e.png\" \"d,e.png\"",
            ],
        ),
        ("<h2 id=top name=x>", &["Anchor h2.id \"top\" \"top\""]),
        ("</a href=x><a href>", &[]),
        ("<!-- <a href=x> --> <b href=x>", &[]),
        ("<a title=\"<a href=x>\">", &[]),
        ("<a href=\"x\" ", &[]),
        ("<a\n  href=\"x\"\n  id=y\n>", &["Link a.href \"x\" \"x\"", "Anchor a.id \"y\" \"y\""]),
        ("<a href=\"never closed>", &[]),
    ];
    for (fragment, expected) in cases {
        assert_eq!(listed(fragment), *expected, "{fragment}");
    }
}

proptest! {
    #[test]
    fn anything_becomes_harmless(html in "([<>/=\"'& a-z\u{fdd0}]|<a |href=|src=|javascript:|<img |<script>|<b>|<p>|</){0,60}") {
        let clean = sanitize(&html).unwrap_or_default();
        prop_assert!(!clean.contains("<script"));
        prop_assert!(!references(&clean).iter().any(|found| found.value.starts_with("javascript:")));
        for found in references(&html) {
            prop_assert!(html.get(found.span.range()).is_some());
        }
    }
}
