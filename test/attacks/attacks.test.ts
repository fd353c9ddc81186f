/** Attacks on the whole bot with a model that obeys the attacker. Each names the row of the threat list that it tries. */
import "./reading.ts";
import "./acting.ts";
import "./reaching.ts";
import "./answering.ts";
