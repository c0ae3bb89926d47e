//! What handbooks add to CommonMark: containers, typed blocks, code, mathematics, tasks.

use pulldown_cmark::{Event, OffsetIter, TagEnd};
use rustc_hash::FxHashMap;

use super::{AlertTitle, Container, Hole, OpenContainer, Writer};
use crate::diag::{Finding, nearest};
use crate::syntax::markdown::containers::{CONTAINERS, Directive, undisguised};
use crate::syntax::markdown::foreign::Foreign;
use crate::syntax::markdown::rules::{
    BAD_MATH, BAD_TABS, LONG_CODE, UNCLOSED_CONTAINER, UNKNOWN_BLOCK, UNKNOWN_LANGUAGE,
};
use crate::syntax::{code, escape, highlight, math};
use crate::text::Span;

/// The languages of a fence that do something.
const TYPED: [&str; 5] = ["include", "children", "mermaid", "chart", "math"];

impl Writer<'_> {
    /// A paragraph, unless it is the line of a container.
    pub(super) fn paragraph<'e>(&mut self, text: &'e str, at: Span, events: &mut OffsetIter<'e>) {
        self.flush();
        let line = undisguised(text[at.range()].trim_end());
        let in_tabs = self.containers.last().is_some_and(|open| open.kind == Container::Tabs);
        let directive =
            Some(&line).filter(|line| !line.contains('\n')).and_then(|line| Directive::parse(line, in_tabs));
        if let Some(directive) = directive {
            if !self.directive(text, &directive, &line, Span { start: at.start, end: at.start + line.len() })
            {
                self.out.push_str("<p>");
                escape::text(&mut self.out, &line);
                self.out.push_str("</p>\n");
            }
            events.find(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)));
        } else if self.image.is_none() {
            let title = self.alert_title == AlertTitle::Next;
            self.alert_title = if title { AlertTitle::Open } else { AlertTitle::None };
            self.out.push_str(if title { "<p class=\"alert-title\">" } else { "<p>" });
            self.in_paragraph = !title;
        }
    }

    /// Says which tags of other generators there are in the text that is being read.
    pub(super) fn report_foreign(&mut self, tags: &[Foreign<'_>]) {
        for tag in tags {
            let frame = self.frame();
            let place = frame.source.place(tag.first.shift(frame.start));
            let (language, name) = (tag.language, tag.name);
            let times =
                if tag.count > 1 { format!(" (it is used {} times)", tag.count) } else { String::new() };
            let message = format!("`{name}` is a tag in {language}, which is not run here{times}");
            let help = match name {
                "figure" | "img" | "image" => "write an image in Markdown: `![words](file)`",
                "include" | "partial" | "readfile" => "dayone includes with an `include` block",
                "ref" | "relref" | "link" | "link_to" => {
                    "write a link in Markdown: `[words](path/to/file.md)`"
                }
                "hint" | "notice" | "alert" | "callout" | "admonition" | "warning_text" | "details" => {
                    "write a block such as `:::note`"
                }
                _ => "write in Markdown what it stands for; as `code` if readers are to see it",
            };
            self.found(Finding::new(&UNKNOWN_BLOCK, message).at(place).help(help));
        }
    }

    /// Acts on a container's line; false when it stays text.
    fn directive(&mut self, text: &str, directive: &Directive<'_>, line: &str, at: Span) -> bool {
        match directive {
            Directive::Alone { name } => {
                let place = self.place(at);
                let finding = Finding::new(&UNKNOWN_BLOCK, format!("there is no block `{name}`"));
                self.found(finding.at(place).help("the line is shown as it is written"));
                false
            }
            Directive::Open { colons, name, title } => {
                let Some(kind) = Container::named(name) else {
                    let help = nearest(name, CONTAINERS.iter().map(|(name, _)| *name)).map_or_else(
                        || "known are note, tip, info, important, warning, caution, danger, todo, details and tabs".to_owned(),
                        |near| format!("did you mean `:::{near}`?"),
                    );
                    let place = self.place(at);
                    self.containers.push(OpenContainer {
                        kind: Container::Unknown,
                        colons: *colons,
                        depth: self.depth,
                        place: place.clone(),
                        tabs: FxHashMap::default(),
                    });
                    let finding = Finding::new(&UNKNOWN_BLOCK, format!("there is no block `{name}`"));
                    self.found(finding.at(place).help(help));
                    return false;
                };
                if line.ends_with('}') && !title.ends_with('}') {
                    self.report_attributes(line, at);
                }
                // The title is a part of the line, and the line stands in the text as it is here.
                let start = at.start + (title.as_ptr() as usize - line.as_ptr() as usize);
                let title = Span { start, end: start + title.len() };
                self.open_container(text, kind, *colons, title, at);
                true
            }
            Directive::Close { colons } => self.close_directive(*colons, at),
            Directive::Tab { label } => {
                let start = at.start + (label.as_ptr() as usize - line.as_ptr() as usize);
                self.open_tab(label, Span { start, end: start + label.len() });
                true
            }
        }
    }

    fn report_attributes(&mut self, line: &str, at: Span) {
        let place = self.place(Span { start: at.start + line.rfind('{').unwrap_or(0), end: at.end });
        let finding = Finding::new(&UNKNOWN_BLOCK, "a block has no attributes: these do nothing");
        self.found(
            finding.at(place).help("remove them; for an anchor put `<a id=\"…\"></a>` above the block"),
        );
    }

    fn open_container(&mut self, text: &str, kind: Container, colons: usize, title: Span, at: Span) {
        let untitled = title.start == title.end;
        match kind {
            Container::Alert(class, word) if untitled => self.open_alert(class, word),
            Container::Alert(class, _) => {
                self.out.push_str(&format!(
                    "<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-title\">"
                ));
                self.inline(text, title);
                self.out.push_str("</p>\n");
            }
            Container::Details => {
                self.out.push_str("<details class=\"fold\"><summary>");
                if untitled {
                    self.word("details");
                }
                self.inline(text, title);
                self.out.push_str("</summary>\n");
            }
            Container::Unknown => {}
            Container::Tabs => {
                self.document.uses.tabs = true;
                self.out.push_str("<div class=\"tabs\">\n");
            }
        }
        let place = self.place(at);
        self.containers.push(OpenContainer {
            kind,
            colons,
            depth: self.depth,
            place,
            tabs: FxHashMap::default(),
        });
    }

    fn open_tab(&mut self, label: &str, at: Span) {
        let place = self.place(at);
        let Some(tabs) = self.containers.last_mut().map(|open| &mut open.tabs) else { return };
        let again = !tabs.is_empty();
        if let Some(first) = tabs.get(label) {
            let finding = Finding::new(&BAD_TABS, format!("there is a tab `{label}` already"))
                .at(place)
                .related(first.clone(), "this one")
                .help("give each tab of a block a label of its own");
            self.found(finding);
        } else {
            tabs.insert(label.to_owned(), place);
        }
        self.out.push_str(if again {
            "</div>\n<div class=\"tab\" data-label=\""
        } else {
            "<div class=\"tab\" data-label=\""
        });
        escape::attribute(&mut self.out, label);
        self.out.push_str("\">\n<p class=\"tab-label\">");
        escape::text(&mut self.out, label);
        self.out.push_str("</p>\n");
    }

    /// Ends the innermost container with as many colons here, or else the innermost.
    fn close_directive(&mut self, colons: usize, at: Span) -> bool {
        let here = self.containers.iter().filter(|open| open.depth == self.depth).count();
        if here == 0 {
            let place = self.place(at);
            self.found(
                Finding::new(&UNCLOSED_CONTAINER, "nothing is open here that this could end")
                    .at(place)
                    .help("remove the line, or open a block such as `:::note` above it"),
            );
            return false;
        }
        let first = self.containers.len() - here;
        let same = self.containers[first..].iter().rposition(|open| open.colons == colons);
        let keep = same.map_or(self.containers.len() - 1, |index| first + index);
        if self.containers[keep].kind == Container::Unknown {
            self.containers.truncate(keep);
            return false;
        }
        while self.containers.len() > keep {
            if self.containers.len() > keep + 1 {
                self.report_unclosed();
            }
            self.pop_container();
        }
        true
    }

    /// Ends the containers that the closing block at `depth` still has open.
    pub(super) fn close_containers(&mut self, depth: usize) {
        while self.containers.last().is_some_and(|open| open.depth >= depth) {
            self.report_unclosed();
            self.pop_container();
        }
    }

    fn report_unclosed(&mut self) {
        let Some(open) = self.containers.last().filter(|open| open.kind != Container::Unknown) else {
            return;
        };
        let finding = Finding::new(&UNCLOSED_CONTAINER, "this block has no end").at(open.place.clone());
        self.found(finding.help("end it with a line of `:::`"));
    }

    fn pop_container(&mut self) {
        self.close_elements();
        let Some(open) = self.containers.pop() else { return };
        if !open.tabs.is_empty() {
            self.out.push_str("</div>\n");
        } else if open.kind == Container::Tabs {
            let finding = Finding::new(&BAD_TABS, "these tabs have no tab").at(open.place);
            self.found(finding.help("begin each with a line of `== Label`"));
        }
        self.out.push_str(match open.kind {
            Container::Unknown => "",
            Container::Details => "</details>\n",
            Container::Alert(..) | Container::Tabs => "</div>\n",
        });
    }

    /// Writes the code block whose text is complete, or does what its type says.
    pub(super) fn close_code(&mut self, text: &str, at: Span) {
        let Some((info, code)) = self.code.take() else { return };
        let info = info.unwrap_or_default();
        let lang = code::parse(&info).lang.to_owned();
        match &*lang {
            "include" => self.include(text, &code, at),
            "children" => self.children(&code, at),
            "mermaid" => self.mermaid(&code),
            "chart" => self.chart(text, &code, at),
            "math" => self.math(&code, true, at),
            _ => {
                let line = text[at.range()].lines().next().unwrap_or_default();
                let start = at.start + line.find(&*lang).unwrap_or(0);
                self.check_code(&lang, &code, Span { start, end: start + lang.len() });
                self.document.uses.code = true;
                self.hole(Hole::Code { info, code });
            }
        }
        self.out.push('\n');
    }

    fn check_code(&mut self, lang: &str, code: &str, at: Span) {
        if lang.is_empty() {
            return;
        }
        let known = match self.languages.get(lang) {
            Some(known) => *known,
            None => {
                let known = highlight::find(lang).is_some();
                self.languages.insert(lang.to_owned(), known);
                known
            }
        };
        let typed = if known { None } else { nearest(lang, TYPED) };
        if let Some(near) = typed {
            let place = self.place(at);
            let finding = Finding::new(&UNKNOWN_BLOCK, format!("there is no block or language `{lang}`"));
            self.found(finding.at(place).help(format!("did you mean `{near}`?")));
        } else if !known && !self.unknown_languages.iter().any(|said| said == lang) {
            self.unknown_languages.push(lang.to_owned());
            let place = self.place(at);
            self.found(
                Finding::new(&UNKNOWN_LANGUAGE, format!("no syntax for the language `{lang}`"))
                    .at(place)
                    .help("the code is shown without colours; `text` says that it is plain"),
            );
        } else if known && highlight::too_long(code) {
            let place = self.place(at);
            self.found(
                Finding::new(
                    &LONG_CODE,
                    "this code is too long, or has too long a line, to be highlighted whole",
                )
                .at(place)
                .help("the code is complete; its colours are not"),
            );
        }
    }

    fn children(&mut self, block: &str, at: Span) {
        let asked = block.trim();
        let depth = asked.strip_prefix("depth:").and_then(|depth| depth.trim().parse().ok());
        if !asked.is_empty() && !depth.is_some_and(|depth| (1..=9).contains(&depth)) {
            let place = self.place(at);
            self.found(
                Finding::new(
                    &UNKNOWN_BLOCK,
                    "a `children` block takes a `depth` from 1 to 9, and nothing else",
                )
                .at(place)
                .help("write `depth: 2` to list what is below the pages too"),
            );
        }
        self.hole(Hole::Children { depth: depth.unwrap_or(1).clamp(1, 9) });
    }

    fn mermaid(&mut self, text: &str) {
        self.document.uses.mermaid = true;
        let mut html = "<figure class=\"mermaid\"><pre tabindex=\"0\"><code>".to_owned();
        escape::text(&mut html, text);
        html.push_str("</code></pre></figure>");
        self.hole(Hole::Html(html));
    }

    pub(super) fn math(&mut self, formula: &str, display: bool, at: Span) {
        self.flush();
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(formula);
        }
        match math::mathml(formula, display) {
            Ok(html) => {
                self.document.uses.math = true;
                // One that is wider than the page scrolls, and not for the mouse alone.
                let focusable = "<math tabindex=\"0\" display=\"block\"";
                self.hole(Hole::Html(html.replacen("<math display=\"block\"", focusable, 1)));
            }
            Err(why) => {
                let mut html = "<code class=\"bad-math\">".to_owned();
                escape::text(&mut html, formula);
                html.push_str("</code>");
                self.out.push_str(&html);
                let place = self.place(at);
                let finding = Finding::new(&BAD_MATH, format!("this formula cannot be read: {why}"));
                self.found(
                    finding.at(place).help("formulas are LaTeX; a dollar sign that is none is written `\\$`"),
                );
            }
        }
    }

    /// The box of a task, in the list item that was opened just before.
    pub(super) fn task_marker(&mut self, done: bool) {
        self.flush();
        if let Some(item) = self.out.rfind("<li>") {
            self.out.replace_range(item..item + "<li>".len(), "<li class=\"task\">");
        }
        self.hole(Hole::Task(done));
    }
}
