/** Takes a message apart as the engine put it together: the question, what it quotes, and its files. */

export interface DemoQuestion {
  readonly text: string;
  /** Messages that are replied to, linked or asked about. */
  readonly quotes: readonly DemoQuote[];
  readonly files: readonly DemoFile[];
}

export interface DemoQuote {
  /** It is one of the model's own answers. */
  readonly isOwn: boolean;
  readonly text: string;
}

export interface DemoFile {
  readonly name: string;
  /** What it says; absent for images, and for what was not read. */
  readonly text?: string;
}

/** `<ae0fb8> What it is: … </ae0fb8>`, on one line or with a text between the first and the last. */
const BLOCK =
  /<([0-9a-f]{6})> ((?:Attached file|In reply to|Linked message)[^\n]*?)(?::\n([^]*?)\n<\/\1>|<\/\1>)/g;
/** Several people share a channel, so a message may say first who wrote it: `[ae0fb8 Ada] …`. */
const SPEAKER = /^\[\w+ ([^\]\n]{1,100})\]\s*/;

/** What is linked comes along by itself. */
const MESSAGE_LINK = /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/[\w@/]+/g;

/** @param speaker - What becomes of the name of who wrote it. Default: nothing. */
export function readQuestion(message: string, speaker: (name: string) => string = () => ""): DemoQuestion {
  const quotes: DemoQuote[] = [];
  const files: DemoFile[] = [];
  const rest = message.replace(BLOCK, (_block, _code: string, head: string, text: string | undefined) => {
    const name = /^Attached file "([^"]*)"/.exec(head)?.[1];
    if (name !== undefined) files.push(text === undefined ? { name } : { name, text });
    else if (text !== undefined) quotes.push({ isOwn: head.endsWith("by you"), text });
    return "";
  });
  const text = rest
    .replaceAll(/<\/[0-9a-f]{6}>/g, "")
    .replaceAll(MESSAGE_LINK, " ")
    .trim()
    .replace(SPEAKER, (_mark, name: string) => speaker(name));
  return { text, quotes, files };
}
