import { Routes } from "discord.js";

import type { HeldTask, LiveView, RunEvent } from "../contracts.ts";
import { createMessage, editMessage, editResponse, type MessagePart, type Rest } from "./api.ts";
import { type DiscordOrigin, toDiscordOrigin } from "./origin.ts";
import type { SendBudget } from "./send-budget.ts";
import { nonceOf } from "./slots.ts";

/** Typing lasts 10 s at Discord; renewed a little earlier. */
const TYPING_RENEWAL_MS = 8_000;
/** An answer that comes sooner needs no sign that it is coming. */
const FIRST_SIGN_MS = 300;
/** Text that has been growing this long becomes visible; a shorter answer is one write. */
const FIRST_PREVIEW_MS = 1_000;
/** Shortest time between two edits of a growing answer. */
const PREVIEW_INTERVAL_MS = 1_500;

/** What a view works with. */
export interface LiveViewParts {
  readonly rest: Rest;
  readonly budget: SendBudget;
  /** Cuts growing text down to what one message can show. */
  readonly preview: (textSoFar: string) => string;
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
  #shown = "";
  #write: Promise<void> | undefined;
  #isClosed = false;

  constructor(held: HeldTask, parts: LiveViewParts) {
    this.#held = held;
    this.#origin = toDiscordOrigin(held.origin);
    this.#parts = parts;
    // A deferred command shows "thinking" by itself.
    if (this.#origin.kind === "message") this.#showTypingIn(FIRST_SIGN_MS);
  }

  show(event: RunEvent): void {
    if (event.type === "text-delta") {
      this.#text += event.text;
      this.#schedulePreview();
    } else if (event.type === "text-discard") {
      this.#text = "";
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#nextTyping);
    clearTimeout(this.#nextPreview);
    await this.#write;
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

  #schedulePreview(): void {
    if (this.#isClosed || this.#write !== undefined || this.#nextPreview !== undefined) return;
    const delayMs = this.#shown === "" ? FIRST_PREVIEW_MS : PREVIEW_INTERVAL_MS;
    this.#nextPreview = setTimeout(() => this.#showPreview(), delayMs);
  }

  #showPreview(): void {
    this.#nextPreview = undefined;
    const text = this.#parts.preview(this.#text);
    if (text === "" || text === this.#shown) return;
    if (!this.#parts.budget.trySpendOnProgress(this.#origin.channelId)) {
      this.#schedulePreview();
      return;
    }
    this.#write = this.#writePreview(text)
      .catch(this.#parts.onError)
      .finally(() => {
        this.#write = undefined;
        this.#schedulePreview();
      });
  }

  async #writePreview(text: string): Promise<void> {
    const { rest } = this.#parts;
    const part: MessagePart = { content: text, files: [], components: [] };
    const slot = this.#held.slots[0];
    if (this.#origin.kind === "interaction") {
      await editResponse(rest, this.#origin, part);
    } else if (slot?.messageId !== undefined) {
      await editMessage(rest, this.#origin.channelId, slot.messageId, part);
    } else {
      await this.#held.beginSlot(0);
      const nonce = nonceOf(this.#held.task.id, 0);
      const { channelId, messageId } = this.#origin;
      const created = await createMessage(rest, channelId, part, { nonce, replyTo: messageId });
      await this.#held.fillSlot(0, created.id);
    }
    this.#shown = text;
  }
}
