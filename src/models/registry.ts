import type { ConfigProblem } from "../errors.ts";
import type { ModelEntry, ModelRegistry, Role } from "../contracts.ts";
import { providerOfAddress } from "./provider.ts";
import type { Providers } from "./provider.ts";
import { readModelsFile } from "./models-file.ts";
import type { FileEntry } from "./models-file.ts";

export interface RegistryOptions {
  /** The parsed content of `MODELS_FILE`; absent when none is named. */
  readonly file?: unknown;
  /** The `OPENAI_*` variables: the whole registry when there is no file. */
  readonly env: { readonly baseUrl?: string; readonly apiKey?: string; readonly model?: string };
  /** The value of the variable that an entry's `apiKeyEnv` names. */
  readonly keys: (variable: string) => string | undefined;
  readonly providers: Providers;
}

const FILE = "MODELS_FILE";

/** Makes the registry, or says everything that keeps it from being made. */
export function createRegistry(options: RegistryOptions): ModelRegistry | readonly ConfigProblem[] {
  return options.file === undefined ? fromEnvironment(options) : fromFile(options.file, options);
}

function fromEnvironment({ env, providers }: RegistryOptions): ModelRegistry | readonly ConfigProblem[] {
  if (env.model === undefined) {
    const hint = "Name the model, such as gpt-5-mini, or list several in MODELS_FILE.";
    return [{ variable: "OPENAI_MODEL", problem: "is missing.", hint }];
  }
  const apiUrl = env.baseUrl ?? providers.get("openai")?.baseUrl;
  const entry: ModelEntry = {
    label: env.model,
    type: "openai",
    modelName: env.model,
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(env.apiKey === undefined ? {} : { apiKey: env.apiKey }),
  };
  return registryOf([entry], new Map([["orchestrator", entry.label]]));
}

function fromFile(file: unknown, options: RegistryOptions): ModelRegistry | readonly ConfigProblem[] {
  const read = readModelsFile(file);
  if ("problems" in read) {
    return read.problems.map((problem) => ({
      variable: FILE,
      problem,
      hint: "The documentation shows a whole file.",
    }));
  }
  const problems: ConfigProblem[] = [];
  const report = (problem: string, hint: string): void =>
    void problems.push({ variable: FILE, problem, hint });
  const entries = read.models.map((model) => toEntry(model, options, report));
  const labels = entries.map(({ label }) => label);
  for (const label of new Set(labels.filter((one, index) => labels.indexOf(one) !== index))) {
    report(`names the label "${label}" twice.`, "Give each model a label of its own.");
  }
  const roles = new Map(Object.entries(read.roles) as [Role, string][]);
  for (const [role, label] of roles) {
    if (!labels.includes(label)) {
      report(
        `gives the role ${role} to "${label}", which is not a model.`,
        `Use one of: ${labels.join(", ")}.`,
      );
    }
  }
  return problems.length > 0 ? problems : registryOf(entries, roles);
}

/** The entry with its provider's address, engine and key filled in. */
function toEntry(
  model: FileEntry,
  { providers, keys }: RegistryOptions,
  report: (problem: string, hint: string) => void,
): ModelEntry {
  const { apiKeyEnv, provider: providerName, type, ...rest } = model;
  const provider = providerName === undefined ? undefined : providers.get(providerName);
  if (providerName !== undefined && provider === undefined) {
    const names = [...providers.keys()].join(", ");
    report(`gives "${model.label}" the unknown provider "${providerName}".`, `Use one of: ${names}.`);
  }
  const apiUrl = model.apiUrl ?? provider?.baseUrl;
  if (apiUrl === undefined && type !== "gemini" && provider !== undefined) {
    report(`gives "${model.label}" no apiUrl.`, "Add it, or name a provider.");
  }
  // An address that is a provider's own takes its usual key, named or not.
  const known = provider ?? providerOfAddress(providers, apiUrl ?? "");
  const apiKey = keyOf(model, apiKeyEnv ?? known?.apiKeyEnv, apiKeyEnv !== undefined, keys, report);
  return {
    ...rest,
    type: type ?? provider?.type ?? "openai",
    ...(providerName === undefined ? {} : { provider: providerName }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

function keyOf(
  model: FileEntry,
  variable: string | undefined,
  isNamedByFile: boolean,
  keys: RegistryOptions["keys"],
  report: (problem: string, hint: string) => void,
): string | undefined {
  if (variable === undefined) return undefined;
  const key = keys(variable);
  if (key === undefined && isNamedByFile) {
    report(`takes the key of "${model.label}" from ${variable}, which is not set.`, `Set ${variable}.`);
  }
  return key;
}

/** `responder` and `background` are the orchestrator's entry unless the roles say otherwise. */
function registryOf(entries: readonly ModelEntry[], roles: ReadonlyMap<string, string>): ModelRegistry {
  const byLabel = new Map(entries.map((entry) => [entry.label, entry]));
  const labelOf = (role: Role): string | undefined => {
    const own = roles.get(role);
    return own ?? (role === "responder" || role === "background" ? roles.get("orchestrator") : undefined);
  };
  return {
    forRole: (role) => byLabel.get(labelOf(role) ?? ""),
    byLabel: (label) => byLabel.get(label),
    labels: () => [...byLabel.keys()],
  };
}
