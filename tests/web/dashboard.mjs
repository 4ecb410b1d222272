// SPDX-License-Identifier: MIT
// Drives the dashboard in Chromium. Started by dashboard_test.py with the
// address and a second board's command line; leaves screenshots behind.
import {createRequire} from "node:module";
import {spawn} from "node:child_process";
import assert from "node:assert/strict";

const {URL_: address, BOARD: boardCommand, SHOTS: shots, MODULES: modules,
  CHROMIUM: chromium = "/usr/bin/chromium"} = process.env;
const playwright = createRequire(modules + "/")("playwright-core");
const PATIENCE = 30000;

const browser = await playwright.chromium.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({viewport: {width: 1200, height: 800}});
page.setDefaultTimeout(PATIENCE);
const problems = [];
page.on("pageerror", (error) => problems.push(String(error)));
page.on("console", (message) => {
  if (message.type() === "error") {
    problems.push(message.text());
  }
});

let step = 0;
async function check(name, test) {
  step += 1;
  try {
    await test();
    console.log(`ok ${step} - ${name}`);
  } catch (error) {
    console.log(`not ok ${step} - ${name}`);
    console.log(String(error.stack || error).replace(/^/gm, "# "));
    await page.screenshot({path: `${shots}/failed-${step}.png`});
    process.exitCode = 1;
  }
}

let second = null;

function startBoard() {
  second = spawn("/bin/sh", ["-c", `exec ${boardCommand}`],
      {stdio: "ignore"});
}

const row = (name) => page.locator("tr", {hasText: name});

await check("home shows the adopted board", async () => {
  await page.goto(address);
  await row("bench").locator(".pill.good").waitFor();
  await page.locator("#link", {hasText: "live"}).waitFor();
  assert.equal(await page.title(), "Boards · upyd");
});

await check("a board that is plugged in appears without a reload", async () => {
  await page.evaluate(() => { window.sameDocument = true; });
  startBoard();
  await page.getByRole("heading", {name: "Found"}).waitFor();
  await page.screenshot({path: `${shots}/home-found.png`});
});

await check("it is adopted by a click", async () => {
  const name = page.getByLabel(/^Name for board/);
  await name.fill("second");
  await page.getByRole("button", {name: "Adopt"}).click();
  await row("second").locator(".pill.good").waitFor();
  await page.screenshot({path: `${shots}/home.png`});
});

await check("telemetry moves by itself", async () => {
  await row("bench").getByText("°C").waitFor();
});

await check("a board that goes away is offline, with the reason", async () => {
  second.kill("SIGKILL");
  await row("second").locator(".pill.bad").waitFor();
  const text = await row("second").textContent();
  assert.match(text, /offline.*: \w+/);
  await page.screenshot({path: `${shots}/home-offline.png`});
  startBoard();
  await row("second").locator(".pill.good").waitFor();
  assert.equal(await page.evaluate(() => window.sameDocument), true);
});

await check("the board's page shows its facts", async () => {
  await page.getByRole("link", {name: "bench"}).click();
  await page.getByRole("heading", {name: "bench"}).waitFor();
  await page.getByText(/free of/).first().waitFor();
  await page.screenshot({path: `${shots}/board.png`});
});

await check("a pin is switched by a click", async () => {
  const led = page.getByRole("button", {name: /^led/});
  const before = await led.getAttribute("aria-pressed");
  await led.click();
  await page.locator(`button.pin[aria-pressed="${
    before === "true" ? "false" : "true"}"]`, {hasText: "led"}).waitFor();
});

const screen = () => page.locator(".xterm-rows, .xterm-screen").first();
const shows = (text) => page.waitForFunction((wanted) =>
  [...document.querySelectorAll(".xterm-rows > div")].some(
      (line) => line.textContent.includes(wanted)), text,
{timeout: PATIENCE});

await check("the REPL answers", async () => {
  await page.getByRole("link", {name: "REPL"}).click();
  await page.locator(".pill.good", {hasText: "connected"}).waitFor();
  await shows(">>>");
  await screen().click();
  await page.keyboard.type("print('sum', 40 + 2)\n");
  await shows("sum 42");
});

await check("Ctrl-C stops a loop", async () => {
  await page.keyboard.type("while True: pass\n\n");
  await page.keyboard.press("Control+c");
  await shows("KeyboardInterrupt");
  await page.screenshot({path: `${shots}/repl.png`});
});

await check("it fits a phone, dark", async () => {
  await page.emulateMedia({colorScheme: "dark"});
  await page.setViewportSize({width: 390, height: 800});
  await page.getByRole("link", {name: "All boards"}).click();
  await row("bench").waitFor();
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  await page.screenshot({path: `${shots}/home-phone.png`});
});

await check("nothing was wrong in the console", async () => {
  assert.deepEqual(problems, []);
});

second?.kill();
await browser.close();
console.log(`1..${step}`);
