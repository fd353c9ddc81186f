/**
 * Takes the pictures of docs/tour.md: opens the playground as `npm start` does, in an empty folder, and
 * walks through it as a person would. `npm run tour` after a change that people see.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type { Page } from "playwright-core";

import { findChromium, launchBrowser } from "./page-browser.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const IMAGES = join(ROOT, "docs/images");

const chromium = findChromium();
if (chromium === undefined) throw new Error("The tour needs Chromium: set CHROMIUM_PATH");

const folder = mkdtempSync(join(tmpdir(), "orchid-tour-"));
const bot = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(ROOT, "src/start.js")], {
  cwd: folder,
  env: { PATH: process.env["PATH"] ?? "", PLAYGROUND_PORT: "0" },
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise<string>((found) => {
  let printed = "";
  bot.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)?.[0];
    if (address !== undefined) found(address);
  });
});
const browser = await launchBrowser(chromium);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "dark" });
  await page.goto(url);
  await walk(page);
} finally {
  await browser.close();
  bot.kill("SIGTERM");
  await once(bot, "exit");
  rmSync(folder, { recursive: true, force: true });
}

async function walk(page: Page): Promise<void> {
  const field = page.locator(".composer-field");
  const last = page.locator(".message").last();
  const picture = (name: string) => page.screenshot({ path: join(IMAGES, `${name}.png`) });
  const say = async (text: string): Promise<void> => {
    await field.click();
    await page.keyboard.type(`${text} `);
    await page.keyboard.press("Enter");
  };

  await say("@Orchid what is 12.5% of 3480, and what time is it in Tokyo?");
  await page.getByRole("button", { name: "Trace" }).click();
  await page.locator(".thread-link").waitFor();
  await page.getByText("The trace is in").waitFor();
  await picture("playground");

  await page.locator(".thread-link").click();
  await page.locator(".header-title", { hasText: "what is 12.5%" }).waitFor();
  await page.getByText("run.json").first().waitFor();
  await picture("trace");
  await page.getByRole("button", { name: "in #general" }).click();

  await say("@Orchid write a long answer");
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await page.getByText("A table").waitFor();
  await picture("streaming");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped.").waitFor();

  await field.click();
  await page.keyboard.type("/");
  await page.getByRole("option", { name: "/ask" }).waitFor();
  await picture("commands");
  await page.keyboard.type("context");
  await page.getByRole("option", { name: "/context" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.getByText("What the model will see").waitFor();
  await picture("context");

  await field.click();
  await page.keyboard.type("nobody is asked here");
  await page.keyboard.press("Enter");
  await page.locator(".message", { hasText: "nobody is asked here" }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Why no answer?" }).click();
  await page.getByText("It was not addressed to me").waitFor();
  await last.scrollIntoViewIfNeeded();
  await picture("why-no-answer");
}
