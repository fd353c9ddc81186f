/** The page's way to its server: events down, actions up. */
import type {
  CommandOptions,
  RunCommand,
  RunContextCommand,
  Say,
  VisibleChannel,
  VisibleInteraction,
  VisibleMessage,
} from "../contracts.ts";
import type { PageEvent, UploadedFile } from "./protocol.ts";

/** As in the stand-in's contract, with files as they travel in JSON. */
export type UploadedOptions = Readonly<
  Record<string, Exclude<CommandOptions[string], object> | UploadedFile>
>;
type Uploaded<T> = Omit<T, "options"> & { readonly options?: UploadedOptions };
interface At {
  readonly userId: string;
  readonly channelId: string;
  readonly messageId: string;
}

/** Each action: what it takes, what comes back. */
interface Actions {
  say: [Omit<Say, "files" | "embeds"> & { readonly files?: readonly UploadedFile[] }, VisibleMessage];
  edit: [
    { readonly channelId: string; readonly messageId: string; readonly content: string },
    VisibleMessage,
  ];
  delete: [{ readonly channelId: string; readonly messageId: string }, unknown];
  react: [At & { readonly emoji: string }, unknown];
  unreact: [At & { readonly emoji: string }, unknown];
  type: [{ readonly userId: string; readonly channelId: string }, unknown];
  "start-dm": [{ readonly userId: string }, VisibleChannel];
  "start-thread": [
    {
      readonly userId: string;
      readonly channelId: string;
      readonly name: string;
      readonly messageId?: string;
    },
    VisibleChannel,
  ];
  "run-command": [Uploaded<RunCommand>, VisibleInteraction];
  "run-user-command": [RunContextCommand, VisibleInteraction];
  "run-message-command": [RunContextCommand, VisibleInteraction];
  autocomplete: [Uploaded<RunCommand> & { readonly focused: string }, VisibleInteraction];
  press: [At & { readonly customId: string }, VisibleInteraction];
  select: [At & { readonly customId: string; readonly values: readonly string[] }, VisibleInteraction];
  "submit-modal": [
    {
      readonly userId: string;
      readonly interactionId: string;
      readonly values: Readonly<Record<string, string>>;
    },
    VisibleInteraction,
  ];
}

/**
 * Does something as a person.
 *
 * @throws {Error} With the sentence that the person should read.
 */
export async function act<K extends keyof Actions>(name: K, input: Actions[K][0]): Promise<Actions[K][1]> {
  const response = await fetch(`/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  }).catch(() => {
    throw new Error("The playground cannot be reached. Is it still running?");
  });
  const body = (await response.json()) as { readonly error?: string };
  if (!response.ok) throw new Error(body.error ?? `The playground answered ${response.status}.`);
  return body as Actions[K][1];
}

/** Messages before one, oldest first; empty at the channel's beginning. */
export async function fetchEarlier(channelId: string, before: string): Promise<readonly VisibleMessage[]> {
  const response = await fetch(`/api/messages?channel=${channelId}&before=${before}`);
  return response.ok ? ((await response.json()) as VisibleMessage[]) : [];
}

/** Where a message's file is; the server passes it on. */
export function fileUrl(message: VisibleMessage, fileId: string): string {
  return `/api/files/${message.channelId}/${message.id}/${fileId}`;
}

/** Listens for ever: the browser reconnects, and each connection begins with the whole world. */
export function listen(onEvent: (event: PageEvent) => void, onLost: () => void): void {
  const source = new EventSource("/api/events");
  source.addEventListener("message", (event: MessageEvent<string>) =>
    onEvent(JSON.parse(event.data) as PageEvent),
  );
  source.addEventListener("error", onLost);
}

export async function upload(file: File): Promise<UploadedFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // In slices: one call with all bytes as arguments would overflow the stack.
  for (let at = 0; at < bytes.length; at += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return { name: file.name, contentType: file.type, base64: btoa(binary) };
}
