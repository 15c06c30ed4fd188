// What the server's commands for views answer; docs/editors.md names them.

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Location {
  uri: string;
  range: Range;
}

export interface Words {
  text: string;
  standsOut: boolean;
}

export interface Source {
  key: string;
  title: string;
  publisher: string | null;
  authors: string[];
  date: string | null;
  reliability: string | null;
  descriptor: string | null;
  uri: string | null;
  original: string | null;
  url: string | null;
  passages: number;
  notes: string[];
  copyOf: string | null;
}

export interface Card {
  source: Source;
  passage: number;
  place: string;
  location: Location | null;
  words: Words[];
  stance: "supports" | "contradicts" | null;
  isCited: boolean;
}

export interface Finding {
  rule: string;
  level: string;
  message: string;
  range: Range;
}

export interface Accepted {
  rule: string;
  message: string;
  reason: string;
  who: string;
  date: string;
}

export interface Evidence {
  version: number;
  range: Range;
  text: string;
  verdict: "supported" | "refuted" | "not-enough-info";
  headline: string;
  why: Words[][];
  findings: Finding[];
  accepted: Accepted[];
  passages: Card[];
}

export interface Status {
  root: string;
  sources: number;
  passages: number;
  unread: number;
  draft: {
    isCurrent: boolean;
    claims: number;
    supported: number;
    contradicted: number;
    unsupported: number;
    findings: number;
    accepted: number;
    unchecked: number;
  } | null;
}

export interface SourceUse {
  source: Source;
  citations: number;
  passages: { place: string; location: Location | null; claim: string; claimRange: Range }[];
}

export interface Sources {
  uses: SourceUse[];
  sources: Source[];
  found: number;
  problems: { name: string; uri: string | null; problem: string }[];
}
