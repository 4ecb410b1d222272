// SPDX-License-Identifier: MIT
// One board: its state, its tabs.
import {attempt, h, refresh, toast} from "../dom.js";
import {boardPath, call} from "../api.js";
import {fleet} from "../fleet.js";
import {overviewTab} from "./overview.js";
import {replTab} from "./repl.js";
import {statusPill, statusText} from "./home.js";

const tabs = {
  overview: {title: "Overview", open: overviewTab},
  repl: {title: "REPL", open: replTab},
};

/** A full id, or the name of a board. */
function findBoard(key) {
  return fleet.boards.get(key) ??
      [...fleet.boards.values()].find((board) => board.name === key);
}

function actions(board) {
  const restart = h("button", {}, "Restart program");
  const identify = h("button", {}, "Identify");
  restart.onclick = () => attempt(restart, async () => {
    await call("POST", boardPath(board.id, "/reset"), {mode: "soft"});
    toast("The board's interpreter restarts");
  });
  identify.onclick = () => attempt(identify, async () => {
    await call("POST", boardPath(board.id, "/identify"), {seconds: 5});
    toast("Its LED flashes for 5 s");
  });
  restart.disabled = identify.disabled = !board.online;
  return [identify, restart];
}

export function boardView(key, tabName) {
  const name = tabs[tabName] ? tabName : "overview";
  const head = h("div.spread");
  const body = h("div");
  const nav = h("nav.tabs", {"aria-label": "Board"},
      Object.entries(tabs).map(([id, tab]) => h("a", {
        href: `#/boards/${encodeURIComponent(key)}/${id}`,
        "aria-current": id === name ? "page" : null,
      }, tab.title)));
  const element = h("div", {}, h("p", {}, h("a", {href: "#/"},
      "← All boards")), head, nav, body);
  let tab = null;

  function update() {
    const board = findBoard(key);
    if (!board) {
      refresh(head, `none${fleet.loaded}`, () => h("p", {},
          fleet.loaded ? `No board is called ${key}.` : "Loading…"));
      nav.hidden = true;
      return;
    }
    nav.hidden = false;
    refresh(head, JSON.stringify([board.name, board.online, board.state,
      statusText(board)]), () => [
      h("div.row", {}, h("h1", {}, board.name || board.id),
          statusPill(board), h("span.quiet", {}, statusText(board))),
      h("div.row", {}, actions(board)),
    ]);
    if (!tab) {
      tab = tabs[name].open(board.id);
      body.replaceChildren(tab.element);
      tab.opened?.();
    }
    tab.update?.(board);
  }

  return {
    title: `${findBoard(key)?.name ?? key} ${tabs[name].title}`,
    element, update,
    close: () => tab?.close?.(),
  };
}
