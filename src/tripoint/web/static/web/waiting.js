// Forms that are sent with a link or without, and the line that tells what waits. Comes after tripoint.js, where needed.
"use strict";

(() => {
const said = place.firstElementChild.dataset; // the words, which tripoint.js has fetched
const word = (key) => said[key.replace(/-(.)/g, (_, letter) => letter.toUpperCase())];
const newKey = () => crypto.randomUUID();

function sendAnyhow() { // ahead of what keeps the draft
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("offline" in form.dataset)) return;
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
  }, true);
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
  done = "";
  await form.forgetDraft?.();
  tell(word("sending"));
  const token = form.elements.csrfmiddlewaretoken?.value;
  const { state, sent } = token ? await device.sendNow(once, { officer: pageOfficer, post: head.post, token }) : await goOn();
  if (once in sent) {
    if (form.elements.once) form.elements.once.value = newKey(); // who comes back to this page writes another form
    location.assign(sent[once]);
    return;
  }
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
  HTMLFormElement.prototype.submit.call(form); // a box of the form may be named "submit"
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
let done = ""; // what went last, from this window or another

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
  if (!number) { tell(done); return; }
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
  HTMLFormElement.prototype.submit.call(form); // a box of the form may be named "submit"
}

// Another turn: from this window while it is open, else from the worker when the browser sees a link.
function later() {
  clearTimeout(nextTurn);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register(device.TAG)).catch(() => {});
  nextTurn = setTimeout(() => goOn().catch(() => {}), wait);
  wait = Math.min(2 * wait, LAST_WAIT);
}

// One turn of sending; while something waits for a link, another one later.
async function goOn() {
  clearTimeout(nextTurn);
  const result = await device.send();
  lastState = result.state;
  if (result.titles?.length) done = word("sent").replace("{title}", result.titles.at(-1));
  await showWaiting();
  if (["waiting", "busy"].includes(result.state)) later(); else {
    wait = FIRST_WAIT;
  }
  return result;
}

  const soon = () => { wait = FIRST_WAIT; goOn().catch(() => {}); };
  device.news.addEventListener("message", ({ data }) => {
    if (data.sent) done = word("sent").replace("{title}", data.sent); // from another window, or by the worker
    showWaiting().catch(() => {});
  });
  addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  entered.then(device.count).then((number) => {
    if (number && (pageOfficer || isShell)) soon(); else showWaiting();
  }).catch(() => {});
  sendAnyhow();
  place.dataset.ready = "1";
})();
