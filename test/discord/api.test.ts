import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { createMessage, editResponse, faultOf, type Rest } from "../../src/discord/api.ts";

const PART = { content: "Here.", files: [], components: [] };

/** A REST client whose every call is answered with the same. */
function answering(answer: unknown): Rest {
  const call = async (): Promise<unknown> => answer;
  return { get: call, post: call, patch: call, put: call, delete: call };
}

describe("a success without a message", () => {
  // `@discordjs/proxy` 2.1.1 answers 200 with nothing when its connection to Discord broke off.
  for (const [title, answer] of [
    ["an empty body", new ArrayBuffer(0)],
    ["an object that is no message", {}],
  ] as const) {
    test(`${title}: nobody knows whether it was created, so it is tried again`, async () => {
      const rest = answering(answer);
      for (const write of [
        createMessage(rest, "1", PART, { nonce: "2:0" }),
        editResponse(rest, { applicationId: "1", token: "t" }, PART),
      ]) {
        const error: unknown = await write.then(
          () => assert.fail("taken for a message"),
          (thrown: unknown) => thrown,
        );
        assert.equal(faultOf(error), "temporary");
      }
    });
  }

  test("a message is one", async () => {
    const created = await createMessage(answering({ id: "5", content: "Here." }), "1", PART, {
      nonce: "2:0",
    });
    assert.equal(created.id, "5");
  });
});
