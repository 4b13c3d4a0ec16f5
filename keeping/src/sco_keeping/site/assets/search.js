// The search: MiniSearch over the index that was built with the site. Terms are cut as searchindex.py cuts them.
(() => {
  "use strict";
  const STOP = new Set(SCO_FOUND.stop), PAGE = 30;
  const terms = text => {
    const found = [];
    for (const word of text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) || [])
      for (const part of word.match(/[\u3400-\u9fff]+|[^\u3400-\u9fff]+/g)) {
        if (!/[\u3400-\u9fff]/.test(part)) { found.push(part); continue; }
        if (part.length === 1) found.push(part);
        for (let at = 0; at + 1 < part.length; at++) found.push(part.slice(at, at + 2));
      }
    return found;
  };
  const engine = MiniSearch.loadJS(SCO_INDEX, {
    fields: ["title", "names", "text"], tokenize: terms, processTerm: term => STOP.has(term) ? null : term,
  });
  const first = new Set(["states", "summits", "organizations", "people", "tables", "docs"]);
  const options = {
    boost: { title: 4, names: 3 }, prefix: term => term.length > 2, fuzzy: term => term.length > 5 && !/\d/.test(term) ? 0.2 : false,
    boostDocument: id => first.has(SCO_FOUND.kinds[SCO_FOUND.pages[id][1]][0]) ? 2 : 1,
  };
  const at = id => document.getElementById(id);
  const field = at("q"), said = at("said"), hits = at("hits"), more = at("more"), kinds = at("kinds");
  let found = [], kind = null, shown = 0;
  const element = (name, text, attributes = {}) => Object.assign(document.createElement(name), { textContent: text }, attributes);
  const wanted = () => kind === null ? found : found.filter(hit => SCO_FOUND.pages[hit.id][1] === kind);
  const show = () => {
    for (const hit of wanted().slice(shown, shown + PAGE)) {
      const [address, number, title, snippet] = SCO_FOUND.pages[hit.id];
      const item = element("li", "");
      item.append(element("a", title, { href: "../" + address }), " ", element("small", SCO_FOUND.kinds[number][1]));
      if (snippet) item.append(element("p", snippet));
      hits.append(item);
    }
    shown += PAGE;
    more.hidden = shown >= wanted().length;
  };
  const choose = () => {
    kinds.replaceChildren();
    const counts = new Map();
    for (const hit of found) counts.set(SCO_FOUND.pages[hit.id][1], (counts.get(SCO_FOUND.pages[hit.id][1]) || 0) + 1);
    for (const [number, count] of [[null, found.length], ...[...counts].sort((a, b) => b[1] - a[1])]) {
      const button = element("button", `${number === null ? "All" : SCO_FOUND.kinds[number][1]} ${count}`, { type: "button" });
      button.setAttribute("aria-pressed", String(kind === number));
      button.addEventListener("click", () => { kind = number; again(); });
      kinds.append(button);
    }
    kinds.hidden = counts.size < 2;
  };
  const again = () => { shown = 0; hits.replaceChildren(); choose(); show(); };
  const search = () => {
    const asked = field.value.trim();
    kind = null;
    if (!asked) { found = []; again(); return; }
    found = engine.search(asked, { ...options, combineWith: "AND" });
    const all = found.length > 0;
    if (!all) found = engine.search(asked, options);
    said.textContent = found.length ? `${found.length} found${all ? "" : ", none with all the words"}` : "Nothing found. Try fewer words, or another spelling.";
    again();
  };
  at("search").addEventListener("submit", event => {
    event.preventDefault();
    try { history.replaceState(null, "", "?q=" + encodeURIComponent(field.value)); } catch { /* opened from a disk */ }
    search();
  });
  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  more.addEventListener("click", show);
  field.value = new URLSearchParams(location.search).get("q") || "";
  if (field.value) search(); else field.focus();
})();
