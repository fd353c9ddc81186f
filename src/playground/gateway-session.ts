import type { WebSocket } from "ws";

import type { GatewaySession } from "./contracts.ts";

/** How many events a session keeps for a resume. */
const BUFFER_EVENTS = 5_000;

/** One identified session of the bot: it outlives its sockets for a while and replays what they missed. */
export class Session {
  readonly id: string;
  readonly shard: readonly [id: number, count: number];
  readonly intents: number;
  socket: WebSocket | undefined;
  /** When the last socket went away; `undefined` while one is connected. */
  droppedAt: number | undefined;
  resumes = 0;
  sequence = 0;
  readonly #sent: { readonly sequence: number; readonly frame: string }[] = [];

  constructor(id: string, shard: readonly [id: number, count: number], intents: number, socket: WebSocket) {
    this.id = id;
    this.shard = shard;
    this.intents = intents;
    this.socket = socket;
  }

  /** @param json The event's `d`, already as JSON text so that sessions share the work. */
  send(event: string, json: string): void {
    this.sequence += 1;
    const frame = `{"op":0,"t":"${event}","s":${this.sequence},"d":${json}}`;
    this.#sent.push({ sequence: this.sequence, frame });
    if (this.#sent.length > 2 * BUFFER_EVENTS) this.#sent.splice(0, this.#sent.length - BUFFER_EVENTS);
    this.socket?.send(frame);
  }

  /** Moves to a new socket and sends what came after `sequence`. @returns false when that is not kept any more. */
  resume(socket: WebSocket, sequence: number): boolean {
    const oldest = this.#sent[0]?.sequence ?? this.sequence + 1;
    if (sequence + 1 < oldest) return false;
    const previous = this.socket;
    this.socket = socket;
    this.droppedAt = undefined;
    this.resumes += 1;
    if (previous !== undefined && previous !== socket) previous.terminate();
    for (const { sequence: at, frame } of this.#sent) if (at > sequence) socket.send(frame);
    this.send("RESUMED", "{}");
    return true;
  }

  view(): GatewaySession {
    return {
      id: this.id,
      shard: this.shard,
      intents: this.intents,
      isConnected: this.socket !== undefined,
      sequence: this.sequence,
      resumes: this.resumes,
    };
  }
}
