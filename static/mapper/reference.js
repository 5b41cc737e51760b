// Draws the REST reference from our schema, and lets its requests pass the CSRF check.

const box = document.getElementById("reference");
const csrfToken = document.querySelector('meta[name="csrf-token"]').content;
const darkness = matchMedia("(prefers-color-scheme: dark)");

window.SwaggerUIBundle({
  url: box.dataset.schema,
  domNode: box,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: (request) => {
    const isOurs = new URL(request.url, location.href).origin === location.origin;
    if (isOurs) request.headers["X-CSRFToken"] = csrfToken;
    return request;
  },
});

/** Swagger UI knows the dark theme by a class on the root. */
function followTheme() {
  const theme = document.documentElement.dataset.theme ?? (darkness.matches ? "dark" : "light");
  document.documentElement.classList.toggle("dark-mode", theme === "dark");
}

new MutationObserver(followTheme).observe(document.documentElement, { attributeFilter: ["data-theme"] });
darkness.addEventListener("change", followTheme);
followTheme();
