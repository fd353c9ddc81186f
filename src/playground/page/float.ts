/** Floating panels: placed beside what opened them, closed by Escape, a click elsewhere or scrolling away. */
import type { MenuPlace } from "./handlers.ts";
import { h } from "./dom.ts";

const MARGIN = 8;

/**
 * Shows `content` at a place and takes the focus into it.
 *
 * @returns closes it and gives the focus back.
 */
export function openFloat(place: MenuPlace, content: HTMLElement): () => void {
  const opener = document.activeElement;
  const panel = h("div", { class: "float" }, content);
  document.body.append(panel);
  position(panel, place);
  const listening = new AbortController();
  const close = () => {
    if (listening.signal.aborted) return;
    listening.abort();
    const hadFocus = panel.contains(document.activeElement);
    panel.remove();
    if (hadFocus && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
  };
  const { signal } = listening;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  panel.addEventListener("keydown", onKey, { signal });
  document.addEventListener(
    "pointerdown",
    (event) => {
      if (!panel.contains(event.target as Node)) close();
    },
    { signal, capture: true },
  );
  window.addEventListener("resize", close, { signal });
  return close;
}

function position(panel: HTMLElement, place: MenuPlace): void {
  const box = panel.getBoundingClientRect();
  const target = place instanceof HTMLElement ? place.getBoundingClientRect() : undefined;
  const wanted =
    target === undefined
      ? (place as { readonly x: number; readonly y: number })
      : { x: target.left, y: target.bottom + 4 };
  const x = Math.min(wanted.x, innerWidth - box.width - MARGIN);
  const below = wanted.y + box.height + MARGIN <= innerHeight;
  const above = (target?.top ?? wanted.y) - box.height - 4;
  panel.style.left = `${Math.max(MARGIN, x)}px`;
  panel.style.top = `${Math.max(MARGIN, below ? wanted.y : above)}px`;
}
