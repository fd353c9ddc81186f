import { formatsFor } from "../formats.ts";
import type { Language } from "../words.ts";

const { count, number, list, inTime, short, dollars } = formatsFor("en-US");

const limits = {
  person: "your usage limit for today",
  channel: "this channel's usage limit for today",
  guild: "this server's usage limit for today",
  everything: "my usage limit for today",
} as const;
const resets = (ms: number): string => `at 00:00 UTC, ${inTime(ms).replace(/^in /, "in about ")}`;
const requests = (value: number): string => count(value, { one: "one request", other: "# requests" });
const characters = (value: number): string => count(value, { one: "# character", other: "# characters" });
const style = (isPlain: boolean): string =>
  isPlain ? "plain: each answer is sent once, in plain words" : "usual: answers grow while I write them";
const used = (percent: number | undefined): string => (percent === undefined ? "" : ` (${percent} % used)`);

export default {
  locales: ["en-US", "en-GB"],
  failure: {
    task: (what, errorId) =>
      `I could not answer: ${what}. Your message was not added to what I remember here. (Error ${errorId})`,
    command: (what, errorId) =>
      `That did not work: ${what}. What I had kept before is still there. (Error ${errorId})`,
    model: {
      configuration: "the model is not set up correctly. Whoever runs this bot has to correct it",
      authentication: "the model's service refused this bot's key. Whoever runs this bot has to correct it",
      billing:
        "the model's service says that the account's credit is used up. Whoever runs this bot has to see to it",
      "rate-limit": "the model's service is asked too much right now. Ask again in a minute",
      overflow:
        "this was too long for the model. Ask with less text, or forget this channel's turns with `/reset`",
      refused: "the model declined to answer this. Asking in other words may help",
      upstream: "the model's service failed. Ask again in a moment",
      network: "the model's service cannot be reached. Ask again in a moment",
      timeout: "the model took too long. Ask again, perhaps for less at once",
      empty: "the model returned nothing, also when asked again. Ask in other words or try later",
      cancelled: "it was stopped before an answer was there. Ask again if you still want one",
    },
    timeout: "it took longer than a task may take. Ask again, perhaps for less at once",
    givenUp: "something ended my work on it each time I tried. Ask in another way",
    storage: "my storage failed. Try again in a moment",
    unexpected: "something in me went wrong. Try again; if it stays, tell whoever runs this bot",
    cap: (scope, resetsInMs) =>
      `${limits[scope]} is used up. It starts afresh ${resets(resetsInMs)}; \`/usage\` shows the counts`,
  },
  notices: {
    cutOff: "The answer was cut off.",
    cutAtLimit: "Answer cut off at the model's limit.",
    filtered: "The provider's content filter stopped the answer.",
    callAsText: "The model wrote a tool call as text; it was not run.",
    noTools: "This model cannot use tools, so it answered without them.",
    noImages: "This model cannot see images.",
    promptCut: "The model's server seems to have cut the conversation short; raise its context size.",
    unvoiced: "The answer is the plain summary: the model that words it did not answer.",
    shrunk: "Older messages were left out: the conversation is too long for the model.",
    withoutTurns: "Answered without this channel's earlier turns: they could not be read.",
    stopped: "Stopped.",
    roundLimit: (rounds) =>
      count(rounds, {
        one: "The limit of # tool round was reached.",
        other: "The limit of # tool rounds was reached.",
      }),
    fellBack: (from, to) => `The model "${from}" did not answer, so "${to}" took over.`,
    capNear: (scope) => `${capital(limits[scope])} is nearly reached, so a cheaper model answered.`,
    capReached: (scope, resetsInMs) =>
      `${capital(limits[scope])} is reached; it starts afresh ${resets(resetsInMs)}.`,
  },
  usage: {
    heading: (relative, clock) => `Spent since 00:00 UTC; it starts afresh ${relative} (${clock}).`,
    scopes: {
      person: "You",
      channel: "This channel",
      guild: "This server",
      everything: "Everybody together",
    },
    unreadable: "cannot be read just now",
    unreadableNote: "My storage does not answer, so nothing is held against the limits that cannot be read.",
    nothing: "nothing",
    spent(tokens, costUsd, tasks, isEstimated) {
      const about = isEstimated ? "about " : "";
      const cost = costUsd === undefined ? "" : `, ${about}${dollars(costUsd)}`;
      return `${about}${count(tokens, { one: "# token", other: "# tokens" })}${cost}, in ${requests(tasks)}`;
    },
    limit: (parts) => `Limit: ${list(parts)}`,
    limitTokens: (tokens, percent) => `${number(tokens)} tokens${used(percent)}`,
    limitCost: (usd, percent) => `${dollars(usd)}${used(percent)}`,
  },
  footer: {
    rounds: (value) => count(value, { one: "# round", other: "# rounds" }),
    tools: (value) => count(value, { one: "# tool", other: "# tools" }),
    seconds: (value) => `${short(value)} s`,
    cost: dollars,
  },
  layOut: {
    whole: (fileName) => `-# This is the beginning. The whole answer is in ${fileName}.`,
    cut: (bytes) => `[Cut here: the answer has ${number(bytes)} bytes, more than Discord takes.]`,
  },
  trace: {
    untitled: "Trace",
    round: "Round",
    total: "Total",
    rounds: (value) => count(value, { one: "# round", other: "# rounds" }),
    tools: (value) => count(value, { one: "# tool", other: "# tools" }),
    tokensIn: (value) => count(value, { one: "# token in", other: "# tokens in" }),
    tokensOut: (value) => count(value, { one: "# token out", other: "# tokens out" }),
    seconds: (value) => `${value.toFixed(1)} s`,
    milliseconds: (ms) => `${number(Math.round(ms))} ms`,
    cost: dollars,
    about: "about",
    noTools: "No tools: this round wrote the answer.",
    failed: "failed",
    succeeded: "succeeded",
    arguments: "Arguments",
    result: "Result",
    wholeIn: "Cut here; whole in",
    endedWith: "Ended with",
    began: (afterMs, durationMs) =>
      `began after ${number(Math.round(afterMs))} ms, took ${number(Math.round(durationMs))} ms`,
  },
  live: {
    thinking: "Thinking…",
    using: (tools) => `Using ${tools.join(", ")}…`,
    stopped: "Stopped.",
    more: (value) => `… ${characters(value)} so far`,
  },
  buttons: { stop: "Stop", trace: "Trace", regenerate: "Regenerate" },
  answers: {
    howToAsk:
      "I am here, but I could not read a question. Mention me together with your question, reply to me with the ping switched on, write me a direct message, or use `/ask`.",
    nothingToShow: "There is nothing to show in my answer.",
    blocked: (errorId) =>
      `My answer was blocked by this server's content filter. I keep it, but cannot show it here. Ask in other words, or ask a moderator. (Error ${errorId})`,
    refused: (errorId) =>
      `Discord refused to show my answer. I keep it, but cannot show it. Ask again; if it stays, tell whoever runs this bot. (Error ${errorId})`,
    askAboutThis: "What is this message about? Explain or answer it, whichever helps more.",
  },
  interactions: {
    oldCommand: "This command is from an older version of me. Reload Discord to see the current ones.",
    notPermitted: "You do not have the permission that this command needs in this server.",
    moderatorsOnly: "Only members who may manage messages here can change this.",
  },
  access: {
    "person-denied": "My operator has switched me off for you.",
    "guild-denied": "My operator has switched me off in this server.",
    "channel-denied": "My operator has switched me off in this channel.",
    "role-denied": "My operator has switched me off for one of your roles.",
    "roles-unknown":
      "I may answer only some roles, and I could not find out which ones you have. Try again in a moment.",
    "guild-not-allowed": "My operator lets me answer in some servers only, and this is not one of them.",
    "channel-not-allowed": "My operator lets me answer in some channels only, and this is not one of them.",
    "direct-not-allowed":
      "My operator lets me answer in some servers or channels only, and not in direct messages.",
    "person-not-allowed": "My operator lets me answer some people or roles only, and you are not among them.",
  },
  flood: {
    tooManyWaiting: (limit) =>
      `I am still busy with ${number(limit)} of your requests, so I did not take this one. Ask again once I have answered; what else you send before that I leave alone too.`,
    channelFull: (limit) =>
      `${number(limit)} requests wait in this channel already, so I did not take this one. Ask again in a while; until then I take no more here.`,
  },
  replies: {
    accessibility: {
      person: (isPlain) => `For you: ${style(isPlain)}.`,
      channel: (isPlain) => `For everybody in this channel who chose nothing: ${style(isPlain)}.`,
      server: (isPlain) => `For everybody in this server who chose nothing: ${style(isPlain)}.`,
      explanation:
        "Plain answers are sent once and never edited. Tables become lines, and traces tell their times in words.",
      saved: "Saved.",
      serversOnly: "This can be chosen in servers only. Here, choose it for yourself.",
    },
    context: {
      nothing: "I remember nothing of this channel.",
      heading: (turns, maxTurns, size) =>
        `What the model will see of this channel: ${number(turns)} of ${number(maxTurns)} turns, ${characters(size)}.`,
      turn: (size, isPinned) => `(${characters(size)}${isPinned ? ", pinned" : ""})`,
      pin: (index) => `Pin ${index}`,
      unpin: (index) => `Unpin ${index}`,
      drop: (index) => `Drop ${index}`,
      notYours: "This turn is somebody else's: only they or a moderator can change it.",
    },
    help: {
      ask: (mention) =>
        `**Ask me** by mentioning ${mention}, replying to one of my messages, writing me a direct message, or with \`/ask\`.`,
      memory: "I remember the last three turns of each channel, and nothing across channels.",
      inMenu: "under Apps in a message's menu",
      kept: (botName) =>
        `${botName} keeps turns and receipts only as long as the operator configured. \`/reset\` clears this channel.`,
    },
    forget: {
      question:
        "This removes what I keep about you, in every channel and server: what I remember of our talks, your requests with their answers and receipts, usage counts, facts, reminders, approvals and settings. What I am doing for you is stopped. It cannot be undone.",
      confirm: "Forget everything about me",
      keep: "Keep it",
      kept: "Nothing was changed.",
      done: "Forgotten, as far as I keep it:",
      nothing: "I kept nothing about you.",
      failed: (what) =>
        `Not everything could be removed: ${list(what)}. Use \`/forget\` again in a moment; if that does not help, tell whoever runs this bot.`,
      stays:
        "Messages that are visible in Discord stay until somebody deletes them. Logs, backups and what a model’s provider keeps are beyond my reach. Where spending is limited per person, today’s count stays until midnight (UTC).",
      kinds: {},
    },
    model: {
      unknown: (chosen, labels) => `There is no model “${chosen}”. There are: ${labels.join(", ")}.`,
      answersHere: "answers here",
    },
    persona: {
      unknown: (chosen, ids) => `There is no persona “${chosen}”. There are: ${ids.join(", ")}.`,
      answersHere: "answers here",
    },
    reset: {
      nothing: "I remember nothing of this channel.",
      forgotten: (turns) =>
        `Forgotten: ${count(turns, { one: "one turn", other: "# turns" })} of this channel. We start afresh.`,
    },
    status: {
      running: (since, servers) =>
        `Running since ${since}, in ${count(servers, { one: "# server", other: "# servers" })}.`,
      requests: (running, waiting, here) =>
        `Requests: ${number(running)} running, ${number(waiting)} waiting; ${number(here)} of them in this channel.`,
      model: (label) => `Model: ${label ?? "none"}.`,
      yours: (before) =>
        before === 0
          ? "Yours is next or under way."
          : `Before yours: ${count(before, { one: "# request", other: "# requests" })}.`,
    },
    stop: {
      stopped: (value) => `Stopped ${requests(value)}.`,
      nothing: "You have no request under way in this channel.",
      notYours: (author) => `Only ${author} or a moderator can stop this.`,
      alreadyEnded: "It has already ended.",
    },
    regenerate: {
      gone: "This question is no longer kept. Ask it again, please.",
      notYours: (author) => `Only ${author} or a moderator can do this.`,
    },
    tools: {
      none: "No tools are on.",
      reads: "reads",
      acts: "acts",
      network: "network",
      offHere: "off here",
      asksFirst: "asks first",
      forEverybody: "Everybody who may talk to me may have it used.",
      needs: (permissions) => `Whoever asks needs: ${permissions.join(", ")}.`,
      waitsForApproval: "Each use waits for their approval.",
      unknown: "There is no such tool.",
    },
    trace: {
      modes: {
        off: "Traces are off in this channel.",
        button: "Answers that used tools in this channel carry a Trace button; pressing it opens the thread.",
        thread: "Every answer that used tools in this channel gets a trace thread.",
      },
      gone: "The receipt of this answer is no longer kept.",
      opened: (thread) => `The trace is in ${thread}.`,
    },
    why: {
      reasons: {
        "own-message": "That is a message of mine.",
        "bot-author": "A bot wrote it, and I answer people only.",
        webhook: "A webhook wrote it, and I answer people only.",
        "system-message": "Discord itself wrote it.",
        "not-addressed":
          "It was not addressed to me. Mention me, reply to me with the ping on, write me a direct message, or use `/ask`.",
        "everyone-mention": "It mentions everyone, and not me. Mention me by name.",
        "others-addressed":
          "In this thread I answer without a mention, but this one was for somebody else. Mention me to ask me.",
        "loop-guard":
          "Its author sent more in this channel within a minute than I answer, in case a program sends them. Wait a minute, and ask again.",
        "too-many-waiting":
          "I was still busy with as many requests of its author as I take from one person at a time. Ask again, please.",
        "channel-full": "Too many requests waited in this channel at that moment. Ask again, please.",
      },
      waiting: (before) =>
        `I have it, and it waits for its turn, with ${count(before, { one: "# request", other: "# requests" })} before it: those of one channel are answered one after the other.`,
      together: "It came right after another message, so I took both together.",
      running: "I am working on it.",
      runningAgain: "I am working on it, once more: an earlier try was interrupted.",
      sending: "The answer is there and is being sent; Discord may be slow or out of reach just now.",
      answered: "I answered it. If you cannot see the answer, it may have been deleted.",
      failed: (errorCode) => `It failed, and I said so. The kind of error: \`${errorCode}\`.`,
      givenUp: (errorCode) =>
        `I had to give it up${errorCode === undefined ? ": the answer could not be shown here." : ` (\`${errorCode}\`).`} Ask again, please.`,
      cancelled: "It was stopped, or its message was deleted.",
      notAccepted: (errorId) =>
        `I could not write it down safely, so I did not begin. I look for such messages once a minute; if none of that helps, tell whoever runs this bot. (Error ${errorId})`,
      noLongerKept: "I took it, and its record is no longer kept.",
      neverSeen:
        "I never saw it: it may be older than my last start, or I cannot read this channel. Mention me to try again.",
    },
  },
} satisfies Language;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
