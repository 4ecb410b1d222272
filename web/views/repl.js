// SPDX-License-Identifier: MIT
// The board's prompt in the browser, by xterm.js.
import {FitAddon} from "../vendor/addon-fit.mjs";
import {Terminal} from "../vendor/xterm.mjs";
import {boardPath, openSocket} from "../api.js";
import {h} from "../dom.js";

const QUEUE_MAX = 1 << 20;

const theme = {
  background: "#10151a", foreground: "#dfe7e3", cursor: "#5fc9a2",
  selectionBackground: "#31504a",
};

export function replTab(id) {
  const screen = h("div.screen", {"aria-label": "REPL"});
  const state = h("span.pill", {role: "status"}, "connecting");
  const again = h("button", {onclick: connect, hidden: true}, "Connect again");
  const interrupt = h("button", {
    onclick: () => send("\x03"), title: "Ctrl-C",
  }, "Interrupt");
  const restart = h("button", {
    onclick: () => send("\x04"), title: "Ctrl-D",
  }, "Soft reset");
  const element = h("div", {}, h("div.spread", {},
      h("div.row", {}, state, again), h("div.row", {}, interrupt, restart)),
  screen, h("p.help.quiet", {}, "Ctrl-C interrupts the program, Ctrl-D ",
      "restarts the interpreter, Tab completes, arrows recall lines."));
  const terminal = new Terminal({
    cursorBlink: true, fontSize: 14, theme, scrollback: 5000,
    fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, monospace",
    screenReaderMode: true,
  });
  const fit = new FitAddon();
  const encoder = new TextEncoder();
  let socket = null;
  let waiting = 0;

  function send(text) {
    if (socket?.readyState === WebSocket.OPEN &&
        socket.bufferedAmount < QUEUE_MAX) {
      socket.send(encoder.encode(text));
    }
    terminal.focus();
  }

  function setState(text, kind) {
    state.textContent = text;
    state.className = `pill ${kind}`;
    again.hidden = kind !== "bad";
    interrupt.disabled = restart.disabled = kind !== "good";
  }

  function onMessage({data}) {
    if (typeof data !== "string") {
      // xterm tells when it has drawn; a flood must not eat all memory.
      waiting += data.byteLength;
      terminal.write(new Uint8Array(data), () => {
        waiting -= data.byteLength;
      });
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "closed" || message.type === "error") {
      setState(message.reason || message.error?.message || "closed", "bad");
    }
  }

  function connect() {
    setState("connecting", "");
    socket = openSocket(boardPath(id, "/repl"));
    socket.onopen = () => {
      socket.send(JSON.stringify({rows: terminal.rows, cols: terminal.cols}));
      setState("connected", "good");
      terminal.focus();
    };
    socket.onmessage = onMessage;
    socket.onclose = () => {
      if (!state.classList.contains("bad")) {
        setState("disconnected", "bad");
      }
    };
  }

  const resized = new ResizeObserver(() => fit.fit());

  return {
    element,
    opened() {
      terminal.loadAddon(fit);
      terminal.open(screen);
      fit.fit();
      terminal.onData(send);
      terminal.onResize(({rows, cols}) => {
        if (socket?.readyState === WebSocket.OPEN) {
          socket.send(JSON.stringify({type: "resize", rows, cols}));
        }
      });
      resized.observe(screen);
      connect();
    },
    close() {
      resized.disconnect();
      socket?.close();
      terminal.dispose();
    },
  };
}
