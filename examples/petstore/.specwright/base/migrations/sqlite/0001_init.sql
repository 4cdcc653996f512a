CREATE TABLE owners (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT
);

CREATE TABLE pets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    species TEXT NOT NULL CHECK (species IN ('cat', 'dog', 'bird', 'reptile', 'other')),
    status TEXT NOT NULL CHECK (status IN ('available', 'pending', 'sold')),
    born TEXT,
    weight REAL,
    tags TEXT,
    owner_id TEXT REFERENCES owners (id),
    created_at TEXT NOT NULL,
    UNIQUE (name, owner_id)
);

CREATE INDEX pets_name ON pets (name);
CREATE INDEX pets_status ON pets (status);
CREATE INDEX pets_owner_id ON pets (owner_id);

CREATE TABLE visits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL REFERENCES pets (id) ON DELETE CASCADE,
    "on" TEXT NOT NULL,
    reason TEXT NOT NULL,
    cost REAL
);

CREATE INDEX visits_pet_id ON visits (pet_id);
CREATE INDEX visits_on ON visits ("on");
