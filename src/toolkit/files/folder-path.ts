import { basename, isAbsolute, join, relative, sep } from "node:path";

import { ToolError } from "../../errors.ts";

/** A path that the model named, taken apart. Nothing of it has touched the disk yet. */
export interface FolderPath {
  /** Configured folder, absolute. */
  readonly root: string;
  /** Absolute path of what is meant. */
  readonly path: string;
}

/** Folders by the name that the model sees: the last part of their path, numbered when two are alike. */
export function folderNames(folders: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const folder of folders) {
    const name = basename(folder) || "files";
    let unique = name;
    for (let count = 2; names.has(unique); count += 1) unique = `${name}-${count}`;
    names.set(unique, folder);
  }
  return names;
}

/**
 * Reads a path such as `notes/2026/plan.md`, which begins with a folder's name.
 *
 * @throws {ToolError} When it leads elsewhere, or to something hidden.
 */
export function readFolderPath(folders: readonly string[], text: string): FolderPath {
  const names = folderNames(folders);
  // Control characters, Windows separators and drive letters or streams have no business in a path here.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001F\u007F\\:]/.test(text))
    throw new ToolError("the path has characters that are not allowed");
  if (isAbsolute(text))
    throw new ToolError(`absolute paths are refused; begin with ${[...names.keys()].join(" or ")}`);
  const [name = "", ...parts] = text.split("/").filter((part) => part !== "");
  const root = names.get(name);
  if (root === undefined)
    throw new ToolError(`there is no folder ${name}; the folders are ${[...names.keys()].join(", ")}`);
  if (parts.some(isHidden)) throw new ToolError("hidden files and .. are refused");
  return { root, path: join(root, ...parts) };
}

/** Everything that begins with a dot: `..`, `.env`, `.git`, and on whatever case a file system forgives. */
export function isHidden(name: string): boolean {
  // Compatibility forms, such as the one-dot leader, may be folded to a dot by a file system.
  return name.normalize("NFKC").trimStart().startsWith(".");
}

/** True when `path` is `root` or lies below it. Both real, without links. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (!isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`));
}

/** The path as the model sees it, from what lies on disk. */
export function shownPath(folders: readonly string[], { root, path }: FolderPath): string {
  const name = [...folderNames(folders)].find(([, folder]) => folder === root)?.[0] ?? "";
  return [name, ...relative(root, path).split(sep)].filter((part) => part !== "").join("/");
}
