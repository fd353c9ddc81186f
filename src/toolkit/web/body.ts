import type { Readable } from "node:stream";
import { pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

import { ToolError } from "../../errors.ts";

/** How slow a server may be. */
export interface PaceLimits {
  /** After so long the body must have come at {@link minBytesPerSecond} on average. Default 5000. */
  readonly slowAfterMs: number;
  /** Default 128: a page of 10 kB that takes longer than a minute is nobody's. */
  readonly minBytesPerSecond: number;
}

/** What we ask servers for, and the only encodings that are taken. */
export const ACCEPT_ENCODING = "gzip, deflate, br";

/**
 * Reads a body up to `maxBytes` after decoding, and ends the download there: the length that a server
 * declares, and how small it is packed, change nothing.
 *
 * @throws {ToolError} When it is packed in an unknown way, damaged, or comes too slowly.
 */
export async function readBody(
  raw: Readable,
  encoding: string,
  maxBytes: number,
  pace: PaceLimits,
): Promise<{ readonly bytes: Uint8Array; readonly isCut: boolean }> {
  const decoded = decode(raw, encoding);
  const startedAt = performance.now();
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of decoded) {
      const bytes = chunk as Buffer;
      chunks.push(bytes);
      length += bytes.length;
      if (length > maxBytes) break;
      checkPace(length, performance.now() - startedAt, pace);
    }
  } finally {
    decoded.destroy();
    raw.destroy();
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut: length > maxBytes };
}

function checkPace(length: number, elapsedMs: number, pace: PaceLimits): void {
  if (elapsedMs > pace.slowAfterMs && length < (elapsedMs / 1000) * pace.minBytesPerSecond) {
    throw new ToolError("the server sends too slowly");
  }
}

function decode(raw: Readable, encoding: string): Readable {
  const decoder = createDecoder(encoding);
  if (decoder === undefined) return raw;
  // Errors reach whoever reads the decoder; the callback keeps them from being thrown a second time.
  return pipeline(raw, decoder, () => undefined);
}

function createDecoder(encoding: string): Transform | undefined {
  switch (encoding.trim().toLowerCase()) {
    case "":
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      // Also "gzip, gzip": nobody honest packs twice.
      throw new ToolError("the server packs its answer in a way that is not supported");
  }
}
