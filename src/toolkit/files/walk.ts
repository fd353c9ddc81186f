import { opendir } from "node:fs/promises";
import { join } from "node:path";

import { type FolderPath, isHidden } from "./folder-path.ts";
import { handlePath, openInside } from "./open-inside.ts";

/** One thing in a folder; links and hidden ones are never among them. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder";
}

/**
 * Lists a folder, sorted by name.
 *
 * @param maxEntries What is more is left out, and said so.
 */
export async function listFolder(
  folder: FolderPath,
  maxEntries: number,
): Promise<{ readonly entries: readonly FolderEntry[]; readonly isCut: boolean }> {
  const handle = await openInside(folder, "folder");
  const entries: FolderEntry[] = [];
  try {
    for await (const found of await opendir(handlePath(handle, folder.path))) {
      if (entries.length > maxEntries) break;
      if (isHidden(found.name)) continue;
      if (found.isFile()) entries.push({ name: found.name, kind: "file" });
      else if (found.isDirectory()) entries.push({ name: found.name, kind: "folder" });
    }
  } finally {
    await handle.close();
  }
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { entries: sorted.slice(0, maxEntries), isCut: entries.length > maxEntries };
}

/** Every file below a folder, breadth first. @param maxFiles Where it ends. */
export async function* walkFiles(
  start: FolderPath,
  maxFiles: number,
  signal: AbortSignal,
): AsyncGenerator<FolderPath> {
  const folders = [start.path];
  let count = 0;
  for (let path = folders.shift(); path !== undefined; path = folders.shift()) {
    const { entries } = await listFolder({ root: start.root, path }, maxFiles);
    for (const entry of entries) {
      signal.throwIfAborted();
      const inside = join(path, entry.name);
      if (entry.kind === "folder") folders.push(inside);
      else if (count < maxFiles) {
        count += 1;
        yield { root: start.root, path: inside };
      } else return;
    }
  }
}
