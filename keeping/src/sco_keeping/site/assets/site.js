// Tables that sort, filter and page, and the form that fills itself in. Without this script every page still reads.
(() => {
  "use strict";
  const element = (name, text = "", attributes = {}) => Object.assign(document.createElement(name), { textContent: text }, attributes);

  const table = document.getElementById("rows");
  if (table) {
    const form = table.querySelector("form"), body = table.querySelector("tbody"), pager = table.querySelector(".pager");
    const count = table.querySelector(".count"), heads = [...table.querySelectorAll("th")];
    let data = null, loading = null, state = { sort: null, down: false, page: 0 };
    form.hidden = false;
    const load = () => loading ??= new Promise(done => {  // fetch does not read from a disk; a script does
      const script = element("script", "", { src: "rows.js" });
      script.addEventListener("load", () => { data = window.SCO_ROWS; done(); });
      document.head.append(script);
    });
    const value = (row, column) => {
      if (column < 0) return row[1];
      const cell = row[column + 2], list = data.lists[column];
      return list.length ? [].concat(list[cell])[0] : cell;
    };
    const fold = text => String(text).toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    const chosen = () => data.facets.map(facet =>
      new Set([...form.querySelectorAll(`input[name="${CSS.escape(facet.f)}"]:checked`)].map(box => facet.v.indexOf(box.value))));
    const found = () => {
      const words = fold(form.elements.filter.value).split(/\s+/).filter(Boolean), sets = chosen();
      const rows = data.rows.filter((row, number) => sets.every((set, place) => !set.size || set.has(data.facets[place].r[number]))
        && (!words.length || (text => words.every(word => text.includes(word)))(fold([row[0], row[1], ...data.columns.map((_, at) => value(row, at))].join(" ")))));
      if (state.sort !== null) {
        const number = state.sort >= 0 && data.columns[state.sort].k === "number";
        const key = row => { const cell = value(row, state.sort); return number ? (cell === "" ? Infinity : +cell) : cell.replace(/^[[.“]+/, "") || "\uffff"; };
        rows.sort((a, b) => { const [x, y] = [key(a), key(b)]; return (number ? x - y : x.localeCompare(y)) * (state.down ? -1 : 1); });
      }
      return rows;
    };
    const cell = (text, address) => {
      const made = element("td");
      made.append(address ? element("a", text, { href: "../" + address }) : text);
      return made;
    };
    const line = row => {
      const made = element("tr");
      if (data.named) made.append(cell(row[1], `${table.dataset.table}/${row[0]}/index.html`));
      data.columns.forEach((_, at) => {
        const list = data.lists[at], each = row[at + 2];
        made.append(list.length ? cell(...[].concat(list[each])) : cell(each));
      });
      return made;
    };
    const draw = () => {
      const rows = found(), pages = Math.max(1, Math.ceil(rows.length / data.size));
      state.page = Math.min(state.page, pages - 1);
      body.replaceChildren(...rows.slice(state.page * data.size, (state.page + 1) * data.size).map(line));
      count.hidden = false;
      count.textContent = rows.length === data.rows.length ? `${rows.length} rows` : `${rows.length} of ${data.rows.length} rows`;
      heads.forEach((head, at) => {
        const sorted = state.sort === at - (data.named ? 1 : 0);
        head.setAttribute("aria-sort", sorted ? (state.down ? "descending" : "ascending") : "none");
      });
      pager.replaceChildren();
      for (let at = 0; at < pages && pages > 1; at++) {
        if (at && at < pages - 1 && Math.abs(at - state.page) > 3) {
          if (Math.abs(at - state.page) === 4) pager.append(element("span", "…"));
          continue;
        }
        const button = element("button", String(at + 1), { type: "button" });
        if (at === state.page) button.setAttribute("aria-current", "page");
        button.addEventListener("click", () => { state.page = at; draw(); table.scrollIntoView(); });
        pager.append(button);
      }
      remember();
    };
    const remember = () => {
      const told = new URLSearchParams();
      for (const box of form.querySelectorAll("input:checked")) told.append(box.name, box.value);
      if (form.elements.filter.value) told.set("filter", form.elements.filter.value);
      if (state.sort !== null) told.set("sort", (state.down ? "-" : "") + (state.sort < 0 ? "name" : state.sort));
      if (state.page) told.set("page", state.page + 1);
      try { history.replaceState(null, "", "#" + told); } catch { /* opened from a disk */ }
    };
    const recall = () => {
      const told = new URLSearchParams(location.hash.slice(1));
      let some = false;
      for (const [name, each] of told) {
        const box = form.querySelector(`input[type=checkbox][name="${CSS.escape(name)}"][value="${CSS.escape(each)}"]`);
        if (box) { box.checked = some = true; box.closest("details").open = true; }
      }
      if (told.get("filter")) { form.elements.filter.value = told.get("filter"); some = true; }
      const sort = /^(-?)(\d+|name)$/.exec(told.get("sort") ?? "");
      if (sort) { state.sort = sort[2] === "name" ? -1 : +sort[2]; state.down = sort[1] === "-"; some = true; }
      if (+told.get("page") > 1) { state.page = told.get("page") - 1; some = true; }
      return some;
    };
    const again = () => load().then(() => { state.page = 0; draw(); });
    let waiting;
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(again, 120); });
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { state.sort = null; again(); }));
    const named = table.querySelector("table").classList.contains("named");
    heads.forEach((head, at) => {
      const button = element("button", head.textContent, { type: "button", title: "Sort" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const column = at - (named ? 1 : 0);
        state.down = state.sort === column && !state.down;
        state.sort = column;
        again();
      });
    });
    if (matchMedia("(max-width: 50em)").matches) for (const part of form.querySelectorAll("details")) part.open = false;
    if (recall()) load().then(draw);
  }

  for (const chart of document.querySelectorAll(".chart, .scroll:has(.years)")) {  // where it is too wide, the latest years, with the names beside them
    const drawn = chart.querySelector(".ladder");
    if (drawn && chart.scrollWidth > chart.clientWidth) {
      for (const name of drawn.querySelectorAll(".who")) {  // a ground of its own, where bars would lie under it
        const ground = document.createElementNS(drawn.namespaceURI, "rect");
        const sides = { class: "ground", x: 2, y: name.getAttribute("y") - 13, width: name.getComputedTextLength() + 8, height: 17 };
        for (const [side, value] of Object.entries(sides)) ground.setAttribute(side, value);
        name.before(ground);
      }
      chart.addEventListener("scroll", () => drawn.style.setProperty("--gone", `${chart.scrollLeft * drawn.viewBox.baseVal.width / drawn.clientWidth}px`));
    }
    chart.scrollLeft = chart.scrollWidth;
  }

  const side = document.querySelector(".side");
  if (side && matchMedia("(max-width: 60em)").matches) side.open = false;

  const report = document.getElementById("report");
  if (report) report.addEventListener("submit", event => {  // what the cell says goes with its field
    const cell = event.submitter?.value && document.getElementById(event.submitter.value), value = cell?.querySelector(".value");
    report.querySelector("[name=says]")?.remove();
    if (value) report.append(element("input", "", { type: "hidden", name: "says", value: (value.querySelector("code") ?? value.firstChild).textContent.trim().slice(0, 300) }));
  });

  const filled = document.getElementById("filled");
  if (filled) {
    const told = new URLSearchParams(location.search), names = { table: "Table", row: "Row", field: "Field", says: "What the cell says" };
    const lines = Object.entries(names).filter(([name]) => told.get(name)).map(([name, title]) => `${title}: ${told.get(name)}`);
    if (lines.length) filled.value = `Version: ${filled.dataset.version}\n${lines.join("\n")}\nWhat it should say: \nThe words that say so, and where they stand: \n`;
  }
})();
