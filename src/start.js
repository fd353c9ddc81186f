// `npm start`, in JavaScript for one reason: what is compiled of the other files is kept from here on. Only
// then does a start need neither Node's TypeScript reader (20 MB) nor the time to compile. Nothing is lost
// when it cannot be kept; NODE_COMPILE_CACHE names another folder.
import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache(
  process.env["NODE_COMPILE_CACHE"] ?? join(import.meta.dirname, "../node_modules/.cache/orchid"),
);
// Before anything else is loaded.
const { quickenImports } = await import("./loading/quick-imports.ts");
const { readPack } = await import("./loading/pack.ts");
quickenImports(readPack());
await import("./main.ts");
