// The client that openapi-typescript and openapi-fetch make of the served document. In: URL, TOKEN, and a large file.
import { openAsBlob } from "node:fs";
import { deepStrictEqual as is } from "node:assert";
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const { URL: baseUrl, TOKEN } = process.env;
const file = process.argv[2]!;
const anyone = createClient<paths>({ baseUrl });
const ann = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${TOKEN}` } });

const refused = await anyone.POST("/notes", { body: { text: "x" } });
is([refused.response.status, typeof refused.error?.detail], [401, "string"]);
console.log("ok a typed refusal");

const made = await ann.POST("/notes", { body: { text: "typed", labels: ["private"] } });
is([made.response.status, made.data?.text, made.data?.by], [201, "typed", "ann"]);
console.log("ok a typed body");

const wrong = await ann.POST("/notes", { body: { text: "" } });
is([wrong.response.status, Array.isArray(wrong.error?.detail)], [422, true]);
console.log("ok typed faults");

const listed = await anyone.GET("/notes", { params: { query: { limit: 50, labels: ["private", "urgent"] } } });
is(listed.data?.some((note) => note.text === "typed"), true);
console.log("ok a list in the query");

const blob = await openAsBlob(file);
const sent = await ann.POST("/files", {
  body: { title: "blob", file: "" },
  bodySerializer: () => {
    const form = new FormData();
    form.set("title", "blob");
    form.set("file", blob, "big.bin");
    return form;
  },
});
is(sent.data, { title: "blob", bytes: blob.size });
console.log(`ok a file of ${blob.size >> 20} MB`);

const events = await anyone.GET("/ticks", { params: { query: { count: 4 } }, parseAs: "stream" });
const decoder = new TextDecoder();
let text = "";
for await (const piece of events.data as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(piece, { stream: true });
is(text.match(/^data/gm)?.length, 4);
console.log("ok events");
