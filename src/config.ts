import { type Environment, Reader, unquote } from "./config/reader.ts";
import type { AccessRules } from "./contracts/access.ts";
import type { TraceMode } from "./contracts/settings.ts";
import type { UsageCap, UsageCaps } from "./contracts/usage.ts";
import type { ConfigProblem } from "./errors.ts";

/** Everything that can be set, read once. Units are in the names; `.env.example` explains each. */
export interface Config {
  readonly isProduction: boolean;
  /** Absent: the playground runs instead of Discord. */
  readonly discordToken: string | undefined;
  /** Base of Discord's REST API without a version. Default `https://discord.com/api`. */
  readonly discordApiUrl: string;
  /** Where attachments may be downloaded from. Default: Discord's own two. */
  readonly discordCdnUrls: readonly string[];
  /** Ask for the privileged message-content intent. Default false. */
  readonly hasMessageContent: boolean;
  /** Requests per second that this process may send to Discord. Default and limit of a bot: 50. */
  readonly discordRequestsPerSecond: number;
  /** Who may use the bot, by Discord ids; empty sets allow and deny nobody. */
  readonly access: AccessRules;
  readonly models: ModelsConfig;
  /** `sqlite:PATH` or `postgres://…`: journal, and sessions unless `sessionStoreUrl` is set. */
  readonly databaseUrl: string;
  /** What this process does: everything, only the connection to Discord, or only the tasks. */
  readonly processRole: ProcessRole;
  /** Gateway shards of this process; `undefined` lets Discord say how many there should be. */
  readonly shards: ShardConfig | undefined;
  /** How often channels in use are looked through for messages that Discord never announced. Default 60 s. */
  readonly catchUpIntervalMs: number;
  readonly sessionStoreUrl: string;
  /** How long an idle channel's session is kept; `undefined` keeps it for ever. Default 30 days. */
  readonly sessionTtlMs: number | undefined;
  /** How long finished tasks and their receipts are kept. Default 14 days. */
  readonly retentionMs: number;
  readonly maxRounds: number;
  readonly taskTimeoutMs: number;
  readonly maxConcurrentTasks: number;
  /** Unfinished tasks of one person, in all channels. Default 200. */
  readonly maxQueuedPerPerson: number;
  /** Unfinished tasks of one channel. Default 100. */
  readonly maxQueuedPerChannel: number;
  /** Messages of one person in one channel that are answered within a minute: a guard against loops. Default 120. */
  readonly maxMessagesPerMinute: number;
  /** What may be spent per UTC day. Default: no caps. */
  readonly usageCaps: UsageCaps;
  /** How long SIGTERM waits for running tasks before it leaves them to the next start. */
  readonly drainMs: number;
  readonly trace: TraceMode;
  readonly persona: string;
  /** Folder with more personas; absent: only the built-in ones. */
  readonly personasDir: string | undefined;
  /** Where the MCP servers are named; need not exist. Default `mcp.json`. */
  readonly mcpFile: string;
  /** Names of the tools that may be on at all; empty: all that are there. */
  readonly tools: ReadonlySet<string>;
  /** Who may answer a question for approval. Default the asking person alone. */
  readonly approvers: "asker" | "moderators";
  /** How long a question for approval is open, at most. Default 5 minutes. */
  readonly approvalMs: number;
  readonly fetchAllowHosts: ReadonlySet<string>;
  /** Folders that the file tools may read. Default none. */
  readonly fileFolders: readonly string[];
  readonly search: SearchConfig;
  readonly logLevel: LogLevel;
  readonly playgroundPort: number;
  /** Values that must appear in no log, message or trace. */
  readonly secrets: readonly string[];
  /** The value of any other variable, for an extension with a setting of its own. */
  setting(variable: string): string | undefined;
}

export type ProcessRole = "all" | "gateway" | "worker";

/** `SHARDS=0-3/8`: the first four of eight. */
export interface ShardConfig {
  readonly ids: readonly number[];
  readonly total: number;
}

/** What the model registry is made from. */
export interface ModelsConfig {
  /** The parsed content of `MODELS_FILE`; absent when none is named. */
  readonly file?: unknown;
  readonly env: { readonly baseUrl?: string; readonly apiKey?: string; readonly model?: string };
  /** False when nothing names a model: the playground answers with the demo model then. */
  readonly isGiven: boolean;
}

/** Web search is on when one of these is set; the first one set is used. */
export interface SearchConfig {
  readonly searxngUrl?: string;
  readonly braveApiKey?: string;
  readonly tavilyApiKey?: string;
  readonly exaApiKey?: string;
}

const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const TRACE_MODES = ["off", "button", "thread"] as const satisfies readonly TraceMode[];

const APPROVERS = ["asker", "moderators"] as const;

const MS_PER_HOUR = 3_600_000;
const PROCESS_ROLES = ["all", "gateway", "worker"] as const;

/**
 * Reads the environment. The only reader of it; touches no network.
 *
 * @returns The settings, and every problem found; the settings are usable only when there is none.
 */
export function readConfig(env: Environment): { config: Config; problems: readonly ConfigProblem[] } {
  const read = new Reader(env);
  const isProduction = read.text("NODE_ENV") === "production";
  const discordToken = readToken(read, isProduction);
  const databaseUrl = read.text("DATABASE_URL") ?? "sqlite:data/orchid.sqlite";
  const models = readModels(read, discordToken !== undefined);
  const sessionTtlHours = read.number("SESSION_TTL_HOURS", 24 * 30, { min: 0, max: 24 * 3650 });
  const search = readSearch(read);
  const config: Config = {
    isProduction,
    discordToken,
    discordApiUrl: read.url("DISCORD_API_URL", ["http:", "https:"]) ?? "https://discord.com/api",
    discordCdnUrls: read
      .list("DISCORD_CDN_URL", "https://cdn.discordapp.com,https://media.discordapp.net")
      .filter((url) => read.isUrl("DISCORD_CDN_URL", url, ["http:", "https:"])),
    hasMessageContent: read.flag("DISCORD_MESSAGE_CONTENT", false),
    discordRequestsPerSecond: read.number("DISCORD_REQUESTS_PER_SECOND", 50, { min: 1, max: 10_000 }),
    access: readAccess(read),
    models,
    databaseUrl,
    processRole: read.oneOf("PROCESS_ROLE", PROCESS_ROLES, "all"),
    shards: readShards(read),
    catchUpIntervalMs: read.integer("CATCH_UP_INTERVAL_MS", 60_000, { min: 100, max: 3_600_000 }),
    sessionStoreUrl: read.text("SESSION_STORE_URL") ?? databaseUrl,
    sessionTtlMs: sessionTtlHours === 0 ? undefined : sessionTtlHours * MS_PER_HOUR,
    retentionMs: read.number("RETENTION_HOURS", 24 * 14, { min: 1, max: 24 * 3650 }) * MS_PER_HOUR,
    maxRounds: read.integer("ORCHESTRATOR_MAX_ROUNDS", 10, { min: 1, max: 100 }),
    taskTimeoutMs: read.integer("TASK_TIMEOUT_MS", 180_000, { min: 1_000, max: 3_600_000 }),
    maxConcurrentTasks: read.integer("MAX_CONCURRENT_TASKS", 64, { min: 1, max: 10_000 }),
    maxQueuedPerPerson: read.integer("MAX_QUEUED_PER_PERSON", 200, { min: 1, max: 10_000 }),
    maxQueuedPerChannel: read.integer("MAX_QUEUED_PER_CHANNEL", 100, { min: 1, max: 10_000 }),
    maxMessagesPerMinute: read.integer("MAX_MESSAGES_PER_MINUTE", 120, { min: 1, max: 10_000 }),
    usageCaps: {
      person: readCap(read, "USER"),
      channel: readCap(read, "CHANNEL"),
      guild: readCap(read, "GUILD"),
      everything: readCap(read, "TOTAL"),
    },
    drainMs: read.integer("DRAIN_MS", 10_000, { min: 0, max: 600_000 }),
    trace: read.oneOf("TRACE", TRACE_MODES, "button"),
    persona: read.text("PERSONA") ?? "orchid",
    personasDir: read.text("PERSONAS_DIR"),
    mcpFile: read.text("MCP_FILE") ?? "mcp.json",
    tools: new Set(read.list("TOOLS", "")),
    approvers: read.oneOf("APPROVERS", APPROVERS, "asker"),
    approvalMs: read.integer("APPROVAL_TIMEOUT_MS", 300_000, { min: 1_000, max: 3_600_000 }),
    fetchAllowHosts: new Set(read.list("FETCH_ALLOW_HOSTS", "").filter((host) => read.isHostPort(host))),
    fileFolders: read.list("FILE_FOLDERS", ""),
    search,
    logLevel: read.oneOf("LOG_LEVEL", LOG_LEVELS, "info"),
    playgroundPort: read.integer("PLAYGROUND_PORT", 8484, { min: 0, max: 65_535 }),
    secrets: secretsOf(env),
    setting: (variable) => read.text(variable),
  };
  checkDatabase(read, config);
  return { config, problems: read.problems };
}

function readToken(read: Reader, isProduction: boolean): string | undefined {
  const token = read.text("DISCORD_TOKEN");
  if (token === undefined) {
    if (isProduction) {
      read.report(
        "DISCORD_TOKEN",
        "is missing, and NODE_ENV=production has no playground.",
        "Copy the bot token from the Discord developer portal (Bot, Reset Token).",
      );
    }
    return undefined;
  }
  if (/\s/.test(token)) {
    read.report("DISCORD_TOKEN", "contains a space or line break.", "Paste the token alone, without “Bot ”.");
  }
  return token;
}

function readAccess(read: Reader): AccessRules {
  return {
    allowGuilds: read.ids("ALLOW_GUILDS"),
    denyGuilds: read.ids("DENY_GUILDS"),
    allowChannels: read.ids("ALLOW_CHANNELS"),
    denyChannels: read.ids("DENY_CHANNELS"),
    allowRoles: read.ids("ALLOW_ROLES"),
    denyRoles: read.ids("DENY_ROLES"),
    allowUsers: read.ids("ALLOW_USERS"),
    denyUsers: read.ids("DENY_USERS"),
  };
}

function readModels(read: Reader, needsOne: boolean): ModelsConfig {
  const path = read.text("MODELS_FILE");
  const baseUrl = readBaseUrl(read);
  const apiKey = read.text("OPENAI_API_KEY");
  const model = read.text("OPENAI_MODEL");
  const hasEnv = baseUrl !== undefined || apiKey !== undefined || model !== undefined;
  if (path === undefined && model === undefined && (hasEnv || needsOne)) {
    read.report(
      "OPENAI_MODEL",
      "is missing.",
      "Name the model, such as gpt-5-mini, or list several in MODELS_FILE.",
    );
  }
  if (path === undefined && baseUrl === undefined && apiKey === undefined && (hasEnv || needsOne)) {
    read.report(
      "OPENAI_BASE_URL",
      "is missing, and so is OPENAI_API_KEY.",
      "Set the endpoint's address, such as http://localhost:11434/v1, or a key for OpenAI itself.",
    );
  }
  return {
    ...(path === undefined ? {} : { file: read.json("MODELS_FILE", path) }),
    env: {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(model === undefined ? {} : { model }),
    },
    isGiven: path !== undefined || hasEnv,
  };
}

function readBaseUrl(read: Reader): string | undefined {
  const baseUrl = read.url("OPENAI_BASE_URL", ["http:", "https:"]);
  if (baseUrl === undefined) return undefined;
  const path = new URL(baseUrl).pathname;
  if (/\/chat\/completions\/?$/.test(path)) {
    read.report(
      "OPENAI_BASE_URL",
      "ends in /chat/completions.",
      "Give the base address that this is added to, most often one ending in /v1.",
    );
  } else if (/\/v1\/v1\/?$/.test(path)) {
    read.report("OPENAI_BASE_URL", "has /v1 twice.", "Keep one /v1.");
  }
  return baseUrl;
}

function readSearch(read: Reader): SearchConfig {
  const searxngUrl = read.url("SEARXNG_URL", ["http:", "https:"]);
  const braveApiKey = read.text("BRAVE_API_KEY");
  const tavilyApiKey = read.text("TAVILY_API_KEY");
  const exaApiKey = read.text("EXA_API_KEY");
  return {
    ...(searxngUrl === undefined ? {} : { searxngUrl }),
    ...(braveApiKey === undefined ? {} : { braveApiKey }),
    ...(tavilyApiKey === undefined ? {} : { tavilyApiKey }),
    ...(exaApiKey === undefined ? {} : { exaApiKey }),
  };
}

function readCap(read: Reader, scope: string): UsageCap {
  const tokensPerDay = read.positive(`USAGE_CAP_${scope}_TOKENS_PER_DAY`);
  const usdPerDay = read.positive(`USAGE_CAP_${scope}_USD_PER_DAY`);
  return {
    ...(tokensPerDay === undefined ? {} : { tokensPerDay }),
    ...(usdPerDay === undefined ? {} : { usdPerDay }),
  };
}

function checkDatabase(read: Reader, config: Config): void {
  if (!/^(sqlite:.+|postgres(ql)?:\/\/.+)/.test(config.databaseUrl)) {
    read.report(
      "DATABASE_URL",
      "has an unknown scheme or no path.",
      "Use sqlite:PATH or postgres://user:password@host/database.",
    );
  }
  if (config.processRole !== "all" && config.databaseUrl.startsWith("sqlite:")) {
    read.report(
      "PROCESS_ROLE",
      "splits the work between processes, which one SQLite file cannot serve.",
      "Use DATABASE_URL=postgres://…, or leave PROCESS_ROLE out.",
    );
  }
}

/** @returns the shards named by `0-3/8` or `5/8`; `undefined` for `auto` and when nothing is named. */
function readShards(read: Reader): ShardConfig | undefined {
  const text = read.text("SHARDS");
  if (text === undefined || text === "auto") return undefined;
  const [, first, last = first, total] = /^(\d+)(?:-(\d+))?\/(\d+)$/.exec(text) ?? [];
  const [from, to, count] = [Number(first), Number(last), Number(total)];
  if (from <= to && to < count) {
    return { ids: Array.from({ length: to - from + 1 }, (_, index) => from + index), total: count };
  }
  read.report("SHARDS", "is no range of shards.", "Write auto, or first-last/total such as 0-3/8.");
  return undefined;
}

/** Every value that looks like a secret by the name of its variable, and passwords inside addresses. */
function secretsOf(env: Environment): readonly string[] {
  const secrets = new Set<string>();
  for (const [name, raw] of Object.entries(env)) {
    const value = raw === undefined ? "" : unquote(raw);
    if (/(TOKEN|KEY|SECRET|PASSWORD|PASSWD)S?$/i.test(name) && value.length >= MIN_SECRET_LENGTH) {
      secrets.add(value);
    }
    if (value.includes("://") && URL.canParse(value)) {
      const { password } = new URL(value);
      if (password.length >= MIN_SECRET_LENGTH) secrets.add(decodeURIComponent(password)).add(password);
    }
  }
  return [...secrets];
}

/** Shorter values would mask ordinary words wherever they occur. */
const MIN_SECRET_LENGTH = 6;
