"""Style sheet, script and icon of the pages."""

from __future__ import annotations

from planner.report.page_style import STYLE

_OWN_STYLE = """
:root{--run0:#0072b2;--run1:#d55e00;--run2:#009e73;--run3:#b0508a;--run4:#8a6d00;--run5:#3c9bd6;
--run6:#5b5bd6;--run7:#555d66}
@media (prefers-color-scheme:dark){:root{--run0:#4aa8e8;--run1:#ff8a3d;--run2:#35c99b;
--run3:#e08fc4;--run4:#e6c84a;--run5:#9fd6ff;--run6:#a3a3ff;--run7:#b8c0c8}}
header,main{max-width:112rem}
.kicker a{color:inherit}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);
white-space:nowrap}
button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--muted);
border-radius:.4rem;padding:.35rem .8rem;cursor:pointer}
button:hover{border-color:var(--accent);color:var(--accent)}
:is(a,button,input,summary):focus-visible{outline:2px solid var(--accent);outline-offset:2px}
thead button{border:0;padding:0;background:none;color:inherit;font-weight:inherit;
text-align:inherit}
th[aria-sort=ascending] button::after{content:" \\25B2"}
th[aria-sort=descending] button::after{content:" \\25BC"}
table.runs{width:100%;font-size:.82rem}
.runs th,.runs td{padding:.4rem .45rem}
.runs thead th.number{min-width:0}
.runs td.words>div{white-space:nowrap}
.runs td[data-label=state]>div{white-space:normal;overflow-wrap:anywhere;min-width:7rem}
.runs tbody tr:has(input:checked){background:var(--mark)}
.pair{display:grid;gap:0 1.5rem;align-items:start}
.pair section{min-width:0;margin-bottom:0}
@media (min-width:78rem){.pair{grid-template-columns:3fr 2fr}}
.runs .lesser{font-size:.95em}
.pick input{width:1.1rem;height:1.1rem;margin:.15rem 0}
progress{width:100%;height:.5rem;accent-color:var(--accent)}
ul.notes{margin:0 1.5rem 1.5rem}
svg.fronts{display:block;width:100%;height:auto;max-width:60rem;fill:var(--ink);font-size:14px}
svg.fronts text{fill:var(--muted)}
.grid{stroke:var(--rule);stroke-width:1}
.fronts polyline{fill:none;stroke-width:1.2;opacity:.45}
.fronts .design{stroke:none}
.fronts .choice{fill-opacity:.25;stroke-width:.3}
ul.legend{list-style:none;padding:0;margin:.8rem 0 0}
.legend b{overflow-wrap:anywhere}
.swatch{stroke:none;width:1.1rem;height:1.1rem;vertical-align:-.2rem;margin-right:.5rem}
ul.files{columns:16rem}
@media (max-width:40rem){
tbody th{white-space:normal}
svg.fronts{font-size:24px}svg.fronts .other{display:none}
.fronts .design{stroke:inherit;stroke-width:.9}.fronts .choice{stroke-width:.5}
.runs thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.runs,.runs caption,.runs tbody,.runs tr,.runs td,.runs tbody th{display:block}
.runs tr{position:relative;border:1px solid var(--rule);border-radius:.5rem;padding:.4rem .7rem;
margin:.8rem 0}
.runs td,.runs tbody th{border:0;padding:.12rem 0;text-align:left}
.runs tbody th{font-size:1.05rem;font-weight:600;padding-left:2rem;display:flex;gap:1rem;
align-items:baseline}
.runs td.pick{position:absolute;left:.7rem;top:.5rem}
.runs td:not(.pick){display:grid;grid-template-columns:8.5rem 1fr}
.runs td:not(.pick)::before{content:attr(data-label);color:var(--muted);grid-row:1/span 9}
.runs td:not(.pick)>*{grid-column:2;min-width:0!important;white-space:normal!important}
.runs td[data-key=""]{display:none!important}}
"""

SCRIPT = """
"use strict";
(() => {
  const EVERY = 3000;
  let revision = null, sorting = null;
  const rows = () => [...document.querySelectorAll("table.runs tbody tr")];
  const key = (row, column) => row.cells[column]?.dataset.key ?? "";

  function sort() {
    if (!sorting) return;
    const buttons = [...document.querySelectorAll("[data-sort]")];
    const button = buttons.find((b) => b.dataset.sort === sorting.key);
    if (!button) return;
    const head = button.closest("th"), column = head.cellIndex;
    const numeric = head.classList.contains("number") || sorting.key === "chosen";
    for (const b of buttons) b.closest("th").removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
    const order = (a, b) => {
      const [x, y] = [key(a, column), key(b, column)];
      if (!x || !y) return x ? -1 : y ? 1 : 0;
      const way = numeric ? Number(x) - Number(y) : x.localeCompare(y);
      return sorting.down ? -way : way;
    };
    const body = document.querySelector("table.runs tbody");
    body.append(...rows().sort(order));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (!button) return;
    const again = sorting?.key === button.dataset.sort;
    sorting = {key: button.dataset.sort, down: again && !sorting.down};
    sort();
  });

  async function renew() {
    const answer = await fetch(location.href, {cache: "no-store"});
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = fresh.querySelector("main");
    if (!main) return;
    const old = document.querySelector("main"), focused = document.activeElement;
    const left = document.querySelector(".scroll")?.scrollLeft ?? 0;
    const mark = focused && old.contains(focused) ? (focused.id || focused.dataset.sort) : null;
    const picked = new Set([...old.querySelectorAll("input:checked")].map((box) => box.value));
    const open = [...old.querySelectorAll("details")].map((box) => box.open);
    old.replaceWith(document.adoptNode(main));
    for (const box of main.querySelectorAll("input[name=run]")) {
      box.checked = picked.has(box.value) && !box.disabled;
    }
    main.querySelectorAll("details").forEach((box, i) => { box.open = open[i] ?? false; });
    sort();
    if (main.querySelector(".scroll")) main.querySelector(".scroll").scrollLeft = left;
    if (mark) {
      const same = [...main.querySelectorAll("input, button")];
      same.find((e) => e.id === mark || e.dataset.sort === mark)?.focus();
    }
  }

  async function look() {
    const main = document.querySelector("main");
    if (main?.dataset.lively === "yes" && !document.hidden) {
      try {
        const answer = await fetch("/runs.json", {cache: "no-store"});
        const now = answer.ok ? (await answer.json()).revision : revision;
        if (now !== revision) await renew(); // at first too: what came since the page
        revision = now;
      } catch { /* the server is gone: what is shown stays, and the next look may find it */ }
    }
    setTimeout(look, EVERY);
  }
  look();
})();
"""

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<path d="M2 2v12h12" fill="none" stroke="#808890" stroke-width="1.5"/>'
    '<g fill="#0072b2"><circle cx="4" cy="3" r="1.3"/><circle cx="6" cy="7" r="1.3"/>'
    '<circle cx="12.5" cy="11" r="1.3"/></g><circle cx="9" cy="9.5" r="2" fill="#d55e00"/></svg>'
)


def style() -> str:
    """The report's style, and what these pages have beside it."""
    runs = "".join(f".run{n}{{fill:var(--run{n});stroke:var(--run{n})}}" for n in range(8))
    return STYLE + _OWN_STYLE + runs
