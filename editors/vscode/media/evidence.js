// The page of the Evidence view. Everything that comes from drafts and sources goes in as text, never as markup.

(() => {
  const host = acquireVsCodeApi();
  const view = document.getElementById("view");
  const said = document.getElementById("said");

  const MARKS = { supported: ["✓", "Supported"], refuted: ["✗", "Contradicted"], "not-enough-info": ["?", "To check"] };
  const STANCES = { supports: ["✓", "Supports"], contradicts: ["✗", "Contradicts"] };
  const LEVELS = { error: "●", warning: "▲", info: "■", hint: "○" };

  /** An element with attributes and children; children that are text become text. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") element.addEventListener("click", value);
      else if (value !== undefined && value !== null) element.setAttribute(key, value);
    }
    element.append(...children.filter((it) => it !== null && it !== undefined));
    return element;
  }

  const ask = (wish) => () => host.postMessage(wish);
  const words = (runs, name) => runs.map((it) => (it.standsOut ? make(name, {}, it.text) : it.text));
  const known = (parts) => parts.filter(Boolean).join(" · ");

  /** A sign that says by its shape what its colour says, and by its name what its shape says. */
  const sign = (name, [shape, meaning]) => make("span", { class: `mark ${name}`, role: "img", "aria-label": meaning, title: meaning }, shape);

  /** Our own messages mark code by backticks. */
  const message = (text) => {
    const parts = text.split("`");
    if (parts.length % 2 === 0) return [text];
    return parts.map((it, idx) => (idx % 2 ? make("code", {}, it) : it));
  };

  /** A button with its name. The few letters on it are the beginning of the name, for those who say what they see. */
  function button(label, description, wish) {
    const place = `${wish.do} ${wish.passage ?? wish.rule ?? ""}`;
    return make("button", { type: "button", "aria-label": description, title: description, "data-place": place, onclick: ask(wish) }, label);
  }

  function passage(card, idx) {
    const { source } = card;
    const about = known([source.publisher, source.date, source.reliability && `reliability ${source.reliability}`]);
    const heading = make("h3", { id: `passage-${idx}` }, STANCES[card.stance] ? sign(card.stance, STANCES[card.stance]) : null, source.title);
    return make(
      "article",
      { class: `card ${card.stance ?? ""}`, "aria-labelledby": heading.id },
      heading,
      about ? make("p", { class: "about" }, about) : null,
      make("blockquote", {}, ...words(card.words, "mark")),
      make("p", { class: "place" }, known([source.key, card.place, source.copyOf && `a copy of ${source.copyOf}`])),
      make(
        "div",
        { class: "buttons" },
        card.location ? button("Open", `Open ${source.title}, ${card.place}`, { do: "open", passage: idx }) : null,
        card.isCited ? make("span", { class: "cited" }, "cited") : button("Cite", `Cite ${source.title} for this claim`, { do: "cite", passage: idx }),
        source.original ? button("Original", `Original of ${source.title}: open`, { do: "original", passage: idx }) : null,
        source.url ? button("Web", `Web page of ${source.title}: open ${source.url}`, { do: "web", passage: idx }) : null,
      ),
    );
  }

  function finding(it) {
    return make(
      "li",
      { class: `finding ${it.level}` },
      make("p", {}, sign(it.level, [LEVELS[it.level] ?? "■", it.level]), ...message(it.message)),
      make("p", { class: "place" }, make("code", {}, it.rule), " ", it.level),
      button("Accept…", `Accept… this claim, so that ${it.rule} is not reported`, { do: "accept", rule: it.rule }),
    );
  }

  function show(evidence) {
    const { verdict, headline, findings, accepted, why, passages } = evidence;
    const parts = [
      make(
        "header",
        { class: verdict },
        make("h1", {}, sign(verdict, MARKS[verdict]), headline),
        make("button", { type: "button", class: "claim", title: "Show the claim in the draft", "data-place": "claim", onclick: ask({ do: "reveal" }) }, evidence.text),
      ),
    ];
    if (findings.length) parts.push(make("ul", { class: "findings", "aria-label": "Findings" }, ...findings.map(finding)));
    for (const it of accepted) {
      const by = known([it.who, it.date]);
      parts.push(make("p", { class: "accepted" }, `Accepted (${it.rule}): ${it.reason}${by ? ` (${by})` : ""}`));
    }
    if (why.length) {
      const lines = why.map((line) => make("li", {}, ...words(line, "strong")));
      parts.push(make("section", { class: "why", "aria-labelledby": "why" }, make("h2", { id: "why" }, "Why"), make("ul", {}, ...lines)));
    }
    if (passages.length) {
      const heading = verdict === "not-enough-info" ? "Nearest passages" : "Passages";
      parts.push(make("section", { "aria-labelledby": "passages" }, make("h2", { id: "passages" }, heading), ...passages.map(passage)));
    }
    put(parts, evidence.text, `${MARKS[verdict][1]}: ${headline}`);
  }

  function tell({ words, actions }) {
    const buttons = actions.map(({ label, command }) => button(label, label, { do: "command", command }));
    put([make("h1", { class: "quiet" }, ...message(words)), buttons.length ? make("div", { class: "buttons" }, ...buttons) : null], "", words);
  }

  let about;
  let before;
  /** Puts the parts in. Who is reading or has the focus here stays where he is when the same claim comes again. */
  function put(parts, subject, words) {
    const now = JSON.stringify(parts.filter(Boolean).map((it) => it.outerHTML));
    if (now === before) return;
    const held = document.hasFocus() ? document.activeElement?.dataset.place : undefined;
    const top = subject === about ? window.scrollY : 0;
    view.replaceChildren(...parts.filter(Boolean));
    window.scrollTo(0, top);
    if (held) ([...view.querySelectorAll("button")].find((it) => it.dataset.place === held) ?? view.querySelector("button"))?.focus({ preventScroll: true });
    // In one breath, and only when it is about something else: the whole view would be too much to listen to.
    if (said.textContent !== words) said.textContent = words;
    before = now;
    about = subject;
  }

  // Back to where one writes; and from card to card, past their other buttons.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Escape") return void host.postMessage({ do: "leave" });
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [...view.querySelectorAll(".claim, .finding button, .card .buttons")].map((it) => it.closest(".buttons")?.querySelector("button") ?? it);
    const here = stops.findIndex((it) => it === document.activeElement || it.parentElement === document.activeElement?.closest(".buttons"));
    if (!step || here < 0) return;
    const next = stops[here + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.closest(".card, .finding")?.scrollIntoView({ block: "nearest" });
  });

  window.addEventListener("message", ({ data }) => (data.evidence ? show(data.evidence) : tell(data)));
  host.postMessage({ do: "ready" });
})();
