// What pages do better with scripts; everything works without them.
//   [data-draft]  a form whose typing is saved on the node, and waits on the device, encrypted, while that fails
//   [data-live]   a part of the page that is fetched again while the page is open
//   [data-copy]   a button that copies a text
//   details.fold  open where there is room
"use strict";

// ---- the device's own store: drafts that could not reach the node yet ----
const STORE = "tripoint";
const officer = document.body.dataset.officer || "";

function openStore() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(STORE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("drafts");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(name, mode, act) {
  const store = await openStore();
  try {
    return await new Promise((resolve, reject) => {
      const turn = store.transaction(name, mode);
      const request = act(turn.objectStore(name));
      turn.oncomplete = () => resolve(request.result);
      turn.onerror = turn.onabort = () => reject(turn.error);
    });
  } finally {
    store.close();
  }
}

// The key never leaves the browser (not extractable) and is forgotten with the last waiting draft, and at sign-out.
async function deviceKey() {
  const known = await inStore("keys", "readonly", (keys) => keys.get(officer));
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await inStore("keys", "readwrite", (keys) => keys.put(fresh, officer));
  return fresh;
}

const waiting = {
  name: (form) => `${officer} ${form}`,
  async keep(form, values) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const clear = new TextEncoder().encode(JSON.stringify(values));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await deviceKey(), clear);
    await inStore("drafts", "readwrite", (drafts) => drafts.put({ iv, sealed }, this.name(form)));
  },
  async read(form) {
    const kept = await inStore("drafts", "readonly", (drafts) => drafts.get(this.name(form)));
    if (!kept) return null;
    const key = await inStore("keys", "readonly", (keys) => keys.get(officer));
    if (!key) return null;
    const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, key, kept.sealed);
    return JSON.parse(new TextDecoder().decode(clear));
  },
  async forget(form) {
    await inStore("drafts", "readwrite", (drafts) => drafts.delete(this.name(form)));
    const left = await inStore("drafts", "readonly", (drafts) => drafts.getAllKeys());
    if (!left.some((name) => name.startsWith(`${officer} `))) {
      await inStore("keys", "readwrite", (keys) => keys.delete(officer));
    }
  },
};

if ("signedOut" in document.body.dataset && window.indexedDB) indexedDB.deleteDatabase(STORE);

// ---- forms whose typing is kept ----
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "next"]);

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !LEFT_OUT.has(name)) (values[name] ||= []).push(value);
  }
  return values;
}

function fill(form, values) {
  for (const box of form.elements) {
    if (!box.name || LEFT_OUT.has(box.name) || box.type === "file" || box.type === "hidden") continue;
    const texts = values[box.name] || [];
    if (box.type === "checkbox" || box.type === "radio") box.checked = texts.includes(box.value);
    else if (box.tagName === "SELECT") for (const option of box.options) option.selected = texts.includes(option.value);
    else if (box.tagName !== "BUTTON" && texts.length) box.value = texts.shift();
  }
}

function keepDraft(form) {
  const name = form.dataset.draft;
  const state = document.querySelector("[data-draft-state]");
  const token = form.elements.csrfmiddlewaretoken.value;
  let timer = 0;
  let changed = false;
  let turn = Promise.resolve();

  const say = (text, time) => { if (state) state.querySelector("span").textContent = text.replace("{time}", time || ""); };

  async function save() {
    const values = valuesOf(form);
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "PUT", body: JSON.stringify(values), redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      });
      if (!answer.ok) throw new Error(answer.status);
      changed = false;
      say(state?.dataset.saved || "", (await answer.json()).saved);
      if (window.indexedDB) await waiting.forget(name);
    } catch {
      await waiting.keep(name, values);
      say(state?.dataset.waiting || "");
      clearTimeout(timer);
      timer = setTimeout(later, 15000);
    }
  }
  const later = () => { turn = turn.then(save).catch(() => say(state?.dataset.lost || "")); };
  const soon = () => { changed = true; clearTimeout(timer); timer = setTimeout(later, 800); };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.addEventListener("online", () => { if (changed) later(); });
  window.addEventListener("pagehide", () => { if (changed) later(); });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      later();
      say(state?.dataset.offline || "");
      return;
    }
    clearTimeout(timer);
    changed = false;
    if (window.indexedDB) waiting.forget(name).catch(() => {});
  });
  if (window.indexedDB) {
    waiting.read(name).then((values) => {
      if (values) { fill(form, values); changed = true; later(); }
    }).catch(() => {});
  }
}
document.querySelectorAll("form[data-draft]").forEach(keepDraft);

// ---- parts of a page that stay fresh: a conditional request, which costs the node little and ties up no worker ----
const EVERY = 20000; // milliseconds

function stayFresh(part) {
  const title = document.title.replace(/^\(\d+\) /, "");
  let tag = part.dataset.tag;
  const count = (number) => { document.title = Number(number) > 0 ? `(${number}) ${title}` : title; };
  count(part.dataset.new || 0);

  async function look() {
    if (document.hidden) return;
    const answer = await fetch(part.dataset.live, { cache: "no-store", headers: { "If-None-Match": tag, "X-Poll": "1" } });
    if (answer.redirected) { clearInterval(timer); return; } // signed out meanwhile
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag");
    count(answer.headers.get("X-New") || 0);
    const here = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.innerHTML = await answer.text();
    if (here) part.querySelector(`a[href="${CSS.escape(here)}"]`)?.focus({ preventScroll: true });
  }
  const quietly = () => look().catch(() => {}); // no connection: the next turn tries again
  const timer = setInterval(quietly, EVERY);
  document.addEventListener("visibilitychange", quietly);
  part.addEventListener("tripoint:look", quietly);
}
document.querySelectorAll("[data-live]").forEach(stayFresh);

// ---- copying, and a menu that closes ----
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  const plain = button.parentNode.querySelector("[data-plain]"); // the same to be marked and copied by hand
  if (plain) plain.hidden = !button.hidden;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.done = "";
    setTimeout(() => delete button.dataset.done, 2000);
  });
}
const menu = document.querySelector("details.menu");
if (menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}
for (const link of document.querySelectorAll("[data-print]")) {
  link.hidden = false;
  link.addEventListener("click", () => window.print());
}

// ---- facts folded for a phone are open where there is room, and on paper ----
const folds = () => document.querySelectorAll("details.fold");
if (matchMedia("(min-width: 60.01rem)").matches) folds().forEach((one) => { one.open = true; });
addEventListener("beforeprint", () => folds().forEach((one) => { one.open = true; }));
