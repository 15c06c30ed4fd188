// The page of the Evidence view. Everything that comes from drafts and sources goes in as text, never as markup.

(() => {
  const host = acquireVsCodeApi();
  const view = document.getElementById("view");

  const MARKS = { supported: "✓", refuted: "✗", "not-enough-info": "?" };
  const STANCES = { supports: ["✓", "supports"], contradicts: ["✗", "contradicts"] };

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

  /** Our own messages mark code by backticks. */
  const message = (text) => {
    const parts = text.split("`");
    if (parts.length % 2 === 0) return [text];
    return parts.map((it, idx) => (idx % 2 ? make("code", {}, it) : it));
  };

  function passage(card, idx) {
    const { source } = card;
    const [mark, stance] = STANCES[card.stance] ?? [];
    const title = make("h3", {}, mark ? make("span", { class: `mark ${card.stance}`, role: "img", "aria-label": stance }, mark) : null, source.title);
    const about = known([source.publisher, source.date, source.reliability && `reliability ${source.reliability}`]);
    const buttons = make(
      "div",
      { class: "buttons" },
      button("Open", `Open ${source.title}, ${card.place}`, { do: "open", passage: idx }),
      card.isCited ? make("span", { class: "cited" }, "cited") : button("Cite", `Cite ${source.title} for this claim`, { do: "cite", passage: idx }),
      source.original ? button("Original", `Open the original of ${source.title}`, { do: "original", passage: idx }) : null,
      source.url ? button("Web", `Open ${source.url}`, { do: "web", passage: idx }) : null,
    );
    return make(
      "article",
      { class: `card ${card.stance ?? ""}`, "aria-label": `${source.title}, ${card.place}` },
      title,
      about ? make("p", { class: "about" }, about) : null,
      make("blockquote", {}, ...words(card.words, "mark")),
      make("p", { class: "place" }, known([source.key, card.place, source.copyOf && `a copy of ${source.copyOf}`])),
      buttons,
    );
  }

  function button(label, description, wish) {
    return make("button", { type: "button", "aria-label": description, title: description, onclick: ask(wish) }, label);
  }

  function finding(it) {
    return make(
      "li",
      { class: `finding ${it.level}` },
      make("p", {}, ...message(it.message)),
      make("p", { class: "place" }, make("code", {}, it.rule), " ", it.level),
      button("Accept…", `Accept this claim, so that ${it.rule} is not reported`, { do: "accept", rule: it.rule }),
    );
  }

  function show(evidence) {
    const { verdict, headline, findings, accepted, why, passages } = evidence;
    const parts = [
      make(
        "header",
        { class: verdict },
        make("h2", {}, make("span", { class: `mark ${verdict}`, "aria-hidden": "true" }, MARKS[verdict]), headline),
        make("button", { type: "button", class: "claim", title: "Show the claim in the draft", onclick: ask({ do: "reveal" }) }, evidence.text),
      ),
    ];
    if (findings.length) parts.push(make("ul", { class: "findings", "aria-label": "Findings" }, ...findings.map(finding)));
    for (const it of accepted) {
      const by = known([it.who, it.date]);
      parts.push(make("p", { class: "accepted" }, `Accepted (${it.rule}): ${it.reason}${by ? ` (${by})` : ""}`));
    }
    if (why.length) {
      const lines = why.map((line) => make("li", {}, ...words(line, "strong")));
      parts.push(make("section", {}, make("h2", {}, "Why"), make("ul", {}, ...lines)));
    }
    if (passages.length) {
      const heading = verdict === "not-enough-info" ? "Nearest passages" : "Passages";
      parts.push(make("section", {}, make("h2", {}, heading), ...passages.map(passage)));
    }
    view.replaceChildren(...parts);
    window.scrollTo(0, 0);
  }

  window.addEventListener("message", ({ data }) => {
    if (data.evidence) show(data.evidence);
    else view.replaceChildren(make("p", { class: "quiet" }, data.message));
  });
  host.postMessage({ do: "ready" });
})();
