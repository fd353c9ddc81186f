import assert from "node:assert/strict";
import { test } from "node:test";

import { PermissionsBitField } from "discord.js";

import { inviteUrl } from "../../src/discord/invite.ts";

test("the invitation asks for what is used, and never for administration", () => {
  const url = new URL(inviteUrl("123"));
  assert.equal(url.searchParams.get("client_id"), "123");
  assert.equal(url.searchParams.get("scope"), "bot applications.commands");
  const permissions = new PermissionsBitField(BigInt(url.searchParams.get("permissions") ?? "0"));
  assert.ok(permissions.has("SendMessages", false));
  for (const name of ["Administrator", "ManageMessages", "ManageGuild", "MentionEveryone"] as const) {
    assert.equal(permissions.has(name, false), false, name);
  }
});
