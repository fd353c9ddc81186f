import type { Message } from "./world.ts";

/** Where a nonce was used. */
export interface NonceUse {
  readonly channelId: string;
  readonly messageId: string;
}

/**
 * Remembers which message an author created with which nonce, for a while.
 *
 * Per author, over all channels. Source:
 * https://docs.discord.com/developers/resources/message#create-message (`enforce_nonce`)
 */
export class Nonces {
  readonly #uses = new Map<string, NonceUse & { readonly at: number }>();
  readonly #windowMs: number;
  readonly #clock: () => number;

  constructor(windowMs: number, clock: () => number) {
    this.#windowMs = windowMs;
    this.#clock = clock;
  }

  remember(message: Message): void {
    if (message.nonce === undefined) return;
    const key = `${message.authorId}:${message.nonce}`;
    this.#uses.delete(key);
    this.#uses.set(key, { channelId: message.channelId, messageId: message.id, at: message.createdAt });
    this.#forgetOld();
  }

  find(authorId: string, nonce: string | number): NonceUse | undefined {
    const use = this.#uses.get(`${authorId}:${nonce}`);
    return use !== undefined && this.#clock() - use.at < this.#windowMs ? use : undefined;
  }

  /** The map is in the order of use, so only its beginning can be old. */
  #forgetOld(): void {
    const oldest = this.#clock() - this.#windowMs;
    for (const [key, use] of this.#uses) {
      if (use.at > oldest) return;
      this.#uses.delete(key);
    }
  }
}
