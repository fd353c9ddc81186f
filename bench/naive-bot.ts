/**
 * The bot that anybody would write in an afternoon on the stock parts: discord.js, openai and keyv, in memory
 * or with `@keyv/sqlite`. No journal, no retries, no streaming, nothing shown while it works.
 */
import KeyvSqlite from "@keyv/sqlite";
import { Client, Events, GatewayIntentBits, type Message } from "discord.js";
import Keyv from "keyv";
import { OpenAI } from "openai";

const TOOLS = {
  calculator: ({ expression }: { readonly expression: string }): string =>
    String(expression.split("+").reduce((sum, term) => sum + Number(term), 0)),
  current_time: (): string => new Date().toISOString(),
};

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
  rest: { api: process.env["DISCORD_API_URL"] ?? "", globalRequestsPerSecond: 10_000 },
  allowedMentions: { parse: [], repliedUser: false },
});
const openai = new OpenAI({ baseURL: process.env["OPENAI_BASE_URL"], apiKey: "none" });
const { NAIVE_STORE: storeUrl } = process.env;
const history = storeUrl === undefined ? new Keyv() : new Keyv({ store: new KeyvSqlite(storeUrl) });
const model = process.env["OPENAI_MODEL"] ?? "";

const string = { type: "string" };
const tools = [
  { name: "calculator", parameters: { type: "object", properties: { expression: string } } },
  { name: "current_time", parameters: { type: "object", properties: {} } },
].map((tool) => ({ type: "function" as const, function: { ...tool, description: tool.name } }));

client.on(Events.MessageCreate, (message) => void answer(message));

async function answer(message: Message): Promise<void> {
  if (message.author.bot || !message.mentions.has(client.user ?? "")) return;
  const turns = ((await history.get(message.channelId)) ?? []) as OpenAI.ChatCompletionMessageParam[];
  const asked = { role: "user" as const, content: message.content };
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "system", content: "You are a helpful assistant in a chat." },
    ...turns,
    asked,
  ];
  for (;;) {
    const { choices } = await openai.chat.completions.create({ model, messages, tools });
    const answer = choices[0]?.message;
    if (answer === undefined) return;
    messages.push(answer);
    if ((answer.tool_calls ?? []).length === 0) {
      const content = answer.content ?? "";
      await message.reply(content.slice(0, 2_000));
      await history.set(
        message.channelId,
        [...turns, asked, { role: "assistant" as const, content }].slice(-6),
      );
      return;
    }
    for (const call of answer.tool_calls ?? []) {
      if (call.type !== "function") continue;
      const run = TOOLS[call.function.name as keyof typeof TOOLS] as (given: unknown) => string;
      const content = run(JSON.parse(call.function.arguments));
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
}

client.once(Events.ClientReady, () => console.log("discord-ready"));
await client.login(process.env["DISCORD_TOKEN"]);
