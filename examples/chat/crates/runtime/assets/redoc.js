// Starts Redoc on the description that this service serves.
Redoc.init(
  new URL("openapi.json", new URL(".", location.href)).href,
  {},
  document.getElementById("docs"),
);
