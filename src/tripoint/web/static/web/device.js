// What waits on this device, for pages and for the worker (worker.js) alike: drafts that could not reach the node, and
// forms that go once there is a link. All of it is encrypted (AES-256-GCM) with a key that no script can read out, belongs
// to the officer who signed in last, and is gone at sign-out, at another officer's sign-in, and after KEPT_DAYS.
"use strict";
const device = (() => {
  const STORE = "tripoint";
  const VERSION = 2;
  const KEPT_DAYS = 7;
  const DAY = 24 * 3600 * 1000; // milliseconds
  const PATIENCE = 30000; // milliseconds: a call that is not answered by then counts as lost
  const PIECE = 128 * 1024; // bytes: four seconds at 256 kbit/s
  const TAG = "tripoint-send"; // the lock, and the background sync
  const news = new BroadcastChannel("tripoint");
  const bytes = (text) => new TextEncoder().encode(text);
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const digest = async (file) => hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));

  class Refused extends Error { // by the node, in its words for the officer, with its code
    constructor({ title = "", code = "" }) { super(title); this.code = code; }
  }

  function open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(STORE, VERSION);
      request.onupgradeneeded = () => {
        for (const name of ["keys", "drafts", "queue"]) {
          if (request.result.objectStoreNames.contains(name)) request.result.deleteObjectStore(name);
          request.result.createObjectStore(name);
        }
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // One transaction over the stores named; `act` gets them and gives the request whose result counts.
  async function inStore(names, mode, act) {
    const store = await open();
    try {
      return await new Promise((resolve, reject) => {
        const turn = store.transaction(names, mode);
        const request = act(...[].concat(names).map((name) => turn.objectStore(name)));
        turn.oncomplete = () => resolve(request?.result);
        turn.onerror = turn.onabort = () => reject(turn.error);
      });
    } finally {
      store.close();
    }
  }

  // ---- whose it is: every window works for the officer who was there when it was loaded, and for nobody else ----
  let mine;
  const officer = () => inStore("keys", "readonly", (keys) => keys.get("officer"));
  const isMine = async () => mine !== undefined && (await officer()) === mine;

  // `who`: the officer whose page this is; "" for a page that was kept here, and for the worker.
  async function enter(who, post) {
    const before = await officer();
    mine = who || before;
    if (mine === undefined) return;
    if (before !== undefined && before !== mine) await wipe();
    if (before !== mine) await inStore("keys", "readwrite", (keys) => keys.put(mine, "officer"));
    if (post) await inStore("keys", "readwrite", (keys) => keys.put(post, "post"));
    const old = Date.now() - KEPT_DAYS * DAY;
    await inStore(["drafts", "queue"], "readwrite", (...stores) => {
      for (const store of stores) {
        store.openCursor().onsuccess = ({ target: { result: at } }) => {
          if (!at) return;
          if (at.value.made < old) at.delete();
          at.continue();
        };
      }
    });
  }

  const post = () => inStore("keys", "readonly", (keys) => keys.get("post")); // that of the last page from the node

  async function wipe() {
    await inStore(["keys", "drafts", "queue"], "readwrite", (...stores) => { stores.forEach((one) => one.clear()); });
    news.postMessage("changed");
  }

  async function ownKey() {
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Of two windows that come here at once the first one's key stays; after sign-out nobody is here, and nothing is kept.
    const key = await inStore("keys", "readwrite", (keys) => {
      const found = {};
      keys.get("officer").onsuccess = ({ target: { result: now } }) => {
        if (now === undefined || now !== mine) return;
        keys.get("key").onsuccess = ({ target: { result: first } }) => {
          found.result = first || fresh;
          if (!first) keys.put(fresh, "key");
        };
      };
      return found;
    });
    if (!key) throw new Error("signed-out");
    return key;
  }

  async function seal(place, clear) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = bytes(`${mine} ${place}`);
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, await ownKey(), clear) };
  }

  async function unseal(place, { iv, sealed }) {
    const additionalData = bytes(`${mine} ${place}`);
    return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, await ownKey(), sealed);
  }

  // Whoever leaves while something is being sealed takes it along: under a key that is gone it would only stand in the way.
  async function keepMine(name, value, place) {
    const is = await inStore(["keys", name], "readwrite", (keys, all) => {
      const found = { result: false };
      keys.get("officer").onsuccess = ({ target: { result: now } }) => {
        found.result = now !== undefined && now === mine;
        if (found.result) all.put(value, place);
      };
      return found;
    });
    if (!is) throw new Error("signed-out");
  }

  const sealJson = (place, values) => seal(place, bytes(JSON.stringify(values)));
  const unsealJson = async (place, kept) => JSON.parse(new TextDecoder().decode(await unseal(place, kept)));

  // ---- drafts ----
  const drafts = {
    async keep(form, values) {
      const kept = { made: Date.now(), ...await sealJson(`draft ${form}`, values) };
      await keepMine("drafts", kept, form);
    },
    async read(form, newest = 0) {
      const kept = await inStore("drafts", "readonly", (all) => all.get(form));
      return kept && kept.made >= newest && await isMine() ? unsealJson(`draft ${form}`, kept) : null;
    },
    forget: (form) => inStore("drafts", "readwrite", (all) => all.delete(form)),
  };

  // ---- forms that wait to be sent; `once` is the key under which the node takes each of them a single time ----
  // head: {title, action, fields: [[name, text]], post, file: null or {box, name, type, sha256, place, upload}}
  async function put(once, head, file) {
    const kept = { made: Date.now(), state: "waiting", head: await sealJson(`head ${once}`, head) };
    if (file) kept.file = await seal(`file ${once}`, await file.arrayBuffer());
    await keepMine("queue", kept, once);
    news.postMessage("changed");
  }

  async function change(once, state, head) {
    const sealed = head && await sealJson(`head ${once}`, head);
    await inStore("queue", "readwrite", (queue) => {
      queue.get(once).onsuccess = ({ target: { result: kept } }) => {
        if (kept) queue.put({ ...kept, state: state || kept.state, head: sealed || kept.head }, once);
      };
    });
    news.postMessage("changed");
  }

  async function drop(once) {
    await inStore("queue", "readwrite", (queue) => queue.delete(once));
    news.postMessage("changed");
  }

  // The oldest first: {once, made, state, head}.
  async function list() {
    if (!await isMine()) return [];
    const found = [];
    await inStore("queue", "readonly", (queue) => {
      queue.openCursor().onsuccess = ({ target: { result: at } }) => {
        if (!at) return;
        found.push({ once: at.key, ...at.value });
        at.continue();
      };
    });
    for (const one of found) one.head = await unsealJson(`head ${one.once}`, one.head);
    return found.sort((one, other) => one.made - other.made);
  }
  const count = () => inStore("queue", "readonly", (queue) => queue.count()); // also where nobody is signed in

  // ---- the node ----
  async function call(address, options = {}) {
    const answer = await fetch(address, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });
    if (answer.type === "opaqueredirect") throw new Error("signed-out");
    if (answer.status >= 500 || answer.status === 429) throw new Error("waiting");
    return answer;
  }

  // Who is signed in now, in which post, with a fresh token; and which of `keys` the node has taken already.
  async function here(keys = []) {
    const answer = await call(`/device?${new URLSearchParams(keys.map((key) => ["once", key]))}`, { headers: { "X-Poll": "1" } });
    if (!answer.ok) throw new Error("waiting");
    return answer.json();
  }

  // Sends a file in pieces that resume. `place` remembers where: get() and set(address). Gives its id and what was made.
  async function upload({ file, sha256, token, uploads, place, watch = () => true }) {
    const ask = (address, options) => call(address, { ...options, headers: { "X-CSRFToken": token, ...options.headers } });
    const refuse = async (answer) => {
      await place.set("");
      throw new Refused(await answer.json().catch(() => ({})));
    };
    let address = await place.get();
    let offset = 0;
    if (address) {
      const answer = await ask(address, { method: "HEAD" });
      if (answer.ok) offset = Number(answer.headers.get("Upload-Offset"));
      else address = "";
    }
    if (!address) {
      const answer = await ask(uploads, {
        method: "POST", body: JSON.stringify({ size: file.size, sha256 }), headers: { "Content-Type": "application/json" },
      });
      if (!answer.ok) await refuse(answer);
      address = answer.headers.get("Location");
      await place.set(address);
    }
    for (;;) {
      if (!watch(offset, file.size)) return null;
      const piece = file.slice(offset, offset + PIECE);
      const answer = await ask(address, {
        method: "PATCH", body: piece,
        headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset, "Upload-Name": encodeURIComponent(file.name) },
      });
      if (answer.status === 200) return [address.split("/").pop(), await answer.json()];
      if (answer.status === 204) offset = Number(answer.headers.get("Upload-Offset"));
      else if (answer.status === 409) offset = Number((await ask(address, { method: "HEAD" })).headers.get("Upload-Offset"));
      else await refuse(answer);
    }
  }

  // ---- sending: one window or the worker at a time; what the last turn came to is the answer ----
  const send = () => navigator.locks.request(TAG, { ifAvailable: true }, (lock) => (lock ? turn() : { state: "busy", sent: {} }));

  async function turn() {
    const all = await list();
    const sent = {}; // key to the page that followed
    const titles = [];
    if (!all.length) return { state: "", sent, titles };
    let state = "";
    try {
      const now = await here(all.map((one) => one.once));
      if (now.officer !== mine) return { state: "signed-out", sent, titles };
      for (const one of all) {
        if (one.once in now.taken) {
          sent[one.once] = now.taken[one.once];
          await drop(one.once);
          titles.push(one.head.title);
        } else if (one.state === "waiting") {
          if (one.head.post !== now.post) { state = "other-post"; continue; }
          const to = await sendOne(one, now);
          if (to === null) continue;
          sent[one.once] = to;
          titles.push(one.head.title);
        }
      }
    } catch (problem) {
      state = problem.message === "signed-out" ? "signed-out" : "waiting";
    }
    return { state, sent, titles };
  }

  // One form at once, from the page in which it was written; what else waits keeps its turn. The server takes it once.
  async function sendNow(once, now) {
    const one = (await list()).find((waiting) => waiting.once === once);
    if (!one || now.officer !== mine) return { state: "waiting", sent: {} };
    try {
      const to = await sendOne(one, now);
      return { state: "", sent: to === null ? {} : { [once]: to } };
    } catch (problem) {
      return { state: problem.message === "signed-out" ? "signed-out" : "waiting", sent: {} };
    }
  }

  // The page that follows, or null when the node did not take it; throws when there is no link.
  async function sendOne({ once, head, file }, { token, officer: who, post }) {
    const body = new FormData();
    for (const [name, text] of head.fields) body.append(name, text);
    if (file) {
      const photo = new File([await unseal(`file ${once}`, file)], head.file.name, { type: head.file.type });
      const place = {
        get: () => head.file.place,
        set: async (address) => { head.file.place = address; await change(once, "", head); },
      };
      try {
        [head.file.upload] = await upload({ file: photo, sha256: head.file.sha256, token, uploads: head.file.uploads, place });
      } catch (problem) {
        if (!(problem instanceof Refused)) throw problem;
        await change(once, "refused", { ...head, file: { ...head.file, upload: `refused-${problem.code}` } }); // the page says why
        return null;
      }
      body.set(`${head.file.box}_upload`, head.file.upload);
    }
    body.set("once", once);
    body.set("once_for", `${who}:${post}`);
    const answer = await call(head.action, { method: "POST", body, headers: { "X-CSRFToken": token, "X-Waited": "1" } });
    const said = await answer.json().catch(() => ({}));
    if (said.state === "sent") {
      await drop(once);
      news.postMessage({ sent: head.title, to: said.to });
      return said.to;
    }
    if (said.state === "running" || said.state === "other") throw new Error("waiting");
    await change(once, said.state === "unknown" ? "unknown" : "refused", head);
    return null;
  }

  return { Refused, TAG, PIECE, digest, inStore, enter, post, wipe, drafts, put, change, drop, list, count, call, here, upload, send, sendNow, news, ownKey };
})();
