import type pg from "pg";

/** A pool, or one of its connections inside a transaction. */
export type Queryable = Pick<pg.Pool, "query">;

/**
 * Each entry leads from one version to the next; `orchid_schema` counts them. Entries are only ever
 * added. The tables are those of the SQLite journal.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE orchid_task (
     seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     id text NOT NULL UNIQUE,
     channel_id text NOT NULL,
     state text NOT NULL,
     attempts integer NOT NULL DEFAULT 0,
     epoch integer NOT NULL DEFAULT 0,
     accepted_at bigint NOT NULL,
     finished_at bigint,
     reason text,
     cancel_reason text,
     task text,
     origin text,
     answer text
   );
   CREATE INDEX orchid_task_unfinished ON orchid_task (channel_id, seq) WHERE finished_at IS NULL;
   CREATE INDEX orchid_task_finished ON orchid_task (finished_at) WHERE finished_at IS NOT NULL;
   CREATE TABLE orchid_slot (
     task_id text NOT NULL,
     position integer NOT NULL,
     first_tried_at bigint NOT NULL,
     message_id text,
     PRIMARY KEY (task_id, position)
   );
   CREATE TABLE orchid_step (
     task_id text NOT NULL,
     key text NOT NULL,
     status text NOT NULL,
     request_hash text NOT NULL,
     result text,
     PRIMARY KEY (task_id, key)
   );`,
  `ALTER TABLE orchid_task ADD COLUMN author_id text;
   UPDATE orchid_task SET author_id = task::json -> 'author' ->> 'id' WHERE task IS NOT NULL;
   CREATE INDEX orchid_task_of_author ON orchid_task (author_id) WHERE finished_at IS NULL;
   ALTER TABLE orchid_task ADD COLUMN revised_epoch integer;
   ALTER TABLE orchid_task ADD COLUMN next_task text;
   ALTER TABLE orchid_task ADD COLUMN next_origin text;
   ALTER TABLE orchid_slot ADD COLUMN is_removed integer NOT NULL DEFAULT 0;`,
];

/** Any number that nobody else locks: "Orch" in ASCII. */
const MIGRATION_LOCK = 0x4f726368;

/** Runs in one transaction and gives the connection back. */
export async function inTransaction<T>(
  pool: pg.Pool,
  run: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // A connection that is lost between two statements says so here; without a listener that ends the
  // process. The next statement fails by itself.
  const ignore = (): void => {};
  client.on("error", ignore);
  try {
    await client.query("BEGIN");
    const result = await run(client);
    await client.query("COMMIT");
    client.off("error", ignore);
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away.
    const isBroken = await client.query("ROLLBACK").then(
      () => false,
      () => true,
    );
    if (!isBroken) client.off("error", ignore);
    client.release(isBroken);
    throw error;
  }
}

/**
 * Runs while no other process prepares the same database: of two that make a schema at once, one fails, also
 * with `IF NOT EXISTS`.
 */
export async function whileAlone<T>(pool: pg.Pool, run: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const ignore = (): void => {};
  client.on("error", ignore);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await run();
  } finally {
    client.off("error", ignore);
    // With its connection the lock goes too, whatever happened to both.
    client.release(true);
  }
}

/** Brings the tables to this version; belongs into {@link whileAlone}. */
export async function migratePostgres(pool: pg.Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("CREATE TABLE IF NOT EXISTS orchid_schema (version integer NOT NULL)");
    const found = await client.query<{ version: number }>("SELECT version FROM orchid_schema");
    const version = found.rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length) throw new Error(`the tables are of a newer Orchid (schema ${version})`);
    for (const sql of MIGRATIONS.slice(version)) await client.query(sql);
    await client.query("DELETE FROM orchid_schema");
    await client.query("INSERT INTO orchid_schema VALUES ($1)", [MIGRATIONS.length]);
  });
}
