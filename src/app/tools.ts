import type { Client } from "discord.js";

import type { Config } from "../config.ts";
import type { Log, Task, Toolbox } from "../contracts.ts";
import type { Journal } from "../contracts/journal.ts";
import type { Forgettable, OpenStorage } from "../contracts/storage.ts";
import { createApprovals } from "../discord/approvals.ts";
import { type CalledThreadMemory, createThreadClaim } from "../discord/called-threads.ts";
import type { CommandServices, ToolSummary } from "../discord/command.ts";
import type { Manners } from "../discord/manners.ts";
import { createWorkspace } from "../discord/workspace.ts";
import { createMcpServers } from "../mcp/servers.ts";
import { createScheduler } from "../schedules/schedules.ts";
import { createApprovalBook } from "../sessions/approval-book.ts";
import { createFacts } from "../sessions/facts.ts";
import { createGrants } from "../sessions/grants.ts";
import { openCells } from "../sessions/keyv.ts";
import { createScheduleStore } from "../sessions/schedule-store.ts";
import { createToolSwitches } from "../sessions/tool-switches.ts";
import type { Redact } from "../text/redact.ts";
import { sanitiseInput } from "../text/sanitise.ts";
import { createToolServices } from "../toolkit/create-services.ts";
import type { Tool } from "../toolkit/define-tool.ts";
import { createGuard } from "../toolkit/guard.ts";
import { createToolbox } from "../toolkit/toolbox.ts";
import type { Vocabulary } from "../words/vocabulary.ts";

/** The part of the composition that belongs to tools; `app.ts` puts it into the rest. */
export interface AppTools {
  /** @param allowed Names that the persona may use; absent for all that are on. */
  openToolbox(task: Task, allowed: readonly string[] | undefined): Promise<Toolbox>;
  readonly services: Pick<
    CommandServices,
    "tools" | "toolSwitches" | "toolNotices" | "approvals" | "grants" | "facts" | "schedules"
  >;
  /** Begins what goes on by itself: what is planned, and the servers of `mcp.json`. */
  start(): void;
  /** Begins nothing new any more; calls under way go on. */
  stop(): Promise<void>;
  /** What of this keeps something of people. */
  readonly keepers: readonly Forgettable[];
  /** After the last task. */
  close(): Promise<void>;
}

export function openTools(parts: {
  readonly config: Config;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly client: Client;
  readonly storage: OpenStorage;
  readonly journal: Journal;
  readonly calledThreads: CalledThreadMemory;
  /** Knows each person's language and wish when something is said to them later. */
  readonly manners: Pick<Manners, "dress">;
  readonly words: Vocabulary["words"];
  readonly redact: Redact;
  readonly log: Log;
}): AppTools {
  const { config, client, storage, redact, words, log } = parts;
  const grants = createGrants(storage);
  const facts = createFacts(storage);
  const toolSwitches = createToolSwitches(storage);
  const workspace = createWorkspace({
    client,
    hasMessageContent: config.hasMessageContent,
    onThreadMade: createThreadClaim(parts.calledThreads, log),
  });
  const book = createApprovalBook(storage);
  const scheduleStore = createScheduleStore(storage);
  const approvals = createApprovals({
    rest: client.rest,
    book,
    grants,
    redact,
    words,
    log,
    now: Date.now,
    mayModeratorsDecide: config.approvers === "moderators",
  });
  const schedules = createScheduler({
    store: scheduleStore,
    accept: (task) =>
      parts.journal.accept(task, { platform: "discord", kind: "channel", channelId: task.place.channelId }),
    dress: (task) => parts.manners.dress(task),
    sentences: (locale) => words(locale).later,
    isWanted: ({ asker }) => workspace.isPresent(asker),
    log,
    now: Date.now,
  });
  const services = createToolServices(
    {
      allowHosts: config.fetchAllowHosts,
      attachmentUrls: config.discordCdnUrls,
      folders: config.fileFolders,
      search: config.search,
      setting: config.setting,
    },
    { workspace, facts, schedules },
  );
  const pins = openCells(storage, "orchid-mcp-pins-v1");
  const mcp = createMcpServers({
    path: config.mcpFile,
    pins: {
      read: async (server) => (await pins.get(server)) as Readonly<Record<string, string>> | undefined,
      write: (server, known) => pins.set(server, known),
    },
    setting: config.setting,
    log,
  });
  /** Our own tools win: no server can take the name of one. */
  const all = (): ReadonlyMap<string, Tool> => new Map([...mcp.tools(), ...parts.tools]);
  const isOn = (name: string): boolean => config.tools.size === 0 || config.tools.has(name);
  /** A storage that fails costs the tools, not the answer: it must not switch on what moderators switched off. */
  const offIn = async (guildId: string | undefined): Promise<ReadonlySet<string>> => {
    if (guildId === undefined) return new Set();
    try {
      return await toolSwitches.off(guildId);
    } catch (error) {
      log.error("tool-switches-unreadable", { guildId, error });
      return new Set(all().keys());
    }
  };

  return {
    async openToolbox(task, allowed) {
      const off = await offIn(task.place.guildId);
      const tools = all();
      const names = allowed ?? [...tools.keys()];
      const guard = createGuard({
        task,
        permissions: workspace,
        approvals,
        grants,
        log,
        now: Date.now,
        approvalMs: config.approvalMs,
      });
      return createToolbox(tools, {
        services,
        guard,
        log,
        allowed: new Set(names.filter((name) => isOn(name) && !off.has(name))),
        sanitise: (text) => redact(sanitiseInput(text)),
      });
    },
    start() {
      schedules.start();
      // Not awaited: a slow server must not keep the bot from answering.
      mcp.start().catch((error: unknown) => log.error("mcp-not-started", { error }));
    },
    async stop() {
      await schedules.stop();
    },
    async close() {
      await mcp.stop();
    },
    // Schedules first: what is due must not become a task behind the journal's back.
    keepers: [scheduleStore, facts, grants, book],
    services: {
      grants,
      schedules,
      facts,
      toolSwitches,
      approvals,
      toolNotices: () => mcp.notices(),
      tools: async (guildId) => {
        const off = await offIn(guildId ?? undefined);
        return [...all()]
          .filter(([name, tool]) => isOn(name) && tool.isAvailable(services))
          .map(([name, tool]) => summarise(name, tool, !off.has(name)));
      },
    },
  };
}

/** A tool as people see it. */
function summarise(name: string, { description, effect, needs }: Tool, isOn: boolean): ToolSummary {
  return {
    name,
    description,
    isActing: effect === "acts",
    usesNetwork: needs.network ?? false,
    needsApproval: needs.approval ?? false,
    permissions: needs.permissions ?? [],
    isOn,
  };
}
