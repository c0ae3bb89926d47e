//! `include` blocks: other texts become part of the page.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Hole, Writer};
use crate::characters::printable;
use crate::diag::Finding;
use crate::file_name::is_markdown;
use crate::syntax::markdown::blocks::{Fault, Request, Said};
use crate::syntax::markdown::parts::{self, Part};
use crate::syntax::markdown::rules::{BAD_INCLUDE, DRAFT_INCLUDE};
use crate::text::{Source, Span};

/// How deep includes may nest. They cannot be cyclic; this bounds what doubles at every level.
const MOST_INCLUDES: usize = 200;

impl Writer<'_> {
    /// Does what the `include` block at `at` asks for.
    pub(super) fn include(&mut self, text: &str, block: &str, at: Span) {
        let read =
            Request::parse(block, &self.frame().source.path).and_then(|request| self.included(&request));
        match read {
            Ok((file, _)) if self.files.is_draft(&file.path) => self.report_draft(&file.path, at),
            Ok((file, part)) => {
                let before = self.document.headings.len();
                self.include_part(&file, &part);
                let headings = before..self.document.headings.len();
                if self.frames.len() == 1 && !headings.is_empty() {
                    let line = text[at.range()].lines().next().map_or(0, str::len);
                    let place = self.place(Span { start: at.start, end: at.start + line });
                    self.document.brought.push((place, headings));
                }
            }
            Err(fault) => {
                // What is wrong is for the author; readers only need to know that they do not see all.
                self.out.push_str("<p><em>");
                self.word("missing-part");
                self.out.push_str("</em></p>");
                let place = self.place(fault.at.and_then(|said| value(text, at, &said)).unwrap_or(at));
                self.found(Finding::new(&BAD_INCLUDE, fault.message).at(place).help(fault.help));
            }
        }
    }

    fn report_draft(&mut self, path: &str, at: Span) {
        let place = self.place(at);
        let finding = Finding::new(&DRAFT_INCLUDE, format!("`{path}` is a draft, and is left out here too"));
        self.found(finding.at(place).help("build with `--drafts`, or publish it"));
    }

    /// The file and the part of it that a request asks for, or why there is none.
    fn included(&mut self, request: &Request) -> Result<(Source, Part), Fault> {
        let written = &request.file.text;
        let fault = |message: String, help: &str| Fault::new(message, help).at(&request.file);
        let outside = || {
            let help = "copy the file into the handbook; nothing outside of it is read";
            fault(format!("`{written}` lies outside the handbook"), help)
        };
        let path = request.path.as_ref().ok_or_else(outside)?;
        if *self.frame().source.path == **path {
            return Err(fault(format!("`{written}` is this text itself"), "remove the block"));
        }
        if self.frames.iter().any(|frame| *frame.source.path == **path) {
            let help = "remove one of the two blocks: each would be in the other without end";
            return Err(fault(format!("`{written}` includes this text in turn"), help));
        }
        if self.scopes > MOST_INCLUDES {
            let message = format!("a page cannot include more than {MOST_INCLUDES} texts");
            return Err(Fault::new(message, "split the page, or include less"));
        }
        let file = self.files.get(path).ok_or_else(|| {
            if self.files.is_withheld(path) {
                let help = "write here what readers should know";
                return fault(format!("`{path}` is not for readers, and cannot be included"), help);
            }
            fault(format!("there is no file `{path}` to include"), &self.missing_help(written, path))
        })?;
        if !self.document.includes.contains(&file.path) {
            self.document.includes.push(file.path.clone());
        }
        let part = parts::part(request, &file)?;
        Ok((file, part))
    }

    /// What to do about a file that is not there: `written` as it is in the block, `path` from the root.
    pub(super) fn missing_help(&self, written: &str, path: &str) -> String {
        let Some(near) = self.files.nearest(path) else {
            return "paths are relative to this file, or start with `/` at the handbook's root".to_owned();
        };
        let folder = |path: &str| path.rfind('/').map_or(0, |slash| slash + 1);
        if near[..folder(near)] == path[..folder(path)] {
            let name = &near[folder(near)..];
            return format!("did you mean `{}{name}`?", &written[..folder(written)]);
        }
        format!("did you mean `/{near}`?")
    }

    /// Markdown becomes part of the page; anything else is shown as code.
    fn include_part(&mut self, file: &Source, part: &Part) {
        let alone = part.alone(&file.text);
        let taken = alone.as_deref().unwrap_or(&file.text[part.shown.range()]);
        // Where in its file it stands is beside the point.
        let lines = taken.lines().map(str::trim_end).filter(|line| !line.is_empty());
        let lines = lines.collect::<Vec<_>>().join("\n");
        let before = self.document.taken_in.unwrap_or_default();
        self.document.taken_in = Some(xxh3_64_with_seed(lines.as_bytes(), before));
        if !is_markdown(&file.path) {
            let ending = file.path.rsplit('.').next().unwrap_or_default();
            self.document.uses.code = true;
            let code = printable(&file.text[part.shown.range()]).into_owned();
            return self.hole(Hole::Code { info: ending.to_owned(), code });
        }
        self.depth += 1;
        match alone {
            None => self.run(file, part.shown),
            Some(text) => self.read(file, &text, 0),
        }
        self.depth -= 1;
    }

    pub(super) fn report_too_long(&mut self, at: &Span) {
        let place = self.place(*at);
        self.found(
            Finding::new(&BAD_INCLUDE, "the page grows beyond 64 MiB of HTML and is cut off here")
                .at(place)
                .help("split the page, or include less"),
        );
    }
}

/// Where a value of the block at `block` is written.
pub(super) fn value(text: &str, block: Span, said: &Said) -> Option<Span> {
    // The text of a block begins in its second line.
    let line = text[block.range()].split_inclusive('\n').nth(said.line + 1)?;
    let start = line.find(&said.text)? + (line.as_ptr() as usize - text.as_ptr() as usize);
    (!said.text.is_empty()).then_some(Span { start, end: start + said.text.len() })
}
