/** A person at the page: headless Chromium, the real stand-in, a discord.js bot. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Client } from "discord.js";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { startPageServer } from "../../src/playground/page-server.ts";
import type { PageServer } from "../../src/playground/page-server.ts";
import { startStandIn } from "../../src/playground/stand-in.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";
import { startPageBot } from "./page-bot.ts";
import { findChromium, launchBrowser } from "./page-browser.ts";

const chromiumPath = findChromium();
const skip = chromiumPath === undefined ? "no Chromium in PATH or CHROMIUM_PATH" : false;

describe("the page", { skip }, () => {
  let standIn: StandIn;
  let bot: Client;
  let server: PageServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the browser complained about: errors, and anything that the policy forbade. */
  let complaints: string[] = [];

  before(async () => {
    standIn = await startStandIn({ strict: true, interactionDeadlineMs: 700 });
    [bot, server, browser] = await Promise.all([
      startPageBot(standIn),
      startPageServer({ standIn, port: 0, notice: "A demo answers." }),
      launchBrowser(chromiumPath ?? ""),
    ]);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    await openPage();
  });
  after(async () => {
    await browser?.close();
    await bot?.destroy();
    await server?.close();
    await standIn?.close();
  });
  afterEach(() => {
    assert.deepEqual(complaints, []);
  });

  async function openPage(): Promise<void> {
    page = await context.newPage();
    page.setDefaultTimeout(3_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("dialog", (dialog) => {
      complaints.push(`a script opened a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(server.url);
    await field().waitFor();
  }
  const field = (): Locator => page.locator(".composer-field");
  const messages = (): Locator => page.locator(".message");
  const says = (text: string | RegExp): Locator => messages().filter({ hasText: text }).last();
  async function write(text: string): Promise<void> {
    await field().fill(text);
    await field().press("Enter");
  }
  async function speakAs(name: string): Promise<void> {
    await page.locator(".person-button").click();
    await page.getByRole("menuitem", { name }).click();
  }

  test("a mention is completed with the keyboard, and the answer is edited in place", async () => {
    await field().pressSequentially("hello @or");
    await page.getByRole("option", { name: "Orchid" }).waitFor();
    await field().press("Enter");
    await field().pressSequentially("there");
    await field().press("Enter");
    await says("hello @Orchid there").waitFor();
    const sent = standIn.messages(standIn.garden.general).find((one) => one.author.id === standIn.garden.ada);
    assert.equal(sent?.content, `hello <@${standIn.botUserId}> there`);
    const answer = says("Thinking about it: done");
    await answer.getByText("(edited)").waitFor();
    assert.equal(await answer.locator("strong", { hasText: "done" }).count(), 1);
    assert.equal(await messages().filter({ hasText: "Thinking about" }).count(), 1);
  });

  test("text of the bot never becomes HTML", async () => {
    await write("@Orchid html");
    const answer = says("<img src=x onerror=alert(1)>");
    await answer.waitFor();
    assert.equal(await answer.locator(".markdown img, .markdown b, .markdown a").count(), 0);
  });

  test("own messages are edited with Up and deleted after a question", async () => {
    await write("first versoin");
    await says("first versoin").waitFor();
    await field().press("ArrowUp");
    const editor = page.locator(".editor-field");
    await editor.fill("first version");
    await editor.press("Enter");
    await says("first version").getByText("(edited)").waitFor();
    await says("first version").hover();
    await says("first version").getByLabel("More").click();
    await page.getByRole("menuitem", { name: "Delete message" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await says("first version").waitFor({ state: "detached" });
  });

  test("a reply shows what it answers; its ping can be switched off", async () => {
    await write("a fine question");
    await says("a fine question").waitFor();
    await says("a fine question").focus();
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "@ ON" }).click();
    await write("a fine reply");
    await says("a fine reply").locator(".message-context", { hasText: "a fine question" }).waitFor();
    const sent = standIn.messages(standIn.garden.general).find((one) => one.content === "a fine reply");
    assert.deepEqual(sent?.pings.userIds, []);
    assert.ok(sent.replyToId);
  });

  test("a slash command is filled in: text, choice, number, autocomplete, person", async () => {
    await field().pressSequentially("/ech");
    await page.getByRole("option", { name: "/echo" }).waitFor();
    await field().press("Enter");
    await page.getByLabel("text, text").fill("hi");
    await page.getByLabel("Add option tone").click();
    await page.getByRole("option", { name: "Soft" }).click();
    await page.getByLabel("Add option times").click();
    await page.getByLabel("times, whole number").fill("7");
    await page.getByLabel("times, whole number").press("Enter");
    await page.getByRole("alert").getByText("At most 3").waitFor();
    await page.getByLabel("times, whole number").fill("2");
    await page.getByLabel("Add option flower").click();
    await page.keyboard.type("o");
    await page.getByRole("option", { name: "Oleander" }).click();
    await page.getByLabel("Add option person").click();
    await page.getByRole("option", { name: "Grace" }).click();
    await page.keyboard.press("Enter");
    const answer = says("Echo: text=hi tone=soft times=2 flower=OLEANDER");
    await answer.waitFor();
    await answer.getByText("used /echo").waitFor();
    assert.match(await answer.innerText(), new RegExp(standIn.garden.grace));
  });

  test("an ephemeral answer is for its reader alone and can be dismissed", async () => {
    await field().pressSequentially("/secret");
    await field().press("Enter");
    await page.keyboard.press("Enter");
    await says("Just between us").getByText("Only you can see this").waitFor();
    await speakAs("Grace");
    await says("Just between us").waitFor({ state: "detached" });
    await speakAs("Ada");
    await says("Just between us").getByText("Dismiss message").click();
    await says("Just between us").waitFor({ state: "detached" });
  });

  test("a dialog of the bot is filled in", async () => {
    await field().pressSequentially("/form");
    await field().press("Enter");
    await page.keyboard.press("Enter");
    await page.getByLabel("Your wish").fill("rain");
    await page.keyboard.press("Enter");
    await says("Submitted: rain").waitFor();
  });

  test("a slash command takes a file", async () => {
    await field().pressSequentially("/echo");
    await field().press("Enter");
    await page.keyboard.type("with this");
    await page.getByRole("button", { name: "Add option file" }).click();
    await page
      .locator('.pill.is-file input[type="file"]')
      .setInputFiles({ name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("Ferns") });
    await page.locator('.pill.is-file input[type="file"]').press("Enter");
    await says("Echo: text=with this file=notes.md").waitFor();
  });

  test("a command without an answer says so", async () => {
    await field().pressSequentially("/silent");
    await field().press("Enter");
    await page.keyboard.press("Enter");
    await page.getByText("Sending command…").waitFor();
    await page.getByText("The application did not respond").waitFor();
    await page.getByText("Dismiss message").click();
    await page.getByText("The application did not respond").waitFor({ state: "detached" });
  });

  test("embeds, buttons and selects work", async () => {
    await write("@Orchid controls");
    const answer = messages().filter({ hasText: "A card" }).last();
    await answer.locator(".embed em", { hasText: "style" }).waitFor();
    await answer.getByRole("button", { name: "Pick a colour" }).click();
    await page.getByRole("option", { name: /Blue/ }).click();
    await says("Picked blue").getByText("Only you can see this").waitFor();
    await answer.getByRole("button", { name: "Ignore me" }).click();
    await answer.locator('[aria-busy="true"]', { hasText: "Ignore me" }).waitFor();
    await page.getByText("This interaction failed").waitFor();
    await page.getByText("Dismiss message").last().click();
    await answer.getByRole("button", { name: "Press me" }).click();
    await says("Pressed").waitFor();
    assert.equal(await says("Pressed").getByRole("button", { name: "Press me" }).count(), 0);
  });

  test("apps are in the menus of messages and people, by keyboard too", async () => {
    await write("one two three");
    await says("one two three").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Count words" }).press("Enter");
    await says("3 words").waitFor();
    await says("one two three").focus();
    await page.keyboard.press("ArrowDown");
    assert.match(String(await page.evaluate("document.activeElement.innerText")), /3 words/);
    await page.keyboard.press("Escape");
    assert.equal(await field().evaluate((element) => element.matches(":focus")), true);
    await page.locator(".member", { hasText: "Linus" }).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Greet" }).click();
    await says(/Hello linus/i).waitFor();
  });

  test("files go up, are shown and come down again", async () => {
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    await page.locator('.composer input[type="file"]').setInputFiles([
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("remember the milk") },
      { name: "dot.png", mimeType: "image/png", buffer: png },
    ]);
    await page.locator(".tray-file").nth(1).waitFor();
    await write("two files");
    const message = says("two files");
    await message.getByRole("img", { name: "dot.png" }).waitFor();
    const href = await message.getByRole("link", { name: "notes.txt", exact: true }).getAttribute("href");
    const response = await fetch(new URL(href ?? "", server.url));
    assert.equal(await response.text(), "remember the milk");
    assert.match(response.headers.get("content-disposition") ?? "", /^attachment/);
    const width = await message
      .getByRole("img", { name: "dot.png" })
      .evaluate((image) => Reflect.get(image, "naturalWidth"));
    assert.equal(width, 1);
  });

  test("threads open in place and lead back", async () => {
    await write("let us go deeper");
    await says("let us go deeper").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Create thread" }).click();
    await page.getByLabel("Thread name").fill("Depths");
    await page.keyboard.press("Enter");
    await page.locator(".header-title", { hasText: "Depths" }).waitFor();
    await write("hello down here");
    await says("hello down here").waitFor();
    await page.getByRole("button", { name: "in #general" }).click();
    await says("let us go deeper").locator(".thread-link", { hasText: "Depths" }).waitFor();
  });

  test("direct messages reach the bot; unread ones are marked", async () => {
    await page.getByLabel("Direct messages").first().click();
    await page.getByText("Message Orchid").first().click();
    await page.locator(".header-title", { hasText: "Orchid" }).waitFor();
    // discord.js drops the first message of a direct channel that it has never heard of.
    await bot.users.createDM(standIn.garden.ada);
    await write("psst");
    await says("Thinking about it: done").waitFor();
    standIn.people.say({
      authorId: standIn.garden.grace,
      channelId: standIn.garden.lab,
      content: `ping <@${standIn.garden.ada}>`,
    });
    const guild = page.getByRole("button", { name: /Orchid Garden, 1 mentions/ });
    await guild.click();
    const lab = page.getByRole("button", { name: /^lab, unread, 1 mentions/ });
    await lab.click();
    await says("ping @Ada").waitFor();
    await page.getByRole("button", { name: "lab", exact: true }).waitFor();
  });

  test("what Discord would refuse is told, and the text is kept", async () => {
    await field().fill("x".repeat(2001));
    await field().press("Enter");
    await page.getByText("too long: 2001 of 2000").waitFor();
    assert.equal((await field().inputValue()).length, 2001);
    await field().fill("");
  });

  test("new messages are announced", async () => {
    standIn.people.say({
      authorId: standIn.garden.linus,
      channelId: standIn.garden.lab,
      content: "**hear** me",
    });
    await page.locator("#announcer", { hasText: "Linus: hear me" }).waitFor({ state: "attached" });
  });

  test("everything that can be pressed has a name", async () => {
    const nameless = await page
      .locator("button, a, input, textarea, select")
      .evaluateAll((elements) =>
        elements
          .filter((one) => `${one.getAttribute("aria-label") ?? ""}${one.textContent}`.trim() === "")
          .map((one) => one.outerHTML),
      );
    assert.deepEqual(nameless, []);
  });

  test("on a phone's width nothing is cut off and the channels are behind a button", async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    await page.getByRole("button", { name: "Members" }).click();
    await page.getByRole("button", { name: "Channels", exact: true }).click();
    await page.getByRole("button", { name: /^random/ }).click();
    await page.locator(".header-title", { hasText: "random" }).waitFor();
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.equal(overflow, 0);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test("a lost connection is said and found again, with what happened meanwhile", async () => {
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.getByText("connection to the playground is lost").waitFor();
    standIn.people.say({
      authorId: standIn.garden.grace,
      channelId: standIn.garden.random,
      content: "said while you were away",
    });
    server = await startPageServer({ standIn, port });
    await says("said while you were away").waitFor();
    assert.equal(await page.getByText("connection to the playground is lost").count(), 0);
    // The browser tells of every try that failed.
    complaints = complaints.filter(
      (text) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY/.test(text),
    );
  });

  test("an offline bot is said to be offline", async () => {
    await bot.destroy();
    await page.getByText("Orchid is offline").waitFor();
  });
});
