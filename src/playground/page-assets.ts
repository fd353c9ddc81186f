/** The page's own files. Its TypeScript runs in the browser with the types taken off; nothing is built. */
import { readFile, readdir } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { extname } from "node:path";

const FOLDER = new URL("./page/", import.meta.url);

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".ts": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface Asset {
  readonly contentType: string;
  readonly body: string;
}

/** Reads a file of the page by its URL path; `undefined` for anything that does not lie in its folder. */
export async function readAsset(path: string): Promise<Asset | undefined> {
  const name = path === "/" ? "index.html" : path.slice(1);
  const contentType = CONTENT_TYPES[extname(name)];
  // Only names that the folder lists: no path from outside is ever joined to it.
  if (contentType === undefined || !(await readdir(FOLDER)).includes(name)) return undefined;
  const source = await readFile(new URL(name, FOLDER), "utf8");
  return { contentType, body: name.endsWith(".ts") ? stripTypeScriptTypes(source) : source };
}
