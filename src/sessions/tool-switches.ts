import type { ToolSwitches } from "../contracts/approvals.ts";
import type { OpenStorage } from "../contracts/storage.ts";
import { openCells } from "./keyv.ts";
import { openLists } from "./lists.ts";

/** Which tools are off, by server, on Keyv. */
export function createToolSwitches(storage: OpenStorage): ToolSwitches {
  const lists = openLists(
    openCells(storage, "orchid-tools-v1", { acrossProcesses: true }),
    (value): value is string => typeof value === "string",
  );
  return {
    off: async (guildId) => new Set(await lists.read(guildId)),
    set: (guildId, tool, isOn) =>
      lists.change(guildId, (list) => {
        const others = list.filter((name) => name !== tool);
        return [isOn ? others : [...others, tool], undefined];
      }),
  };
}
