/** Preloaded into the Portkey gateway, so that it runs in a test. */
import { Server } from "node:net";

const listen = Server.prototype.listen as (this: Server, options: object, done?: () => void) => Server;

/** It would listen on every interface; here on loopback alone, and it tells its port. */
Server.prototype.listen = function listenOnLoopback(this: Server, ...given: unknown[]): Server {
  const done = given.find((one) => typeof one === "function") as (() => void) | undefined;
  this.once("listening", () => {
    const address = this.address();
    if (typeof address === "object") process.send?.({ port: address?.port });
  });
  return listen.call(this, { port: 0, host: "127.0.0.1" }, done);
} as Server["listen"];

const { fetch, Response } = globalThis;

/**
 * Version 1.15.2 adds headers to the stream it received, which its server package has not copied:
 * "TypeError: immutable" for every stream. With a copy it works as meant.
 */
globalThis.fetch = async (input, init) => {
  const received = await fetch(input, init);
  return new Response(received.body, received);
};
