import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { startDemoModel } from "./demo-model.ts";
import { startPageServer } from "./page-server.ts";
import { startStandIn } from "./stand-in.ts";

/** A running playground. */
export interface Playground {
  /** Where to chat. */
  readonly url: string;
  /** What the bot needs to know of it, as environment variables: the bot sees nothing but its public contract. */
  readonly environment: Readonly<Record<string, string>>;
  readonly hasDemoModel: boolean;
  close(): Promise<void>;
}

export interface PlaygroundOptions {
  /** Wanted port of the page on 127.0.0.1; any free one when it is taken or 0. */
  readonly port: number;
  /** Folder that keeps the playground's world, so that a restart, also after a crash, goes on where it was. */
  readonly dataDir: string;
  /** True when no endpoint is configured: the built-in demo model answers. */
  readonly needsModel: boolean;
}

/**
 * Starts a local stand-in for Discord with a page to chat in.
 *
 * @throws {Error} When its folder cannot be written or no port can be had.
 */
export async function openPlayground(options: PlaygroundOptions): Promise<Playground> {
  mkdirSync(options.dataDir, { recursive: true });
  const standIn = await startStandIn({ persistTo: join(options.dataDir, "discord.sqlite"), strict: false });
  const demo = options.needsModel ? await startDemoModel() : undefined;
  const page = await startPageServer({
    standIn,
    port: options.port,
    ...(demo === undefined
      ? {}
      : {
          notice:
            "A built-in demo model answers: try “@Orchid hello”. OPENAI_BASE_URL and OPENAI_MODEL connect a real one.",
        }),
  });
  return {
    url: page.url,
    environment: {
      DISCORD_TOKEN: standIn.botToken,
      DISCORD_API_URL: standIn.apiUrl,
      DISCORD_CDN_URL: standIn.cdnUrl,
      ...(demo === undefined ? {} : { OPENAI_BASE_URL: demo.apiUrl, OPENAI_MODEL: "demo" }),
    },
    hasDemoModel: demo !== undefined,
    async close() {
      await page.close();
      await standIn.close();
      await demo?.close();
    },
  };
}
