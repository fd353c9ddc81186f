import { createHmac, timingSafeEqual } from "node:crypto";

import type { StoredFile } from "./world.ts";

/** How long a signed address works. Discord's last about a day. */
const LINK_LIFE_MS = 24 * 60 * 60 * 1000;

/** Signs and checks addresses of files, with Discord's parameters `ex`, `is` and `hm`. */
export interface FileLinks {
  urlOf(channelId: string, file: StoredFile): string;
  /** @returns the file's id, or `undefined` when the address is forged or has expired. */
  check(path: string, query: URLSearchParams): string | undefined;
}

/** @param baseUrl Such as `http://127.0.0.1:1234/cdn`, without a slash at the end. */
export function createFileLinks(baseUrl: () => string, secret: string, clock: () => number): FileLinks {
  const sign = (path: string, expires: string, issued: string): Buffer =>
    createHmac("sha256", secret).update(`${path}?ex=${expires}&is=${issued}`).digest();
  return {
    urlOf(channelId, file) {
      const path = `/attachments/${channelId}/${file.id}/${encodeURIComponent(file.name)}`;
      const now = clock();
      const issued = Math.floor(now / 1000).toString(16);
      const expires = Math.floor((now + LINK_LIFE_MS) / 1000).toString(16);
      return `${baseUrl()}${path}?ex=${expires}&is=${issued}&hm=${sign(path, expires, issued).toString("hex")}&`;
    },
    check(path, query) {
      const expires = query.get("ex") ?? "";
      const given = Buffer.from(query.get("hm") ?? "", "hex");
      const expected = sign(path, expires, query.get("is") ?? "");
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      if (Number.parseInt(expires, 16) * 1000 <= clock()) return undefined;
      return path.split("/")[3];
    },
  };
}
