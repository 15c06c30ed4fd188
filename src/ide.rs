//! Hover, go to source and references: offsets in, spans and Markdown out.
