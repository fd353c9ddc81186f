/** One process for a long time, with everything failing a little: what becomes of every message and of memory. */
import { brokenByAnswers } from "../test/chaos/promises.ts";
import { runSoak } from "../test/chaos/soak.ts";
import type { Row, Section } from "./report.ts";
import { section } from "./report.ts";

/** How long and how wide. */
export interface SoakSize {
  readonly minutes: number;
  readonly channels: number;
  readonly messagesPerSecond: number;
  readonly seed: number;
}

/** Growth that is no leak, in MB a minute: caches that are bounded, but not full after so few messages. */
const FLAT = 1;
/** More than discord.js keeps of a channel, so that its caches are full before it is measured. */
const CHATTER = 22;

export async function measureSoak(size: SoakSize): Promise<{ section: Section; goals: readonly Row[] }> {
  const { minutes, channels, messagesPerSecond, seed } = size;
  const figures = await runSoak({
    seed,
    channels,
    messagesPerSecond,
    durationMs: minutes * 60_000,
    chatterPerChannel: CHATTER,
    onProgress: (line) => console.error(`soak: ${line}`),
  });
  console.error(`soak: ${JSON.stringify(figures)}`);
  const { memory, lost, incomplete, doubled, outOfOrder } = figures;
  const growth = (perMinute: number): string =>
    `${perMinute < 0 ? "−" : "+"}${Math.abs(perMinute).toFixed(2)}`;
  const rows: Row[] = [
    ["messages / answers / notices", `${figures.asked} / ${figures.answered} / ${figures.notices}`],
    [
      "lost / doubled / out of order",
      `${lost.length + incomplete.length} / ${doubled.length} / ${outOfOrder.length}`,
    ],
    ["left in the journal", String(figures.leftInJournal)],
    ["faults", String(Object.values(figures.faults).reduce((sum, count) => sum + count, 0))],
    [
      "heap in the end, growth over the second half",
      `${memory.heapMb.toFixed(0)} MB, ${growth(memory.heapGrowth)} MB/min`,
    ],
    [
      "RSS in the end, growth over the second half",
      `${memory.rssMb.toFixed(0)} MB, ${growth(memory.rssGrowth)} MB/min`,
    ],
  ];
  const broken = [
    ...brokenByAnswers(figures),
    ...(figures.leftInJournal > 0 ? [`${figures.leftInJournal} left`] : []),
  ];
  return {
    section: section(
      `${minutes} min on SQLite, ${channels} channels, ${messagesPerSecond} messages/s, faults everywhere, seed ${seed}`,
      ["what", "measured"],
      rows,
    ),
    goals: [
      [
        "a soak with faults",
        "nothing lost, doubled or left",
        broken.join("; ") || "nothing",
        broken.length === 0 ? "yes" : "no",
      ],
      [
        "heap growth in a soak",
        `≤ ${FLAT} MB/min`,
        `${growth(memory.heapGrowth)} MB/min`,
        memory.heapGrowth <= FLAT ? "yes" : "no",
      ],
    ],
  };
}
