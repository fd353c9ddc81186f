import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import type { GatewayControl, JsonObject } from "./contracts.ts";
import type { FaultTable } from "./faults.ts";
import {
  CLOSE,
  IDENTIFY_WINDOW_MS,
  MAX_IDENTIFIES_PER_DAY,
  MAX_PAYLOAD_BYTES,
  MAX_SENDS,
  OP,
  readIdentify,
  SEND_WINDOW_MS,
} from "./gateway-rules.ts";
import { MemberRequests } from "./gateway-members.ts";
import { Session } from "./gateway-session.ts";
import { INTENT } from "./kernel.ts";
import type { Dispatch, Kernel } from "./kernel.ts";
import { canView } from "./permissions.ts";
import { shardOf } from "./snowflake.ts";
import { guildCreateJson, userJson } from "./wire.ts";

export interface GatewayOptions {
  readonly enabledPrivileged: number;
  readonly heartbeatIntervalMs: number;
  readonly resumeWindowMs: number;
  /** Enforced only when given. */
  readonly maxConcurrency: number | undefined;
  readonly resumeUrl: () => string;
  readonly faults: FaultTable;
  violate(where: string, what: string): void;
}

/** What is known of one socket. */
interface Connection {
  readonly socket: WebSocket;
  readonly isResumeAddress: boolean;
  session: Session | undefined;
  lastBeatAt: number;
  sends: number;
  windowStartedAt: number;
}

/** Gateway v10 in JSON. Limits and pauses run on real time, since they meet the client's own timers. */
export class Gateway implements GatewayControl {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<string, Session>();
  readonly #kernel: Kernel;
  readonly #options: GatewayOptions;
  readonly #lastIdentifyAt = new Map<number, number>();
  readonly #members: MemberRequests;
  readonly #beatTimer: NodeJS.Timeout;
  readonly #delayed = new Set<NodeJS.Timeout>();
  #identifies = 0;
  #isSilent = false;
  #isDown = false;
  #wasOnline = false;
  #activity: string | undefined;

  constructor(kernel: Kernel, options: GatewayOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#members = new MemberRequests(kernel, (what) =>
      options.violate("gateway REQUEST_GUILD_MEMBERS", what),
    );
    this.#beatTimer = setInterval(() => this.#dropDead(), options.heartbeatIntervalMs).unref();
  }

  get remainingIdentifies(): number {
    return MAX_IDENTIFIES_PER_DAY - this.#identifies;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#isDown) {
      socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const url = new URL(request.url ?? "/", "ws://localhost");
      this.#open(ws, url);
    });
  }

  dispatch(dispatch: Dispatch): void {
    const fault = this.#options.faults.strikeEvent(dispatch.event, () => dispatch.render(true));
    if (fault?.kind === "drop") return;
    if (fault?.kind === "latency") {
      const timer = setTimeout(() => {
        this.#delayed.delete(timer);
        this.#deliver(dispatch);
      }, fault.latencyMs);
      this.#delayed.add(timer);
      return;
    }
    if (fault?.kind === "change") {
      this.#deliver({ ...dispatch, render: (hasContent) => fault.change(dispatch.render(hasContent)) });
      return;
    }
    this.#deliver(dispatch);
    if (fault?.kind === "duplicate") this.#deliver(dispatch);
  }

  #deliver(dispatch: Dispatch): void {
    const rendered: [string | undefined, string | undefined] = [undefined, undefined];
    for (const session of this.#sessions.values()) {
      if (dispatch.onlySession !== undefined && dispatch.onlySession !== session.id) continue;
      if (shardOf(dispatch.guildId, session.shard[1]) !== session.shard[0]) continue;
      if (dispatch.intents !== 0 && (session.intents & dispatch.intents) === 0) continue;
      if (this.#hasExpired(session)) continue;
      const hasContent = (session.intents & INTENT.messageContent) !== 0;
      const slot = hasContent ? 1 : 0;
      rendered[slot] ??= JSON.stringify(dispatch.render(hasContent));
      session.send(dispatch.event, rendered[slot]);
    }
  }

  #hasExpired(session: Session): boolean {
    if (session.droppedAt === undefined) return false;
    if (this.#kernel.clock() - session.droppedAt <= this.#options.resumeWindowMs) return false;
    this.#sessions.delete(session.id);
    return true;
  }

  #open(socket: WebSocket, url: URL): void {
    const connection: Connection = {
      socket,
      isResumeAddress: url.pathname.startsWith("/resume"),
      session: undefined,
      lastBeatAt: performance.now(),
      sends: 0,
      windowStartedAt: performance.now(),
    };
    this.#connections.add(connection);
    socket.on("message", (data: Buffer) => this.#receive(connection, data));
    socket.on("close", (code) => this.#closed(connection, code));
    socket.on("error", () => socket.terminate());
    if (url.searchParams.get("v") !== "10" || (url.searchParams.get("encoding") ?? "json") !== "json") {
      this.#refuse(connection, CLOSE.invalidVersion, "connects with another version than 10 or not in JSON");
      return;
    }
    if (url.searchParams.has("compress")) {
      this.#refuse(connection, CLOSE.decodeError, "asks for compression, which the stand-in does not offer");
      return;
    }
    send(socket, { op: OP.hello, d: { heartbeat_interval: this.#options.heartbeatIntervalMs } });
  }

  #receive(connection: Connection, data: Buffer): void {
    if (data.byteLength > MAX_PAYLOAD_BYTES) {
      this.#refuse(connection, CLOSE.decodeError, `sends ${data.byteLength} bytes at once`);
      return;
    }
    const now = performance.now();
    if (now - connection.windowStartedAt >= SEND_WINDOW_MS) {
      connection.windowStartedAt = now;
      connection.sends = 0;
    }
    connection.sends += 1;
    if (connection.sends > MAX_SENDS) {
      this.#refuse(connection, CLOSE.rateLimited, `sends more than ${MAX_SENDS} payloads a minute`);
      return;
    }
    let payload: { readonly op?: unknown; readonly d?: unknown };
    try {
      payload = JSON.parse(data.toString()) as typeof payload;
    } catch {
      this.#refuse(connection, CLOSE.decodeError, "sends what is no JSON");
      return;
    }
    this.#obey(connection, payload.op, payload.d);
  }

  #obey(connection: Connection, op: unknown, d: unknown): void {
    switch (op) {
      case OP.heartbeat:
        connection.lastBeatAt = performance.now();
        if (!this.#isSilent) send(connection.socket, { op: OP.heartbeatAck });
        return;
      case OP.identify:
        this.#identify(connection, d);
        return;
      case OP.resume:
        this.#resume(connection, d);
        return;
      case OP.presenceUpdate:
      case OP.voiceStateUpdate:
      case OP.requestGuildMembers:
        if (connection.session === undefined)
          this.#refuse(connection, CLOSE.notAuthenticated, `sends op ${op} before it identifies`);
        else if (op === OP.presenceUpdate) this.#setPresence(d);
        else if (op === OP.requestGuildMembers) this.#members.answer(connection.session, d);
        return;
      default:
        this.#refuse(connection, CLOSE.unknownOpcode, `sends op ${String(op)}, which a client may not`);
    }
  }

  #identify(connection: Connection, d: unknown): void {
    if (connection.session !== undefined) {
      this.#refuse(connection, CLOSE.alreadyAuthenticated, "identifies twice");
      return;
    }
    const { identity, random } = this.#kernel;
    const identify = readIdentify(d, identity.botToken, this.#options.enabledPrivileged);
    if ("code" in identify) {
      this.#refuse(connection, identify.code, identify.why);
      return;
    }
    if (!this.#takeIdentify(identify.shard[0])) {
      send(connection.socket, { op: OP.invalidSession, d: false });
      return;
    }
    const id = Math.floor(random() * 2 ** 52).toString(16) + this.#kernel.ids.next();
    const session = new Session(id, identify.shard, identify.intents, connection.socket);
    connection.session = session;
    this.#sessions.set(id, session);
    this.#setPresence(identify.presence);
    this.#greet(session);
    this.#showStatus();
  }

  #greet(session: Session): void {
    const { world, identity } = this.#kernel;
    const guilds = [...world.guilds.values()].filter(
      ({ id, members }) =>
        members.has(identity.botUserId) && shardOf(id, session.shard[1]) === session.shard[0],
    );
    const ready = {
      v: 10,
      user: {
        ...userJson(world.users.get(identity.botUserId)),
        verified: true,
        mfa_enabled: true,
        email: null,
      },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      private_channels: [],
      relationships: [],
      session_id: session.id,
      session_type: "normal",
      resume_gateway_url: this.#options.resumeUrl(),
      shard: session.shard,
      application: { id: identity.applicationId, flags: this.#kernel.applicationFlags },
    };
    session.send("READY", JSON.stringify(ready));
    for (const guild of guilds) {
      this.dispatch({
        event: "GUILD_CREATE",
        guildId: guild.id,
        intents: INTENT.guilds,
        onlySession: session.id,
        render: () =>
          guildCreateJson(this.#kernel, guild, (channel) => canView(world, channel, identity.botUserId)),
      });
    }
  }

  /** One identify per key and 5 s, and 1000 a day. */
  #takeIdentify(shardId: number): boolean {
    this.#identifies += 1;
    if (this.#identifies > MAX_IDENTIFIES_PER_DAY) {
      this.#options.violate("gateway IDENTIFY", `identifies more than ${MAX_IDENTIFIES_PER_DAY} times a day`);
      return false;
    }
    if (this.#options.maxConcurrency === undefined) return true;
    const key = shardId % this.#options.maxConcurrency;
    const now = performance.now();
    const last = this.#lastIdentifyAt.get(key);
    this.#lastIdentifyAt.set(key, now);
    return last === undefined || now - last >= IDENTIFY_WINDOW_MS;
  }

  #resume(connection: Connection, data: unknown): void {
    const d = data as { readonly token?: unknown; readonly session_id?: unknown; readonly seq?: unknown };
    if (d.token !== this.#kernel.identity.botToken) {
      this.#refuse(connection, CLOSE.authenticationFailed, "the token is wrong");
      return;
    }
    // After op 9 with d:true the same connection is resumed, wherever it was opened.
    if (!connection.isResumeAddress && connection.session === undefined)
      this.#options.violate("gateway RESUME", "resumes on another address than resume_gateway_url");
    const session = this.#sessions.get(String(d.session_id));
    if (session === undefined || this.#hasExpired(session)) {
      send(connection.socket, { op: OP.invalidSession, d: false });
      return;
    }
    if (typeof d.seq !== "number" || d.seq > session.sequence) {
      this.#refuse(connection, CLOSE.invalidSequence, `resumes from sequence ${String(d.seq)}`);
      return;
    }
    connection.session = session;
    if (!session.resume(connection.socket, d.seq)) {
      this.#sessions.delete(session.id);
      connection.session = undefined;
      send(connection.socket, { op: OP.invalidSession, d: false });
    }
    this.#showStatus();
  }

  #setPresence(presence: unknown): void {
    const activities = (presence as JsonObject | undefined)?.["activities"];
    const [activity] = Array.isArray(activities) ? (activities as JsonObject[]) : [];
    const text = activity?.["state"] ?? activity?.["name"];
    this.#activity = typeof text === "string" ? text : undefined;
    this.#showStatus(true);
  }

  #showStatus(isForced = false): void {
    const isOnline = [...this.#sessions.values()].some(({ socket }) => socket !== undefined);
    if (isOnline === this.#wasOnline && !isForced) return;
    this.#wasOnline = isOnline;
    this.#kernel.show({
      type: "bot-status",
      isOnline,
      ...(this.#activity === undefined ? {} : { activity: this.#activity }),
    });
  }

  #refuse(connection: Connection, code: number, why: string): void {
    if (code !== CLOSE.authenticationFailed) this.#options.violate("gateway", `The bot ${why}`);
    connection.socket.close(code);
  }

  #closed(connection: Connection, code: number): void {
    this.#connections.delete(connection);
    const { session, socket } = connection;
    if (session === undefined || session.socket !== socket) return;
    session.socket = undefined;
    session.droppedAt = this.#kernel.clock();
    // A client that closes with 1000 or 1001 ends its session.
    if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
    this.#showStatus();
  }

  #dropDead(): void {
    const oldest = performance.now() - 2 * this.#options.heartbeatIntervalMs;
    for (const { socket, lastBeatAt } of this.#connections)
      if (lastBeatAt < oldest) socket.close(CLOSE.sessionTimedOut);
  }

  sessions(): ReturnType<GatewayControl["sessions"]> {
    return [...this.#sessions.values()].map((session) => session.view());
  }

  cut(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  close(code: number): void {
    for (const { socket } of this.#connections) socket.close(code);
  }

  askToReconnect(): void {
    for (const { socket } of this.#connections) send(socket, { op: OP.reconnect, d: null });
  }

  invalidate(isResumable: boolean): void {
    for (const connection of this.#connections) {
      if (!isResumable && connection.session !== undefined) {
        this.#sessions.delete(connection.session.id);
        connection.session = undefined;
      }
      send(connection.socket, { op: OP.invalidSession, d: isResumable });
    }
  }

  forgetSessions(): void {
    this.#sessions.clear();
  }

  setSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  setDown(isDown: boolean): void {
    this.#isDown = isDown;
  }

  end(): void {
    clearInterval(this.#beatTimer);
    for (const timer of this.#delayed) clearTimeout(timer);
    this.cut();
    this.#server.close();
  }
}

function send(socket: WebSocket, payload: object): void {
  socket.send(JSON.stringify(payload));
}
