// The box for a photo or PDF: makes a photo smaller on the device, then sends the file in pieces that resume.
// Without this script the file goes with the form.
"use strict";
(() => {
  const SIDE = 2560; // pixels, as the node keeps it: a chosen file may be a letter
  const SHOT_SIDE = 1600; // pixels of a photo that is taken here: 0.4 MB, a quarter of a minute at 256 kbit/s
  const LONGEST_WAIT = 30000; // milliseconds

  const pause = (time) => new Promise((resolve) => {
    const done = () => { clearTimeout(timer); removeEventListener("online", done); resolve(); };
    const timer = setTimeout(done, time);
    addEventListener("online", done);
  });

  // Upright, small, and drawn anew as JPEG: place, date and camera stay on the device. What the browser cannot decode
  // is sent as it is: the node cleans it, or says what is wrong with it.
  async function smaller(file, side) {
    const isHeic = /heic|heif/i.test(file.type) || /\.hei[cf]$/i.test(file.name);
    if (!(file.type.startsWith("image/") || isHeic)) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const sheet = canvas.getContext("2d");
      sheet.fillStyle = "#fff";
      sheet.fillRect(0, 0, canvas.width, canvas.height);
      sheet.imageSmoothingQuality = "high";
      sheet.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return made ? new File([made], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  }

  // A picture of HEIF's kinds (ISO/IEC 23008-12), by its first bytes as the node tells it, whatever its name says.
  const isHeif = async (file) => /^ftyp(hei[cmsx]|hevc|mif1|msf1|avi[fs])$/.test(await file.slice(4, 12).text());

  function attach(part) {
    const camera = part.querySelector("[data-camera]");
    const shoot = camera.querySelector("input");
    const box = part.querySelector("input[type=file]:not([capture])");
    const kept = part.querySelector("[data-upload-id]");
    const bar = part.querySelector("progress");
    const state = part.querySelector("[data-state]");
    const error = part.querySelector("[data-error]");
    const remove = part.querySelector("[data-remove]");
    const removal = part.querySelector("[data-removal]");
    const name = box.name;
    const words = (key) => part.getAttribute(`data-say-${key}`);
    let turn = 0; // a newly chosen file ends the sending of the one before

    const tokenOf = async () => part.closest("form").elements.csrfmiddlewaretoken?.value || (await device.here()).token;
    const ask = async (address, options) => device.call(address, { ...options, headers: { "X-CSRFToken": await tokenOf() } });
    const show = (text) => { state.textContent = text; };
    const complain = (text) => {
      error.hidden = !text;
      part.classList.toggle("bad", Boolean(text));
      error.querySelector("span").textContent = text;
      if (text) box.setAttribute("aria-invalid", "true"); else box.removeAttribute("aria-invalid");
    };
    const keep = (upload) => {
      kept.value = upload;
      box.name = upload ? "" : name; // the form then carries the id instead of the file
      removal.hidden = !upload;
      kept.dispatchEvent(new Event("input", { bubbles: true })); // the draft remembers it
    };
    const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, {
      style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1,
    }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));

    // The upload that was begun for the same file before the page was loaded anew goes on.
    async function send(file, sha256, mine) {
      const watch = (offset, whole) => {
        bar.value = (100 * offset) / whole;
        show(offset + device.PIECE < whole ? words("sending").replace("{percent}", Math.floor(bar.value)) : words("checking"));
        return mine === turn;
      };
      const place = {
        get: () => sessionStorage.getItem(sha256),
        set: (address) => { if (address) sessionStorage.setItem(sha256, address); else sessionStorage.removeItem(sha256); },
      };
      return device.upload({ file, sha256, token: await tokenOf(), uploads: part.dataset.attachment, place, watch });
    }

    const put = (file) => {
      const held = new DataTransfer();
      held.items.add(file);
      box.files = held.files;
    };
    let shot = null;
    camera.hidden = false;
    camera.querySelector("button").addEventListener("click", () => shoot.click());
    shoot.addEventListener("change", () => {
      if (!shoot.files.length) return;
      put(shoot.files[0]);
      [shot] = box.files;
      shoot.value = "";
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });

    box.addEventListener("change", async () => {
      const mine = ++turn;
      const chosen = box.files[0];
      if (kept.value) keep("");
      complain("");
      if (!chosen || !window.isSecureContext) return;
      show(words("preparing"));
      const file = await smaller(chosen, chosen === shot ? SHOT_SIDE : SIDE);
      if (mine !== turn) return;
      if (file !== chosen) put(file); // the form itself carries what was made smaller
      else if (await isHeif(chosen)) { // neither this browser nor the node can draw it: said now, with or without a link
        show("");
        complain(words("heic"));
        box.value = "";
        return;
      }
      const sha256 = await device.digest(file);
      bar.hidden = false;
      for (let wait = 1000; mine === turn; wait = Math.min(2 * wait, LONGEST_WAIT)) {
        try {
          const done = await send(file, sha256, mine);
          if (done) {
            sessionStorage.removeItem(sha256);
            keep(done[0]);
            show([words("kept").replace("{size}", size(done[1].size)), ...done[1].notes].join(" "));
          }
          break;
        } catch (problem) {
          if (problem instanceof device.Refused) {
            show("");
            complain(problem.message || words("failed"));
            box.value = "";
            break;
          }
          show(words(problem.message === "signed-out" ? "signed-out" : "waiting"));
          await pause(wait);
        }
      }
      if (mine === turn) bar.hidden = true;
    });

    part.addEventListener("tripoint:taken", () => { // the file waits with its form: this page sends it no further
      turn += 1;
      bar.hidden = true;
      box.name = name;
      kept.value = "";
      removal.hidden = true;
      show("");
    });

    remove.addEventListener("click", () => {
      turn += 1;
      if (kept.value) ask(`${part.dataset.attachment}/${kept.value}`, { method: "DELETE" }).catch(() => {});
      keep("");
      box.value = "";
      show("");
      complain("");
      box.focus();
    });

    if (kept.value) {
      box.name = "";
      removal.hidden = false;
      ask(`${part.dataset.attachment}/${kept.value}`, { method: "HEAD" }).then((answer) => {
        if (answer.ok) show(words("kept").replace("{size}", size(Number(answer.headers.get("Upload-Length")))));
        else keep("");
      }).catch(() => {});
    }
  }

  document.querySelectorAll("[data-attachment]").forEach(attach);
})();
