import type { OpenStorage, Storage } from "../contracts/storage.ts";
import { StorageError } from "../errors.ts";
import { loadExtensions } from "../extensions.ts";

/**
 * The storages in `src/sessions/stores`, by file name.
 *
 * @throws {ExtensionError} When a file is broken.
 */
export function loadStorages(): Promise<ReadonlyMap<string, Storage>> {
  return loadExtensions<Storage>(new URL("./stores/", import.meta.url), "storage", missingInStorage);
}

/**
 * Opens the storage that speaks the scheme of an address.
 *
 * @param address `sqlite:PATH`, `memory:`, `redis://…`, `postgres://…` or a scheme of your own file.
 * @throws {StorageError} When no file speaks the scheme, or it cannot be opened. Never with a password.
 */
export async function openStorage(
  address: string,
  storages: ReadonlyMap<string, Storage>,
): Promise<OpenStorage> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? "";
  const storage = [...storages.values()].find((one) => one.schemes.includes(scheme));
  if (storage !== undefined) return await storage.open(address);
  const known = [...storages.values()].flatMap((one) => one.schemes).join(", ");
  throw new StorageError(`No storage speaks "${scheme}:"`, { hint: `Use one of: ${known}.` });
}

/** An address as it may be shown: without user name, password and query. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return `${address.split(":")[0]}:…`;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}

function missingInStorage(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return ["the default export is not an object"];
  const { schemes, open } = value as Partial<Storage>;
  const areSchemes =
    Array.isArray(schemes) && schemes.length > 0 && schemes.every((s) => typeof s === "string");
  return [
    ...(areSchemes ? [] : ["`schemes` must list URL schemes such as `redis`"]),
    ...(typeof open === "function" ? [] : ["`open(address)` is missing"]),
  ];
}
