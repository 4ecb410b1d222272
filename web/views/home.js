// SPDX-License-Identifier: MIT
// Home: how the fleet is, every board, what was found, what happened.
import {age, attempt, h, refresh, size, toast} from "../dom.js";
import {boardPath, call} from "../api.js";
import {fleet} from "../fleet.js";

export function statusPill(board) {
  if (board.online) {
    return h("span.pill.good", {}, board.busy ? "busy" : "online");
  }
  if (board.state === "found") {
    return h("span.pill", {}, "found");
  }
  return h("span.pill.bad", {}, board.state || "offline");
}

export function statusText(board) {
  if (board.online) {
    return board.busy ? `running ${board.busy.name || "a program"}` : "";
  }
  const why = board.why ? `: ${board.why}` : "";
  return `for ${age(board.since)}${why}`;
}

function boardRow(board) {
  const heap = board.heap_free ? size(board.heap_free) : "–";
  const warm = board.temperature_c === undefined ||
      board.temperature_c === null ? "–" :
      `${Number(board.temperature_c).toFixed(1)} °C`;
  return h("tr", {},
      h("td", {}, h("a", {href: `#/boards/${encodeURIComponent(board.id)}`},
          board.name || board.id),
      h("div.quiet.mono", {}, board.name ? board.id : "")),
      h("td", {}, statusPill(board), " ",
          h("span.quiet", {}, statusText(board))),
      h("td.wide.mono", {}, board.via || "–"),
      h("td.wide", {}, board.model || "–"),
      h("td", {}, heap), h("td.wide", {}, warm),
      h("td.wide", {}, (board.tags || []).map((tag) =>
        h("span.tag", {}, tag))));
}

function foundRow(board) {
  const name = h("input", {
    type: "text", value: board.name || "", maxlength: 32,
    "aria-label": `Name for board ${board.id}`, placeholder: "name",
    pattern: "[A-Za-z0-9._\\-]+",
  });
  const adopt = h("button.primary", {type: "submit"}, "Adopt");
  const form = h("form.row", {
    onsubmit(event) {
      event.preventDefault();
      attempt(adopt, async () => {
        const body = name.value ? {name: name.value} : {};
        const adopted = await call("POST", boardPath(board.id, "/adopt"), body);
        toast(`${adopted.name || adopted.id} is adopted`);
      });
    },
  }, name, adopt);
  return h("tr", {},
      h("td.mono", {}, board.id), h("td.wide.mono", {}, board.via || "–"),
      h("td.wide", {}, board.model || "–"), h("td", {}, form));
}

function table(titles, rows) {
  return h("div.scroll", {}, h("table", {},
      h("thead", {}, h("tr", {}, titles.map(([title, wide]) =>
        h(wide ? "th.wide" : "th", {scope: "col"}, title)))),
      h("tbody", {}, rows)));
}

function counts(boards) {
  const adopted = boards.filter((board) => board.adopted);
  const online = adopted.filter((board) => board.online);
  const figures = [
    [online.length, "online"],
    [adopted.length - online.length, "offline"],
    [adopted.filter((board) => board.busy).length, "running a program"],
    [boards.length - adopted.length, "found, not adopted"],
  ];
  return figures.map(([number, text]) => h("div.count", {},
      h("b", {}, String(number)), h("span.quiet", {}, text)));
}

function emptyHint() {
  return h("p.quiet", {}, "No board is adopted yet. Plug one into this ",
      "gateway's USB, or let one dial in",
      fleet.gateway.tcp ? ` to ${fleet.gateway.tcp}` : "",
      ": it appears here by itself.");
}

function byName(a, b) {
  return (a.name || a.id).localeCompare(b.name || b.id, undefined,
      {numeric: true});
}

/** Typing in a form must not be undone by a redraw. */
function isEditing(element) {
  return element.contains(document.activeElement) &&
      document.activeElement.tagName === "INPUT";
}

export function homeView() {
  const figures = h("section.counts", {"aria-label": "Fleet"});
  const found = h("section");
  const filter = h("input", {
    type: "search", placeholder: "Filter by name, id, tag",
    "aria-label": "Filter boards", oninput: () => update(),
  });
  const list = h("div");
  const recent = h("ul.events");
  const element = h("div", {}, figures, found,
      h("section.card", {}, h("div.spread", {}, h("h2", {}, "Boards"),
          filter), list),
      h("section.card", {}, h("h2", {}, "Latest events"), recent));

  function matches(board) {
    const text = filter.value.trim().toLowerCase();
    return [board.name, board.id, board.via, ...(board.tags || [])].some(
        (part) => (part || "").toLowerCase().includes(text));
  }

  function updateFound(boards) {
    const news = boards.filter((board) => !board.adopted);
    if (isEditing(found)) {
      return;
    }
    refresh(found, JSON.stringify(news.map((b) => [b.id, b.via])), () =>
      news.length === 0 ? [] : h("div.card", {}, h("h2", {}, "Found"),
          table([["Board"], ["Via", true], ["Model", true], ["Adopt as"]],
              news.map(foundRow))));
  }

  function update() {
    const boards = [...fleet.boards.values()].sort(byName);
    const adopted = boards.filter((board) => board.adopted);
    const shown = adopted.filter(matches);
    refresh(figures, JSON.stringify(counts(boards).map((c) =>
      c.textContent)), () => counts(boards));
    updateFound(boards);
    if (!fleet.loaded) {
      refresh(list, "loading", () => h("p.quiet", {}, "Loading…"));
    } else {
      refresh(list, JSON.stringify([shown, shown.map(statusText)]), () =>
        adopted.length === 0 ? emptyHint() : table([["Board"], ["Status"],
          ["Via", true], ["Model", true], ["Free heap"], ["Temperature", true],
          ["Tags", true]], shown.map(boardRow)));
    }
    refresh(recent, String(fleet.recent[0]?.at.getTime()) +
        fleet.recent.length, () => fleet.recent.length === 0 ?
      h("li.quiet", {}, "Nothing yet") :
      fleet.recent.slice(0, 10).map(({at, text}) => h("li", {},
          h("time.quiet", {}, at.toLocaleTimeString()), text)));
  }

  return {title: "Boards", element, update};
}
