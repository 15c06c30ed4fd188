"use strict";
// Moves through the notes and filters them. The page is whole without it.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const toolbar = document.querySelector(".toolbar");
  const keys = byId("keys");
  if (!toolbar || !keys) return;
  toolbar.hidden = false;

  const cards = all(".card");
  const filters = document.querySelector(".filters");
  const boxes = all("input[name]", filters);
  const position = byId("position");
  let current = null;

  const pending = () => cards.filter((it) => "findings" in it.dataset && !it.classList.contains("dim"));
  const ofNumber = (number) => all(`.claim[data-n="${number}"], .mark[data-n="${number}"], .card[data-n="${number}"]`);

  function select(card) {
    for (const it of all(".current")) it.classList.remove("current");
    current = card;
    if (!card) return;
    const fold = card.querySelector(":scope > .fold");
    if (fold) fold.open = true;
    for (const it of ofNumber(card.dataset.n)) it.classList.add("current");
  }

  function tell() {
    const list = pending();
    const at = list.indexOf(current);
    const what = `${list.length} note${list.length === 1 ? "" : "s"} to settle`;
    position.textContent = at < 0 ? what : `Note ${current.dataset.n}: ${at + 1} of ${what}`;
    for (const it of [byId("previous"), byId("next")]) it.disabled = list.length === 0;
  }

  function show(card) {
    select(card);
    const place = byId(`claim-${card.dataset.n}`) ?? card;
    const isBeside = getComputedStyle(document.querySelector(".annotated")).gridTemplateColumns.includes(" ");
    (isBeside ? place : card).scrollIntoView({ block: "center" });
    card.focus({ preventScroll: true });
    tell();
  }

  function move(step) {
    const list = pending();
    if (list.length === 0) return;
    const at = list.indexOf(current);
    const from = at < 0 && current ? list.findIndex((it) => Number(it.dataset.n) > Number(current.dataset.n)) - (step > 0 ? 1 : 0) : at;
    const next = from < 0 && step < 0 ? list.length - 1 : (from + step + list.length) % list.length;
    show(list[next]);
  }

  function filter() {
    const off = (name) => new Set(boxes.filter((it) => it.name === name && !it.checked).map((it) => it.value));
    const states = off("state");
    const rules = off("rule");
    for (const card of cards) {
      const own = card.dataset.rules.split(" ").filter(Boolean);
      const isOff = states.has(card.dataset.state) || (own.length > 0 && own.every((it) => rules.has(it)));
      for (const it of ofNumber(card.dataset.n)) it.classList.toggle("dim", isOff);
      for (const it of all(`.findings [data-n="${card.dataset.n}"]`)) it.classList.toggle("dim", isOff);
    }
    for (const notes of all(".notes")) notes.hidden = all(".card:not(.dim)", notes).length === 0;
    filters.dataset.active = String(states.size + rules.size > 0);
    byId("filters").textContent = states.size + rules.size > 0 ? "Filter (on)" : "Filter";
    tell();
  }

  function follow() {
    const target = location.hash ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    const number = target?.dataset?.n;
    if (!number) return;
    select(byId(`note-${number}`));
    tell();
  }

  byId("previous").addEventListener("click", () => move(-1));
  byId("next").addEventListener("click", () => move(1));
  byId("help").addEventListener("click", () => keys.showModal());
  byId("close").addEventListener("click", () => keys.close());
  byId("all").addEventListener("click", () => {
    for (const it of boxes) it.checked = true;
    filter();
  });
  for (const it of boxes) it.addEventListener("change", filter);
  addEventListener("hashchange", follow);

  // The words themselves lead to their note as well, unless a link among them is meant or words are being selected.
  for (const it of all(".claim")) {
    it.addEventListener("click", (event) => {
      if (event.target.closest("a") || !getSelection().isCollapsed) return;
      show(byId(`note-${it.dataset.n}`));
    });
  }
  document.addEventListener("click", (event) => {
    if (filters.open && !filters.contains(event.target)) filters.open = false;
  });

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && filters.open) {
      filters.open = false;
      byId("filters").focus();
      return;
    }
    const isTyping = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || keys.open || !byId("keys-on").checked) return;
    const deeds = {
      n: () => move(1),
      p: () => move(-1),
      f: () => {
        filters.open = true;
        toolbar.scrollIntoView({ block: "nearest" });
        (boxes[0] ?? byId("filters")).focus();
      },
      "?": () => keys.showModal(),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  // On paper everything is open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open]):not(.filters)");
    for (const it of closed) it.open = true;
  });
  addEventListener("afterprint", () => {
    for (const it of closed) it.open = false;
  });
  follow();
})();
