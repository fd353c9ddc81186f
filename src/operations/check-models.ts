import type { ModelEntry, ModelRegistry, Role } from "../contracts.ts";
import { broken, type Finding, fine, look, messageOf } from "./finding.ts";

const ROLES: readonly Role[] = ["orchestrator", "responder", "fallback"];
const TIMEOUT_MS = 10_000;

/** Asks each endpoint that a role names for its list of models: costs nothing, and proves address and key. */
export async function checkModels(registry: ModelRegistry): Promise<readonly Finding[]> {
  const entries = new Map(
    ROLES.flatMap((role) => {
      const entry = registry.forRole(role);
      return entry === undefined ? [] : [[entry.label, entry] as const];
    }),
  );
  if (entries.size === 0) {
    return [broken("model", "none is set up.", "Set OPENAI_BASE_URL and OPENAI_MODEL, or MODELS_FILE.")];
  }
  return await Promise.all([...entries.values()].map(checkModel));
}

async function checkModel(entry: ModelEntry): Promise<Finding> {
  const what = `model ${entry.label}`;
  if (entry.apiUrl === undefined)
    return look(what, "has no address of its own to be asked.", "Try it with a question.");
  try {
    const response = await fetch(`${entry.apiUrl.replace(/\/$/, "")}/models`, {
      headers: { authorization: `Bearer ${entry.apiKey || "none"}`, ...entry.headers },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401 || response.status === 403) {
      return broken(what, "its endpoint refuses the key.", "Correct the key of this entry.");
    }
    if (!response.ok) {
      return look(
        what,
        `its endpoint has no list of models (HTTP ${response.status}).`,
        "Try it with a question.",
      );
    }
    return judgeList(what, entry, await response.text());
  } catch (error) {
    return broken(
      what,
      `its endpoint cannot be reached: ${messageOf(error)}.`,
      "Correct the address, or start the server.",
    );
  }
}

function judgeList(what: string, entry: ModelEntry, body: string): Finding {
  const name = entry.modelName ?? "";
  return body.includes(JSON.stringify(name))
    ? fine(what, `its endpoint answers and lists "${name}".`)
    : look(
        what,
        `its endpoint answers, but does not list "${name}".`,
        "Some list only part of what they have; else correct the name.",
      );
}
