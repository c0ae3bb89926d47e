//! From the clock on the wall to instants.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The instant at which a clock in a zone shows a time: the first, when it does so twice; when it never does, as it
/// is put forward then, the instant at which it is. So later times are never earlier instants.
pub fn instant(zone: &TimeZone, time: DateTime) -> Option<Timestamp> {
    let found = zone.to_ambiguous_timestamp(time);
    match found.offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(time).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(time).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            let earlier = after.to_timestamp(time).ok()?;
            zone.following(earlier).next().map(|change| change.timestamp())
        }
    }
}
