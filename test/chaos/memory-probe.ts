/** Preloaded into a process: at SIGUSR2 it prints, after a garbage collection, what memory it keeps. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const MB = 1024 * 1024;

process.on("SIGUSR2", () => {
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ rssMb: rss / MB, heapMb: heapUsed / MB })}\n`);
});
