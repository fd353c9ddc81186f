import { Routes } from "discord.js";

import type { RunEvent } from "../contracts.ts";
import type { LiveView } from "../contracts/delivery.ts";
import type { HeldTask } from "../contracts/journal.ts";
import type { LiveWords } from "../words/words.ts";
import { createMessage, editMessage, editResponse, type MessagePart, type Rest } from "./api.ts";
import { type DiscordOrigin, toDiscordOrigin } from "./origin.ts";
import type { SendBudget } from "./send-budget.ts";
import { nonceOf } from "./slots.ts";
import { MAX_MESSAGE_LENGTH } from "./text/split.ts";

/** Typing lasts 10 s at Discord; renewed a little earlier. */
const TYPING_RENEWAL_MS = 8_000;
/** An answer that comes sooner needs no sign that it is coming. */
const FIRST_SIGN_MS = 300;
/** Text that has been growing this long becomes visible; a shorter answer is one write. */
const FIRST_PREVIEW_MS = 1_000;
/** Work without text that takes this long is shown, with a way to stop it. */
const FIRST_STATUS_MS = 4_000;
/** Shortest time between two edits of a growing answer. */
const PREVIEW_INTERVAL_MS = 1_500;

/** What a view works with. */
export interface LiveViewParts {
  readonly rest: Rest;
  readonly budget: SendBudget;
  /** Cuts growing text down to what one message can show. */
  readonly preview: (textSoFar: string) => string;
  readonly words: LiveWords;
  /** Only typing is shown: the answer is to be sent once. */
  readonly isPlain: boolean;
  /** Buttons under what is not finished yet. */
  readonly components: readonly unknown[];
  /** Buttons under what was stopped. */
  readonly stoppedComponents: readonly unknown[];
  /** Called with what failed; a view never fails a task. */
  readonly onError: (error: unknown) => void;
}

/** Shows typing and the growing answer of one task, until it is closed. */
export function openLiveView(held: HeldTask, parts: LiveViewParts): LiveView {
  return new DiscordLiveView(held, parts);
}

class DiscordLiveView implements LiveView {
  readonly #held: HeldTask;
  readonly #origin: DiscordOrigin;
  readonly #parts: LiveViewParts;
  #nextTyping: NodeJS.Timeout | undefined;
  #nextPreview: NodeJS.Timeout | undefined;
  #text = "";
  /** What is being done while there is no text. */
  #status = "";
  /** The tools of this round. */
  #tools: readonly string[] = [];
  #shown = "";
  #write: Promise<void> | undefined;
  #isClosed = false;
  #isStopped = false;

  constructor(held: HeldTask, parts: LiveViewParts) {
    this.#held = held;
    this.#origin = toDiscordOrigin(held.origin);
    this.#parts = parts;
    // A deferred command shows "thinking" by itself.
    if (this.#origin.kind === "message") this.#showTypingIn(FIRST_SIGN_MS);
    this.#showPreviewIn(FIRST_STATUS_MS);
  }

  show(event: RunEvent): void {
    if (event.type === "text-delta") {
      // The first words must not wait for the time that is given to work without words.
      if (this.#text === "" && this.#shown === "") this.#showPreviewIn(FIRST_PREVIEW_MS);
      this.#text += event.text;
      this.#schedulePreview();
    } else if (event.type === "text-discard") {
      this.#text = "";
    } else if (event.type === "round-start") {
      this.#tools = [];
      this.#status = `-# ${this.#parts.words.thinking}`;
    } else if (event.type === "retry") {
      this.#status = `-# ${this.#parts.words.retrying}`;
      this.#schedulePreview();
    } else if (event.type === "tool-start") {
      this.#tools = [...new Set([...this.#tools, event.tool])];
      this.#status = `-# ${this.#parts.words.using(this.#tools)}`;
      this.#schedulePreview();
    } else if (event.type === "stopped") {
      this.#isStopped = true;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#nextTyping);
    clearTimeout(this.#nextPreview);
    await this.#write;
    if (this.#isStopped && (this.#shown !== "" || this.#origin.kind === "interaction")) {
      await this.#showStopped().catch(this.#parts.onError);
    }
  }

  #showTypingIn(delayMs: number): void {
    this.#nextTyping = setTimeout(() => {
      const { channelId } = this.#origin;
      if (this.#parts.budget.trySpendOnProgress(channelId)) {
        this.#parts.rest.post(Routes.channelTyping(channelId)).catch(this.#parts.onError);
      }
      this.#showTypingIn(TYPING_RENEWAL_MS);
    }, delayMs);
  }

  #showPreviewIn(delayMs: number): void {
    clearTimeout(this.#nextPreview);
    if (this.#parts.isPlain) return;
    this.#nextPreview = setTimeout(() => this.#showPreview(), delayMs);
  }

  #schedulePreview(): void {
    if (this.#isClosed || this.#write !== undefined || this.#nextPreview !== undefined) return;
    this.#showPreviewIn(PREVIEW_INTERVAL_MS);
  }

  #showPreview(): void {
    this.#nextPreview = undefined;
    const text = this.#parts.preview(this.#text) || this.#status;
    if (text === "" || text === this.#shown) return;
    if (!this.#parts.budget.trySpendOnProgress(this.#origin.channelId)) {
      this.#schedulePreview();
      return;
    }
    this.#write = this.#writePreview({ content: text, files: [], components: this.#parts.components })
      .catch(this.#parts.onError)
      .finally(() => {
        this.#write = undefined;
        this.#schedulePreview();
      });
  }

  /** What was visible stays, and says that no more will come. */
  async #showStopped(): Promise<void> {
    const text = this.#parts.preview(this.#text);
    const stopped = `-# ${this.#parts.words.stopped}`;
    const content =
      text === "" ? stopped : `${text.slice(0, MAX_MESSAGE_LENGTH - stopped.length - 1)}\n${stopped}`;
    await this.#writePreview({ content, files: [], components: this.#parts.stoppedComponents });
  }

  async #writePreview(part: MessagePart): Promise<void> {
    const { rest } = this.#parts;
    const slot = this.#held.slots[0];
    if (this.#origin.kind === "interaction") {
      await editResponse(rest, this.#origin, part);
    } else if (slot?.messageId !== undefined) {
      await editMessage(rest, this.#origin.channelId, slot.messageId, part);
    } else {
      await this.#held.beginSlot(0);
      const nonce = nonceOf(this.#held.task.id, 0);
      const { channelId } = this.#origin;
      const reply = this.#origin.kind === "message" ? { replyTo: this.#origin.messageId } : {};
      const created = await createMessage(rest, channelId, part, { nonce, ...reply });
      await this.#held.fillSlot(0, created.id);
    }
    this.#shown = part.content;
  }
}
