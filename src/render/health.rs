//! How the handbook is kept, as a page shows it: with ten thousand pages it shows the first of each list, and the
//! command that prints the rest.

use super::view::LinkView;
use super::view_health::{AheadView, HealthView, KeeperView, KeptView, ListView, MonthView, TallyView};
use super::{Renderer, history, message, owner as owners};
use crate::handbook::{Counts, Derived, Handbook, Kept, Month, Owner, PageId, ReviewState, address};

/// So many owners are shown.
const MOST_OWNERS: usize = 100;
/// Of so many of them the pages are, too.
const MOST_NAMED: usize = 30;
/// So many pages of each.
const MOST_PAGES: usize = 10;
/// So many pages of any other list.
const MOST_LISTED: usize = 50;
/// For readers of a site that was built up to so many days ago: what will be due by then is there, unseen.
const AHEAD: i64 = 400;

/// How the handbook is kept, if that is what a page shows.
pub fn view(renderer: &Renderer<'_>, id: PageId, root: &str) -> Option<HealthView> {
    let (book, today) = (renderer.book, renderer.today);
    if book.pages[id].derived != Some(Derived::Health) {
        return None;
    }
    let kept = book.kept(today);
    let counts = Counts::of(&kept);
    let (coming, done) = (Handbook::reviews_to_come(&kept, today), book.reviews_done(&kept, today));
    let lists = lists(renderer, &kept, root);
    let mut tally = vec![
        ("overdue", counts.overdue, "reviews"),
        ("due", counts.due, "reviews"),
        ("edited", counts.edited, "reviews"),
        ("unreviewed", counts.unreviewed, "reviews"),
    ];
    tally.extend(lists.iter().map(|list| (list.name, list.pages.len() + list.more, list.name)));
    let ahead = ahead(renderer, &kept);
    let (pages, reviewed) = (kept.len(), kept.iter().any(|kept| kept.review.is_some()));
    let (owners, more_owners, unnamed) = keepers(renderer, kept, root);
    Some(HealthView {
        today: today.to_string(),
        base: message::base(renderer.config).map(str::to_owned),
        pages,
        reviewed,
        tally: tally.into_iter().map(|(name, count, anchor)| TallyView { name, count, anchor }).collect(),
        ahead,
        owners,
        more_owners,
        unnamed,
        lists,
        coming: months(&coming),
        done: months(&done),
    })
}

/// Those who own pages, how many are left out, and of how many the pages that want a review are not named: those
/// whose pages want somebody come first.
fn keepers(renderer: &Renderer<'_>, kept: Vec<Kept>, root: &str) -> (Vec<KeeperView>, usize, usize) {
    // Nobody's pages are told of only when they want a review.
    let is_shown =
        |(owner, kept): &(Option<Owner>, Vec<Kept>)| owner.is_some() || kept.iter().any(Kept::is_wanting);
    let mut owners = renderer.book.by_owner(kept);
    owners.retain(is_shown);
    owners.sort_by_key(|(_, kept)| !kept.iter().any(Kept::is_wanting));
    let more = owners.len().saturating_sub(MOST_OWNERS);
    let wanting = owners.iter().filter(|(_, kept)| kept.iter().any(Kept::is_wanting)).count();
    let shown = owners.into_iter().take(MOST_OWNERS).enumerate();
    let keepers = shown.map(|(at, (owner, kept))| keeper(renderer, owner, kept, at < MOST_NAMED, root));
    (keepers.collect(), more, wanting.saturating_sub(MOST_NAMED))
}

fn keeper(
    renderer: &Renderer<'_>,
    owner: Option<Owner>,
    kept: Vec<Kept>,
    is_named: bool,
    root: &str,
) -> KeeperView {
    let book = renderer.book;
    let counts = Counts::of(&kept);
    let href = kept.first().and_then(|kept| owners::view(renderer, kept.page, root)?.href);
    let ahead = ahead(renderer, &kept);
    let soon = if is_named { soon(renderer, &kept) } else { Vec::new() };
    let wanting = Handbook::wanting(kept);
    let message = owner.as_ref().filter(|_| is_named && !wanting.is_empty());
    let message = message.map(|owner| message::text(book, renderer.theme, renderer.config, owner, &wanting));
    let shown = if is_named { wanting.len().min(MOST_PAGES) } else { 0 };
    let pages = wanting[..shown].iter().chain(&soon);
    let called = owner.as_ref().map(|owner| message::called(book, owner).to_owned());
    let (id, title) = owner.map(|owner| (owner.id, owner.name)).unwrap_or_default();
    let feed = book.feed(&id).map(|feed| format!("{root}{}", address::encoded(&feed.path)));
    KeeperView {
        pages: pages.map(|kept| reviewed(renderer, kept, root)).collect(),
        more: wanting.len() - shown,
        command: match id.is_empty() {
            true => "dayone report freshness".to_owned(),
            false => format!("dayone report freshness --owner {}", message::quoted(&id)),
        },
        id,
        title,
        href,
        count: counts.pages,
        overdue: counts.overdue,
        due: counts.due,
        edited: counts.edited,
        unreviewed: counts.unreviewed,
        ahead,
        feed,
        called,
        message,
    }
}

/// When pages will want a review.
fn ahead(renderer: &Renderer<'_>, kept: &[Kept]) -> AheadView {
    let in_days = |day: jiff::civil::Date| day.duration_since(renderer.today).as_hours() / 24;
    let mut ahead = AheadView::default();
    for review in kept.iter().filter_map(|kept| kept.review.as_ref()) {
        let soon = review.soon.map(in_days).filter(|days| (1..=AHEAD).contains(days));
        // That day is the last on which it can be done in time.
        let late = review.due.map(|due| in_days(due) + 1).filter(|days| (1..=AHEAD).contains(days));
        match review.state {
            ReviewState::Fresh => {
                ahead.due.extend(soon);
                ahead.overdue.extend(late);
            }
            ReviewState::Due => ahead.overdue.extend(late),
            ReviewState::Edited => ahead.edited.extend(late),
            ReviewState::Overdue | ReviewState::Unreviewed => {}
        }
    }
    for days in [&mut ahead.due, &mut ahead.overdue, &mut ahead.edited] {
        days.sort_unstable();
    }
    ahead
}

/// The pages whose review will be due before long.
fn soon(renderer: &Renderer<'_>, kept: &[Kept]) -> Vec<Kept> {
    let ahead = jiff::Span::new().days(AHEAD);
    let last = renderer.today.checked_add(ahead).unwrap_or(jiff::civil::Date::MAX);
    let due = |kept: &Kept| kept.review.as_ref().and_then(|review| review.due);
    let is_soon =
        |kept: &&Kept| kept.state() == Some(ReviewState::Fresh) && due(kept).is_some_and(|due| due <= last);
    let mut soon: Vec<Kept> = kept.iter().filter(is_soon).cloned().collect();
    soon.sort_by_key(|kept| (due(kept), kept.page));
    soon.truncate(MOST_PAGES);
    soon
}

/// A page in a list of reviews.
fn reviewed(renderer: &Renderer<'_>, kept: &Kept, root: &str) -> KeptView {
    let review = kept.review.as_ref();
    let page = &renderer.book.pages[kept.page];
    KeptView {
        state: kept.state().map(ReviewState::word),
        due: review.and_then(|review| review.due).map(|due| due.to_string()),
        soon: review.and_then(|review| review.soon).map(|soon| soon.to_string()),
        reviewed: review.and_then(|review| review.on).map(|on| on.to_string()),
        history_url: history::url(renderer, page).filter(|_| kept.state() == Some(ReviewState::Edited)),
        path: kept.state().is_some().then(|| page.path.clone()),
        ..listed(renderer, kept.page, root)
    }
}

/// A page in a list.
fn listed(renderer: &Renderer<'_>, page: PageId, root: &str) -> KeptView {
    let LinkView { title, href } = renderer.link(page, root);
    KeptView {
        title,
        href,
        state: None,
        due: None,
        soon: None,
        reviewed: None,
        history_url: None,
        path: None,
        units: Vec::new(),
    }
}

/// The lists of what wants somebody, without those that are empty.
fn lists(renderer: &Renderer<'_>, kept: &[Kept], root: &str) -> Vec<ListView> {
    let book = renderer.book;
    let citations = &renderer.shared.citations;
    // Where nobody owns anything, that is not what is wrong.
    let is_owned = kept.iter().any(|kept| book.pages[kept.page].front.owner.is_some());
    let unowned = kept.iter().map(|kept| kept.page).filter(|page| book.pages[*page].front.owner.is_none());
    let unowned = unowned.filter(|_| is_owned).collect();
    let list = |name, pages: Vec<PageId>, topic: &str| ListView {
        name,
        more: pages.len().saturating_sub(MOST_LISTED),
        pages: pages.into_iter().take(MOST_LISTED).map(|page| listed(renderer, page, root)).collect(),
        command: format!("dayone report {topic}"),
    };
    let mut lists = vec![
        list("unowned", unowned, "unowned"),
        list("orphans", book.orphans(kept, citations), "orphans"),
        list("uncited", book.uncited(citations), "principles"),
        undefined(renderer, root),
    ];
    lists.retain(|list| !list.pages.is_empty());
    lists
}

/// The practices that several units have, and no unit above them defines.
fn undefined(renderer: &Renderer<'_>, root: &str) -> ListView {
    let book = renderer.book;
    let practices = book.undefined_practices();
    let more = practices.len().saturating_sub(MOST_LISTED);
    let unit = |page: &PageId| {
        let unit = book.practice_of(*page).map_or(0, |(_, unit)| unit);
        LinkView { title: book.pages[unit].title.clone(), href: renderer.href(*page, root) }
    };
    let practice = |(practice, pages): (&str, Vec<PageId>)| {
        let first = book.compare_page(practice).unwrap_or(pages[0]);
        KeptView { units: pages.iter().take(MOST_PAGES).map(unit).collect(), ..listed(renderer, first, root) }
    };
    ListView {
        name: "undefined",
        pages: practices.into_iter().take(MOST_LISTED).map(practice).collect(),
        more,
        command: "dayone report practices".to_owned(),
    }
}

fn months(months: &[Month]) -> Vec<MonthView> {
    let most = months.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    let view = |(month, count): &Month| MonthView {
        month: format!("{:04}-{:02}", month.year(), month.month()),
        count: *count,
        percent: (count * 100).div_ceil(most),
    };
    months.iter().map(view).collect()
}
