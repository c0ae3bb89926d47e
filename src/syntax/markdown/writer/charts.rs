//! `chart` blocks.

use std::sync::Arc;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::includes::value;
use super::{Hole, Writer};
use crate::chart::{Ask, At, Fault};
use crate::diag::Finding;
use crate::syntax::markdown::BAD_CHART;
use crate::syntax::markdown::blocks::Said;
use crate::syntax::markdown::charted::{charted, finding, steps};
use crate::syntax::markdown::containers::DISGUISE;
use crate::syntax::yaml;
use crate::text::{Place, Span, line_column};

impl Writer<'_> {
    /// Draws what the `chart` block at `at` asks for.
    pub(super) fn chart(&mut self, text: &str, block: &str, at: Span) {
        let block = &*block.replace(DISGUISE, ":");
        let (map, again) = match yaml::value(block) {
            Ok((Value::Object(map), again)) => (map, again),
            Ok(_) => {
                let finding =
                    Finding::new(&BAD_CHART, "a chart needs keys and values, such as `data: figures.csv`");
                let place = self.place(at);
                self.found(finding.at(place));
                return self.without_chart();
            }
            Err(error) => {
                let place = self.block_place(text, block, at, error.span);
                let finding = Finding::new(&BAD_CHART, format!("this is no YAML: {}", error.message));
                self.found(finding.at(place).help("write `key: value`, and texts with a colon in quotes"));
                return self.without_chart();
            }
        };
        for path in again {
            let span = yaml::locate_key(block, &path, 1).unwrap_or_default();
            let place = self.block_place(text, block, at, span);
            self.found(
                Finding::new(&BAD_CHART, "this key is there already").at(place).help("remove one of them"),
            );
        }
        let mut ask = Ask::read(&map, &[]);
        let from = self.frame().source.path.clone();
        let charted = charted(&mut ask, &from, self.files);
        for fault in &charted.faults {
            let place = self.fault_place(text, block, at, fault);
            self.found(finding(fault).at(place));
        }
        if let Some(file) = charted.file.filter(|file| !self.document.includes.contains(file)) {
            self.document.includes.push(file);
        }
        let Some(built) = charted.built else { return self.without_chart() };
        self.document.uses.chart = true;
        let key = self.chart_key(at);
        self.hole(Hole::Chart { key, chart: Arc::new(built.chart) });
    }

    /// What tells the chart from any other on a page: where it is written, and in which text that was read.
    fn chart_key(&self, at: Span) -> String {
        let frame = self.frame();
        let known_by = format!("{} {} {}", frame.source.path, frame.start + at.start, frame.scope);
        format!("{:08x}", xxh3_64(known_by.as_bytes()) as u32)
    }

    fn without_chart(&mut self) {
        self.out.push_str("<p><em>");
        self.word("missing-part");
        self.out.push_str("</em></p>");
    }

    /// Where something is wrong.
    fn fault_place(&self, text: &str, block: &str, at: Span, fault: &Fault) -> Place {
        match &fault.at {
            At::All => self.place(at),
            At::Place(place) => place.clone(),
            At::Keys(keys) => {
                // A part that the text does not have by itself is where the next that it is in is.
                let mut path = steps(keys);
                while !path.is_empty() {
                    if let Some(span) = yaml::locate(block, &path) {
                        return self.block_place(text, block, at, span);
                    }
                    path.pop();
                }
                self.place(at)
            }
            At::Line(keys, line, wrong) => {
                let start =
                    yaml::locate(block, &steps(keys)).map_or(0, |span| line_column(block, span.start).0);
                let said =
                    Said { line: start + line, text: wrong.lines().next().unwrap_or_default().to_owned() };
                self.place(value(text, at, &said).unwrap_or(at))
            }
        }
    }

    /// The place of a part of a block's text.
    fn block_place(&self, text: &str, block: &str, at: Span, part: Span) -> Place {
        let part = part.within(block);
        let line = line_column(block, part.start).0 - 1;
        let said = block[part.range()].lines().next().unwrap_or_default().to_owned();
        self.place(value(text, at, &Said { line, text: said }).unwrap_or(at))
    }
}
