import type { OpenAI } from "openai";

import { createLeanFetch } from "../../src/models/lean-fetch.ts";
import { Clients } from "../../src/models/openai-client.ts";
import type { Contender } from "../task.ts";
import { openWhole } from "./hand-loop.ts";

/** The hand-written loop on Orchid's own client too, which plans a request once. */
export default {
  packages: ["openai", "undici"],
  open: (baseUrl) => {
    const clients = new Clients(createLeanFetch());
    // The same class from another folder.
    const client = clients.for({
      label: "bench",
      type: "openai",
      apiUrl: baseUrl,
      modelName: "bench",
    }) as unknown as OpenAI;
    return openWhole(client);
  },
} satisfies Contender;
