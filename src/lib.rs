//! citecheck reads a draft, picks out its claims, finds the passages of a corpus that bear on them, judges, and
//! reports.
//!
//! # Rooms
//!
//! A room is a file directly under `src/` with its folder of the same name. In the order data meets them; a room
//! names only rooms above it, and a test keeps that so.
//!
//! | room | its job | hands on |
//! | --- | --- | --- |
//! | [`text`] | spans, lines, sentences, words; quantities, dates and quotations as read from any text | [`text::Span`], [`text::Sentence`] |
//! | [`lexicon`] | the corpus's terms with aliases; marks mentions in any text | [`lexicon::Lexicon`] |
//! | [`config`] | what the user may set, with defaults | [`config::Config`] |
//! | [`draft`] | a draft as blocks, sentences, citations, ignore comments | [`draft::Draft`] |
//! | [`corpus`] | sources imported from files, cut into passages; the index over them | [`corpus::Corpus`] |
//! | [`claim`] | picks the check-worthy sentences | [`claim::Claim`] |
//! | [`retrieve`] | from a claim to the nearest passages | [`retrieve::Hits`] |
//! | [`judge`] | what these passages say about the claim | [`judge::Judgement`] |
//! | [`rules`] | from what is known to findings; one file and one page a rule | [`rules::Finding`] |
//! | [`check`] | the pipeline as one function, and its memo | [`check::Report`] |
//! | [`ide`] | hover, go to source, references: offsets in, spans and Markdown out | plain structs |
//! | [`load`] | reads disks: configuration, corpus folders, index, watcher | [`load::Workspace`] |
//! | [`output`] | a report as text or JSON | text |
//! | [`cli`] | arguments, progress, exit codes | |
//! | `server` | the language server | protocol |
//!
//! # Invariants
//!
//! 1. Nothing before `load` touches disk, clock, network or environment, except `corpus::index`, whose folder it is
//!    given.
//! 2. Nothing outside `server` names a protocol type, nothing outside `cli` prints.
//! 3. Reading a draft or a source never fails: problems are values.
//! 4. Inside, a place is a [`text::Span`] of bytes. Lines and columns appear when we talk to a person or an editor.
//! 5. A finding about support carries its evidence, or the nearest passage that was looked at.
//! 6. "Not checked yet", "could not check" and "checked, nothing found" are three values.
//! 7. Rules read; they do not retrieve or judge.
//! 8. The same draft, corpus and configuration give the same report in the same order, whatever the thread count.

pub mod text;

pub mod lexicon;

pub mod config;

pub mod draft;

pub mod corpus;

pub mod claim;

pub mod retrieve;

pub mod judge;

pub mod rules;

pub mod check;

pub mod ide;

pub mod load;

pub mod output;

pub mod cli;

#[cfg(feature = "server")]
pub mod server;
