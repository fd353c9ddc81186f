import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { AccessRules } from "../../src/contracts/access.ts";
import { refusalOf, type Visitor } from "../../src/discord/may-use.ts";

function rules(lists: { readonly [K in keyof AccessRules]?: readonly string[] }): AccessRules {
  const set = (key: keyof AccessRules): ReadonlySet<string> => new Set(lists[key] ?? []);
  return {
    allowGuilds: set("allowGuilds"),
    denyGuilds: set("denyGuilds"),
    allowChannels: set("allowChannels"),
    denyChannels: set("denyChannels"),
    allowRoles: set("allowRoles"),
    denyRoles: set("denyRoles"),
    allowUsers: set("allowUsers"),
    denyUsers: set("denyUsers"),
  };
}

const HERE: Visitor = { personId: "ada", channelId: "general", guildId: "garden", roleIds: ["member"] };
const THREAD: Visitor = { ...HERE, channelId: "thread", parentChannelId: "general" };
const DIRECT: Visitor = { personId: "ada", channelId: "dm" };
const { roleIds: _roles, ...ROLELESS } = HERE;

const CASES: readonly (readonly [
  title: string,
  lists: Parameters<typeof rules>[0],
  visitor: Visitor,
  expected: string | undefined,
])[] = [
  ["no lists let everybody in", {}, HERE, undefined],
  ["no lists let unknown roles in", {}, ROLELESS, undefined],
  ["a listed server", { allowGuilds: ["garden"] }, HERE, undefined],
  ["a server that is not listed", { allowGuilds: ["other"] }, HERE, "guild-not-allowed"],
  ["a denied server", { denyGuilds: ["garden"] }, HERE, "guild-denied"],
  ["a listed channel", { allowChannels: ["general"] }, HERE, undefined],
  ["a thread of a listed channel", { allowChannels: ["general"] }, THREAD, undefined],
  ["a thread that is listed itself", { allowChannels: ["thread"] }, THREAD, undefined],
  ["a channel that is not listed", { allowChannels: ["lab"] }, THREAD, "channel-not-allowed"],
  ["a denied channel", { denyChannels: ["general"] }, HERE, "channel-denied"],
  ["a thread of a denied channel", { denyChannels: ["general"] }, THREAD, "channel-denied"],
  [
    "a channel of which nobody knows whether it is a thread",
    { denyChannels: ["general"] },
    { ...HERE, channelId: "x", isChannelKnown: false },
    "channel-denied",
  ],
  ["a listed person", { allowUsers: ["ada"] }, HERE, undefined],
  ["somebody else", { allowUsers: ["grace"] }, HERE, "person-not-allowed"],
  ["a denied person", { denyUsers: ["ada"] }, HERE, "person-denied"],
  ["a listed role", { allowRoles: ["member"] }, HERE, undefined],
  ["another role", { allowRoles: ["staff"] }, HERE, "person-not-allowed"],
  [
    "a person without the role, listed themselves",
    { allowRoles: ["staff"], allowUsers: ["ada"] },
    HERE,
    undefined,
  ],
  ["a denied role", { denyRoles: ["member"] }, HERE, "role-denied"],
  ["unknown roles where one is asked for", { allowRoles: ["member"] }, ROLELESS, "roles-unknown"],
  ["unknown roles where one is denied", { denyRoles: ["muted"] }, ROLELESS, "roles-unknown"],
  ["a listed person of unknown roles", { allowRoles: ["member"], allowUsers: ["ada"] }, ROLELESS, undefined],
  ["deny wins over allow: person", { allowUsers: ["ada"], denyUsers: ["ada"] }, HERE, "person-denied"],
  ["deny wins over allow: role", { allowUsers: ["ada"], denyRoles: ["member"] }, HERE, "role-denied"],
  [
    "deny wins over allow: channel",
    { allowChannels: ["thread"], denyChannels: ["general"] },
    THREAD,
    "channel-denied",
  ],
  ["a direct message where servers are listed", { allowGuilds: ["garden"] }, DIRECT, "direct-not-allowed"],
  [
    "a direct message where channels are listed",
    { allowChannels: ["general"] },
    DIRECT,
    "direct-not-allowed",
  ],
  [
    "a direct message of a listed person",
    { allowGuilds: ["garden"], allowUsers: ["ada"] },
    DIRECT,
    undefined,
  ],
  ["a direct message where servers are denied", { denyGuilds: ["garden"] }, DIRECT, undefined],
];

describe("who may", () => {
  for (const [title, lists, visitor, expected] of CASES) {
    test(`${title}: ${expected ?? "may"}`, () => assert.equal(refusalOf(rules(lists), visitor), expected));
  }
});
