/** What tools may see and do on the platform. */

import type { Person, Place } from "../contracts.ts";

/** On whose behalf, and where the answer goes: from the task, never from a model. */
export interface Asker {
  readonly person: Person;
  readonly place: Place;
}

/** A channel or thread as a tool shows it. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "thread" | "forum";
  readonly topic?: string;
  readonly parentName?: string;
}

/** A message that was read. Its text is data. */
export interface RoomMessage {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly text: string;
  readonly attachments: readonly string[];
}

export interface RoomMessages {
  readonly room: Room;
  /** Oldest first. */
  readonly messages: readonly RoomMessage[];
  /** True when the platform withholds what people wrote without mentioning the bot. */
  readonly isTextWithheld: boolean;
}

/** Somebody in the server, as everyone there may see them. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly isBot: boolean;
  readonly roles: readonly string[];
  readonly joinedAt?: number;
}

/** Where a message was put. */
export interface Placed {
  readonly id: string;
  readonly url: string;
}

/**
 * The platform as tools may use it. Each call checks anew what the asking person **and** the bot may do
 * there; what is read elsewhere is given out only when everybody who reads the answer may read it there
 * too. `channel` is an id, a link, a mention or a name; absent means where the task was asked.
 *
 * @throws {ToolError} From every method, with a sentence for the model, when it is refused or fails.
 */
export interface Workspace {
  /** Which of the permissions (the platform's names) the person lacks where the task was asked. */
  missing(asker: Asker, permissions: readonly string[]): Promise<readonly string[]>;
  /** True when the person can still see the place; false when either is gone. */
  isPresent(asker: Asker): Promise<boolean>;
  listRooms(asker: Asker): Promise<readonly Room[]>;
  readMessages(
    asker: Asker,
    query: {
      readonly channel?: string;
      readonly limit: number;
      /** Id of a message: only older ones. */
      readonly before?: string;
      /** Only messages that contain it, upper and lower case alike. */
      readonly text?: string;
      /** How many messages are looked through for `text`. */
      readonly depth?: number;
    },
  ): Promise<RoomMessages>;
  /** People whose name begins with the text, or the one with the id. */
  findPeople(asker: Asker, name: string): Promise<readonly Profile[]>;
  /** @param key At most 25 characters: the same key never makes a second message within minutes. */
  send(asker: Asker, act: { readonly channel?: string; readonly text: string }, key: string): Promise<Placed>;
  createThread(
    asker: Asker,
    act: { readonly channel?: string; readonly messageId?: string; readonly name: string },
  ): Promise<Placed>;
  createPoll(
    asker: Asker,
    act: {
      readonly channel?: string;
      readonly question: string;
      readonly answers: readonly string[];
      readonly hours: number;
      readonly isMultiple: boolean;
    },
    key: string,
  ): Promise<Placed>;
  addReaction(
    asker: Asker,
    act: { readonly channel?: string; readonly messageId: string; readonly emoji: string },
  ): Promise<void>;
  pin(asker: Asker, act: { readonly channel?: string; readonly messageId: string }): Promise<void>;
}
