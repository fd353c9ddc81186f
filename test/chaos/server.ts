import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import { until } from "../fakes/until.ts";

/** Where Debian puts PostgreSQL's programs, which are not in the path there. */
const DEBIAN = "/usr/lib/postgresql";

/**
 * A PostgreSQL server for as long as `use` runs: the one that `POSTGRES_TEST_URL` names, else a new one of
 * this machine's PostgreSQL on a free port of 127.0.0.1, with its usual settings (`fsync` on).
 *
 * @throws {Error} When there is neither.
 */
export async function withServer<T>(use: (url: string) => Promise<T>): Promise<T> {
  const given = process.env["POSTGRES_TEST_URL"];
  if (given !== undefined) return await use(given);
  const programs = findPrograms();
  if (programs === undefined)
    throw new Error(
      "PostgreSQL is needed: set POSTGRES_TEST_URL, or install it (apt-get install postgresql)",
    );
  const folder = mkdtempSync(join(tmpdir(), "orchid-postgres-"));
  const asUser = asUnprivileged(folder);
  let server: ChildProcess | undefined;
  try {
    const data = join(folder, "data");
    const [initdb = "", ...initArgs] = asUser(join(programs, "initdb"));
    execFileSync(initdb, [...initArgs, "-D", data, "-U", "orchid", "--auth", "trust"], { stdio: "ignore" });
    const port = await freePort();
    const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`];
    const [postgres = "", ...args] = asUser(join(programs, "postgres"));
    const options = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
    server = spawn(postgres, [...args, ...options], { stdio: "ignore" });
    const url = `postgres://orchid@127.0.0.1:${port}/postgres`;
    await until(() => answers(url), "PostgreSQL's start", 30_000);
    return await use(url);
  } finally {
    await end(server);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether {@link withServer} has a server to give. */
export function hasServer(): boolean {
  return process.env["POSTGRES_TEST_URL"] !== undefined || findPrograms() !== undefined;
}

function findPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, "bin")),
    ...(process.env["PATH"] ?? "").split(":"),
  ];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/** PostgreSQL refuses to run as root. */
function asUnprivileged(folder: string): (program: string) => readonly string[] {
  if (process.getuid?.() !== 0) return (program) => [program];
  const [uid = 0, gid = 0] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "postgres"])));
  chownSync(folder, uid, gid);
  return (program) => ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", program];
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function end(server: ChildProcess | undefined): Promise<void> {
  if (server === undefined || server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // At once: nothing of it is kept.
  server.kill("SIGQUIT");
  await ended;
}
