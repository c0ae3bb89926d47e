//! The same handbook for each program, set up so that the comparison is fair.
//!
//! - Every site has on each page a header, breadcrumbs, a sidebar of the page's section and those
//!   above it, the body, a table of contents, and links to the previous and the next page; and a
//!   sitemap, robots and a 404 page.
//! - Hugo's theme is written for speed, as a Hugo user would who cares: the sidebar is rendered
//!   once a section with `partialCached`, so it does not mark the current page; taxonomies and
//!   feeds, which the others do not have, are off. Highlighting writes classes, in Hugo by Chroma,
//!   and every program uses all processors.
//! - Hugo leaves relative links as they are, checks none, and makes no search index. dayone does
//!   all of it in the time that is measured.
//! - mdBook is as it comes: its sidebar is a script that lists all pages, its search index is on,
//!   and it leaves highlighting to the reader's browser, so its time does not have that work.

use std::fs;
use std::io;
use std::path::Path;

use crate::corpus::{self, Form, Shape};

pub fn dayone(shape: Shape, root: &Path, highlight: bool) -> io::Result<u64> {
    let config = format!("[book]\ntitle = \"Handbook\"\n\n[markdown]\nhighlight = {highlight}\n");
    put(root, "book.toml", &config)?;
    corpus::write(shape, Form::Plain, &root.join("content"))
}

pub fn mdbook(shape: Shape, root: &Path) -> io::Result<u64> {
    put(root, "book.toml", "[book]\ntitle = \"Handbook\"\nsrc = \"content\"\n")?;
    corpus::write(shape, Form::MdBook, &root.join("content"))
}

pub fn hugo(shape: Shape, root: &Path, highlight: bool) -> io::Result<u64> {
    put(root, "hugo.toml", &HUGO.replace("HIGHLIGHT", &highlight.to_string()))?;
    for (path, text) in LAYOUTS {
        put(&root.join("layouts"), path, text)?;
    }
    put(&root.join("static"), "style.css", STYLE)?;
    corpus::write(shape, Form::Hugo, &root.join("content"))
}

fn put(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap_or(folder))?;
    fs::write(file, text)
}

const HUGO: &str = r#"baseURL = "https://example.org/"
title = "Handbook"
languageCode = "en"
enableRobotsTXT = true
disableKinds = ["taxonomy", "term", "rss"]

[markup.highlight]
codeFences = HIGHLIGHT
noClasses = false
guessSyntax = false

[markup.tableOfContents]
startLevel = 2
endLevel = 3
"#;

const LAYOUTS: [(&str, &str); 6] = [
    ("_default/baseof.html", BASE),
    ("_default/single.html", SINGLE),
    ("_default/list.html", LIST),
    ("partials/sidebar.html", SIDEBAR),
    ("404.html", "{{ define \"main\" }}<h1>There is no such page</h1>{{ end }}\n"),
    ("robots.txt", "User-agent: *\nSitemap: {{ \"sitemap.xml\" | absURL }}\n"),
];

const BASE: &str = r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} · {{ site.Title }}</title>
{{ with .Description }}<meta name="description" content="{{ . }}">{{ end }}
<link rel="canonical" href="{{ .Permalink }}">
<link rel="stylesheet" href="{{ "style.css" | relURL }}">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><a href="{{ "/" | relURL }}">{{ site.Title }}</a></header>
<div class="columns">
<nav class="sidebar" aria-label="Section">{{ partialCached "sidebar.html" . .CurrentSection }}</nav>
<main id="main">
<nav aria-label="Breadcrumbs"><ol>{{ range .Ancestors.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol></nav>
{{ block "main" . }}{{ end }}
</main>
</div>
<footer>{{ site.Title }}</footer>
</body>
</html>
"##;

const SINGLE: &str = r#"{{ define "main" }}
<article>
<h1>{{ .Title }}</h1>
{{ .Content }}
</article>
<aside aria-label="On this page">{{ .TableOfContents }}</aside>
<p class="owner">Owner: {{ .Params.owner }}, reviewed {{ .Params.reviewed }}</p>
<nav aria-label="Next">
{{ with .NextInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .PrevInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
</nav>
{{ end }}
"#;

const LIST: &str = r#"{{ define "main" }}
<article>
<h1>{{ .Title }}</h1>
{{ .Content }}
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>{{ end }}</ul>
</article>
{{ end }}
"#;

const SIDEBAR: &str = r#"{{ $section := .CurrentSection }}
{{ range $section.Ancestors.Reverse }}<details><summary><a href="{{ .RelPermalink }}">{{ .Title }}</a></summary>
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></details>{{ end }}
<details open><summary><a href="{{ $section.RelPermalink }}">{{ $section.Title }}</a></summary>
<ul>{{ range $section.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></details>
"#;

const STYLE: &str =
    "body { margin: 0; font: 1rem/1.6 sans-serif }\n.columns { display: flex }\n.chroma .k { color: #007 }\n";
