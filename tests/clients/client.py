"""The client that openapi-python-client made of the served document, as the package `python`. In: URL, TOKEN."""

import io
import os

from python import AuthenticatedClient, Client
from python.api.desk import add_file, add_note, list_notes
from python.models import AddFileBody, Label, NewNote, Note, Refusal
from python.types import File

url = os.environ["URL"]
anyone = Client(base_url=url)
ann = AuthenticatedClient(base_url=url, token=os.environ["TOKEN"])

made = add_note.sync_detailed(client=ann, body=NewNote(text="from Python", labels=[Label.URGENT]))
assert made.status_code == 201 and isinstance(made.parsed, Note) and made.parsed.by == "ann", made
print("ok a typed body")

wrong = add_note.sync_detailed(client=ann, body=NewNote(text=""))
assert wrong.status_code == 422 and isinstance(wrong.parsed, Refusal), wrong
print("ok typed faults")

listed = list_notes.sync(client=anyone, limit=50, labels=[Label.URGENT])
assert listed and any(note.text == "from Python" for note in listed), listed
print("ok a list in the query")

file = File(payload=io.BytesIO(b"x" * 100_000), file_name="x.bin")
stored = add_file.sync(client=ann, body=AddFileBody(title="from Python", file=file))
assert stored and stored.bytes_ == 100_000, stored
print("ok a file")
