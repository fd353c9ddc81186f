import type { Language } from "../words.ts";
import { replies } from "./en/replies.ts";
import { tools } from "./en/tools.ts";
import {
  dateTime,
  count,
  number,
  list,
  short,
  dollars,
  limits,
  resets,
  requests,
  characters,
  used,
  capital,
} from "./en/phrases.ts";

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
    hiddenText:
      "The text of a message that you refer to is hidden from me; “Ask about this” in its menu shows it to me.",
    linkGone:
      "A linked message was not read: it is gone, or not everybody who reads this place and I may see it.",
    linkElsewhere: "A linked message was not read: I read only those of the place where I am asked.",
    linkLimit: (max) => `Only the first ${max} linked messages were read.`,
    filesNotRead: (names, reason) => `Not read: ${names} (${reason}).`,
    filesCut: (names) => `Only the beginning was read: ${names}.`,
    fileReasons: {
      kind: "this kind of file cannot be read",
      tookTooLong: "reading the files took too long",
      blindModel: "the model cannot see images",
      damagedImage: "it is damaged, or no image that models can see",
      noRoom: "the other files filled the space there is for them",
      gone: "it is gone, or its address has expired",
      tooManyFiles: (max) => `more than ${max} files came along`,
      tooManyImages: (max) => `more than ${max} images came along`,
      tooLarge: (maxMegabytes) => `it is larger than ${maxMegabytes} MB`,
      notDownloaded: (status) => `it could not be downloaded (status ${status})`,
      unreachable: "it could not be downloaded",
      unreadable: "it could not be read",
    },
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
    retrying: "The model’s service has given no answer yet; I am trying again…",
    using: (tools) => `Using ${tools.join(", ")}…`,
    stopped: "Stopped.",
    more: (value) => `… ${characters(value)} so far`,
  },
  buttons: {
    stop: "Stop",
    trace: "Trace",
    regenerate: "Regenerate",
    approve: "Approve",
    always: "Always here",
    deny: "Deny",
  },
  answers: {
    howToAsk:
      "I am here, but I could not read a question. Mention me together with your question, reply to me with the ping switched on, write me a direct message, or use `/ask`.",
    nothingToShow: "There is nothing to show in my answer.",
    blocked: (errorId) =>
      `My answer was blocked by this server's content filter. I keep it, but cannot show it here. Ask in other words, or ask a moderator. (Error ${errorId})`,
    refused: (errorId) =>
      `Discord refused to show my answer. I keep it, but cannot show it. Ask again; if it stays, tell whoever runs this bot. (Error ${errorId})`,
    incomplete: (limit, hasFindings) =>
      `${limit} I had no complete answer by then.${hasFindings ? " This is what I found:" : ""}`,
    declined: "The model's provider declined to answer this.",
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
  approval: {
    question: (mention, tool) => `${mention}, may I use **${tool}**?`,
    reasons: {
      "others-read": "Something that others wrote was read before.",
      "private-read": "Something private was read before, and this tells others what you did not write.",
    },
    inFile: "What exactly is in the file.",
    until: (time) => `Until ${time}; without an answer I will not.`,
    ends: {
      approved: "Approved.",
      always: "Approved, and always here. `/tools` takes that back.",
      denied: "Denied.",
      expired: "Nobody answered in time: not done.",
      ended: "The request ended before anybody decided: not done.",
    },
    unknown: "I no longer know what this was about.",
    onlyFor: (mention, areModeratorsToo) =>
      `Only ${mention}${areModeratorsToo ? " or a moderator" : ""} can decide this.`,
    alwaysOnlyFor: (mention) => `“Always here” is for ${mention} to say.`,
  },
  later: {
    reminder: (name, text) => `Reminder for ${name}: ${text}`,
    late: (at, zone, missed) =>
      `(Late: this was due on ${dateTime(at, zone)}, ${zone}, when I was not running.${missed === 0 ? "" : count(missed, { one: " # earlier time was missed.", other: " # earlier times were missed." })})`,
  },
  replies,
  tools,
} satisfies Language;
