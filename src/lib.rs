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
//! | [`eval`] | the pipeline held against labelled claims, in figures | [`eval::Figures`] |
//! | [`ide`] | all that an editor shows of a report: offsets in, spans, plain text and Markdown out | plain structs |
//! | [`load`] | reads disks: configuration, corpus folders, index, watcher | [`load::Workspace`] |
//! | [`output`] | a report as text, JSON, SARIF, a page or a document, as build servers read it, and held against another; sources as bibliographies | text |
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
//!
//! # From a keystroke to a finding
//!
//! The server applies an edit to the rope before the handler's first await. Its one worker takes the newest snapshot
//! after a short pause, parses it, and asks [`check::check_with`], which gives way as soon as a newer snapshot is there.
//! Claims whose words, context and corpus are unchanged come from the [`check::Memo`]; the others are retrieved and
//! judged. The report is published only while its version is still the draft's. Handlers read the latest report and
//! compute nothing; a panic in one of them is an error reply. What is shown of a whole draft waits for the report on the
//! text as it is; where that comes too late, or says something else of the same text, the client is told to ask again.
//!
//! # The index
//!
//! One tantivy document a passage, one a source with its text. Besides the stems it holds what the judge asks of a
//! corpus as terms: which stems are written as names, the initials of names, the roles of people, and every quantity
//! under a key that sorts by value, so that "does any source have this figure" is a range of the term dictionary. The
//! list of sources lies beside it in parts, a base and what changed since, which the commit they belong to names. Of the
//! base, keys given and sidecars heard, there is a register in which each source and each name of one is found without
//! reading the others; a corpus is opened from that and from what changed since. Texts are read when a passage of theirs
//! is a candidate. A large corpus is answered from as its index has it, before its files are looked at, and who waits for
//! the first report on a draft is told of the sentence asked about before the others are judged.
//!
//! # Documents
//!
//! A document that is no text file is read by the program started once more for it, with little memory and time and no
//! right to open anything: [`load::documents`]. Its reader, one file under `src/corpus/import`, hands on pieces
//! ([`corpus::import::Reading`]); these are laid out as the Markdown that stands in for the document in editors, and the
//! places of its passages are places in that. Readings, failures too, are kept by the hash of the contents.
//!
//! # What is known of a source
//!
//! A file's own word is part of the index. What sidecars and bibliographies say of it is read at each start and laid
//! over, and keys are given last, when the register is made: [`corpus::Companions`]. So a corrected date costs no
//! reading of sources, and a lost cache no more than the history of the keys. `docs/sources.md` has the order.
//!
//! # Judging
//!
//! [`retrieve::retrieve`] finds the passage, the run of neighbours and the set of passages that cover most of the claim.
//! Each file under `src/judge` is one test over these, and says what it saw as a [`judge::Reason`] with its words on
//! both sides. A conflict outweighs missing support, which outweighs a hint; the support score is a logistic regression
//! with fixed weights. Claims joined of clauses are judged clause by clause as well, and each further source that speaks
//! of the matter is heard by itself: those that agree are counted, near-duplicates once, and disagreement is reported
//! rather than settled. [`judge::explain`] says how each part of a claim was matched, when somebody asks; the words for
//! it are those of [`rules`]. Word lists are data files under `src/text/words`.
//!
//! # Citations
//!
//! A draft's citations are read by their form; words that cite only if the corpus has such a publisher are candidates
//! until [`rules::with_attributions`] has asked it, before claims are picked. [`rules::cited_sources`] says what a
//! citation names. Judging asks no citation; for a claim that is supported, [`check`] also hears the sources that it
//! cites, each by itself ([`judge::hear`]), which `miscited-claim` reads. `docs/citations.md` has the syntaxes.
//!
//! # The page
//!
//! `src/output/report` makes the annotated draft: its Markdown once more, cut where claims and findings begin and end, with
//! the notes behind it. What it says is put together once, as lines and blocks of no format; the page, the Markdown and the
//! Word document write these in their own ways. What comes from drafts and sources is text there, which each of them
//! escapes; in the page a policy with the hashes of style sheet and script keeps out whatever would slip through. A report
//! is never read as a source or as a draft.
//!
//! # Versions
//!
//! `src/output/compare.rs` holds one check against another, each read from its JSON. Claims are the same when their words
//! are, and else by the share of words in common; evidence is the same when source and words are, wherever they stand.
//!
//! # Languages
//!
//! English is read. [`text::Language::is_read`] is the gate: blocks of a draft and sources of the corpus behind it make
//! no claims and give no evidence, and the rule `unchecked-language` says so. `docs/languages.md` lists what another
//! language would need.
//!
//! # Adding a rule
//!
//! A file and a page of the same name under `src/rules`, and an entry in [`rules::RULES`] at its place in the order of
//! precedence. The page's example is a fixture that the tests run. A new thing to see is a test in `src/judge`, behind a
//! switch of [`config::Components`], with a fixture in `tests/it/judge.rs` and a neighbour that it leaves alone. What it
//! gives on labelled claims is what `citecheck eval --ablation` says: `tests/quality/README.md`.

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

pub mod eval;

pub mod ide;

pub mod load;

pub mod output;

pub mod cli;

#[cfg(feature = "server")]
pub mod server;
