// The worker of this node's pages: static files from the device, and where there is no link the forms that need none.
// It keeps no page of a matter, and nothing that names a person.
"use strict";
importScripts("{% static 'web/device.js' %}");
const FILES = "tripoint-{{ version }}";
const SHELLS = "tripoint-shells"; // the forms' empty pages; pages put them there (tripoint.js)
const STATIC = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const FORMS = [{% for shell in shells %}[/{{ shell.pattern|safe }}/, "{{ shell.address|escapejs }}"]{% if not forloop.last %}, {% endif %}{% endfor %}];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(STATIC)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("tripoint-") && name !== FILES && name !== SHELLS).map((name) => caches.delete(name)),
  )).then(() => clients.claim()));
});

async function fromDevice(request) {
  const cache = await caches.open(FILES);
  const known = await cache.match(request, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone()); // named by their content: fonts come as they are used
  return answer;
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const path = new URL(request.url).pathname;
    const form = FORMS.find(([pattern]) => pattern.test(path));
    const shell = form && await (await caches.open(SHELLS)).match(form[1], { ignoreVary: true });
    if (!shell) throw problem;
    return shell;
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("{{ static_url|escapejs }}")) event.respondWith(fromDevice(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

addEventListener("sync", (event) => {
  if (event.tag !== device.TAG) return;
  event.waitUntil(device.enter("").then(device.send).then(({ state }) => {
    if (state === "waiting") throw new Error("no connection"); // the browser tries again later
  }));
});
