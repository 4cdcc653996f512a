-- Programs that get tokens for themselves. Secrets are kept as their SHA-256 hashes; scopes are separated by spaces.
CREATE TABLE clients (
    client_id TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
