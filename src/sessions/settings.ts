import { z } from "zod";

import type { ChannelSettings, Settings } from "../contracts/settings.ts";
import type { OpenStorage } from "../contracts/storage.ts";
import { StorageError } from "../errors.ts";
import { openCells } from "./keyv.ts";

/** Where settings are kept; the version is part of the name, as for sessions. */
const NAMESPACE = "orchid-settings-v1";

const settingsShape = z.looseObject({
  trace: z.enum(["off", "button", "thread"]).optional(),
  persona: z.string().optional(),
  model: z.string().optional(),
});

/**
 * What people chose for each channel, on Keyv; it never expires. A stored value of unknown shape is a
 * StorageError that names the channel.
 */
export function createSettings(
  storage: OpenStorage,
  options: { readonly timeoutMs?: number } = {},
): Settings {
  const cells = openCells(storage, NAMESPACE, { ...options, acrossProcesses: true });
  const read = async (channelId: string): Promise<ChannelSettings> =>
    readSettings(channelId, await cells.get(channelId));
  return {
    read,
    update: (channelId, change) =>
      cells.inTurn(channelId, async () => {
        // JSON drops what is `undefined`: exactly "back to the default".
        const merged = JSON.parse(
          JSON.stringify({ ...(await read(channelId)), ...change }),
        ) as ChannelSettings;
        await (Object.keys(merged).length === 0 ? cells.delete(channelId) : cells.set(channelId, merged));
        return merged;
      }),
  };
}

function readSettings(channelId: string, value: unknown): ChannelSettings {
  const read = settingsShape.safeParse(value ?? {});
  if (read.success) return read.data as ChannelSettings;
  throw new StorageError(`The settings of channel ${channelId} have an unknown shape`, {
    hint: "Another version of Orchid may have written them; use that one or delete the entry.",
    cause: read.error,
  });
}
