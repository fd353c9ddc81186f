/** What views may ask for. `main.ts` has the only implementation; views never change the state themselves. */
import type { VisibleMessage } from "../contracts.ts";

export interface Handlers {
  openPlace(place: string): void;
  openChannel(channelId: string): void;
  openDirect(): void;
  switchPerson(personId: string): void;
  toggleMembers(): void;
  toggleSidebar(): void;
  reply(message: VisibleMessage): void;
  edit(message: VisibleMessage): void;
  saveEdit(message: VisibleMessage, content: string): void;
  cancelEdit(): void;
  remove(message: VisibleMessage): void;
  dismiss(id: string): void;
  toggleReaction(message: VisibleMessage, emoji: string): void;
  startThread(message: VisibleMessage): void;
  press(message: VisibleMessage, customId: string): void;
  select(message: VisibleMessage, customId: string, values: readonly string[]): void;
  openMessageMenu(message: VisibleMessage, at: MenuPlace): void;
  openPersonMenu(personId: string, at: MenuPlace): void;
  loadEarlier(): void;
  jumpTo(messageId: string): void;
  mention(personId: string): void;
}

/** Where a menu opens: at an element, or where the pointer is. */
export type MenuPlace = HTMLElement | { readonly x: number; readonly y: number };
