import { ApiError } from "./api-error.ts";
import type { JsonObject, RegisteredCommand } from "./contracts.ts";
import type { Kernel } from "./kernel.ts";

/** Creates a day and place. Source: https://docs.discord.com/developers/interactions/application-commands */
const MAX_CREATES_PER_DAY = 200;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Key of the commands that are everywhere. */
const GLOBAL = "global";

/** The application's commands, everywhere or of one guild. */
export class Commands {
  readonly #kernel: Kernel;
  readonly #byPlace = new Map<string, Map<string, RegisteredCommand>>();
  readonly #creates = new Map<string, { startedAt: number; count: number }>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    for (const command of kernel.store.read("command") as RegisteredCommand[])
      this.#in(command.guild_id).set(command.id, command);
  }

  list(guildId?: string): readonly RegisteredCommand[] {
    return [...this.#in(guildId).values()];
  }

  all(): readonly RegisteredCommand[] {
    return [...this.#byPlace.values()].flatMap((commands) => [...commands.values()]);
  }

  get(id: string, guildId?: string): RegisteredCommand | undefined {
    return this.#in(guildId).get(id);
  }

  /** What a person in a guild, or outside of any, finds under a name. */
  find(type: number, name: string, guildId: string | undefined): RegisteredCommand | undefined {
    const isIt = (command: RegisteredCommand): boolean => command.type === type && command.name === name;
    const own = guildId === undefined ? undefined : this.list(guildId).find(isIt);
    return own ?? this.list().find(isIt);
  }

  /** Bulk overwrite: what keeps its type and name keeps its id, the rest is gone. */
  replaceAll(bodies: readonly JsonObject[], guildId?: string): readonly RegisteredCommand[] {
    const before = this.list(guildId);
    const after = bodies.map((body) => this.#build(body, this.#same(before, body), guildId));
    for (const { id } of before) this.#kernel.store.remove("command", id);
    const place = this.#in(guildId);
    place.clear();
    for (const command of after) this.#keep(command);
    this.#announce();
    return after;
  }

  /** Creates, or overwrites the one of the same type and name. */
  add(body: JsonObject, guildId?: string): { readonly command: RegisteredCommand; readonly isNew: boolean } {
    const same = this.#same(this.list(guildId), body);
    const command = this.#build(body, same, guildId);
    this.#keep(command);
    this.#announce();
    return { command, isNew: same === undefined };
  }

  /** @throws {ApiError} 10063. */
  change(id: string, body: JsonObject, guildId?: string): RegisteredCommand {
    const current = this.get(id, guildId);
    if (current === undefined) throw new ApiError("unknownCommand");
    const command = { ...current, ...body, version: this.#kernel.ids.next() } as RegisteredCommand;
    this.#keep(command);
    this.#announce();
    return command;
  }

  /** @throws {ApiError} 10063. */
  delete(id: string, guildId?: string): void {
    if (!this.#in(guildId).delete(id)) throw new ApiError("unknownCommand");
    this.#kernel.store.remove("command", id);
    this.#announce();
  }

  #same(commands: readonly RegisteredCommand[], body: JsonObject): RegisteredCommand | undefined {
    const type = body["type"] ?? 1;
    return commands.find((command) => command.type === type && command.name === body["name"]);
  }

  #build(
    body: JsonObject,
    same: RegisteredCommand | undefined,
    guildId: string | undefined,
  ): RegisteredCommand {
    if (same === undefined) this.#countCreate(guildId ?? GLOBAL);
    return {
      default_member_permissions: null,
      description: "",
      nsfw: false,
      integration_types: [0],
      contexts: null,
      ...(guildId === undefined ? { dm_permission: true } : { guild_id: guildId }),
      ...body,
      id: same?.id ?? this.#kernel.ids.next(),
      application_id: this.#kernel.identity.applicationId,
      version: this.#kernel.ids.next(),
      type: Number(body["type"] ?? 1),
      name: String(body["name"]),
    };
  }

  #countCreate(place: string): void {
    const now = this.#kernel.clock();
    const known = this.#creates.get(place);
    const day = known === undefined || now - known.startedAt >= DAY_MS ? { startedAt: now, count: 0 } : known;
    this.#creates.set(place, day);
    day.count += 1;
    if (day.count > MAX_CREATES_PER_DAY) throw new ApiError("maxDailyCommands");
  }

  #keep(command: RegisteredCommand): void {
    this.#in(command.guild_id).set(command.id, command);
    this.#kernel.store.put("command", command.id, command);
  }

  #announce(): void {
    this.#kernel.show({ type: "commands", commands: this.all() });
  }

  #in(guildId: string | undefined): Map<string, RegisteredCommand> {
    const key = guildId ?? GLOBAL;
    let place = this.#byPlace.get(key);
    if (place === undefined) this.#byPlace.set(key, (place = new Map()));
    return place;
  }
}
