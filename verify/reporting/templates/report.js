"use strict";
// Everything here adds to a page that reads without it: filters, sorting, copying, the worst cases of a cell, tooltips.
(function () {
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // What may have hidden the target of a link, and how to show everything again.
  const shows = [];

  function filters() {
    const box = document.querySelector("[data-filter=findings]");
    const cases = all("#findings article.case");
    if (!box || cases.length < 2) return;
    const shown = make("span", { role: "status" });
    const keys = ["verdict", "method", "rule", "operation", "kind", "dtype"];
    const choices = keys.map((key) => choice(key, cases, apply)).filter(Boolean);
    function apply() {
      for (const each of cases) each.hidden = choices.some(([key, select]) => select.value && each.dataset[key] !== select.value);
      shown.textContent = cases.filter((each) => !each.hidden).length + " of " + cases.length + " shown";
    }
    if (!choices.length) return;
    shows.push(() => { choices.forEach(([, select]) => { select.value = ""; }); apply(); });
    box.append(...choices.map(([key, select]) => make("label", {}, key, select)), shown);
    box.hidden = false;
    apply();
  }

  function choice(key, cases, apply) {
    const found = [...new Set(cases.map((each) => each.dataset[key]))].sort();
    if (found.length < 2) return null;
    const select = make("select", { onchange: apply }, make("option", { value: "" }, "all"));
    for (const value of found) select.append(make("option", { value: value }, value.slice(0, 60)));
    return [key, select];
  }

  function sorting() {
    for (const table of all("table[data-sortable]")) {
      all("thead th", table).forEach((head, column) => {
        const button = make("button", { type: "button" }, ...head.childNodes);
        button.onclick = () => sort(table, head, column);
        head.append(button);
      });
    }
  }

  function sort(table, head, column) {
    const down = head.getAttribute("aria-sort") !== "descending";
    all("thead th", table).forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const keyed = all("tr", body).map((row) => [key(row.cells[column]), row]);
    keyed.sort(([a], [b]) => (down ? -1 : 1) * compare(a, b));
    body.append(...keyed.map(([, row]) => row));
  }

  function key(cell) {
    const text = "value" in cell.dataset ? cell.dataset.value : cell.textContent.trim();
    const number = parseFloat(text.replace(/,/g, ""));
    return Number.isNaN(number) ? text : number;
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? 1 : -1;
    return a.localeCompare(b);
  }

  // A cell of the map is a link to its first case; its address chooses it, so that it can be passed on.
  function cells() {
    const status = document.querySelector("[data-worst-status]");
    const links = all("table.map a");
    const rows = all("table[data-worst] tbody tr");
    const everything = () => {
      rows.forEach((row) => { row.hidden = false; });
      links.forEach((each) => each.removeAttribute("aria-current"));
      if (status) status.replaceChildren();
    };
    const choose = (link) => {
      everything();
      const { rule, method } = link.dataset;
      for (const row of rows) row.hidden = row.dataset.rule !== rule || row.dataset.method !== method;
      link.setAttribute("aria-current", "true");
      const back = make("button", { type: "button", onclick: everything }, "show all cells");
      status.replaceChildren("Worst cases of " + method + " under " + rule + " ", back);
    };
    for (const link of links) link.onclick = () => choose(link);
    shows.push(everything);
    return (hash) => { const link = links.find((each) => each.hash === hash); if (link) choose(link); };
  }

  function copying() {
    for (const block of all("pre[data-copy]")) {
      const text = block.textContent;
      const button = make("button", { type: "button" }, "copy");
      button.onclick = () => copy(block, text).then((done) => {
        button.textContent = done ? "copied" : "press Ctrl-C";
        setTimeout(() => { button.textContent = "copy"; }, 1500);
      });
      block.append(button);
    }
  }

  async function copy(block, text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      getSelection().selectAllChildren(block.querySelector("code"));
      return false;
    }
  }

  function tooltips() {
    const tip = document.getElementById("tip");
    for (const chart of all("svg.chart")) {
      for (const title of all("title", chart)) {
        title.parentNode.dataset.says = title.textContent;
        title.remove();
      }
      chart.addEventListener("pointermove", (event) => show(event, tip));
      chart.addEventListener("pointerleave", () => { tip.hidden = true; });
    }
  }

  function show(event, tip) {
    const says = event.target.dataset && event.target.dataset.says;
    tip.hidden = !says;
    if (!says) return;
    tip.textContent = says;
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(4, event.clientY - tip.offsetHeight - 12) + "px";
  }

  function reveal(chosen) {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) return;
    chosen(location.hash);
    if (target.closest("[hidden]")) shows.forEach((show) => show());
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView({ block: target.tagName === "TR" ? "nearest" : "start" });
  }

  filters();
  sorting();
  const chosen = cells();
  copying();
  tooltips();
  addEventListener("hashchange", () => reveal(chosen));
  reveal(chosen);
  document.documentElement.dataset.ready = "yes";
})();
