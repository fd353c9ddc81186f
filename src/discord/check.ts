import { ApplicationFlagsBitField, DiscordAPIError, PermissionsBitField, REST, Routes } from "discord.js";

import { NEEDED_PERMISSIONS } from "./invite.ts";

/** What Discord says about the bot, without a connection to the gateway. */
export type DiscordReport =
  | { readonly kind: "refused" }
  | { readonly kind: "unreachable"; readonly error: unknown }
  | {
      readonly kind: "known";
      readonly name: string;
      /** Message content is asked for and not switched on in the developer portal. */
      readonly lacksMessageContent: boolean;
      /** Logins left today; each start of each shard takes one. */
      readonly loginsLeft: number;
      readonly recommendedShards: number;
      readonly guilds: readonly {
        readonly name: string;
        /** Permissions that answers need; empty when all are there, or when Discord does not tell. */
        readonly missing: readonly string[];
      }[];
    };

/** Discord lists at most 200 servers at once: enough to see what an invitation forgot. */
const MAX_GUILDS = 200;
const TIMEOUT_MS = 10_000;

interface Account {
  readonly username: string;
}
interface Application {
  readonly flags?: number;
}
interface Gateway {
  readonly shards: number;
  readonly session_start_limit: { readonly remaining: number };
}
interface PartialGuild {
  readonly name: string;
  readonly permissions?: string;
}

/** Asks Discord's REST API whether the bot could work. Changes nothing and takes no login. */
export async function lookAtDiscord(settings: {
  readonly apiUrl: string;
  readonly token: string;
  readonly wantsMessageContent: boolean;
}): Promise<DiscordReport> {
  const rest = new REST({ api: settings.apiUrl, retries: 1, timeout: TIMEOUT_MS }).setToken(settings.token);
  try {
    const account = (await rest.get(Routes.user())) as Account;
    const application = (await rest.get(Routes.currentApplication())) as Application;
    const gateway = (await rest.get(Routes.gatewayBot())) as Gateway;
    const query = new URLSearchParams({ limit: String(MAX_GUILDS) });
    const guilds = (await rest.get(Routes.userGuilds(), { query })) as readonly PartialGuild[];
    const flags = new ApplicationFlagsBitField(application.flags ?? 0);
    return {
      kind: "known",
      name: account.username,
      lacksMessageContent:
        settings.wantsMessageContent && !flags.any(["GatewayMessageContent", "GatewayMessageContentLimited"]),
      loginsLeft: gateway.session_start_limit.remaining,
      recommendedShards: gateway.shards,
      guilds: guilds.map(({ name, permissions }) => ({
        name,
        missing:
          permissions === undefined
            ? []
            : new PermissionsBitField(BigInt(permissions)).missing([...NEEDED_PERMISSIONS]),
      })),
    };
  } catch (error) {
    const isRefused = error instanceof DiscordAPIError && error.status === 401;
    return isRefused ? { kind: "refused" } : { kind: "unreachable", error };
  }
}
