-- A ledger as the program of schema 4 made it with SQLite 3.35.
PRAGMA application_id = 1097288804;
CREATE TABLE run (
    plan_sha256 TEXT NOT NULL,
    prompts_sha256 TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    plan_text TEXT NOT NULL, model_text TEXT NOT NULL DEFAULT '');
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    learner TEXT NOT NULL,
    path TEXT NOT NULL,
    stream INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    block INTEGER NOT NULL,
    artifact_sha256 TEXT,
    artifact_bytes INTEGER NOT NULL,
    tokens_read INTEGER NOT NULL,
    tokens_written INTEGER NOT NULL,
    tokens_trained INTEGER NOT NULL,
    flops REAL NOT NULL,
    seconds REAL NOT NULL,
    practice INTEGER NOT NULL,
    remarks TEXT NOT NULL, documents_left_out TEXT NOT NULL DEFAULT '[]', held_out_loss REAL,
    UNIQUE (learner, stream, seed, block));
CREATE TABLE score (
    id INTEGER PRIMARY KEY,
    block_id INTEGER NOT NULL REFERENCES block (id),
    task TEXT NOT NULL,
    raw REAL NOT NULL,
    floor REAL NOT NULL,
    ceiling REAL NOT NULL,
    illegal_rate REAL NOT NULL,
    UNIQUE (block_id, task));
CREATE TABLE episode (
    id INTEGER PRIMARY KEY,
    block_id INTEGER NOT NULL REFERENCES block (id),
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    record TEXT NOT NULL, memory TEXT);
CREATE INDEX episode_by_block ON episode (block_id);
INSERT INTO run VALUES ('p', 'q', 'm', 'plan: é', '{}');
INSERT INTO block VALUES (1, 'notes', 'Memory', 0, 1, 0, NULL, 0, 1, 2, 3, 1.5e+300, 2.0, 4, '["it isn\u0027t \u0022so\u0022"]', '["chapter 3"]', NULL);
INSERT INTO block VALUES (2, 'notes', 'Memory', 0, 1, 1, 'ab', 12, 1, 2, 3, 1.5e+300, 2.0, 4, '["it isn\u0027t \u0022so\u0022"]', '["chapter 3"]', 2.5);
INSERT INTO score VALUES (1, 1, 'heaps', 3.33333333333333314829e-01, 0.0, 1.0, 0.25);
INSERT INTO score VALUES (2, 2, 'heaps', 3.33333333333333314829e-01, 0.0, 1.0, 0.25);
INSERT INTO episode VALUES (1, 1, 'Exam', 0, '{"task":"heaps","seed":5,"raw":1,"score":1,"feedback":"you win","moves":[{"view":"heap 3","reply":"1","log_probability":-0.1,"replies":["1"]}]}', '["# rules",null]');
INSERT INTO episode VALUES (2, 2, 'Exam', 0, '{"task":"heaps","seed":5,"raw":1,"score":1,"feedback":"you win","moves":[{"view":"heap 3","reply":"1","log_probability":-0.1,"replies":["1"]}]}', '["# rules",null]');
PRAGMA user_version = 4;
