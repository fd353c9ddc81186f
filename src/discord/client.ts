import {
  Client,
  DefaultRestOptions,
  GatewayIntentBits,
  Options,
  Partials,
  type RESTOptions,
} from "discord.js";

import { guardRefusals, type RefusedTooOftenError } from "./refusal-guard.ts";

/** What the connection to Discord needs. */
export interface ClientSettings {
  /** REST base without a version; the gateway's address comes from there. */
  readonly apiUrl: string;
  readonly hasMessageContent: boolean;
  readonly requestsPerSecond: number;
  /** Called when Discord has refused so much that nothing more is sent for some minutes. */
  readonly onSilence?: (error: RefusedTooOftenError) => void;
  /** Gateway shards of this process; absent: as many as Discord recommends, all of them here. */
  readonly shards?: { readonly ids: readonly number[]; readonly total: number };
}

/** Messages that a channel's cache keeps: enough to know what a reply refers to. */
const CACHED_MESSAGES_PER_CHANNEL = 20;

/**
 * The discord.js client with what Orchid uses and nothing more: no privileged intent unless asked for,
 * nobody pinged by default, small caches.
 */
export function createClient(settings: ClientSettings): Client {
  return new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(settings.hasMessageContent ? [GatewayIntentBits.MessageContent] : []),
    ],
    ...(settings.shards === undefined
      ? { shards: "auto" as const }
      : { shards: [...settings.shards.ids], shardCount: settings.shards.total }),
    // Direct messages and edits of messages that are not cached arrive only as partials.
    partials: [Partials.Channel, Partials.Message],
    allowedMentions: { parse: [], repliedUser: false },
    rest: {
      api: settings.apiUrl,
      globalRequestsPerSecond: settings.requestsPerSecond,
      makeRequest: guardRefusals(requestWithPlainBody, {
        now: Date.now,
        ...(settings.onSilence === undefined ? {} : { onSilence: settings.onSilence }),
      }),
      // 10,000 refused requests in ten minutes ban the address; a warning long before that.
      invalidRequestWarningInterval: 500,
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: CACHED_MESSAGES_PER_CHANNEL,
      ReactionManager: 0,
      ReactionUserManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildInviteManager: 0,
      GuildScheduledEventManager: 0,
      StageInstanceManager: 0,
      AutoModerationRuleManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildBanManager: 0,
      DMMessageManager: CACHED_MESSAGES_PER_CHANNEL,
    }),
  });
}

/**
 * discord.js's HTTP client is one version of undici and ours is another; they share a connection pool in
 * which a form made by one is refused by the other. As bytes, files pass.
 */
const requestWithPlainBody: RESTOptions["makeRequest"] = async (url, init) => {
  if (!(init.body instanceof FormData)) return await DefaultRestOptions.makeRequest(url, init);
  const form = new Response(init.body);
  const headers = new Headers(init.headers as Record<string, string>);
  headers.set("content-type", form.headers.get("content-type") ?? "multipart/form-data");
  return await DefaultRestOptions.makeRequest(url, {
    ...init,
    headers: Object.fromEntries(headers),
    body: new Uint8Array(await form.arrayBuffer()),
  });
};
