import type { OpenAI } from "openai";

import { createLeanFetch } from "../../src/models/lean-fetch.ts";
import { Clients } from "../../src/models/openai-client.ts";

/** Orchid's client, which plans a request once, on its own transport. */
export function plannedClient(baseUrl: string): OpenAI {
  const clients = new Clients(createLeanFetch());
  const client = clients.for({ label: "bench", type: "openai", apiUrl: baseUrl, modelName: "bench" });
  // The same class from another folder.
  return client as unknown as OpenAI;
}
