//! Where a code host shows what changed in a page.

use super::Renderer;
use crate::handbook::Page;
use crate::syntax::escape;

/// The history of a page's source: as the settings say, or else beside where it is edited.
pub fn url(renderer: &Renderer<'_>, page: &Page) -> Option<String> {
    let site = &renderer.config.site;
    let beside = || beside(site.edit_url_template.as_deref()?);
    let template = site.history_url_template.clone().or_else(beside)?;
    let mut encoded = String::new();
    escape::url_path(&mut encoded, &page.source()?.path);
    Some(template.replace("{path}", &encoded))
}

/// Where a code host shows a file's history, by where it lets it be edited: as Gitea and Forgejo have it, or as
/// GitHub, GitLab and others do.
fn beside(edit: &str) -> Option<String> {
    let (before, after) = edit.split_once("{path}")?;
    let of = |edit: &str, history: &str| {
        before.split_once(edit).map(|(base, rest)| format!("{base}{history}{rest}"))
    };
    let base = of("/_edit/", "/commits/branch/").or_else(|| of("/edit/", "/commits/"))?;
    let plain = after.split(['?', '#']).next().unwrap_or_default();
    Some(format!("{base}{{path}}{plain}"))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn histories_are_beside_where_files_are_edited() {
        for (edit, history) in [
            ("https://github.com/a/b/edit/main/{path}", Some("https://github.com/a/b/commits/main/{path}")),
            ("https://gitlab.com/a/b/-/edit/x/{path}", Some("https://gitlab.com/a/b/-/commits/x/{path}")),
            (
                "https://codeberg.org/a/b/_edit/x/{path}",
                Some("https://codeberg.org/a/b/commits/branch/x/{path}"),
            ),
            ("https://g.example/edit/main/{path}?x=1", Some("https://g.example/commits/main/{path}")),
            ("https://wiki.example/{path}/change", None),
        ] {
            assert_eq!(beside(edit).as_deref(), history, "{edit}");
        }
    }
}
