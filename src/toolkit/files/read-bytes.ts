import type { FileHandle } from "node:fs/promises";

/** Reads at most `maxBytes` from the beginning of an open file, whatever size it claims. */
export async function readBytes(
  handle: FileHandle,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly isCut: boolean }> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(Math.min(size, maxBytes) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const kept = Math.min(length, buffer.length - 1);
  return { bytes: buffer.subarray(0, kept), isCut: length > kept };
}
