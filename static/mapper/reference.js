// Draws the REST reference from our schema, and lets its requests pass the CSRF check.

const box = document.getElementById("reference");
const csrfToken = document.querySelector('meta[name="csrf-token"]').content;
const darkness = matchMedia("(prefers-color-scheme: dark)");

/**
 * Swagger UI's own layout brings a second <main> and repeats our heading; ours is the operations alone.
 * Requests use the session, so there is nothing to authorize.
 */
function ourLayout({ React }) {
  const Layout = ({ specSelectors, errSelectors, getComponent }) => {
    const part = (name, ...isContainer) => React.createElement(getComponent(name, ...isContainer));
    const isLoaded = specSelectors.loadingStatus() === "success";
    if (errSelectors.lastError()) return React.createElement("p", { role: "alert" }, "The schema could not be loaded.");
    if (!isLoaded) return React.createElement("p", { className: "muted" }, "Loading…");
    return React.createElement("div", { className: "swagger-ui" }, part("SvgAssets"), part("operations", true));
  };
  const nothing = () => () => null;
  return {
    components: { ReferenceLayout: Layout },
    wrapComponents: { authorizeOperationBtn: nothing },
  };
}

window.SwaggerUIBundle({
  url: box.dataset.schema,
  domNode: box,
  layout: "ReferenceLayout",
  plugins: [ourLayout],
  docExpansion: "list",
  defaultModelRendering: "example",
  validatorUrl: null,
  requestInterceptor: (request) => {
    const isOurs = new URL(request.url, location.href).origin === location.origin;
    if (isOurs) request.headers["X-CSRFToken"] = csrfToken;
    return request;
  },
});

/** What Swagger UI leaves out: names of its lists, a way to scroll samples by keyboard. */
function repair() {
  for (const select of box.querySelectorAll("select:not([aria-label])")) {
    const parameter = select.closest("tr")?.querySelector(".parameter__name")?.firstChild;
    select.setAttribute("aria-label", parameter?.textContent || "Example");
  }
  for (const sample of box.querySelectorAll("pre:not([tabindex])")) sample.tabIndex = 0;
  for (const table of box.querySelectorAll('table[role="region"]')) table.removeAttribute("role");
}

new MutationObserver(repair).observe(box, { childList: true, subtree: true });

/** Swagger UI knows the dark theme by a class on the root. */
function followTheme() {
  const theme = document.documentElement.dataset.theme ?? (darkness.matches ? "dark" : "light");
  document.documentElement.classList.toggle("dark-mode", theme === "dark");
}

new MutationObserver(followTheme).observe(document.documentElement, { attributeFilter: ["data-theme"] });
darkness.addEventListener("change", followTheme);
followTheme();
