import type { Task } from "../contracts.ts";
import { messageLinks } from "../text/message-links.ts";
import { urlsIn } from "./text/links.ts";
import type { NeutraliseOptions } from "./text/neutralise.ts";

/** Which addresses in an answer are shown as links: told by what the model was given to read. */
export interface LinkTrust {
  /** Takes in what a tool was called with, or gave. */
  add(text: string): void;
  /** As it stands now. */
  readonly links: NeutraliseOptions;
}

/**
 * Addresses that people or tools brought may be links. Others are taken apart as soon as the model has read
 * what somebody else than the asking person wrote: they may have been put into its mouth.
 */
export function createLinkTrust({ text, quotes, attachments }: Task): LinkTrust {
  const seenUrls = new Set([text, ...quotes.map((quote) => quote.text)].flatMap((one) => urlsIn(one)));
  // Linked messages are read while the task runs, so they are not among its quotes.
  let readsOthers = quotes.length > 0 || attachments.length > 0 || messageLinks(text).length > 0;
  return {
    add(one) {
      readsOthers = true;
      for (const url of urlsIn(one)) seenUrls.add(url);
    },
    get links() {
      return { seenUrls, unseen: readsOthers ? ("defang" as const) : ("show" as const) };
    },
  };
}
