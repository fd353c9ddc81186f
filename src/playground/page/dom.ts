/** Making and keeping elements. Text becomes text nodes alone: nothing here parses HTML. */

export type Child = Node | string | false | undefined;

export interface Props {
  readonly class?: string;
  /** Event listeners by event name. */
  readonly on?: Partial<{
    readonly [K in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[K]) => void;
  }>;
  /** Custom properties, such as `--hue`. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly [attribute: string]: string | number | boolean | undefined | object;
}

/** Makes an element. Attributes that are `false` or `undefined` are left out, `true` is empty. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value !== "object") element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, listener] of Object.entries(props.on ?? {})) {
    element.addEventListener(name, listener as (event: Event) => void);
  }
  for (const [name, value] of Object.entries(props.vars ?? {})) element.style.setProperty(name, value);
  element.append(...children.filter((child) => child !== false && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A 24 × 24 icon from one path; hidden from assistive technology, its button has the name. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** A button that shows an icon and says its name. */
export function iconButton(
  name: string,
  path: string,
  onClick: (event: MouseEvent) => void,
  more: Props = {},
) {
  return h(
    "button",
    { type: "button", "aria-label": name, title: name, ...more, on: { click: onClick } },
    icon(path),
  );
}

/** A part of the page that shows the state. */
export interface View {
  readonly element: HTMLElement;
  /** After the state changed. */
  update(): void;
}

export interface Row {
  /** Says which row it is over time. */
  readonly key: string;
  /** Says how it looks: while it stays the same, the element is kept. */
  readonly look: string;
  create(): HTMLElement;
}

/**
 * Makes `parent` show exactly these rows, keeping every element whose look has not changed, and with
 * it focus, selection, opened spoilers and half-filled fields.
 */
export function showRows(parent: Element, rows: readonly Row[]): void {
  const old = new Map(
    [...parent.children].map((child) => [(child as HTMLElement).dataset["key"] ?? "", child]),
  );
  let cursor = parent.firstElementChild;
  for (const row of rows) {
    const known = old.get(row.key) as HTMLElement | undefined;
    old.delete(row.key);
    let element = known;
    if (known === undefined || looks.get(known) !== row.look) {
      element = row.create();
      element.dataset["key"] = row.key;
      looks.set(element, row.look);
    }
    if (element === undefined) continue;
    if (known !== undefined && known !== element) {
      const focusName = focusedWithin(known);
      if (cursor === known) cursor = element;
      known.replaceWith(element);
      restoreFocus(element, focusName);
    }
    if (cursor === element) cursor = element.nextElementSibling;
    else parent.insertBefore(element, cursor);
  }
  for (const gone of old.values()) gone.remove();
}

const looks = new WeakMap<Element, string>();

/** Which part of a row has the focus: its name, or "" for the row itself. */
function focusedWithin(row: Element): string | undefined {
  const active = document.activeElement;
  if (active === null || !row.contains(active)) return undefined;
  return active === row ? "" : (active.getAttribute("aria-label") ?? active.textContent ?? "");
}

function restoreFocus(row: HTMLElement, name: string | undefined): void {
  if (name === undefined) return;
  const parts = [...row.querySelectorAll<HTMLElement>("button, a, select, [tabindex]")];
  const same = parts.find((part) => (part.getAttribute("aria-label") ?? part.textContent) === name);
  (name === "" ? row : (same ?? row)).focus({ preventScroll: true });
}

/** Arrow keys move within a list that is one stop for Tab. */
export function roveOnArrows(
  list: HTMLElement,
  selector: string,
  axis: "vertical" | "horizontal" = "vertical",
): void {
  const [back, on] = axis === "vertical" ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll<HTMLElement>(selector)];
    const at = items.findIndex((item) => item === document.activeElement);
    if (at < 0) return;
    const target =
      event.key === back
        ? items[at - 1]
        : event.key === on
          ? items[at + 1]
          : event.key === "Home"
            ? items[0]
            : event.key === "End"
              ? items.at(-1)
              : undefined;
    if (target === undefined) return;
    event.preventDefault();
    for (const item of items) item.tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  });
}
