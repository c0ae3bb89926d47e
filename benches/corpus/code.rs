//! Fenced code: two templates a language, each about 18 lines and 650 bytes long.

use super::Dice;
use super::words::{Fixed, Words, capital};

pub const LANGUAGES: [(&str, [&str; 2]); 5] =
    [("rust", RUST), ("python", PYTHON), ("yaml", YAML), ("bash", BASH), ("json", JSON)];

/// A block of code in `template`, its names drawn from `words`.
pub fn block(template: &str, words: &Words, dice: &mut Dice) -> String {
    let identifier = |dice: &mut Dice| format!("{}_{}", words.noun(dice), words.noun(dice));
    let fixed = Fixed {
        name: capital(words.noun(dice)) + &capital(words.noun(dice)),
        identifiers: [identifier(dice), identifier(dice), identifier(dice)],
        sentence: words.plain_sentence(dice),
        numbers: [dice.between(2, 99), dice.between(2, 99)],
    };
    let mut text = String::new();
    words.fill(template, dice, Some(&fixed), &mut text);
    text
}

const RUST: [&str; 2] = [
    r#"use std::sync::atomic::{AtomicU32, Ordering};

static ¤T_COUNT: AtomicU32 = AtomicU32::new(¤1);

/// ¤s
#[derive(Debug, Default, Clone, PartialEq)]
pub struct ¤T<'a> {
    pub ¤p: &'a str,
    pub ¤q: Option<f64>,
}

impl<'a> ¤T<'a> {
    pub fn ¤r(&self, limit: usize) -> Result<Vec<&'a str>, std::io::Error> {
        ¤T_COUNT.fetch_add(1, Ordering::Relaxed);
        // Too long is an error, empty is not.
        if self.¤p.len() > limit * ¤2 {
            return Err(std::io::Error::other(format!("¤p: {} bytes", self.¤p.len())));
        }
        let mut parts: Vec<_> = self.¤p.split(',').map(str::trim).collect();
        parts.sort_unstable_by_key(|part| std::cmp::Reverse(part.len()));
        Ok(parts)
    }
}
"#,
    r#"mod ¤p {
    use super::*;

    pub trait ¤T {
        const LIMIT: u64 = ¤1;
        fn ¤q(&mut self) -> Option<u64>;
    }

    impl<I: Iterator<Item = u64>> ¤T for I {
        fn ¤q(&mut self) -> Option<u64> {
            // ¤s
            self.filter(|number| number % ¤2 != 0 && *number < Self::LIMIT).max()
        }
    }

    #[cfg(test)]
    #[test]
    fn ¤r_stays_below_its_limit() {
        let found = (0..500u64).¤q();
        assert!(matches!(found, Some(number) if number < ¤1), "got {found:?}");
        println!("{}", found.map_or_else(|| "none".to_string(), |number| number.to_string()));
    }
}
"#,
];

const PYTHON: [&str; 2] = [
    r#"import argparse
import csv
from pathlib import Path

¤T = dict[str, list[float]]


def ¤p(source: Path, *, limit: int = ¤1) -> ¤T:
    """¤s"""
    columns: ¤T = {}
    with source.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if not row.get("¤q") or len(columns) >= limit:
                continue  # nothing to count
            columns.setdefault(row["¤q"], []).append(float(row["¤r"]) / ¤2)
    return {name: sorted(values) for name, values in columns.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=f"limit {¤1}")
    parser.add_argument("source", type=Path)
    print(¤p(parser.parse_args().source))
"#,
    r#"from contextlib import contextmanager
from enum import Enum, auto
import logging, time

log = logging.getLogger(__name__)


class ¤T(Enum):
    # ¤s
    ¤p = auto()
    ¤q = auto()

    @property
    def is_slow(self) -> bool:
        return self is not ¤T.¤p and self.value > ¤1


@contextmanager
def ¤r(kind: ¤T, retries=¤2):
    started = time.monotonic()
    try:
        yield [kind] * retries
    except (OSError, ValueError) as error:
        log.warning("%s failed: %r", kind.name, error)
        raise
    finally:
        log.info(f"{kind.name}: {time.monotonic() - started:.3f} s")
"#,
];

const YAML: [&str; 2] = [
    r#"# ¤s
apiVersion: v1
kind: ¤T
metadata:
  name: ¤p
  labels: {tier: "¤q", weight: ¤1}
spec:
  replicas: ¤2
  enabled: false
  window: 06:30-21:45
  ports:
    - name: ¤r
      port: 80¤1
      secure: true
    - name: ¤q
      port: 90¤2
  defaults: &defaults
    timeout: ¤1s
    ratio: 0.¤2
  overrides:
    <<: *defaults
    banner: >-
      Please read the ¤n before
      you change any of this.
"#,
    r#"version: "¤1.¤2"
stages: [¤p, ¤q]

variables:
  ¤r: "yes"
  RETRIES: ¤2

.shared: &shared
  image: 'registry.example/¤p:¤1'
  tags:
    - linux
    - large

¤q:
  <<: *shared
  stage: ¤p
  # ¤s
  script:
    - set -o pipefail
    - make ¤r | tee ¤q.log
    - test -s ¤q.log
  when: on_success
  timeout: ¤1 minutes
"#,
];

const BASH: [&str; 2] = [
    r#"#!/bin/bash
# ¤s
set -o errexit -o nounset

declare -A ¤p=([small]=¤1 [large]="${LARGE:-¤2}")

¤q() {
  local size="$1" file
  while IFS= read -r -d '' file; do
    if [[ $(stat -c %s "$file") -gt ${¤p[$size]} ]]; then
      printf 'over: %s\n' "$file" >&2
      continue
    fi
    sed -e 's/¤r/¤q/g' "$file" > "${file%.txt}.out"
  done < <(find . -name '*.txt' -print0 | sort -z)
}

case "${1:-}" in
  small | large) ¤q "$1" ;;
  *) echo "usage: $0 small|large" && exit 64 ;;
esac
"#,
    r#"export ¤p="${HOME}/.config/¤q"
mkdir -p "$¤p" && cd "$_" || exit 1

# ¤s
for ((n = 0; n < ¤1; n++)); do
  if ! curl -fsS --max-time ¤2 "https://status.example/¤r?n=$n" -o "$n.json"; then
    echo "attempt $n failed" >&2
    sleep "$((n * 2))"
    continue
  fi
  jq -r '.[] | select(.level >= ¤1) | "\(.name)\t\(.level)"' "$n.json" |
    awk -F '\t' '{ total += $2 } END { print total / NR }' > ¤q.txt
  break
done

trap 'rm -f -- "$¤p"/*.json' EXIT INT TERM
cat <<END | mail -s "¤r: $(< ¤q.txt)" team@example.org
Checked on $(date -u +%F).
END
"#,
];

const JSON: [&str; 2] = [
    r#"{
  "$schema": "https://schemas.example/¤p.json",
  "title": "¤T",
  "note": "¤s",
  "retries": ¤1,
  "ratio": 0.¤2,
  "enabled": true,
  "parent": null,
  "routes": [
    { "path": "/¤q", "to": "¤r", "weights": [¤1, ¤2, 1e3] },
    { "path": "/¤r\/*", "to": "¤p", "weights": [] }
  ],
  "owners": {
    "¤q": { "role": "lead", "since": "2024-0¤k" },
    "¤r": { "role": "deputy", "since": "2025-1¤k" }
  },
  "flags": ["strict", "quiet", "dry-run"]
}
"#,
    r#"[
  {
    "id": "¤p-¤1",
    "kind": "¤T",
    "open": false,
    "score": -¤2.25,
    "summary": "¤s",
    "links": { "self": "https://api.example/¤p/¤1", "next": null }
  },
  {
    "id": "¤q-¤2",
    "kind": "¤T",
    "open": true,
    "score": ¤1,
    "summary": "See \"¤r\" first.",
    "links": { "self": "https://api.example/¤q/¤2", "next": "¤p" }
  },
  { "id": "¤r", "kind": "end", "open": true, "score": 0, "links": {} }
]
"#,
];
