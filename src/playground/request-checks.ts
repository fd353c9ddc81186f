import type { JsonObject } from "./contracts.ts";
import { isObject, toObject } from "./json.ts";
import { carelessMentions, commandProblems, messageProblems } from "./limits.ts";
import type { Route } from "./rest/route.ts";
import type { CheckSchema, Problem } from "./schemas.ts";

/** What discord.js sends with every message, also where Discord's schema has no such key and ignores it. */
const SENT_BY_CLIENT = ["tts", "enforce_nonce"];
/** discord.js names the thread's type here too, where only one is possible. */
const THREAD_FROM_MESSAGE = "CreateTextThreadWithMessageRequest";

/** Of a file that stays, discord.js sends everything that it knows; Discord looks at the id alone. */
const KEPT_FILE = /(^|\.)attachments\.\d+\.\w+$/;

/** Everything wrong with the body of a request. */
export function checkBody(
  route: Route,
  json: unknown,
  checkSchema: CheckSchema | undefined,
): readonly Problem[] {
  const body = toObject(json);
  const problems: Problem[] = [];
  if (checkSchema !== undefined) {
    const { schema } = route;
    const name = typeof schema === "function" ? schema(body) : schema;
    if (name !== undefined) {
      const found = checkSchema(name, asSpecified(body));
      problems.push(...found.filter(({ path }) => !(name === THREAD_FROM_MESSAGE && path === "type")));
    }
    if (route.rule === "commands" && Array.isArray(json)) {
      for (const [index, command] of (json as JsonObject[]).entries())
        for (const problem of checkSchema("ApplicationCommandUpdateRequest", asSpecified(command)))
          problems.push({ ...problem, path: `${index}.${problem.path}` });
    }
  }
  problems.push(...checkRule(route, body, json));
  return problems.filter(({ path, isTolerated }) => !(isTolerated && KEPT_FILE.test(path)));
}

function checkRule(route: Route, body: JsonObject, json: unknown): readonly Problem[] {
  const { rule } = route;
  if (rule === undefined) return [];
  switch (rule) {
    case "message":
      return [...messageProblems(body), ...carelessMentions(body)];
    case "post": {
      if (body["message"] === undefined) return [];
      const message = toObject(body["message"]);
      return [...messageProblems(message), ...carelessMentions(message)];
    }
    case "callback": {
      const data = toObject(body["data"]);
      if (body["type"] !== 4 && !(body["type"] === 7 && body["data"] !== undefined)) return [];
      return [...messageProblems(data), ...carelessMentions(data)];
    }
    case "commands":
      return commandProblems(Array.isArray(json) ? (json as JsonObject[]) : []);
    case "command":
      return commandProblems([body]);
  }
}

/**
 * Takes away what discord.js sends needlessly, and turns permissions into the number that the schema
 * has where the documentation and discord.js have a decimal string.
 */
function asSpecified(body: JsonObject): JsonObject {
  const entries = Object.entries(body).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
    if (SENT_BY_CLIENT.includes(key) && value === false) return [];
    if (key === "default_member_permissions" && typeof value === "string") return [[key, Number(value)]];
    if ((key === "data" || key === "message") && isObject(value)) return [[key, asSpecified(value)]];
    return [[key, value]];
  });
  return Object.fromEntries(entries);
}
