/** What the page is told: the world first, then every change, over server-sent events. */
import type { ServerResponse } from "node:http";
import type { StandInEvent, VisibleMessage } from "./contracts.ts";
import { MESSAGES_PER_CHANNEL } from "./page/protocol.ts";
import type { BotStatus, PageEvent, Snapshot } from "./page/protocol.ts";
import type { StandIn } from "./stand-in.ts";

/** A comment line now and then finds connections that are dead. */
const KEEP_ALIVE_MS = 25_000;

export interface Events {
  /** Takes the response over until the page goes away. */
  connect(response: ServerResponse): void;
  close(): void;
}

export function openEvents(standIn: StandIn, notice: string | undefined): Events {
  const listeners = new Set<ServerResponse>();
  let bot: BotStatus = { isOnline: standIn.gateway.sessions().some((session) => session.isConnected) };
  let peopled = fingerprint(standIn);
  const unsubscribe = standIn.subscribe((event) => {
    if (event.type === "bot-status") {
      bot = {
        isOnline: event.isOnline,
        ...(event.activity === undefined ? {} : { activity: event.activity }),
      };
    }
    if (!isForPage(event)) return;
    const known = peopled;
    peopled = fingerprint(standIn);
    // Nobody announces a new person or server: the whole world is told again, the event with it.
    const told = known === peopled ? event : takeSnapshot(standIn, bot, notice);
    for (const response of listeners) send(response, told);
  });
  const keepAlive = setInterval(() => {
    for (const response of listeners) response.write(": still here\n\n");
  }, KEEP_ALIVE_MS);
  keepAlive.unref();
  return {
    connect(response) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("retry: 1000\n\n");
      send(response, takeSnapshot(standIn, bot, notice));
      listeners.add(response);
      response.on("close", () => listeners.delete(response));
    },
    close() {
      unsubscribe();
      clearInterval(keepAlive);
      for (const response of listeners) response.end();
    },
  };
}

/** The messages before `before` in `channel`, as the query names them; oldest first. */
export function readEarlier(standIn: StandIn, query: URLSearchParams): readonly VisibleMessage[] {
  const messages = standIn.messages(query.get("channel") ?? "");
  const end = messages.findIndex((message) => message.id === query.get("before"));
  return end <= 0 ? [] : messages.slice(Math.max(0, end - MESSAGES_PER_CHANNEL), end);
}

function takeSnapshot(standIn: StandIn, bot: BotStatus, notice: string | undefined): Snapshot {
  const channels = standIn.channels();
  return {
    type: "snapshot",
    botUserId: standIn.botUserId,
    bot,
    guilds: standIn.guilds(),
    users: standIn.users(),
    channels,
    commands: standIn.commands(),
    messages: channels.flatMap((channel) => standIn.messages(channel.id).slice(-MESSAGES_PER_CHANNEL)),
    ...(notice === undefined ? {} : { notice }),
  };
}

/** Changes when somebody or some server is new, or is no more. */
function fingerprint(standIn: StandIn): string {
  const guilds = standIn.guilds().map(({ id, memberIds, roles }) => [id, memberIds.length, roles.length]);
  return JSON.stringify([standIn.users().length, guilds]);
}

function isForPage(event: StandInEvent): event is Exclude<StandInEvent, { type: "request" | "violation" }> {
  return event.type !== "request" && event.type !== "violation";
}

function send(response: ServerResponse, event: PageEvent): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
