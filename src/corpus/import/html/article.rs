//! Which blocks of a page are its article: what readability keeps, held against the page's own structure.

use dom_smoothie::Readability;

use super::blocks::{Block, ends_sentence};
use super::tree::{Element, Event, Tree};
use super::*;

/// Readability takes time that grows faster than a page; larger pages are read without it. A page of ten thousand words
/// has some three thousand elements.
const MAX_ELEMENTS: usize = 20_000;
const MAX_TEXT: usize = 4 << 20;
/// It goes up and down a page many times.
const MAX_DEPTH: usize = 100;

/// So many blocks are compared with each other, to find those that repeat a part of another.
const MAX_COMPARED: usize = 2_000;

/// Further parts of a page are not looked at for what their headings say.
const MAX_SECTIONS: usize = 100;

/// In words. Fewer are no article, when the page has several times as many.
const FEW: usize = 40;

/// In words. Fewer do not tell an article from a line of the page.
const PROSE: usize = 12;

/// What is to be done with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It is part of the article.
    Text,
    /// It stands by the headline and may say who wrote the article and when.
    Head,
    /// It is part of the page.
    Around,
}

/// For each block what part of the page it is.
pub(super) fn choose(tree: &Tree, blocks: &[Block], block_of: &[Option<usize>], title: Option<&str>) -> Vec<Part> {
    let mut page = Page::new(tree, blocks);
    page.mark_by_names();
    page.mark_boxes();
    page.mark_sections();
    page.mark_cards();
    page.mark_links();
    let votes = page.votes(block_of).filter(|it| page.is_telling(it));
    let region = page.region(&votes);
    let acc = page.keep(&votes, region, title);
    // A page of many short lines has no article to be found; it is taken whole.
    let n_words = |test: &dyn Fn(usize) -> bool| -> usize {
        (0..blocks.len()).filter(|it| test(*it)).map(|it| blocks[it].n_words()).sum()
    };
    if n_words(&|it| acc[it] == Part::Text) < FEW && n_words(&|it| page.is_left(it)) > FEW * 4 {
        return page.keep(&None, 0, title);
    }
    acc
}

struct Page<'a> {
    tree: &'a Tree,
    blocks: &'a [Block],
    /// For each element the first one after those it holds.
    ends: Vec<usize>,
    /// For each element its first block with words.
    firsts: Vec<usize>,
    /// Words of each element with all it holds.
    n_words: Vec<usize>,
    /// For each element, whether it stands around the article.
    marked: Vec<bool>,
    /// The same for blocks that no element of their own holds.
    dropped: Vec<bool>,
    /// For each block its words when it tells something, else 0.
    prose: Vec<usize>,
    /// Of all blocks.
    n_prose: usize,
}

impl<'a> Page<'a> {
    fn new(tree: &'a Tree, blocks: &'a [Block]) -> Self {
        let n_elements = tree.elements.len();
        let mut ends: Vec<usize> = (1..=n_elements).collect();
        for idx in (1..n_elements).rev() {
            let parent = tree.elements[idx].parent;
            ends[parent] = ends[parent].max(ends[idx]);
        }
        let mut firsts = vec![usize::MAX; n_elements];
        for (idx, block) in blocks.iter().enumerate().filter(|it| !it.1.text.is_empty()) {
            firsts[block.element] = firsts[block.element].min(idx);
        }
        for idx in (1..n_elements).rev() {
            let parent = tree.elements[idx].parent;
            firsts[parent] = firsts[parent].min(firsts[idx]);
        }
        let prose: Vec<usize> = blocks.iter().map(|it| if is_prose(it) { it.n_words() } else { 0 }).collect();
        let n_prose = prose.iter().sum();
        let mut page = Self {
            tree,
            blocks,
            ends,
            firsts,
            n_words: Vec::new(),
            marked: vec![false; n_elements],
            dropped: vec![false; blocks.len()],
            prose,
            n_prose,
        };
        page.n_words = page.totals(|idx| blocks[idx].n_words());
        page
    }

    /// What the blocks of each element add up to, those of the elements it holds included.
    fn totals(&self, value: impl Fn(usize) -> usize) -> Vec<usize> {
        let mut acc = vec![0; self.tree.elements.len()];
        for (idx, block) in self.blocks.iter().enumerate() {
            acc[block.element] += value(idx);
        }
        for idx in (1..acc.len()).rev() {
            acc[self.tree.elements[idx].parent] += acc[idx];
        }
        acc
    }

    fn parent(&self, element: usize) -> usize {
        self.tree.elements[element].parent
    }

    fn holds(&self, element: usize, block: usize) -> bool {
        (element..self.ends[element]).contains(&self.blocks[block].element)
    }

    fn is_left(&self, block: usize) -> bool {
        !self.dropped[block] && !self.marked[self.blocks[block].element] && !self.blocks[block].text.is_empty()
    }

    /// Passes marks on to what marked elements hold.
    fn settle(&mut self) {
        for idx in 1..self.marked.len() {
            self.marked[idx] |= self.marked[self.tree.elements[idx].parent];
        }
    }

    fn has_headline(&self) -> Vec<usize> {
        self.totals(|idx| usize::from(self.blocks[idx].kind == PieceKind::Heading(1)))
    }

    /// By the names of elements and by what hides them. Some pages are laid out in an element called `sidebar-wrap`, or
    /// show their text by a script only: what holds most of the text is not around it.
    fn mark_by_names(&mut self) {
        let prose = self.totals(|idx| self.prose[idx]);
        for (idx, element) in self.tree.elements.iter().enumerate().skip(1) {
            let is_most = match self.n_prose {
                0 => self.n_words[idx] * 2 > self.n_words[0],
                all => prose[idx] * 2 > all,
            };
            let is_box = element.name == "aside" && !marks::is_around(&element.names) && marks::is_box(&element.names);
            self.marked[idx] = (element.is_hidden || (element.is_around && !is_box)) && !is_most;
        }
        self.settle();
    }

    /// A few words around a field or a button: forms to subscribe, to search, to share.
    fn mark_boxes(&mut self) {
        let headlines = self.has_headline();
        for (idx, element) in self.tree.elements.iter().enumerate().skip(1) {
            let limit = match (element.n_fields, element.n_buttons) {
                (0, 0) => continue,
                (0, _) => 25,
                _ => 60,
            };
            // A button within a paragraph explains a word of it.
            let is_text = matches!(element.name, "p" | "li" | "td" | "th" | "blockquote" | "figcaption" | "figure");
            if is_text && self.n_words[idx] >= PROSE {
                continue;
            }
            let mut at = idx;
            let is_small = |it: usize| it > 0 && self.n_words[it] <= limit && headlines[it] == 0;
            while is_small(self.parent(at)) {
                at = self.parent(at);
            }
            if is_small(at) && self.n_words[at] * 2 < self.n_words[0] {
                self.marked[at] = true;
            }
        }
        self.settle();
    }

    /// What stands under "Related stories", "Most read", "3 comments".
    fn mark_sections(&mut self) {
        let headlines = self.has_headline();
        let mut before = 0;
        let mut n_sections = 0;
        for idx in 0..self.blocks.len() {
            let block = &self.blocks[idx];
            before += if self.is_left(idx) { self.prose[idx] } else { 0 };
            if !self.is_left(idx) || block.n_words() > 12 || matches!(block.kind, PieceKind::Row | PieceKind::Note) {
                continue;
            }
            let section = clutter::section(&block.text);
            if section == clutter::Section::Text {
                continue;
            }
            n_sections += 1;
            if n_sections > MAX_SECTIONS {
                return;
            }
            let mut at = block.element;
            while at > 0 && self.firsts[self.parent(at)] == idx {
                at = self.parent(at);
            }
            let inside = || (0..self.blocks.len()).filter(|it| self.holds(at, *it) && self.is_left(*it));
            let (n_text, n_link) =
                inside().fold((0, 0), |acc, it| (acc.0 + self.blocks[it].text.len(), acc.1 + self.blocks[it].n_link));
            let n_prose: usize = inside().map(|it| self.prose[it]).sum();
            let is_alone = inside().count() <= 1;
            let is_small = at > 0 && headlines[at] == 0 && n_prose * 10 <= self.n_prose * 3;
            match section {
                clutter::Section::Advert if is_small && self.n_words[at] <= 80 => self.marked[at] = true,
                clutter::Section::Comments if at > 0 && headlines[at] == 0 && before >= 100 && !is_alone => {
                    self.marked[at] = true
                }
                clutter::Section::Comments if before >= 100 && is_alone => self.drop_rest(idx, at),
                clutter::Section::List if is_small && !is_alone => self.marked[at] = true,
                clutter::Section::EndList if is_small && !is_alone && n_link * 2 > n_text => self.marked[at] = true,
                _ => continue,
            }
            self.settle();
        }
    }

    /// Drops a heading that stands alone in `element`, and what follows it in the element around.
    fn drop_rest(&mut self, heading: usize, element: usize) {
        let around = self.parent(element);
        for idx in heading..self.blocks.len() {
            if !self.holds(around, idx) {
                break;
            }
            self.dropped[idx] = true;
        }
    }

    /// Headings that are links to other articles, with the lines under them.
    fn mark_cards(&mut self) {
        let headings = self.totals(|idx| usize::from(matches!(self.blocks[idx].kind, PieceKind::Heading(_))));
        let mut cards = Vec::new();
        for (idx, block) in self.blocks.iter().enumerate() {
            let is_card = matches!(block.kind, PieceKind::Heading(2..)) && block.is_links() && self.is_left(idx);
            if !is_card {
                continue;
            }
            let mut at = block.element;
            while at > 0 && headings[self.parent(at)] == 1 && self.n_words[self.parent(at)] <= 80 {
                at = self.parent(at);
            }
            cards.push(at);
        }
        let prose = self.totals(|idx| self.prose[idx]);
        let n_prose: usize = cards.iter().map(|it| prose[*it]).sum();
        if n_prose * 10 <= self.n_prose * 4 {
            for it in cards {
                self.marked[it] = true;
            }
            self.settle();
        }
    }

    /// What holds several links and little else.
    fn mark_links(&mut self) {
        let left = |idx: usize| self.is_left(idx);
        let text = self.totals(|idx| if left(idx) { self.blocks[idx].text.len() } else { 0 });
        let link = self.totals(|idx| if left(idx) { self.blocks[idx].n_link } else { 0 });
        let prose = self.totals(|idx| if left(idx) { self.prose[idx] } else { 0 });
        let links = self.totals(|idx| usize::from(left(idx) && self.blocks[idx].is_links()));
        let headlines = self.has_headline();
        for idx in 1..self.marked.len() {
            let is_text = matches!(self.tree.elements[idx].name, "p" | "table" | "tr" | "td" | "blockquote");
            let is_links = links[idx] >= 2 && link[idx] * 2 > text[idx] && prose[idx] * 4 < self.n_words[idx];
            self.marked[idx] |= is_links && !is_text && headlines[idx] == 0;
        }
        self.settle();
    }

    /// How many bytes of each block readability keeps; `None` when it finds nothing.
    fn votes(&self, block_of: &[Option<usize>]) -> Option<Vec<usize>> {
        let mut depth: usize = 0;
        let mut is_deep = false;
        for event in &self.tree.events {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            is_deep |= depth > MAX_DEPTH;
        }
        if is_deep || self.tree.elements.len() > MAX_ELEMENTS {
            return None;
        }
        let markup = self.markup(block_of);
        if markup.len() > MAX_TEXT {
            return None;
        }
        let config = dom_smoothie::Config { disable_json_ld: true, ..Default::default() };
        let article = Readability::new(markup.as_str(), None, Some(config)).ok()?.parse().ok()?;
        let mut acc = vec![0; self.blocks.len()];
        let mut current = None;
        for token in tokens(&article.content) {
            match token {
                Token::StartTag(tag) if &tag.name[..] == b"span" => {
                    current = attribute(&tag, "data-block").and_then(|it| it.parse::<usize>().ok());
                }
                Token::EndTag(tag) if &tag.name[..] == b"span" => current = None,
                Token::String(words) => {
                    if let Some(it) = current.and_then(|it| acc.get_mut(it)) {
                        *it += words.value.iter().filter(|c| !c.is_ascii_whitespace()).count();
                    }
                }
                _ => {}
            }
        }
        if acc.iter().all(|it| *it == 0) {
            return None;
        }
        // Lines of preformatted text that others of the same text stand for.
        let mut is_shown = vec![false; acc.len()];
        for block in block_of.iter().flatten() {
            is_shown[*block] = true;
        }
        for (votes, _) in acc.iter_mut().zip(is_shown).filter(|it| !it.1) {
            *votes = 1;
        }
        Some(acc)
    }

    /// The page without what is marked, each text in an element that tells its block.
    fn markup(&self, block_of: &[Option<usize>]) -> String {
        let mut acc = String::from("<!DOCTYPE html><html><head><title>");
        escape(&mut acc, self.tree.head.title());
        acc.push_str("</title></head><body>");
        let is_shown = |it: usize| it > 0 && !self.marked[it];
        let mut holder = vec![0];
        for (idx, event) in self.tree.events.iter().enumerate() {
            let is_here = !self.marked[holder.last().copied().unwrap_or(0)];
            match event {
                Event::Start(element) => {
                    holder.push(*element);
                    if is_shown(*element) {
                        let it = &self.tree.elements[*element];
                        acc.push_str(&format!("<{} class=\"", it.name));
                        escape(&mut acc, it.names.trim());
                        acc.push_str("\">");
                    }
                }
                Event::End(element) => {
                    holder.pop();
                    if is_shown(*element) {
                        acc.push_str(&format!("</{}>", self.tree.elements[*element].name));
                    }
                }
                Event::Text(run) if is_here => {
                    let block = block_of[idx].filter(|it| !self.dropped[*it]);
                    let Some(block) = block else {
                        acc.push(' ');
                        continue;
                    };
                    let (open, close) = if run.is_link { ("<a href=\"/a\">", "</a>") } else { ("", "") };
                    acc.push_str(open);
                    acc.push_str(&format!("<span data-block=\"{block}\">"));
                    escape(&mut acc, &run.words);
                    acc.push_str("</span>");
                    acc.push_str(close);
                }
                Event::Line if is_here => acc.push_str("<br>"),
                Event::Rule if is_here => acc.push_str("<hr>"),
                Event::Image if is_here => acc.push_str("<img src=\"/a.png\">"),
                _ => {}
            }
        }
        acc.push_str("</body></html>");
        acc
    }

    /// Whether readability has kept enough to be believed. Of small pages it takes any line.
    fn is_telling(&self, votes: &[usize]) -> bool {
        /// Of the text without its spaces, in bytes; some forty words.
        const LEAST: usize = 200;
        let left = |test: &dyn Fn(usize) -> bool| -> usize {
            (0..self.blocks.len()).filter(|it| self.is_left(*it) && test(*it)).map(|it| self.prose[it]).sum()
        };
        votes.iter().sum::<usize>() >= LEAST && left(&|it| votes[it] > 0) * 10 >= left(&|_| true) * 3
    }

    /// The largest element that its name or role calls the main part or an article, if it holds half of the page.
    fn named_region(&self, sizes: &[usize]) -> Option<usize> {
        let largest = |within: usize, test: &dyn Fn(&Element) -> bool| {
            let inside = (within + 1)..self.ends[within];
            let named = inside.filter(|it| test(&self.tree.elements[*it]) && !self.marked[*it]);
            named
                .max_by_key(|it| (sizes[*it], usize::MAX - it))
                .filter(|it| sizes[*it] * 2 >= sizes[within] && sizes[*it] > 0)
        };
        let main = largest(0, &|it| it.name == "main" || it.role == "main");
        largest(main.unwrap_or(0), &|it| it.name == "article").or(main)
    }

    /// The element that holds the article.
    fn region(&self, votes: &Option<Vec<usize>>) -> usize {
        let left = self.totals(|idx| if self.is_left(idx) { self.prose[idx] } else { 0 });
        let words = self.totals(|idx| if self.is_left(idx) { self.blocks[idx].n_words() } else { 0 });
        let voted = votes.as_ref().map(|votes| self.totals(|idx| if self.is_left(idx) { votes[idx] } else { 0 }));
        let is_most = |it: usize, sizes: &[usize]| sizes[it] * 10 >= sizes[0] * 8;
        let holds_text = |it: usize| match &voted {
            Some(voted) => is_most(it, voted),
            None => is_most(it, &left) && is_most(it, &words),
        };
        if votes.is_none()
            && let Some(named) = self.named_region(&words)
        {
            return named;
        }
        let mut children = vec![Vec::new(); self.tree.elements.len()];
        for idx in 1..self.tree.elements.len() {
            children[self.parent(idx)].push(idx);
        }
        let mut at = 0;
        while let Some(next) = children[at].iter().find(|it| holds_text(**it)) {
            at = *next;
        }
        // Readability may have chosen one part of several.
        let mut best = at;
        while at > 0 {
            at = self.parent(at);
            let gain = left[at].saturating_sub(left[best]);
            let other = words[at].saturating_sub(words[best]);
            if gain * 100 >= left[best] * 15 && gain * 2 >= other {
                best = at;
            }
        }
        best
    }

    fn keep(&self, votes: &Option<Vec<usize>>, region: usize, title: Option<&str>) -> Vec<Part> {
        let is_inside = |idx: usize| self.holds(region, idx);
        let first = (0..self.blocks.len()).find(|it| is_inside(*it) && self.is_left(*it)).unwrap_or(0);
        let last = (0..self.blocks.len()).rfind(|it| is_inside(*it)).unwrap_or(0);
        let headline = self.headline(first, last, title);
        let mut n_inside = 0;
        let mut acc: Vec<Part> = (0..self.blocks.len())
            .map(|idx| {
                let block = &self.blocks[idx];
                if !self.is_left(idx) {
                    return Part::Around;
                }
                let element = &self.tree.elements[block.element];
                if marks::is_credit(&element.names) {
                    return Part::Around;
                }
                n_inside += usize::from(is_inside(idx));
                // Of what is no text, the lines right below the headline are read for their byline.
                let is_near =
                    headline.is_some_and(|it| (it..first.max(it + 1)).contains(&idx)) || (1..=8).contains(&n_inside);
                let other = if is_near && block.n_words() <= 16 { Part::Head } else { Part::Around };
                if is_inside(idx) {
                    let is_voted = votes.as_ref().is_none_or(|it| it[idx] > 0);
                    let is_line =
                        block.kind == PieceKind::Paragraph && block.n_words() <= PROSE && !ends_sentence(&block.text);
                    let is_caption = block.is_caption && (block.n_words() < 6 || !ends_sentence(&block.text));
                    return if (is_voted || !is_line) && !is_caption { Part::Text } else { other };
                }
                let is_lead = marks::is_lead(&element.names) && block.n_words() >= 4;
                let is_told = self.prose[idx] > 0 || (block.kind == PieceKind::Item && block.n_words() >= 4);
                let is_between = headline.is_some_and(|it| (it..first).contains(&idx));
                let is_introduction = is_between && (is_lead || is_told) && !block.is_links() && !block.is_caption;
                let is_note = block.kind == PieceKind::Note && idx > last;
                if is_introduction || is_note { Part::Text } else { other }
            })
            .collect();
        if let Some(headline) = headline {
            acc[headline] = Part::Text;
        }
        self.drop_repeated(&mut acc);
        acc
    }

    /// The heading of the article, which many pages keep apart from it.
    fn headline(&self, first: usize, last: usize, title: Option<&str>) -> Option<usize> {
        let is_h1 = |idx: &usize| self.blocks[*idx].kind == PieceKind::Heading(1) && !self.blocks[*idx].text.is_empty();
        let title: Vec<String> = title.map(fold_words).unwrap_or_default();
        let is_titled = |idx: &usize| {
            let words = fold_words(&self.blocks[*idx].text);
            let n_shared = words.iter().filter(|it| title.contains(it)).count();
            !words.is_empty() && n_shared * 10 >= words.len() * 7 && n_shared * 2 >= title.len()
        };
        let is_heading =
            |idx: &usize| matches!(self.blocks[*idx].kind, PieceKind::Heading(_)) && !self.blocks[*idx].text.is_empty();
        let n_seen = (last + 1).min(self.blocks.len());
        (0..n_seen)
            .filter(is_heading)
            .find(is_titled)
            .or_else(|| (0..first).rev().find(|it| is_h1(it) && self.is_left(*it)))
    }

    /// Quotations that are shown large beside the text they are taken from.
    fn drop_repeated(&self, parts: &mut [Part]) {
        let n_kept = parts.iter().filter(|it| **it == Part::Text).count();
        let folded: Vec<String> =
            self.blocks.iter().map(|it| format!(" {} ", fold_words(&it.text).join(" "))).collect();
        for idx in 0..self.blocks.len() {
            let block = &self.blocks[idx];
            let is_quote = block.kind == PieceKind::Quote || self.is_pulled(block.element);
            let is_text = is_quote || (block.kind == PieceKind::Paragraph && n_kept <= MAX_COMPARED);
            let least = if is_quote { 4 } else { 6 };
            if parts[idx] != Part::Text || !is_text || !(least..=60).contains(&block.n_words()) {
                continue;
            }
            let is_repeated = |it: usize| {
                it != idx
                    && parts[it] == Part::Text
                    && folded[it].len() > folded[idx].len()
                    && folded[it].contains(&folded[idx])
            };
            if (0..self.blocks.len()).any(is_repeated) {
                parts[idx] = Part::Around;
            }
        }
    }

    fn is_pulled(&self, element: usize) -> bool {
        let mut at = element;
        for _ in 0..4 {
            let it = &self.tree.elements[at];
            if marks::is_pull(&it.names) || matches!(it.name, "aside" | "figure") {
                return true;
            }
            at = it.parent;
        }
        false
    }
}

/// Whether a block tells something in sentences.
fn is_prose(block: &Block) -> bool {
    // Some scripts have no mark for the end of a sentence, or no space between words.
    let is_long = block.text.len() >= 400;
    matches!(block.kind, PieceKind::Paragraph | PieceKind::Quote | PieceKind::Item)
        && !block.is_caption
        && ((block.n_words() >= PROSE || block.text.len() >= 200) && ends_sentence(&block.text) || is_long)
        && block.n_link * 10 < block.text.len() * 4
}

fn fold_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_string).collect()
}

fn escape(acc: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => acc.push_str("&amp;"),
            '<' => acc.push_str("&lt;"),
            '>' => acc.push_str("&gt;"),
            '"' => acc.push_str("&quot;"),
            c => acc.push(c),
        }
    }
}
