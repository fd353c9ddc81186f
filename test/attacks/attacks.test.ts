/**
 * Attacks on the whole bot with a model that obeys the attacker. Each names the row of the threat list that it
 * tries, so that the printed figure covers every row that Orchid can be attacked by. These are not tried:
 *
 * - A16, forged or repeated HTTP interactions: Orchid takes interactions from the gateway alone, and listens on
 *   no port.
 * - A21, a role that changes between a reading and the answer: what counts is the moment of the reading, see
 *   docs/tools.md, "Who may see what". What acts is checked again: A07, X08.
 * - A23, a secret that was split, encoded or reversed: whoever has it can write it so that no filter knows it.
 *   What holds is that no secret ever enters a model's context, and that is tried under A22.
 * - A50, ways out of an archive: nothing is ever unpacked.
 * - A52, shell metacharacters: no tool starts a program, and the servers of `mcp.json` are started without a
 *   shell, from the operator's file alone.
 */
import "./entering.ts";
import "./reading.ts";
import "./acting.ts";
import "./reaching.ts";
import "./documents.ts";
import "./answering.ts";
import "./keeping.ts";
import "./spending.ts";
