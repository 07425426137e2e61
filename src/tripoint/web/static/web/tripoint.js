// What pages do better with scripts; everything works without them.
//   [data-draft]  a form whose typing is kept on the device, encrypted, until it is saved on the node
//   [data-offline]  a form that can be sent without a link: it waits on the device, and goes when it can
//   [data-live]   a part of the page that is fetched again while the page is open
//   [data-copy]   a button that copies a text
//   details.fold  open where there is room
"use strict";

// ---- the device's own store (device.js) ----
const keeps = "indexedDB" in window && window.isSecureContext;
const pageOfficer = document.body.dataset.officer || "";
const isShell = "shell" in document.body.dataset; // a page that was kept here: whose it is, only the device knows
const SHELL_SHOWS = 30 * 60000; // milliseconds: as long as a session may stand idle; older drafts wait for the node's page
const entered = !keeps ? Promise.resolve() : "signedOut" in document.body.dataset
  ? device.wipe().then(() => { indexedDB.deleteDatabase("tripoint"); localStorage.removeItem("tripoint-shells"); return caches.delete("tripoint-shells"); })
  : pageOfficer || isShell ? device.enter(pageOfficer, document.body.dataset.post) : Promise.resolve();
entered.catch(() => {});

// ---- forms whose typing is kept ----
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "next", "once"]);

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

const tokenOf = async (form) => form.elements.csrfmiddlewaretoken?.value || (await device.here()).token;

function keepDraft(form) {
  const name = form.dataset.draft;
  const state = document.querySelector("[data-draft-state]");
  let timer = 0;
  let changed = false;
  let leaving = false; // the page that comes may have been asked for before the node had the draft: it finds it here
  let turn = Promise.resolve();

  const say = (text, time) => { if (state) state.querySelector("span").textContent = text.replace("{time}", time || ""); };

  async function save() {
    const values = valuesOf(form);
    if (keeps) await entered.then(() => device.drafts.keep(name, values)); // first here: the link may hang
    changed = false;
    try {
      const answer = await device.call(form.dataset.draftUrl, {
        method: "PUT", body: JSON.stringify(values),
        headers: { "Content-Type": "application/json", "X-CSRFToken": await tokenOf(form) },
      });
      if (!answer.ok) throw new Error(answer.status);
      say(state?.dataset.saved || "", (await answer.json()).saved);
      if (keeps && !changed && !leaving) await device.drafts.forget(name);
    } catch {
      say(state?.dataset.waiting || "");
      clearTimeout(timer);
      changed = true;
      timer = setTimeout(later, 15000);
    }
  }
  const later = () => { turn = turn.then(save).catch(() => say(state?.dataset.lost || "")); return turn; };
  const soon = () => { changed = true; clearTimeout(timer); timer = setTimeout(later, 500); };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.addEventListener("online", () => { if (changed) later(); });
  window.addEventListener("pagehide", () => { if (changed) later(); });
  window.addEventListener("beforeunload", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (!navigator.onLine) {
      event.preventDefault();
      later();
      say(state?.dataset.offline || "");
      return;
    }
    clearTimeout(timer);
    changed = false;
    if (keeps) turn.then(() => device.drafts.forget(name)).catch(() => {});
  });
  // It left this page: for the queue, or for the node.
  form.forgetDraft = async () => {
    clearTimeout(timer);
    changed = false;
    await turn;
    await device.drafts.forget(name);
    say("");
  };
  if (keeps) {
    entered.then(() => device.drafts.read(name, isShell ? Date.now() - SHELL_SHOWS : 0)).then((values) => {
      if (values) { fill(form, values); later(); }
    }).catch(() => {});
    // A form that came back from the queue with its problems: it is a draft now, and waits no more.
    const once = form.elements.once?.value;
    entered.then(device.list).then(async (all) => {
      if (!all.some((one) => one.once === once)) return;
      await device.drafts.keep(name, valuesOf(form));
      await device.drop(once);
      later();
    }).catch(() => {});
  }
}

for (const form of document.querySelectorAll("form[data-here]")) { // a kept page stands in the place of a matter's
  const [matter] = location.pathname.match(/[^/]{43}$/) || [""];
  form.action = `${location.pathname}/${form.dataset.here}`;
  form.dataset.draft = `${form.dataset.here}:${matter}`;
  form.dataset.draftUrl = `/drafts/${form.dataset.draft}`;
}
if (isShell) { // an hour that the node filled in is that at which the page was kept
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  document.querySelectorAll("input[type=datetime-local]").forEach((box) => { box.value = now; });
}
document.querySelectorAll("form[data-draft]").forEach(keepDraft);

// ---- what waits, and forms that may have to (waiting.js): asked for where there is one of them ----
const place = document.querySelector("[data-waiting]");
const SHELLS_AFTER = 3000; // milliseconds
const SHELLS = "tripoint-shells"; // the cache of empty pages, and of the words of waiting.js

async function wordsOf(address) {
  const known = await caches.match(address, { ignoreVary: true });
  if (known && !pageOfficer) return known.text();
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    await (await caches.open(SHELLS)).put(address, answer.clone());
    return await answer.text();
  } catch (problem) {
    if (known) return known.text();
    throw problem;
  }
}

if (keeps && place && !("signedOut" in document.body.dataset)) {
  entered.then(device.count).then(async (number) => {
    if (!number && !document.querySelector("form[data-offline]")) return;
    place.insertAdjacentHTML("afterbegin", await wordsOf(place.dataset.words));
    const script = document.createElement("script");
    script.src = place.dataset.script;
    document.head.append(script);
  }).catch(() => {});
  document.querySelector("form[data-leave]")?.addEventListener("submit", async (event) => {
    const form = event.currentTarget;
    if (form.dataset.sure) return;
    event.preventDefault();
    if (await device.count().catch(() => 0) && !confirm(form.dataset.leave)) return;
    form.dataset.sure = "1";
    form.submit();
  });
}

// ---- the worker, and the forms that it shows where there is no link ----
if (keeps && pageOfficer && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/worker.js").catch(() => {}); // without a trusted certificate there is none
  const kept = `${document.documentElement.lang} ${document.body.dataset.post} ${document.querySelector("script[src*=tripoint]").src}`;
  const shells = (document.body.dataset.shells || "").split(" ").filter(Boolean);
  if (localStorage.getItem("tripoint-shells") !== kept) setTimeout(() => { // the page itself goes first
    caches.open(SHELLS).then(async (cache) => {
      for (const address of [...shells, place?.dataset.words].filter(Boolean)) {
        const answer = await fetch(address, { redirect: "error" });
        if (answer.ok) await cache.put(address, answer);
      }
      localStorage.setItem("tripoint-shells", kept);
    }).catch(() => {});
  }, SHELLS_AFTER);
}

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
for (const summary of document.querySelectorAll(".message > summary")) { // a tap, and one can type
  summary.addEventListener("click", (event) => {
    const fold = summary.parentNode;
    if (fold.open) return;
    event.preventDefault();
    fold.open = true; // within the tap: telephones show their keys only for that
    fold.querySelector("[name=text]").focus();
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
