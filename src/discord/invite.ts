import { OAuth2Scopes, PermissionsBitField, type PermissionsString } from "discord.js";

/** What answers and trace threads need in a server. */
export const NEEDED_PERMISSIONS: readonly PermissionsString[] = [
  "ViewChannel",
  "SendMessages",
  "SendMessagesInThreads",
  "CreatePublicThreads",
  "ReadMessageHistory",
  "AttachFiles",
];

/** What some tools need besides; each refuses without it. */
const TOOL_PERMISSIONS: readonly PermissionsString[] = ["AddReactions", "SendPolls", "PinMessages"];

/** The address that invites the bot to a server, with no permission beyond what it uses. */
export function inviteUrl(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(" "),
    permissions: PermissionsBitField.resolve([...NEEDED_PERMISSIONS, ...TOOL_PERMISSIONS]).toString(),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
