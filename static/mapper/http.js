/**
 * Talks to our own server: JSON in and out, the one error shape, and a plain word for "no answer".
 */

/** The server did not answer, or answered without sense (a gateway's page). */
export class NoAnswer extends Error {}

/** The server refused: `status`, `message`, `problems` from the error shape, `data` as it came. */
export class Refused extends Error {
  constructor(status, data) {
    super(data?.error?.message ?? "The server refused this.");
    this.status = status;
    this.problems = data?.error?.problems ?? [];
    this.data = data;
  }
}

/**
 * Send a request and return the answer's JSON (null when it has none).
 *
 * `body` is JSON text, or any text. Throws NoAnswer, Refused, or AbortError.
 */
export async function send(method, url, options = {}) {
  let { status, data } = await answer(method, url, options);
  if (isStaleToken(status, data) && (await renewToken())) {
    ({ status, data } = await answer(method, url, options));
  }
  if (status >= 500 || data === undefined) throw new NoAnswer(`${status} from ${url}`);
  if (status >= 400) throw new Refused(status, data);
  return data;
}

/** What to tell the user about a failed request. */
export function reasonOf(error) {
  if (error instanceof NoAnswer) return "The server did not answer. Your changes are kept.";
  if (error.status === 401) return "You are signed out. Sign in in another tab, then try again.";
  return error.message;
}

async function answer(method, url, { body, headers = {}, signal }) {
  const all = {
    Accept: "application/json",
    "X-CSRFToken": tokenPlace()?.content ?? "",
    ...headers,
  };
  if (body !== undefined) all["Content-Type"] = "application/json";
  const { status, text } = await fetched(url, { method, body, headers: all, signal });
  return { status, data: parsed(text) };
}

async function fetched(url, options) {
  try {
    const response = await fetch(url, { ...options, credentials: "same-origin" });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new NoAnswer(error.message);
  }
}

/** Signing in again, in another tab, makes this page's token stale. */
function isStaleToken(status, data) {
  const { code, message = "" } = data?.error ?? {};
  return status === 403 && (code === "csrf" || message.startsWith("CSRF"));
}

/** Fetch this page's token again; returns whether there is one (a sign-in page has its own). */
async function renewToken() {
  const { text } = await fetched(location.pathname, {});
  const fresh = tokenPlace(new DOMParser().parseFromString(text, "text/html"));
  if (fresh) tokenPlace().content = fresh.content;
  return Boolean(fresh);
}

function parsed(text) {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tokenPlace(page = document) {
  return page.querySelector('meta[name="csrf-token"]');
}
