/** Its own process, because Node reads NODE_EXTRA_CA_CERTS once, at its start. Arguments: port, host. */
import { createToolbox } from "../../../../src/toolkit/toolbox.ts";
import { createGuardedFetch } from "../../../../src/toolkit/web/guarded-fetch.ts";
import fetchUrl from "../../../../src/tools/fetch_url.ts";
import { toolContext, toolServices } from "../../fakes.ts";

const [, , port, host] = process.argv;
const fetch = createGuardedFetch({
  allowHosts: new Set([`${host}:${port}`]),
  resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
});
const box = createToolbox(new Map([["fetch_url", fetchUrl]]), { services: toolServices({ fetch }) });
const args = JSON.stringify({ url: `https://${host}:${port}/` });
const { text } = await box.call({ id: "c", name: "fetch_url", args }, toolContext());
process.stdout.write(text);
