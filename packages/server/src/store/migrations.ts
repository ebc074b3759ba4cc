/*
 * Each entry takes the schema one version further and is never changed once it has been released. Records are stored
 * whole, as JSON, beside the columns that queries look at: a new option of a session needs no migration.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    hash TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
  ) STRICT;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    version INTEGER NOT NULL,
    phase TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_phase ON sessions (phase, expires_at);
  CREATE INDEX sessions_by_organization ON sessions (organization_id, created_at);

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    session_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    phase TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_phase ON runs (phase);
  -- A session does one run at a time: the database itself refuses a second.
  CREATE UNIQUE INDEX one_run_per_session ON runs (session_id) WHERE phase = 'running';

  CREATE TABLE run_steps (
    run_id TEXT NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,
    step TEXT NOT NULL,
    PRIMARY KEY (run_id, number)
  ) STRICT
  `,
  `
  CREATE TABLE connect_tokens (
    hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    expires_at INTEGER
  ) STRICT;
  CREATE INDEX connect_tokens_by_session ON connect_tokens (session_id)
  `,
  `
  CREATE TABLE downloads (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    home TEXT NOT NULL,
    phase TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX downloads_by_session ON downloads (session_id, started_at);
  CREATE INDEX downloads_by_home ON downloads (home, phase);
  CREATE INDEX downloads_by_end ON downloads (ended_at)
  `,
  `
  CREATE TABLE idempotency_keys (
    hash TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    made_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)
  `,
  `
  CREATE TABLE sealing_keys (
    owner_id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    master_id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT
  `,
  // Of the tokens that are there nobody knows whose key made them, and they could not die with it.
  `
  DROP TABLE connect_tokens;
  CREATE TABLE connect_tokens (
    hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    key_id TEXT NOT NULL REFERENCES api_keys (id),
    expires_at INTEGER
  ) STRICT;
  CREATE INDEX connect_tokens_by_session ON connect_tokens (session_id)
  `,
  // What is removed when it has been kept long enough, found by when it ended.
  `
  CREATE INDEX sessions_by_end ON sessions (json_extract(record, '$.state.endedAt')) WHERE phase = 'ended';
  CREATE INDEX runs_by_end ON runs (json_extract(record, '$.state.endedAt')) WHERE phase = 'ended';
  CREATE INDEX connect_tokens_by_key ON connect_tokens (key_id)
  `,
  `
  UPDATE sessions SET record = json_set(record, '$.state.deaths', json('[]')) WHERE phase = 'live'
  `,
  `
  UPDATE sessions SET record = json_set(record, '$.generatesProfile', json('false'), '$.profile', json('null'))
  `,
  `
  CREATE TABLE session_news (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX session_news_by_session ON session_news (session_id, number)
  `,
  `
  CREATE TABLE profiles (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    current_version_id TEXT,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    record TEXT NOT NULL
  ) STRICT;
  -- A deleted name may be used again.
  CREATE UNIQUE INDEX one_profile_per_name ON profiles (organization_id, name) WHERE deleted_at IS NULL;
  CREATE INDEX profiles_by_organization ON profiles (organization_id, created_at);

  CREATE TABLE profile_versions (
    id TEXT PRIMARY KEY,
    profile_id TEXT NOT NULL REFERENCES profiles (id),
    number INTEGER NOT NULL,
    session_id TEXT,
    record TEXT NOT NULL,
    UNIQUE (profile_id, number)
  ) STRICT;
  CREATE INDEX profile_versions_by_session ON profile_versions (session_id, number);

  CREATE TABLE kept_states (
    session_id TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT
  `,
  `
  UPDATE sessions SET record = json_set(record, '$.runId', json('null'))
  `,
];
