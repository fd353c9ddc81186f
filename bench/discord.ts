/**
 * The strict stand-in for Discord as its own process, with people in it that ask and wait. A proxy in
 * front of its REST side holds each direction up, as the way to Discord does.
 */
import { createServer, connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";

import type { StandIn } from "../src/playground/stand-in.ts";
import { startStandIn } from "../src/playground/stand-in.ts";

/** The world that the process builds. */
export interface WorldSize {
  readonly guilds: number;
  readonly channelsPerGuild: number;
  /** ms of one direction to Discord and back again. */
  readonly oneWayMs: number;
}

/** Asks in many channels, one question after the other in each. */
export interface Asking {
  readonly kind: "ask";
  readonly questions: number;
  readonly atOnce: number;
  /** Characters of each question. */
  readonly length?: number;
}

/** People talk among themselves; the bot has nothing to do. */
export interface Chatter {
  readonly kind: "chatter";
  readonly messages: number;
}

/** One question's way, in ms after it was sent. */
export interface Answered {
  readonly signMs: number;
  readonly wordsMs: number;
  readonly finalMs: number;
  readonly writes: number;
}

const size = JSON.parse(process.argv[2] ?? "{}") as WorldSize;
const channels: { readonly id: string; readonly authorId: string }[] = [];

const standIn = await startStandIn({ build, schemas: false, keepRequests: false });
const apiUrl = size.oneWayMs > 0 ? await slowly(standIn.apiUrl, size.oneWayMs) : standIn.apiUrl;
process.on("message", (order: Asking | Chatter) => void obey(order).then((result) => process.send?.(result)));
process.send?.({ apiUrl, cdnUrl: standIn.cdnUrl, token: standIn.botToken });

function build(world: StandIn["world"]): void {
  const owner = world.addUser({ name: "Owner" });
  for (let g = 0; g < size.guilds; g += 1) {
    const guildId = world.addGuild({ name: `Guild ${g}`, ownerId: owner, withBot: true });
    for (let c = 0; c < size.channelsPerGuild; c += 1) {
      // One person each, or the first who asks much would stand in everybody's way.
      const authorId = world.addUser({ name: `Person ${g}-${c}` });
      world.addMember(guildId, authorId);
      channels.push({ id: world.addChannel(guildId, { name: `channel-${c}` }), authorId });
    }
  }
}

async function obey(order: Asking | Chatter): Promise<unknown> {
  if (order.kind === "ask") return await ask(order);
  for (let sent = 0; sent < order.messages; sent += 1) {
    const { id, authorId } = channels[sent % channels.length] ?? { id: "", authorId: "" };
    standIn.people.say({ authorId, channelId: id, content: `Talk number ${sent} among people.` });
    // The bot's socket takes what it can; the rest would only pile up here.
    if (sent % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return {};
}

async function ask({ questions, atOnce, length = 40 }: Asking): Promise<unknown> {
  const startedAt = performance.now();
  let left = questions;
  const answered: Answered[] = [];
  await Promise.all(
    channels.slice(0, atOnce).map(async (channel) => {
      while (left > 0) {
        left -= 1;
        answered.push(await askOnce(channel, length));
      }
    }),
  );
  return { wallMs: performance.now() - startedAt, answered, violations: standIn.violations.slice(0, 3) };
}

function askOnce(
  { id: channelId, authorId }: { readonly id: string; readonly authorId: string },
  length: number,
): Promise<Answered> {
  return new Promise((resolve) => {
    const sentAt = performance.now();
    const passed = (): number => performance.now() - sentAt;
    let signMs: number | undefined;
    let wordsMs: number | undefined;
    let writes = 0;
    const stop = standIn.subscribe((event) => {
      if (event.type === "typing" && event.channelId === channelId) {
        signMs ??= passed();
        writes += 1;
      }
      if (event.type !== "message-create" && event.type !== "message-update") return;
      const { message } = event;
      if (message.channelId !== channelId || message.author.id !== standIn.botUserId) return;
      writes += 1;
      signMs ??= passed();
      if (message.content.includes("word0")) wordsMs ??= passed();
      // The preview of a growing answer ends with its last words too; the final one has no button to stop it.
      if (!/word\d+ ?$|word\d+\s*\n-#/.test(message.content)) return;
      if (JSON.stringify(message.components ?? []).includes("stop")) return;
      stop();
      resolve({ signMs: signMs ?? passed(), wordsMs: wordsMs ?? passed(), finalMs: passed(), writes });
    });
    const content = `<@${standIn.botUserId}> ${"What is it? ".repeat(Math.ceil(length / 12))}`.trim();
    standIn.people.say({ authorId, channelId, content });
  });
}

/** @returns the same address behind a proxy that holds up every byte, both ways. */
async function slowly(address: string, oneWayMs: number): Promise<string> {
  const target = new URL(address);
  const upstreamAddress = { port: Number(target.port), host: target.hostname, noDelay: true };
  const pipe = (from: Socket, to: Socket): void => {
    from.on("data", (data) => void setTimeout(() => to.write(data), oneWayMs));
    from.on("close", () => void setTimeout(() => to.destroy(), oneWayMs));
    from.on("error", () => to.destroy());
  };
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    const upstream = connect(upstreamAddress);
    pipe(socket, upstream);
    pipe(upstream, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target.port = String((server.address() as AddressInfo).port);
  return target.href.replace(/\/$/, "");
}
