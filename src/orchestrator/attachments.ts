import type { Attachment, InputImage, Task } from "../contracts.ts";
import { ToolError } from "../errors.ts";
import { imageType, kindOf } from "./file-kind.ts";

/** Where files come from; the app fills it. */
export interface FileSource {
  /**
   * Downloads from the platform's own addresses.
   *
   * @throws {ToolError} When it is refused or fails. A status that means failure is no error.
   */
  download(url: string, maxBytes: number, signal: AbortSignal): Promise<DownloadedFile>;
  /** @throws {ToolError} When it is no text, or damaged. */
  toText(file: DownloadedFile & { readonly name: string }, signal: AbortSignal): Promise<FileText>;
  /** The files of a message with addresses that work; none when the message cannot be read again. */
  refresh(channelId: string, messageId: string): Promise<readonly Attachment[]>;
}

export interface DownloadedFile {
  readonly status: number;
  /** Media type in lower case; empty when unknown. */
  readonly type: string;
  readonly charset: string;
  readonly bytes: Uint8Array;
  /** True when only the beginning is there. */
  readonly isCut: boolean;
}

export interface FileText {
  readonly text: string;
  readonly isCut: boolean;
}

/** What became of one file. */
export type FileOutcome =
  | { readonly kind: "text"; readonly text: string; readonly isCut: boolean }
  | { readonly kind: "image" }
  /** `reason` ends a sentence: `not read: larger than 10 MB`. */
  | { readonly kind: "skipped"; readonly reason: string };

export interface ReadFiles {
  /** By the id of the attachment. */
  readonly outcomes: ReadonlyMap<string, FileOutcome>;
  readonly images: readonly InputImage[];
  /** With the addresses that worked. */
  readonly attachments: readonly Attachment[];
  /** Sentences for the person. */
  readonly notices: readonly string[];
}

/** What one question may bring along. */
export interface FileLimits {
  /** Files looked at, in the order in which they came. Default 10, Discord's own for one message. */
  readonly maxFiles: number;
  /** Of a PDF or a page, which are read whole or not at all. Default 10 MB. */
  readonly maxDocumentBytes: number;
  /** Of a text, whose beginning is read. Default 1 MB. */
  readonly maxTextBytes: number;
  /** Default 20,000: about 5,000 tokens of English. */
  readonly maxCharactersPerFile: number;
  /** Of all files together. Default 60,000, and never more than a quarter of what the model takes. */
  readonly maxCharacters: number;
  /** Default 4. */
  readonly maxImages: number;
  /** Default 5 MB, the least of the large providers. */
  readonly maxImageBytes: number;
  /** For all files together. Default 30,000. */
  readonly timeoutMs: number;
}

/** Why a file was not read, as the model and the receipt are told it; `words/` says it to people. */
export const FILE_REASONS = {
  kind: "this kind of file cannot be read",
  tookTooLong: "reading the files took too long",
  blindModel: "the model cannot see images",
  damagedImage: "it is damaged, or no image that models can see",
  noRoom: "the other files filled the space there is for them",
  gone: "it is gone, or its address has expired",
  tooManyFiles: (max: number) => `more than ${max} files came along`,
  tooManyImages: (max: number) => `more than ${max} images came along`,
  tooLarge: (maxMegabytes: number) => `it is larger than ${maxMegabytes} MB`,
  notDownloaded: (status: number) => `it could not be downloaded (status ${status})`,
} as const;

const MB = 1_048_576;

const DEFAULT_LIMITS: FileLimits = {
  maxFiles: 10,
  maxDocumentBytes: 10 * MB,
  maxTextBytes: MB,
  maxCharactersPerFile: 20_000,
  maxCharacters: 60_000,
  maxImages: 4,
  maxImageBytes: 5 * MB,
  timeoutMs: 30_000,
};

/** True when a question comes with an image that a model might be shown. */
export function bringsImages(task: Task): boolean {
  return filesOf(task).some(({ attachment }) => kindOf(attachment) === "image");
}

/**
 * Reads what came with a question and with the messages that it refers to: texts into characters, images into
 * `data:` addresses. One file after the other, so that a task never holds more than one of them. An address
 * that has expired is asked for again, once a message.
 *
 * @param model Whether it sees images, and how many tokens fit when that is known.
 * @throws Only the reason of `signal`, when that ends it.
 */
export async function readAttachments(
  task: Task,
  model: { readonly seesImages: boolean; readonly contextTokens?: number },
  source: FileSource,
  signal: AbortSignal,
  limits: Partial<FileLimits> = {},
): Promise<ReadFiles> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const timeout = AbortSignal.timeout(all.timeoutMs);
  const reading: Reading = {
    source,
    limits: all,
    seesImages: model.seesImages,
    signal: AbortSignal.any([signal, timeout]),
    // A token is some four characters, so this many are a quarter of the context.
    charactersLeft: Math.min(all.maxCharacters, model.contextTokens ?? Number.POSITIVE_INFINITY),
    images: [],
    fresh: new Map(),
  };
  const outcomes = new Map<string, FileOutcome>();
  const files = filesOf(task);
  for (const [index, file] of files.entries()) {
    const outcome =
      index < all.maxFiles ? await readFile(file, reading) : skipped(FILE_REASONS.tooManyFiles(all.maxFiles));
    signal.throwIfAborted();
    outcomes.set(file.attachment.id, outcome);
  }
  const attachments = files.map(({ attachment }) => attachment);
  return {
    outcomes,
    images: reading.images,
    attachments: attachments.map((one) => reading.fresh.get(one.id) ?? one),
    notices: noticesOf(attachments, outcomes),
  };
}

/** A file, and the message that it came with. */
interface ComeAlong {
  readonly attachment: Attachment;
  readonly channelId: string;
  readonly messageId: string;
}

function filesOf(task: Task): readonly ComeAlong[] {
  const { channelId } = task.place;
  // Several messages in a row may have become one task; each file belongs to its own.
  const messageOf = (attachmentId: string): string =>
    task.messages?.find(({ attachmentIds }) => attachmentIds.includes(attachmentId))?.id ?? task.id;
  const own = task.attachments.map((attachment) => ({ attachment, messageId: messageOf(attachment.id) }));
  const quoted = task.quotes.flatMap(({ messageId, attachments }) =>
    attachments.map((attachment) => ({ attachment, messageId })),
  );
  return [...own, ...quoted].map((file) => ({ ...file, channelId }));
}

interface Reading {
  readonly source: FileSource;
  readonly limits: FileLimits;
  readonly seesImages: boolean;
  readonly signal: AbortSignal;
  charactersLeft: number;
  readonly images: InputImage[];
  /** Attachments with new addresses, by id. */
  readonly fresh: Map<string, Attachment>;
}

async function readFile(file: ComeAlong, reading: Reading): Promise<FileOutcome> {
  const kind = kindOf(file.attachment);
  if (kind === "other") return skipped(FILE_REASONS.kind);
  try {
    if (reading.signal.aborted) return skipped(FILE_REASONS.tookTooLong);
    return kind === "image" ? await readImage(file, reading) : await readText(file, kind, reading);
  } catch (error) {
    if (reading.signal.aborted) return skipped(FILE_REASONS.tookTooLong);
    if (error instanceof ToolError) return skipped(error.message);
    throw error;
  }
}

async function readImage(file: ComeAlong, reading: Reading): Promise<FileOutcome> {
  const { limits, images } = reading;
  if (!reading.seesImages) return skipped(FILE_REASONS.blindModel);
  if (images.length >= limits.maxImages) return skipped(FILE_REASONS.tooManyImages(limits.maxImages));
  if (file.attachment.sizeBytes > limits.maxImageBytes) return tooLarge(limits.maxImageBytes);
  const found = await download(file, limits.maxImageBytes, reading);
  if ("kind" in found) return found;
  if (found.isCut) return tooLarge(limits.maxImageBytes);
  const type = imageType(found.bytes);
  if (type === undefined) return skipped(FILE_REASONS.damagedImage);
  const url = `data:${type};base64,${Buffer.from(found.bytes).toString("base64")}`;
  images.push({ name: file.attachment.name, url });
  return { kind: "image" };
}

async function readText(file: ComeAlong, kind: "text" | "document", reading: Reading): Promise<FileOutcome> {
  const { limits, source, signal } = reading;
  const maxBytes = kind === "document" ? limits.maxDocumentBytes : limits.maxTextBytes;
  if (kind === "document" && file.attachment.sizeBytes > maxBytes) return tooLarge(maxBytes);
  if (reading.charactersLeft <= 0) return skipped(FILE_REASONS.noRoom);
  const found = await download(file, maxBytes, reading);
  if ("kind" in found) return found;
  const type = (file.attachment.contentType ?? found.type).split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const read = await source.toText({ ...found, type, name: file.attachment.name }, signal);
  const room = Math.min(limits.maxCharactersPerFile, reading.charactersLeft);
  const text = read.text.slice(0, room).toWellFormed();
  reading.charactersLeft -= text.length;
  return { kind: "text", text, isCut: read.isCut || read.text.length > room };
}

/** Downloads a file; when its address has expired, asks for a new one and tries once more. */
async function download(
  file: ComeAlong,
  maxBytes: number,
  reading: Reading,
): Promise<DownloadedFile | (FileOutcome & { readonly kind: "skipped" })> {
  const { source, signal, fresh } = reading;
  const { id, url } = file.attachment;
  let found = await source.download(url, maxBytes, signal);
  if (isExpired(found)) {
    if (!fresh.has(id)) {
      for (const one of await source.refresh(file.channelId, file.messageId)) fresh.set(one.id, one);
    }
    const again = fresh.get(id);
    if (again !== undefined) found = await source.download(again.url, maxBytes, signal);
  }
  if (found.status === 200) return found;
  if (isExpired(found)) return skipped(FILE_REASONS.gone);
  return skipped(FILE_REASONS.notDownloaded(found.status));
}

/** Discord answers 404 for an address that has expired; a forged or foreign one gives 403. */
function isExpired({ status }: DownloadedFile): boolean {
  return status === 403 || status === 404 || status === 410;
}

function skipped(reason: string): FileOutcome & { readonly kind: "skipped" } {
  return { kind: "skipped", reason };
}

function tooLarge(maxBytes: number): FileOutcome & { readonly kind: "skipped" } {
  return skipped(FILE_REASONS.tooLarge(Math.round(maxBytes / MB)));
}

/** Longest file name in a sentence. */
const MAX_NAME_LENGTH = 40;

function noticesOf(
  attachments: readonly Attachment[],
  outcomes: ReadonlyMap<string, FileOutcome>,
): readonly string[] {
  const cut: string[] = [];
  const namesByReason = new Map<string, string[]>();
  for (const { id, name } of attachments) {
    const outcome = outcomes.get(id);
    if (outcome?.kind === "text" && outcome.isCut) cut.push(shortName(name));
    if (outcome?.kind !== "skipped") continue;
    const names = namesByReason.get(outcome.reason);
    if (names === undefined) namesByReason.set(outcome.reason, [shortName(name)]);
    else names.push(shortName(name));
  }
  return [
    ...[...namesByReason].map(([reason, names]) => `Not read: ${names.join(", ")} (${reason}).`),
    ...(cut.length === 0 ? [] : [`Only the beginning was read: ${cut.join(", ")}.`]),
  ];
}

function shortName(name: string): string {
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1).toWellFormed()}…` : name;
}
