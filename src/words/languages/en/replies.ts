import type { ReplyWords } from "../../reply-words.ts";
import { count, number, list, requests, characters, style } from "./phrases.ts";

export const replies = {
  accessibility: {
    person: (isPlain) => `For you: ${style(isPlain)}.`,
    channel: (isPlain) => `For everybody in this channel who chose nothing: ${style(isPlain)}.`,
    server: (isPlain) => `For everybody in this server who chose nothing: ${style(isPlain)}.`,
    explanation:
      "Plain answers are sent once and never edited. Tables become lines, and traces tell their times in words. While I work, you see only that I am typing; `/stop` ends it.",
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
    kept: "How long I keep turns and traces is up to whoever runs me. `/reset` clears this channel, `/forget` everything about you.",
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
    withError: (what, errorId) => `${what} (Error ${errorId})`,
    stays:
      "Messages that are visible in Discord stay until somebody deletes them. Logs, backups and what a model’s provider keeps are beyond my reach. Where spending is limited per person, today’s count stays until midnight (UTC).",
    kinds: {},
  },
  model: {
    unknown: (chosen, labels) => `There is no model “${chosen}”. There are: ${labels.join(", ")}.`,
    answersHere: "answers here",
    more: (value) => `… and ${number(value)} more`,
    asking: "finding out…",
    silent: (errorCode, when) => `did not answer (${errorCode}), ${when}`,
    can: {
      streaming: "streams",
      tools: "tools, one at a time",
      manyTools: "tools, several at once",
      images: "sees pictures",
      usage: "reports its tokens",
    },
    cannot: (what) => what.map((one) => `no ${one}`).join(", "),
    lacking: { streaming: "streaming", tools: "tools", images: "pictures", usage: "token counts" },
    asOf: (when) => `as of ${when}`,
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
  schedule: {
    nothing: "Nothing is planned.",
    entry: (kind, owner, channel, time) =>
      `${kind}${owner === undefined ? "" : ` of ${owner}`} in ${channel}, ${time}`,
    again: (cron, zone) => `(again: \`${cron}\`, ${zone})`,
    unknown: "You have nothing planned under that id.",
    cancelled: "Cancelled.",
    alreadyHappened: "It has already happened.",
  },
  status: {
    running: (since, servers) =>
      `Last started ${since}; in ${count(servers, { one: "# server", other: "# servers" })}.`,
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
    nameOne: "Name a tool to change it.",
    alwaysAllowed: (tool, channel) => `Always allowed by you: **${tool}** in ${channel}`,
    heldBack: (notice) => `Held back: ${notice}`,
    changed: (tool, entry) =>
      `${tool} changed since it was first seen. Look at it, then write ${entry} into its server's entry.`,
    unusable: (tool) => `${tool} has a schema that no model could use.`,
    serversOnly: "Tools are switched on and off in servers alone.",
    switched: (tool, isOn) =>
      `**${tool}** is ${isOn ? "on" : "off"} in this server from the next request on.`,
    willAsk: (tool) => `I will ask you again before I use **${tool}** here.`,
    neverAlways: (tool) => `You never said “Always here” to **${tool}** in this channel.`,
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
} satisfies ReplyWords;
