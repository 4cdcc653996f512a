CREATE TABLE books (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    price REAL NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('novel', 'poem', 'essay')),
    pages INTEGER,
    rating REAL,
    note TEXT,
    created_at TEXT NOT NULL,
    version TEXT NOT NULL,
    UNIQUE (title)
);

CREATE INDEX books_title ON books (title);
CREATE INDEX books_price ON books (price);
CREATE INDEX books_kind ON books (kind);
CREATE INDEX books_pages ON books (pages);
CREATE INDEX books_rating ON books (rating);
CREATE INDEX books_created_at ON books (created_at);

CREATE TABLE shelves (
    id TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL,
    height INTEGER
);

CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    "where" TEXT
);

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    "where" TEXT
);

CREATE TABLE tapes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    "where" TEXT
);
