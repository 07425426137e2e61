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
  ? device.wipe().then(() => { indexedDB.deleteDatabase("tripoint"); return caches.delete("tripoint-shells"); })
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
      if (keeps && !changed) await device.drafts.forget(name);
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

// ---- forms that are sent with a link or without ----
const place = document.querySelector("[data-waiting]");
const word = (key) => place.getAttribute(`data-${key}`);
const newKey = () => crypto.randomUUID();

function sendAnyhow(form) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter && "online" in event.submitter.dataset) return; // needs the node's answer to go on
    event.preventDefault();
    if (form.dataset.busy) return; // pressed twice
    form.dataset.busy = "1";
    const buttons = [...form.querySelectorAll("button:not([type=button])")];
    buttons.forEach((one) => { one.disabled = true; });
    try {
      await queued(form, event.submitter);
    } catch {
      natively(form, event.submitter); // the device keeps nothing: the form goes as forms do
    } finally {
      delete form.dataset.busy;
      buttons.forEach((one) => { one.disabled = false; });
    }
  });
}

async function queued(form, submitter) {
  await entered;
  const once = form.elements.once?.value || newKey();
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const fields = [...data].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "once"].includes(name));
  const [box, file] = [...data].find(([, value]) => typeof value !== "string" && value.size) || [];
  const head = {
    title: form.dataset.offline, action: form.getAttribute("action") || location.pathname, fields,
    post: form.dataset.post || await device.post(), page: location.pathname, file: null,
  };
  if (file) {
    const sha256 = await device.digest(file);
    const uploads = form.querySelector("[data-attachment]").dataset.attachment;
    head.file = { box, name: file.name, type: file.type, sha256, uploads, place: sessionStorage.getItem(sha256) || "" };
    form.querySelector("[data-attachment]").dispatchEvent(new Event("tripoint:taken")); // the queue sends it from here
  }
  await device.put(once, head, file);
  await form.forgetDraft?.();
  tell(word("sending"));
  const token = form.elements.csrfmiddlewaretoken?.value;
  const { state, sent } = token ? await device.sendNow(once, { officer: pageOfficer, post: head.post, token }) : await goOn();
  if (once in sent) { location.assign(sent[once]); return; }
  const kept = (await device.list()).find((one) => one.once === once);
  if (kept?.state === "refused" && navigator.onLine) { // the page that comes says what is wrong, with all that was typed
    await openAgain(kept, token);
    return;
  }
  lastState = state;
  later();
  await showWaiting();
  form.reset();
  form.querySelectorAll("[data-attachment]").forEach((one) => one.dispatchEvent(new Event("tripoint:taken")));
  if (form.elements.once) form.elements.once.value = newKey();
  const fold = form.closest("details");
  if (fold) fold.open = false; else form.hidden = true;
  place.scrollIntoView({ block: "nearest" });
}

function natively(form, submitter) {
  if (submitter?.name) form.append(hidden(submitter.name, submitter.value));
  form.submit();
}

function hidden(name, value) {
  const box = document.createElement("input");
  Object.assign(box, { type: "hidden", name, value });
  return box;
}

// ---- what waits, on every page: how many, since when, and what became of each ----
const FIRST_WAIT = 5000; // milliseconds
const LAST_WAIT = 60000;
let wait = FIRST_WAIT;
let nextTurn = 0;
let lastState = "";

function tell(text) {
  place.hidden = !text;
  if (text) place.replaceChildren(paragraph(text));
}
function paragraph(text) {
  const line = document.createElement("p");
  line.className = "say";
  line.textContent = text;
  return line;
}
function button(text, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn flat", textContent: text });
  made.addEventListener("click", act);
  return made;
}
const at = (time) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }).format(time);

async function showWaiting() {
  const number = await device.count().catch(() => 0);
  if (!number) { if (!place.dataset.done) place.hidden = true; return; }
  const all = pageOfficer ? await device.list() : []; // elsewhere nobody has signed in: the number alone
  const since = all.length ? at(all[0].made) : "";
  const text = word("count").replace("{count}", new Intl.NumberFormat(document.documentElement.lang).format(number));
  const rows = document.createElement("ul");
  for (const one of all) {
    const row = document.createElement("li");
    const stuck = one.state !== "waiting";
    const state = stuck ? one.state : lastState === "waiting" || !lastState ? "waiting-for" : lastState;
    const title = document.createElement("b");
    title.textContent = one.head.title;
    const said = document.createElement("p");
    said.textContent = one.head.fields.filter(([name]) => name === "text").map(([, typed]) => typed).join(" ");
    row.append(title, ` ${at(one.made)} · ${word(state)}`, said);
    if (stuck) row.append(button(word("open"), () => openAgain(one)));
    row.append(button(word("delete"), () => { if (confirm(word("sure"))) device.drop(one.once).then(showWaiting); }));
    rows.append(row);
  }
  place.replaceChildren(paragraph(all.length ? text.replace("{time}", since) : word("door").replace("{count}", number)), rows);
  if (all.length && lastState === "signed-out") {
    const link = document.createElement("a");
    link.href = `${word("sign-in")}?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = word("sign");
    place.firstChild.append(" ", link);
  }
  place.hidden = false;
}

async function openAgain({ once, state, head }, known = "") {
  const token = known || (await device.here()).token;
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: head.action, hidden: true });
  head.fields.forEach(([name, text]) => form.append(hidden(name, text)));
  if (head.file?.upload) form.append(hidden(`${head.file.box}_upload`, head.file.upload));
  form.append(hidden("csrfmiddlewaretoken", token), hidden("once", state === "unknown" ? newKey() : once));
  if (state === "unknown") await device.drop(once);
  document.body.append(form);
  form.submit();
}

function later() {
  clearTimeout(nextTurn);
  nextTurn = setTimeout(() => goOn().catch(() => {}), wait);
  wait = Math.min(2 * wait, LAST_WAIT);
}

// One turn of sending; while something waits for a link, another one later.
async function goOn() {
  clearTimeout(nextTurn);
  const result = await device.send();
  lastState = result.state;
  await showWaiting();
  if (["waiting", "busy"].includes(result.state)) {
    later();
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register(device.TAG)).catch(() => {});
  } else {
    wait = FIRST_WAIT;
  }
  return result;
}

for (const form of document.querySelectorAll("form[data-here]")) { // a kept page stands in the place of a matter's
  const [matter] = location.pathname.match(/[^/]{43}$/) || [""];
  form.action = `${location.pathname}/${form.dataset.here}`;
  form.dataset.draft = `${form.dataset.here}:${matter}`;
  form.dataset.draftUrl = `/drafts/${form.dataset.draft}`;
}
if (keeps && place && !("signedOut" in document.body.dataset)) {
  const soon = () => { wait = FIRST_WAIT; goOn().catch(() => {}); };
  device.news.addEventListener("message", ({ data }) => {
    if (data.sent) { // sent from another window, or by the worker
      place.dataset.done = "1";
      tell(word("sent").replace("{title}", data.sent));
    } else showWaiting().catch(() => {});
  });
  addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  entered.then(device.count).then((number) => {
    if (number && (pageOfficer || isShell)) soon(); else showWaiting();
  }).catch(() => {});
  document.querySelectorAll("form[data-offline]").forEach(sendAnyhow);
  document.querySelector("form[data-leave]")?.addEventListener("submit", async (event) => {
    const form = event.currentTarget;
    if (form.dataset.sure) return;
    event.preventDefault();
    if (await device.count().catch(() => 0) && !confirm(form.dataset.leave)) return;
    form.dataset.sure = "1";
    form.submit();
  });
}
document.querySelectorAll("form[data-draft]").forEach(keepDraft);

// ---- the worker, and the forms that it shows where there is no link ----
if (keeps && pageOfficer && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/worker.js").catch(() => {}); // without a trusted certificate there is none
  const kept = `${document.documentElement.lang} ${document.body.dataset.post} ${document.querySelector("script[src*=tripoint]").src}`;
  const shells = (document.body.dataset.shells || "").split(" ").filter(Boolean);
  if (shells.length && localStorage.getItem("tripoint-shells") !== kept) {
    caches.open("tripoint-shells").then(async (cache) => {
      for (const address of shells) {
        const answer = await fetch(address, { redirect: "error" });
        if (answer.ok) await cache.put(address, answer);
      }
      localStorage.setItem("tripoint-shells", kept);
    }).catch(() => {});
  }
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
for (const link of document.querySelectorAll("[data-print]")) {
  link.hidden = false;
  link.addEventListener("click", () => window.print());
}

// ---- facts folded for a phone are open where there is room, and on paper ----
const folds = () => document.querySelectorAll("details.fold");
if (matchMedia("(min-width: 60.01rem)").matches) folds().forEach((one) => { one.open = true; });
addEventListener("beforeprint", () => folds().forEach((one) => { one.open = true; }));
