// Starts Swagger UI on the description that this service serves. Requests of "Try it out" go to this very service,
// whatever servers the description names; those remain to be chosen.
const root = new URL(".", location.href).href;

const here = { url: root.replace(/\/$/, ""), description: "this service" };

const withHere = (owner) => {
  if (owner && owner.servers) owner.servers = [here, ...owner.servers];
};

fetch(new URL("openapi.json", root))
  .then((response) => response.json())
  .then((spec) => {
    spec.servers = spec.servers ?? [];
    withHere(spec);
    for (const path of Object.values(spec.paths ?? {})) {
      withHere(path);
      for (const operation of Object.values(path ?? {})) withHere(operation);
    }
    window.ui = SwaggerUIBundle({
      spec,
      dom_id: "#docs",
      deepLinking: true,
      displayRequestDuration: true,
      persistAuthorization: true,
      validatorUrl: null,
      oauth2RedirectUrl: new URL("docs/oauth2-redirect", root).href,
    });
  })
  .catch((fault) => {
    document.getElementById("docs").textContent = `The description can't be shown: ${fault}`;
  });
