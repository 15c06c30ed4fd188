//! What is shown about a source in a list.

use crate::check::Context;
use crate::corpus::PassageId;
use crate::ide::Text;
use crate::ide::hover::{show_head, show_passage};
use crate::ide::page::{Page, Piece};
use crate::ide::passages::Shown;
use crate::judge::speaker_of;

use super::Card;

/// The source with the passage that serves the sentence best, its matching words bold, and who speaks in it.
pub(super) fn card(context: &Context, card: &Card) -> Option<Text> {
    let source = context.corpus.sources().get(card.source)?;
    let mut page = Page::default();
    show_head(&mut page, source);
    if let Some(descriptor) = &source.metadata.descriptor {
        page.line(vec![Piece::text(descriptor)]);
    }
    if let Some(passage) = card.passage {
        let id = PassageId { source: card.source, passage };
        let document = context.corpus.document(card.source);
        let read = document.passages.get(passage)?;
        let quoted = card.matched.first().filter(|_| card.matched.len() == 1);
        if let Some(speaker) = quoted.and_then(|it| speaker_of(&document.text, &read.sentence, *it)) {
            page.line(vec![Piece::text("said by "), Piece::bold(speaker)]);
        }
        show_passage(&mut page, context, &Shown { passage: id, matched: card.matched.clone() });
    }
    Some(Text { markdown: page.to_markdown(), plain: page.to_plain() })
}
