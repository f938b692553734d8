import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

/** The database of a hub in its data folder. */
export const DATABASE_FILE = 'hub.db'

/** `HUB1`: so that `file` and we tell our database from any other. */
const APPLICATION_ID = 0x48554231
const SCHEMA_VERSION = 1
const BUSY_TIMEOUT_MS = 5000
/** Pages of 4 kB: a journal of about 4 MB before it is written back. */
const CHECKPOINT_PAGES = 1000
/** Ids are hashes and fall anywhere in their index: 64 MB hold that of a million facts. */
const CACHE_KIB = 64 * 1024

/*
 * Names (keys, devices, scopes, subjects) are written once and stood for by a number: five of them in every row and
 * index would be a third of a fact. A node of the Merkle tree lies at its place of an in-order walk (`merkle-log.ts`).
 */
const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE name (i INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE fact (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  scope INTEGER NOT NULL REFERENCES name,
  device INTEGER NOT NULL REFERENCES name,
  seq INTEGER NOT NULL,
  subject INTEGER REFERENCES name,
  hlc_ms INTEGER NOT NULL,
  by INTEGER NOT NULL REFERENCES name,
  received_at_ms INTEGER NOT NULL,
  erased_at_ms INTEGER,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX fact_scope ON fact (scope);
CREATE INDEX fact_device ON fact (device, seq);
CREATE INDEX fact_subject ON fact (subject, scope) WHERE subject IS NOT NULL;

CREATE TABLE held (
  arrival INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  why TEXT NOT NULL,
  key TEXT,
  subject TEXT,
  routing TEXT,
  by TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX held_key ON held (key);
CREATE INDEX held_why ON held (why);

CREATE TABLE note (
  n INTEGER PRIMARY KEY,
  what TEXT NOT NULL,
  by INTEGER REFERENCES name,
  scope INTEGER REFERENCES name,
  subject INTEGER REFERENCES name,
  why TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX note_what ON note (what);
CREATE INDEX note_scope ON note (scope) WHERE scope IS NOT NULL;
CREATE INDEX note_subject ON note (subject) WHERE subject IS NOT NULL;

CREATE TABLE node (place INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;
CREATE TABLE head (
  size INTEGER NOT NULL, root BLOB NOT NULL, signed BLOB NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (size, root)
) STRICT;

CREATE TABLE scope_sum (
  scope INTEGER PRIMARY KEY REFERENCES name,
  facts INTEGER NOT NULL, people INTEGER NOT NULL, bytes INTEGER NOT NULL, newest INTEGER NOT NULL,
  xor BLOB NOT NULL
) STRICT;
CREATE TABLE scope_mark (
  scope INTEGER NOT NULL, through INTEGER NOT NULL, facts INTEGER NOT NULL, xor BLOB NOT NULL,
  PRIMARY KEY (scope, through)
) STRICT, WITHOUT ROWID;
CREATE TABLE segment (
  scope INTEGER NOT NULL REFERENCES name,
  first INTEGER NOT NULL, through INTEGER NOT NULL, facts INTEGER NOT NULL, fact_bytes INTEGER NOT NULL,
  name TEXT UNIQUE, sha256 TEXT, bytes INTEGER,
  PRIMARY KEY (scope, through)
) STRICT, WITHOUT ROWID;

CREATE TABLE shelf (
  shelf TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (shelf, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE stream (i INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE piece (
  stream INTEGER NOT NULL REFERENCES stream, n INTEGER NOT NULL,
  by INTEGER REFERENCES name, at_ms INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (stream, n)
) STRICT;
`

/**
 * Opens the database and makes its tables where there are none.
 * @throws for a database of something else, or of a newer hub
 */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  try {
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA temp_store = MEMORY;
      PRAGMA secure_delete = ON;
    `)
    if (db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0) createTables(db)
    checkKind(db)
    // After a crash: what the journal kept of bytes that were erased goes.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * What SQLite itself finds wrong with the file of a database that nobody has open: pages, indexes, references. It says
 * nothing of the log (`HubLog.verify`).
 * @returns null: nothing
 */
export function integrityFault(path: string): string | null {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(path, { readOnly: true })
    checkKind(db)
    const said = db.prepare('PRAGMA integrity_check(1)').get()?.integrity_check
    if (said !== 'ok') return String(said)
    return db.prepare('PRAGMA foreign_key_check').get() ? 'a row names another that is not there' : null
  } catch (error) {
    return (error as Error).message
  } finally {
    db?.close()
  }
}

function createTables(db: DatabaseSync): void {
  db.exec(`BEGIN IMMEDIATE; ${TABLES}
    PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`)
  drawHubEpoch(db)
  db.exec('COMMIT')
}

function checkKind(db: DatabaseSync): void {
  if (db.prepare('PRAGMA application_id').get()?.application_id !== APPLICATION_ID)
    throw new Error('this is not the database of a hub')
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (version > SCHEMA_VERSION)
    throw new Error(`a newer hub wrote this database (${version}, here ${SCHEMA_VERSION})`)
}

export function hubEpochOf(db: DatabaseSync): string {
  return String(db.prepare("SELECT value FROM meta WHERE key = 'hub_epoch'").get()?.value)
}

/** Tablets that see another epoch offer again what is lacking. */
export function drawHubEpoch(db: DatabaseSync): void {
  db.prepare("INSERT OR REPLACE INTO meta VALUES ('hub_epoch', ?)").run(randomBytes(16).toString('base64url'))
}
