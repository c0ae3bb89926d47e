//! Who owns a page, and where that is said.

use super::Renderer;
use super::view::{LinkText, LinkView, OwnerView};
use crate::facts::Named;
use crate::handbook::{OwnerSaid, PageId, Who};

/// The owner of a page, if it has one.
pub fn view(renderer: &Renderer<'_>, id: PageId, root: &str) -> Option<OwnerView> {
    let page = &renderer.book.pages[id];
    let owner = page.front.owner.clone()?;
    let who = renderer.book.who(&owner, Named::Owner);
    let LinkText { text: title, href, .. } = match who {
        Some(Who::Person(person)) => super::person::marked(renderer, person, root),
        _ => named(renderer, &owner, root),
    };
    let unit = match who {
        Some(Who::Page(unit)) => Some(unit),
        _ => None,
    };
    let from = page.owner_said.and_then(|said| from(renderer, id, said, unit, root));
    Some(OwnerView { id: owner, title, href, from })
}

/// What a person or a unit is called, with their page.
pub fn named(renderer: &Renderer<'_>, id: &str, root: &str) -> LinkText {
    match renderer.book.who(id, Named::Owner) {
        Some(Who::Person(person)) => super::person::named(renderer, person, root),
        Some(Who::Page(unit)) => {
            let LinkView { title, href } = renderer.link(unit, root);
            LinkText::link(title, href)
        }
        None => LinkText::plain(id.to_owned()),
    }
}

/// Where it is said, unless the page itself does; `unit` is the unit that owns it.
fn from(
    renderer: &Renderer<'_>,
    page: PageId,
    said: OwnerSaid,
    unit: Option<PageId>,
    root: &str,
) -> Option<LinkText> {
    let word = |name: &'static str| renderer.theme.word(name);
    let plain = |text: String| Some(LinkText::plain(text));
    match said {
        OwnerSaid::Page | OwnerSaid::Above(None) => None,
        OwnerSaid::Unit(unit) if unit == page => None,
        OwnerSaid::Unit(_) => plain(word("owner-unit").to_owned()),
        OwnerSaid::Above(above) if above == unit => plain(word("owner-unit").to_owned()),
        OwnerSaid::Above(above) => {
            let above = above?;
            let text = word("owner-above").replace("{page}", renderer.title(above));
            Some(LinkText::link(text, renderer.href(above, root)))
        }
        OwnerSaid::Settings(_) => plain(word("owner-settings").to_owned()),
        OwnerSaid::CodeOwners(line) => {
            let owners = renderer.book.code_owners();
            let file = owners.source.as_ref().map_or("CODEOWNERS", |source| &*source.path);
            let number = owners.lines[line].number.to_string();
            plain(word("owner-codeowners").replace("{line}", &number).replace("{file}", file))
        }
    }
}
