//! The tables, and what each version of the workbook has added to them.

/// What each version of the file adds. The file's `user_version` counts them.
pub(super) const SQLITE: [&str; 5] = [
    "
    CREATE TABLE room (
        code TEXT PRIMARY KEY, exercise TEXT NOT NULL, revision TEXT NOT NULL, minutes INTEGER NOT NULL,
        stage TEXT NOT NULL, stage_began_ms INTEGER NOT NULL, made_ms INTEGER NOT NULL
    );
    CREATE TABLE lead (
        token_hash TEXT PRIMARY KEY, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE
    );
    CREATE TABLE person (
        id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE,
        token_hash TEXT NOT NULL UNIQUE, name TEXT, joined_ms INTEGER NOT NULL
    );
    CREATE INDEX person_of_room ON person (room);
    -- `late`: what came after the silent review. `version` counts the texts of one row.
    CREATE TABLE entry (
        person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, late INTEGER NOT NULL,
        version INTEGER NOT NULL, comments INTEGER NOT NULL, decided INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (person, late)
    );
",
    "
    -- As `Kept`: 0 counted, 1 aside, 2 from a pair. The versions of one person become one count.
    ALTER TABLE entry RENAME COLUMN late TO kept;
    UPDATE entry SET version = version + (SELECT max(own.version) FROM entry AS own WHERE own.person = entry.person)
    WHERE kept = 1;
    ALTER TABLE person ADD COLUMN pair INTEGER;
",
    "
    CREATE TABLE wording (
        person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, round TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (person, round)
    );
    -- `choice` is the key of a wording, which a new text of that wording replaces.
    CREATE TABLE vote (
        person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, round TEXT NOT NULL, choice TEXT NOT NULL,
        PRIMARY KEY (person, round)
    );
",
    "
    -- The browsers of a person beside the one that joined.
    CREATE TABLE device (
        token_hash TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, made_ms INTEGER NOT NULL
    );
    CREATE INDEX device_of_person ON device (person);
",
    "
    -- Of a secret of the terminal, and of a link to a second device: the hash. Each works once.
    CREATE TABLE secret (token_hash TEXT PRIMARY KEY, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE);
    CREATE TABLE link (
        person INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE, token_hash TEXT NOT NULL, until_ms INTEGER NOT NULL
    );
",
];

/// The same for PostgreSQL, where the table `schema_version` counts them.
pub(super) const POSTGRES: [&str; 1] = ["
    CREATE TABLE room (
        code TEXT PRIMARY KEY, exercise TEXT NOT NULL, revision TEXT NOT NULL, minutes BIGINT NOT NULL,
        stage TEXT NOT NULL, stage_began_ms BIGINT NOT NULL, made_ms BIGINT NOT NULL
    );
    CREATE TABLE secret (token_hash TEXT PRIMARY KEY, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE);
    CREATE TABLE lead (token_hash TEXT PRIMARY KEY, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE);
    CREATE TABLE person (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE,
        token_hash TEXT NOT NULL UNIQUE, name TEXT, joined_ms BIGINT NOT NULL, pair BIGINT
    );
    CREATE INDEX person_of_room ON person (room);
    CREATE TABLE entry (
        person BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE, kept BIGINT NOT NULL, version BIGINT NOT NULL,
        comments BIGINT NOT NULL, decided BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (person, kept)
    );
    CREATE TABLE wording (
        person BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE, round TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
        version BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (person, round)
    );
    CREATE TABLE vote (
        person BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE, round TEXT NOT NULL, choice TEXT NOT NULL,
        PRIMARY KEY (person, round)
    );
    CREATE TABLE device (
        token_hash TEXT PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE, made_ms BIGINT NOT NULL
    );
    CREATE INDEX device_of_person ON device (person);
    CREATE TABLE link (
        person BIGINT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE, token_hash TEXT NOT NULL, until_ms BIGINT NOT NULL
    );
"];
