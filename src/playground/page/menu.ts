/** Context menus. */
import { h, icon, roveOnArrows } from "./dom.ts";
import { openFloat } from "./float.ts";
import type { MenuPlace } from "./handlers.ts";

export interface MenuItem {
  readonly label: string;
  readonly icon?: string;
  readonly isDanger?: boolean;
  run(): void;
}

export interface MenuGroup {
  /** Heading, such as "Apps". */
  readonly title?: string;
  /** Side by side instead of one below the other. */
  readonly layout?: "row";
  readonly items: readonly MenuItem[];
}

export function openMenu(place: MenuPlace, name: string, groups: readonly MenuGroup[]): void {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": name });
  for (const group of groups.filter((one) => one.items.length > 0)) {
    menu.append(
      h(
        "div",
        {
          class: `menu-group${group.layout === "row" ? " is-row" : ""}`,
          role: "group",
          ...(group.title === undefined ? {} : { "aria-label": group.title }),
        },
        group.title !== undefined && h("div", { class: "menu-title", "aria-hidden": "true" }, group.title),
        ...group.items.map((item) => renderItem(item, () => close())),
      ),
    );
  }
  roveOnArrows(menu, ".menu-item");
  const close = openFloat(place, menu);
  menu.querySelector<HTMLElement>(".menu-item")?.focus();
}

function renderItem(item: MenuItem, close: () => void): HTMLElement {
  const run = () => {
    close();
    item.run();
  };
  return h(
    "button",
    {
      type: "button",
      role: "menuitem",
      tabindex: -1,
      class: `menu-item${item.isDanger === true ? " is-danger" : ""}`,
      on: { click: run },
    },
    h("span", {}, item.label),
    item.icon !== undefined && icon(item.icon),
  );
}
