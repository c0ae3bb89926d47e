//! What a file's name says: whether it is Markdown, what it is called without its endings, and whether
//! it is its folder's own page.

/// The endings of Markdown files, in any case of letters.
const MARKDOWN: [&str; 3] = ["md", "markdown", "mdx"];

/// The name of a Markdown file without its endings; none for other files.
///
/// Some generators want a second ending for what the file becomes (`testing.html.md`), or a last one for
/// the language of its templates (`testing.html.md.erb`).
pub fn markdown_stem(file: &str) -> Option<&str> {
    let bare = without_ending(file, &["erb"]).unwrap_or(file);
    let stem = without_ending(bare, &MARKDOWN)?;
    Some(stem.strip_suffix(".html").filter(|bare| !bare.is_empty()).unwrap_or(stem))
}

/// Whether a file name, or a path's last part, is Markdown's.
pub fn is_markdown(path: &str) -> bool {
    markdown_stem(last(path)).is_some()
}

/// How good a file name is for a folder's own page: lower is better.
pub fn own_rank(file: &str) -> Option<usize> {
    match markdown_stem(file)? {
        "_index" => Some(0),
        "index" => Some(1),
        stem if stem.eq_ignore_ascii_case("readme") => Some(2),
        _ => None,
    }
}

/// The last part of a path.
pub fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn without_ending<'a>(file: &'a str, endings: &[&str]) -> Option<&'a str> {
    let (stem, ending) = file.rsplit_once('.')?;
    let known = endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
    (known && !stem.is_empty()).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_files_are() {
        for (file, stem) in [
            ("a.md", Some("a")),
            ("A.b.MD", Some("A.b")),
            ("a.Markdown", Some("a")),
            ("a.html.md", Some("a")),
            (".html.md", Some(".html")),
            ("a.html.md.erb", Some("a")),
            ("a.md.erb", Some("a")),
            ("a.html.erb", None),
            (".md", None),
            ("a.txt", None),
            ("md", None),
        ] {
            assert_eq!(markdown_stem(file), stem, "{file}");
        }
        assert!(is_markdown("a.b/c.MDX") && !is_markdown("a.md/b"));
    }

    #[test]
    fn some_names_are_their_folders() {
        let ranks = ["_index.md", "index.html.md.erb", "README.MD", "readme.mdx", "INDEX.md", "a.md"];
        assert_eq!(ranks.map(own_rank), [Some(0), Some(1), Some(2), Some(2), None, None]);
    }
}
