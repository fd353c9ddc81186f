import { fileURLToPath } from "node:url";

import type { Config } from "../config.ts";
import type { Engine } from "../contracts.ts";
import type { Storage } from "../contracts/storage.ts";
import { checkCommand, type Command } from "../discord/command.ts";
import { loadExtensions } from "../extensions.ts";
import { loadProviders, type Providers } from "../models/provider.ts";
import { checkEngine } from "../orchestrator/orchestrate.ts";
import { loadPersonas, type Persona } from "../orchestrator/personas.ts";
import { loadStorages } from "../sessions/storage.ts";
import { type Tool, toolProblems } from "../toolkit/define-tool.ts";
import { loadVocabulary, type Vocabulary } from "../words/vocabulary.ts";

/** Everything that is one file each. */
export interface Catalog {
  readonly storages: ReadonlyMap<string, Storage>;
  readonly providers: Providers;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly commands: ReadonlyMap<string, Command>;
  readonly personas: ReadonlyMap<string, Persona>;
  readonly vocabulary: Vocabulary;
}

/** @throws {ExtensionError} When an extension file is broken; every one at once. */
export async function loadCatalog(config: Config): Promise<Catalog> {
  const here = (folder: string): URL => new URL(folder, import.meta.url);
  const ownPersonas = fileURLToPath(here("../personas/"));
  const [storages, providers, engines, tools, commands, personas, vocabulary] = await Promise.all([
    loadStorages(),
    loadProviders(),
    loadExtensions<Engine>(here("../orchestrator/engines/"), "engine", checkEngine),
    loadExtensions<Tool>(here("../tools/"), "tool", toolProblems),
    loadExtensions<Command>(here("../../commands/"), "command", checkCommand),
    loadPersonas(config.personasDir === undefined ? [ownPersonas] : [ownPersonas, config.personasDir]),
    loadVocabulary(),
  ]);
  return { storages, providers, engines, tools, commands, personas, vocabulary };
}
