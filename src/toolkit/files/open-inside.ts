import { constants } from "node:fs";
import { type FileHandle, lstat, open, readlink, realpath } from "node:fs/promises";
import { relative, sep } from "node:path";

import { ToolError } from "../../errors.ts";
import { type FolderPath, isHidden, isInside } from "./folder-path.ts";

/** Refuses a link as the last part, and does not wait for somebody to write into a pipe. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file or folder and makes sure, of the open handle and not of its name, that it lies inside the
 * configured folder. What happens to the name afterwards changes nothing: read through the handle.
 *
 * @throws {ToolError} When it is not there, is a link, leads outside, or is of another kind.
 */
export async function openInside({ root, path }: FolderPath, kind: "file" | "folder"): Promise<FileHandle> {
  const handle = await openPlain(path, kind);
  try {
    await checkHandle(handle, root, path, kind);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Path by which the open folder itself is listed where the system has one; its name otherwise. */
export function handlePath(handle: FileHandle, path: string): string {
  return process.platform === "linux" ? `/proc/self/fd/${handle.fd}` : path;
}

async function openPlain(path: string, kind: "file" | "folder"): Promise<FileHandle> {
  try {
    return await open(path, kind === "folder" ? FLAGS | (constants.O_DIRECTORY ?? 0) : FLAGS);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ELOOP" || code === "EMLINK") throw new ToolError("links are refused", { cause: error });
    if (code === "ENOTDIR" && kind === "folder") throw new ToolError("this is no folder", { cause: error });
    throw new ToolError(`there is no such ${kind}, or it may not be read`, { cause: error });
  }
}

async function checkHandle(
  handle: FileHandle,
  root: string,
  path: string,
  kind: "file" | "folder",
): Promise<void> {
  const stats = await handle.stat();
  if (kind === "file" && !stats.isFile()) throw new ToolError("this is no file");
  if (kind === "folder" && !stats.isDirectory()) throw new ToolError("this is no folder");
  // A second name may lie outside, and its owner may have meant the file for nobody here.
  if (kind === "file" && stats.nlink > 1) throw new ToolError("links are refused");
  const realRoot = await realpath(root);
  const opened = await openedPath(handle, path);
  const way = relative(realRoot, opened);
  // On file systems that forgive case, the true name decides about what is hidden.
  if (!isInside(realRoot, opened) || (way !== "" && way.split(sep).some(isHidden))) {
    throw new ToolError("this leads outside the folder");
  }
}

/** Where the open handle really is. */
async function openedPath(handle: FileHandle, path: string): Promise<string> {
  if (process.platform === "linux") return readlink(`/proc/self/fd/${handle.fd}`);
  const real = await realpath(path);
  const [named, opened] = await Promise.all([lstat(real), handle.stat()]);
  if (named.ino !== opened.ino || named.dev !== opened.dev)
    throw new ToolError("the file was changed meanwhile");
  return real;
}
