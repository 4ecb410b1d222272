// SPDX-License-Identifier: MIT
// Small helpers to build elements. Text is always set as text, never HTML.

/** h("a.button", {href: "#/"}, "Home") */
export function h(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length > 0) {
    element.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null &&
      child !== undefined && child !== false));
  return element;
}

/** Replaces the children only when `key` changed since the last time. */
export function refresh(element, key, build) {
  if (element.dataset.key === key) {
    return;
  }
  element.dataset.key = key;
  element.replaceChildren(...[build()].flat());
}

export function toast(text, bad = false) {
  const note = h(bad ? "div.toast.bad" : "div.toast", {}, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

/** Runs an action of a button; shows its error. */
export async function attempt(button, action) {
  button.disabled = true;
  try {
    await action();
  } catch (error) {
    toast(error.message, true);
  } finally {
    button.disabled = false;
  }
}

export function age(seconds) {
  if (!seconds) {
    return "never";
  }
  const past = Math.max(0, Date.now() / 1000 - seconds);
  if (past < 90) {
    return `${Math.round(past)} s`;
  }
  if (past < 5400) {
    return `${Math.round(past / 60)} min`;
  }
  if (past < 129600) {
    return `${Math.round(past / 3600)} h`;
  }
  return `${Math.round(past / 86400)} days`;
}

export function duration(ms) {
  return age(Date.now() / 1000 - ms / 1000);
}

export function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < 3) {
    bytes /= 1024;
    unit += 1;
  }
  return `${unit === 0 || bytes >= 100 ? Math.round(bytes) :
      bytes.toFixed(1)} ${units[unit]}`;
}
