// Saves a draft while it is typed. Nothing is kept in the browser: what is not saved stands in the form, and is said to.
//
// <form data-autosave-url="..."> posts the fields that changed, as the form would. A group with nothing ticked is sent
// as one empty value. The answer is 204, or 200 with {"saved_at": "2026-11-17T11:20:00+00:00"}, and with
// {"elsewhere": {"words": ["..."]}} when another window changed an answer since this page was drawn: both are kept.
// A form with data-shows="preview" asks for {"parts": {"preview": "<h2>..."}}: each goes where data-live names it.
import { signInAgain } from "./again.js";
import { offerBoth } from "./elsewhere.js";

const WAIT = 2000; // milliseconds from the first unsaved key to the post
const PATIENCE = 6000; // milliseconds for an answer: a line that swallows everything must not look like a slow one
const RETRY = [1000, 2000, 4000];
const TELL_EVERY = 5000;
const NOT_SAVED = "Not saved. Check your connection";
const REFUSED = "Not saved. Use the button at the end of the page";
const SIGNED_OUT = "Not saved. You are signed out. Sign in again; what you typed stays here.";
const BOTH = "Saved. An answer was changed in another window: choose below";
const TOKEN = "csrfmiddlewaretoken";
const CARRIED = ["_drawn", "_window"];

class Status {
  constructor(place) {
    this.place = place;
    this.savedAt = Date.parse(place?.dataset.savedAt ?? "") || null;
    window.setInterval(() => this.tellAge(), TELL_EVERY);
  }

  saved(at) {
    this.savedAt = at;
    if (!this.place) return;
    this.place.classList.remove("fd-save--wrong");
    if (!this.age) {
      const word = document.createElement("strong");
      word.textContent = this.place.dataset.savedWord ?? "Saved";
      this.age = document.createElement("span");
      // Seconds tick on for the eye only; a screen reader hears "Saved" once.
      this.age.setAttribute("aria-hidden", "true");
      this.place.replaceChildren(tick(), word, " ", this.age);
    }
    this.tellAge();
  }

  wrong(sentence) {
    this.age = null;
    if (!this.place || this.place.textContent === sentence) return;
    this.place.classList.add("fd-save--wrong");
    this.place.textContent = sentence;
  }

  tellAge() {
    if (!this.age || !this.savedAt) return;
    const seconds = Math.max(0, Math.round((Date.now() - this.savedAt) / 1000));
    this.age.textContent = seconds < 60 ? `${count(seconds, "second")} ago` : `${count(Math.floor(seconds / 60), "minute")} ago`;
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    // A page may hold several forms: each has its own mark, or the one of the page stands above it.
    this.status = new Status(form.querySelector("[data-save-status]") ?? document.querySelector("[data-save-status]"));
    this.changed = new Set();
    this.mine = new Set();
    this.number = 0;
    this.failures = 0;
    this.busy = null;
    this.timer = null;
    form.addEventListener("input", (event) => this.note(event));
    form.addEventListener("change", (event) => this.note(event, 0));
    form.addEventListener("focusout", () => this.changed.size && !this.failures && !this.refused && this.soon(0));
    form.addEventListener("submit", (event) => !event.defaultPrevented && this.send(event));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("beforeunload", (event) => this.failures && this.changed.size && event.preventDefault());
    window.addEventListener("online", () => this.changed.size && this.soon(0));
    window.addEventListener("offline", () => this.changed.size && this.status.wrong(NOT_SAVED));
    window.addEventListener("focus", () => this.signedOut && this.soon(0));
    window.addEventListener("pageshow", () => (this.stopped = false));
  }

  note(event, wait = WAIT) {
    const { name, type } = event.target;
    if (!name || name === TOKEN || name.startsWith("_") || type === "file" || type === "password") return;
    this.lastKey = Date.now();
    this.changed.add(name);
    this.refused = false;
    if (!this.failures || wait === 0) this.soon(this.failures ? RETRY[0] : wait);
  }

  soon(wait) {
    if (this.stopped || (this.timer && wait > 0)) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), wait);
  }

  stop() {
    this.stopped = true;
    window.clearTimeout(this.timer);
    this.timer = null;
  }

  body(names) {
    const all = new FormData(this.form);
    const some = new FormData();
    some.append(TOKEN, this.token());
    this.number += 1;
    some.append("_number", String(this.number));
    // The form itself says how many of these went before it, so that one that a slow line brings later is known for late.
    const counted = this.form.querySelector("input[name=_number]");
    if (counted) counted.value = String(this.number);
    for (const name of CARRIED) if (all.has(name)) some.append(name, all.get(name));
    if (this.form.dataset.shows) some.append("_shows", this.form.dataset.shows);
    for (const name of this.mine) some.append("_mine", name);
    for (const name of names) {
      const values = all.getAll(name);
      (values.length ? values : [""]).forEach((value) => some.append(name, value));
    }
    return some;
  }

  token() {
    return this.form.querySelector(`input[name=${TOKEN}]`)?.value ?? "";
  }

  post(names, keepalive = false) {
    return fetch(this.form.dataset.autosaveUrl, {
      method: "POST",
      body: this.body(names),
      headers: { Accept: "application/json", "X-Requested-With": "autosave" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive,
      signal: keepalive ? undefined : AbortSignal.timeout(PATIENCE),
    });
  }

  // What was typed is kept before the form leaves: a dead line or an ended session then costs nothing, and no older
  // words can arrive behind those of the form. When the server says no, the form goes, and the page says why.
  async send(event) {
    if (this.stopped || (!this.changed.size && !this.busy)) return this.stop();
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const { submitter } = event;
    try {
      await this.busy;
      if (this.changed.size) await this.save();
      if (this.changed.size && !this.refused) return;
    } finally {
      this.sending = false;
    }
    delete this.form.dataset.sent;
    this.stop();
    this.form.requestSubmit(submitter?.form === this.form ? submitter : undefined);
  }

  save() {
    window.clearTimeout(this.timer);
    this.timer = null;
    if (this.busy || this.stopped || !this.changed.size) return this.busy;
    this.busy = this.saveNow();
    return this.busy;
  }

  async saveNow() {
    const names = [...this.changed];
    this.changed.clear();
    try {
      const answer = await this.post(names);
      if (answer.ok) await this.succeed(answer);
      else await this.fail(names, answer);
    } catch {
      this.again(names, NOT_SAVED);
    } finally {
      this.busy = null;
    }
    if (this.changed.size && !this.failures && !this.refused) this.soon(WAIT);
  }

  async succeed(answer) {
    this.failures = 0;
    this.signedOut = false;
    this.dialog?.done();
    this.dialog = null;
    const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    // How long ago is counted on this computer; the server's own time would be off by the difference of the clocks.
    this.status.saved(Date.now());
    if (json.saved_at && this.status.place) this.status.place.dataset.savedAt = json.saved_at;
    for (const [name, html] of Object.entries(json.parts ?? {})) follow(name, html);
    for (const [name, values] of Object.entries(json.elsewhere ?? {})) this.offer(name, values);
  }

  offer(name, values) {
    this.status.wrong(BOTH);
    offerBoth(this.form, name, values, () => {
      this.mine.add(name);
      this.changed.add(name);
      this.soon(0);
    });
  }

  async fail(names, answer) {
    const outside = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
    if (outside) {
      this.signedOut = !(await this.freshToken());
      this.again(names, this.signedOut ? SIGNED_OUT : NOT_SAVED);
      if (this.signedOut && this.form.dataset.signIn) this.askToSignIn();
    } else if (answer.status >= 500 || answer.status === 408 || answer.status === 429) {
      this.again(names, NOT_SAVED);
    } else {
      // The server has read it and said no: sending the same again would change nothing.
      names.forEach((name) => this.changed.add(name));
      this.failures = 0;
      this.refused = true;
      this.status.wrong(REFUSED);
    }
  }

  // Never in the middle of a word: a window that opens takes the keys.
  askToSignIn() {
    if (this.dialog) return;
    this.dialog = signInAgain({
      address: this.form.dataset.signIn,
      quiet: () => Date.now() - (this.lastKey ?? 0),
      again: () => this.soon(0),
    });
  }

  again(names, sentence) {
    names.forEach((name) => this.changed.add(name));
    this.status.wrong(sentence);
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    this.soon(wait);
  }

  // Signing in again changes the secret behind the form, so this page fetches the new one from its own address,
  // or from the one that the form names: an answer to a post has an address that cannot be asked again.
  async freshToken() {
    try {
      const answer = await fetch(this.form.dataset.autosavePage ?? window.location.href, { credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector(`form[data-autosave-url] input[name=${TOKEN}]`);
      if (!found) return false;
      document.querySelectorAll(`input[name=${TOKEN}]`).forEach((input) => (input.value = found.value));
      return true;
    } catch {
      return false;
    }
  }

  leave() {
    if (this.stopped || !this.changed.size) return;
    const names = [...this.changed];
    this.changed.clear();
    this.post(names, true).then(
      (answer) => (answer.ok ? this.succeed(answer) : this.fail(names, answer)),
      () => this.again(names, NOT_SAVED),
    );
  }
}

// What is the same stays as it is, and nothing changes under somebody who stands in it.
function follow(name, html) {
  for (const place of document.querySelectorAll(`[data-live="${name}"]`)) {
    if (place.contains(document.activeElement) || shown.get(place) === html) continue;
    shown.set(place, html);
    place.innerHTML = html;
  }
}

const shown = new WeakMap();

function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function tick() {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const attributes = { class: "fd-tick", viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true" };
  Object.entries(attributes).forEach(([name, value]) => picture.setAttribute(name, value));
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M2 8.5l4 4 8-9");
  picture.append(path);
  return picture;
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
