/**
 * Tells screen readers what arrives. A streamed answer is told once it rests, not with every edit.
 */
import type { VisibleMessage } from "../contracts.ts";
import { excerpt } from "./message-context.ts";
import type { Names } from "./markdown-view.ts";
import { h } from "./dom.ts";

const REST_MS = 1_500;

export interface Announcer {
  readonly element: HTMLElement;
  announce(message: VisibleMessage, names: Names): void;
}

export function createAnnouncer(): Announcer {
  const element = h("div", { class: "visually-hidden", "aria-live": "polite", id: "announcer" });
  const timers = new Map<string, number>();
  return {
    element,
    announce(message, names) {
      clearTimeout(timers.get(message.id));
      const say = () => {
        timers.delete(message.id);
        const line = h(
          "div",
          {},
          `${message.author.name}: ${message.isThinking ? "is thinking" : excerpt(message, names)}`,
        );
        element.append(line);
        // A short memory is enough: readers speak what is added.
        if (element.childElementCount > 5) element.firstElementChild?.remove();
      };
      timers.set(message.id, setTimeout(say, REST_MS));
    },
  };
}
