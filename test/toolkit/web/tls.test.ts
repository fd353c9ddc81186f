import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";

const HERE = join(import.meta.dirname, "tls");
const CERTIFICATE = join(HERE, "certificate.pem");

/** A page over TLS. @returns the names that clients said they want, and how many got through. */
async function securePage(t: TestContext) {
  const names: (string | undefined)[] = [];
  let requests = 0;
  const server = createServer(
    {
      key: readFileSync(join(HERE, "key.pem")),
      cert: readFileSync(CERTIFICATE),
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    },
    (_request, response) => {
      requests += 1;
      response.writeHead(200, { "content-type": "text/plain" }).end("a secure page");
    },
  );
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, names, requests: () => requests };
}

/** What `fetch_url` tells the model, in a process that trusts the certificate or does not. */
async function fetchAsTold(port: number, host: string, isTrusted: boolean): Promise<string> {
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(HERE, "fetch-as-told.ts"), String(port), host],
    { env: { ...inherited, ...(isTrusted ? { NODE_EXTRA_CA_CERTS: CERTIFICATE } : {}) }, timeout: 20_000 },
  );
  return stdout;
}

test("a certificate that signed itself is refused, and the model is told why", async (t) => {
  const page = await securePage(t);
  assert.equal(
    await fetchAsTold(page.port, "tls.example", false),
    "Tool error: the server's certificate is not valid",
  );
  assert.equal(page.requests(), 0);
});

test("with NODE_EXTRA_CA_CERTS it is trusted, and the server is told the name, not the address", async (t) => {
  const page = await securePage(t);
  assert.match(await fetchAsTold(page.port, "tls.example", true), /a secure page/);
  assert.deepEqual(page.names, ["tls.example"]);
});

test("a trusted certificate for another name is refused, although the address was checked and is the same", async (t) => {
  const page = await securePage(t);
  assert.equal(
    await fetchAsTold(page.port, "other.example", true),
    "Tool error: the server's certificate is not valid",
  );
  assert.equal(page.requests(), 0);
});
