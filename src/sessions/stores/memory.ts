import type { Storage } from "../../contracts/storage.ts";

/** In memory: fast, and gone with the process. For trying things out. */
export default {
  schemes: ["memory"],
  open: async () => {
    const namespaces = new Map<string, Map<string, unknown>>();
    return {
      adapter(namespace) {
        const entries = namespaces.get(namespace) ?? new Map<string, unknown>();
        namespaces.set(namespace, entries);
        return entries;
      },
      close: async () => namespaces.clear(),
    };
  },
} satisfies Storage;
