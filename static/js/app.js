// What the pages do beyond plain HTML: every one of them works without this file. Words come from #words, in the
// person's language; nothing is calculated here, and no key decides anything.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const words = document.getElementById("words")?.dataset ?? {};
  const say = (name, parts = {}) => (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => parts[key] ?? "");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const clock = (when) => new Date(when).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const remembered = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); return true; } catch { return false; } },
    remove(key) { try { localStorage.removeItem(key); } catch { /* storage is off: nothing was kept */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  // --- Toast: one at a time, 8 seconds, paused under pointer or focus ----------------------------------------------
  const toasts = document.getElementById("toasts");
  let toastTimer;
  function toast(text) {
    if (!toasts) return;
    const line = document.createElement("div");
    line.className = "toast-line";
    line.dataset.toast = "";
    line.append(Object.assign(document.createElement("span"), { textContent: text }));
    toasts.replaceChildren(line);
    startToast();
  }
  function startToast() {
    clearTimeout(toastTimer);
    if (toasts?.querySelector("[data-toast]")) toastTimer = setTimeout(() => toasts.replaceChildren(), 8000);
  }
  if (toasts) {
    for (const name of ["pointerenter", "focusin"]) toasts.addEventListener(name, () => clearTimeout(toastTimer));
    for (const name of ["pointerleave", "focusout"]) toasts.addEventListener(name, startToast);
    startToast();
  }

  // --- Theme: a cookie, so that the server renders it and nothing flashes -------------------------------------------
  function showTheme() {
    const chosen = root.dataset.bsTheme ?? "";
    for (const button of all("[data-theme-set]")) button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
  }
  function setTheme(theme) {
    const age = theme ? 31536000 : 0;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    if (theme) root.dataset.bsTheme = theme; else delete root.dataset.bsTheme;
    showTheme();
  }
  showTheme();

  // --- Offline ------------------------------------------------------------------------------------------------------
  const showLine = () => root.classList.toggle("is-offline", !navigator.onLine);
  addEventListener("online", showLine);
  addEventListener("offline", showLine);
  showLine();

  // --- Sending: once, with the word on the button -------------------------------------------------------------------
  const faces = new WeakMap();
  function sending(form, button) {
    form.dataset.sending = "yes";
    // What is sent is worked out by the server; an answer to an older question comes too late. What is being kept is kept.
    all("[data-asks]:not([data-asks=keep])", form).forEach((asks) => htmx.trigger(asks, "htmx:abort"));
    if (!button || !button.matches("button")) return;
    faces.set(button, [...button.childNodes]);
    button.style.minWidth = `${button.offsetWidth}px`;
    button.textContent = say("sending") || button.textContent;
    button.classList.add("is-sending");
    button.setAttribute("aria-disabled", "true");
  }
  function sent(form) {
    delete form.dataset.sending;
    for (const button of all(".is-sending", form)) {
      button.replaceChildren(...faces.get(button));
      button.classList.remove("is-sending");
      button.removeAttribute("aria-disabled");
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-repeat")) return;
    if (form.dataset.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      toast(say("offlineSend"));
      return;
    }
    const submitter = event.submitter;
    if (form.matches("[data-sign-out]") && drafts().length) {
      if (!confirm(say("leave"))) { event.preventDefault(); return; }
      drafts().forEach(remembered.remove);
      shelf("readwrite", (store) => store.clear());
    }
    // After the browser has collected the form: a changed button must not change what is sent.
    setTimeout(() => { if (!event.defaultPrevented || form.hasAttribute("hx-post")) sending(form, submitter); });
  }, true);
  addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sending]").forEach(sent); });

  // --- htmx: what follows a swap ------------------------------------------------------------------------------------
  let asked = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    if (elt.matches("[data-asks]")) {
      if (elt.closest("form[data-sending]")) return event.preventDefault();
      asked = setTimeout(() => {
        elt.classList.add("is-asking");
        const place = document.querySelector("[data-asking]");
        if (place) place.textContent = say("asking");
      }, 300);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    clearTimeout(asked);
    all(".is-asking").forEach((element) => element.classList.remove("is-asking"));
    all("[data-asking]").forEach((element) => { element.textContent = ""; });
    if (event.detail.elt.matches("form")) sent(event.detail.elt);
  });
  // A working that could not be asked for again says from when it is; nothing is calculated here.
  let worked = Date.now();
  // What a page asks for by itself, such as the count of Today: nothing of hers was lost with it.
  const byItself = (event) => event.detail.elt.matches?.("[hx-trigger='load']");
  function lost(event) {
    if (byItself(event)) return;
    const places = event.detail.elt.matches("[data-asks]") ? all("[data-asking]") : [];
    for (const place of places) place.textContent = say("worked", { time: clock(worked) });
    if (!places.length) toast(say(navigator.onLine ? "failed" : "offlineSend"));
  }
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", (event) => byItself(event) || toast(say("refused", { status: event.detail.xhr.status })));
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    prepare(target.isConnected ? target : document);
    bringBackAgain(target);
    const quiet = event.detail.requestConfig?.elt?.matches("[data-asks], [hx-trigger^='every'], [hx-trigger='load']");
    if (quiet) { worked = Date.now(); backToPlace(); return; }
    focusAfter(target);
    startToast();
  });
  // What a page asks for by itself pushes down the place that an address names: back to it, until she moves herself.
  let moved = false;
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(name, () => { moved = true; }, { once: true, passive: true });
  function backToPlace() {
    if (location.hash && !moved) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
  function focusAfter(target) {
    const errors = document.querySelector("[data-errors]");
    if (errors) { errors.focus(); return; }
    if (target.contains(document.activeElement) && document.activeElement !== document.body) return;
    const wanted = target.isConnected ? target.querySelector("h1, h2, h3") : null;
    if (wanted && document.activeElement === document.body) {
      if (!wanted.hasAttribute("tabindex")) wanted.tabIndex = -1;
      wanted.focus({ preventScroll: true });
    }
  }
  // A row leaves: the next row's button gets the focus, or the heading where none is left.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const line = event.detail.target.closest?.("[data-line]");
    if (!line || event.detail.serverResponse?.trim()) return;
    const next = line.nextElementSibling ?? line.previousElementSibling;
    const heading = line.closest("section")?.querySelector("h2");
    setTimeout(() => {
      const place = next?.querySelector("a, button") ?? heading;
      if (place === heading && heading) heading.tabIndex = -1;
      place?.focus();
    }, 200);
  });

  // What was sent leads to a page anew. There the line in the place of the one that was acted on has the focus, at the same height of
  // the page; on another page its main heading.
  const PLACE = "pv-line";
  const place = {
    take() { try { const at = sessionStorage.getItem(PLACE); sessionStorage.removeItem(PLACE); return JSON.parse(at); } catch { return null; } },
    keep(at) { try { sessionStorage.setItem(PLACE, JSON.stringify(at)); } catch { /* storage is off: the page begins at its top */ } },
  };
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || event.target.matches("[hx-post]")) return;
    // Undo stands in the toast: the line that has the focus keeps it.
    const line = event.submitter?.closest("[data-line]") ?? document.activeElement?.closest("[data-line]") ?? document.getElementById(landed);
    place.keep({ path: location.pathname, id: line?.id, at: all("[data-line]").indexOf(line), y: scrollY, on: Date.now(), keys: Boolean(document.activeElement?.matches(":focus-visible")) });
  });
  let landed = "";
  addEventListener("DOMContentLoaded", () => {
    const was = place.take();
    if (!was || Date.now() - was.on > 60000 || document.activeElement !== document.body || document.querySelector("[autofocus]")) return;
    const lines = all("[data-line]");
    const here = was.path === location.pathname && was.at >= 0;
    const same = lines.findIndex((line) => line.id === was.id);
    const at = same < 0 ? Math.min(was.at, lines.length - 1) : same;
    // A line that stays, such as of somebody who was just reminded, may have no act any more: then the next one that has.
    const next = here && [...lines.slice(at), ...lines.slice(0, at).reverse()].find((line) => line.querySelector("[data-act]"));
    if (next) landed = next.id;
    const wanted = next ? next.querySelector("[data-act]") : document.querySelector("#main h1, #main h2");
    if (!wanted) return;
    if (wanted.matches("h1, h2")) { wanted.tabIndex = -1; wanted.toggleAttribute("data-quiet", !was.keys); }
    if (here) scrollTo({ top: was.y, behavior: "instant" });
    wanted.focus({ preventScroll: true });
    if (here) wanted.scrollIntoView({ block: "nearest", behavior: "instant" });
  });

  // --- Keys: single letters outside fields, and only while switched on ------------------------------------------------
  let goes = 0;
  const letters = () => remembered.get("pv-keys") !== "off";
  function move(step) {
    const lines = all("[data-line]");
    if (!lines.length) return;
    const at = lines.findIndex((line) => line.contains(document.activeElement));
    const next = lines[Math.min(lines.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step))];
    (next.querySelector("[data-act]") ?? next.querySelector("a, button"))?.focus();
  }
  const press = {
    l: () => document.querySelector("[data-log]")?.click(),
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    z: () => document.querySelector("[data-undo]")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  const pages = { t: "today", c: "customers", p: "portfolio", r: "reports" };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (event.key === "Escape") all("details.menu[open]").forEach(closeMenu);
    const inField = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
    if (event.ctrlKey && event.key === "Enter") {
      const form = event.target.closest?.("form[data-send]") ?? document.querySelector("form[data-send]");
      // Only forms that say so: a decision is never sent by a key.
      if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("[data-send-button]") ?? undefined); }
      return;
    }
    if (event.ctrlKey || inField || !letters() || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (Date.now() - goes < 1500 && pages[key]) {
      goes = 0;
      document.querySelector(`.nav-main a[data-key="${pages[key]}"]`)?.click();
      event.preventDefault();
    } else if (key === "g") {
      goes = Date.now();
    } else if (press[key]) {
      press[key]();
      event.preventDefault();
    }
  });

  function closeMenu(menu) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-theme-set], [data-keys], [data-keys-toggle], [data-more], [data-copy], [data-drop-remove]");
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!target) return;
    if (target.matches("[data-theme-set]")) setTheme(target.dataset.themeSet);
    if (target.matches("[data-keys]")) document.getElementById("keys")?.showModal();
    if (target.matches("[data-keys-toggle]")) {
      remembered.set("pv-keys", letters() ? "off" : "on");
      target.setAttribute("aria-pressed", String(letters()));
    }
    if (target.matches("[data-more]")) {
      event.preventDefault();
      const menu = document.getElementById("more");
      menu.open = true;
      menu.querySelector("summary").focus();
    }
    if (target.matches("[data-copy]")) {
      const text = all("[data-copied-text]", document.getElementById(target.dataset.copy)).map((one) => one.textContent.trim()).join("\n");
      navigator.clipboard?.writeText(text).then(() => toast(say("copied")));
    }
    if (target.matches("[data-drop-remove]")) {
      const drop = document.getElementById(target.dataset.dropRemove);
      drop.value = "";
      showFiles(drop);
      keepFiles(drop);
      drop.focus();
    }
  });
  all("[data-keys-toggle]").forEach((button) => button.setAttribute("aria-pressed", String(letters())));

  // --- Drafts: what is typed is kept on the device, per form, person and customer (the key), for 14 days ----------------
  const PREFIX = "pv-draft:";
  const DAYS_14 = 14 * 24 * 60 * 60 * 1000;
  const drafts = () => remembered.keys().filter((key) => key.startsWith(PREFIX));
  const read = (key) => { try { return JSON.parse(remembered.get(key)); } catch { return null; } };
  // Files wait too, up to 20 MB a form, in the browser's own database; where that is off they are only in the field.
  const MOST_KEPT = 20 * 1048576;
  function shelf(mode, act) {
    return new Promise((done) => {
      let opening;
      try { opening = indexedDB.open("pv-files", 1); } catch { done(null); return; }
      opening.onupgradeneeded = () => opening.result.createObjectStore("files");
      opening.onerror = () => done(null);
      opening.onsuccess = () => {
        const asked = act(opening.result.transaction("files", mode).objectStore("files"));
        asked.onsuccess = () => { opening.result.close(); done(asked.result ?? true); };
        asked.onerror = () => { opening.result.close(); done(null); };
      };
    });
  }
  async function keepFiles(input) {
    const form = input.form;
    if (!form?.dataset.draftKey) return;
    const files = [...input.files];
    const fits = files.reduce((sum, file) => sum + file.size, 0) <= MOST_KEPT;
    const stored = fits && await shelf("readwrite", (store) => files.length
      ? store.put({ at: Date.now(), files }, form.dataset.draftKey) : store.delete(form.dataset.draftKey));
    keep(form);
    if (files.length) for (const place of all("[data-kept]", form)) place.textContent += ` ${say(stored ? "keptFiles" : "notKept", { count: files.length })}`;
  }
  async function bringFilesBack(form) {
    const input = form.querySelector("[data-drop] input[type=file]");
    // What the server has already stands in the form, and is not sent again.
    if (!input || form.querySelector("input[name=kept]")) return;
    const kept = await shelf("readonly", (store) => store.get(form.dataset.draftKey));
    if (!kept?.files || input.files.length) return;
    take(input, kept.files, false);
    for (const place of all("[data-kept]", form)) if (!place.textContent) place.textContent = say("restored", { time: clock(kept.at) });
  }
  const forgetFiles = (key) => shelf("readwrite", (store) => store.delete(key));
  function forgetOldFiles() {
    shelf("readwrite", (store) => {
      const walk = store.openCursor();
      walk.addEventListener("success", () => {
        const one = walk.result;
        if (!one) return;
        if (Date.now() - one.value.at > DAYS_14) one.delete();
        one.continue();
      });
      return store.count();
    });
  }
  for (const key of drafts()) if (Date.now() - (read(key)?.at ?? 0) > DAYS_14) remembered.remove(key);
  // The page that follows an accepted form names its key: only the server knows that it has everything.
  for (const done of all("[data-draft-done]")) {
    remembered.remove(PREFIX + done.dataset.draftDone);
    forgetFiles(done.dataset.draftDone);
  }

  const keepable = (form) => [...form.elements].filter((one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type));
  function keep(form) {
    const values = {};
    for (const one of keepable(form)) {
      if (["radio", "checkbox"].includes(one.type)) {
        values[one.name] ??= [];
        if (one.checked) values[one.name].push(one.value);
      } else if (one.multiple) values[one.name] = [...one.selectedOptions].map((option) => option.value);
      else values[one.name] = [one.value];
    }
    const at = Date.now();
    if (remembered.set(PREFIX + form.dataset.draftKey, JSON.stringify({ at, values }))) {
      for (const place of all("[data-kept]", form)) place.textContent = say("kept", { time: clock(at) });
    }
  }
  function bringBack(form) {
    const kept = read(PREFIX + form.dataset.draftKey);
    // A form that came back with errors carries what was typed already.
    if (!kept || form.querySelector("[aria-invalid]") || document.querySelector("[data-errors]")) return;
    let changed = false;
    const asking = [];
    for (const one of keepable(form)) {
      const values = kept.values[one.name];
      if (!values) continue;
      if (["radio", "checkbox"].includes(one.type)) {
        if (one.checked !== values.includes(one.value)) { one.checked = values.includes(one.value); changed = true; }
      } else if (one.multiple) {
        for (const option of one.options) option.selected = values.includes(option.value);
      } else if (one.value !== values[0]) {
        if (one.tagName === "SELECT" && ![...one.options].some((option) => option.value === values[0])) continue;
        one.value = values[0];
        changed = true;
        if (one.hasAttribute("hx-get")) asking.push(one);
      }
    }
    if (!changed) return;
    for (const place of all("[data-kept]", form)) {
      const discard = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: say("discard") });
      discard.addEventListener("click", () => { remembered.remove(PREFIX + form.dataset.draftKey); forgetFiles(form.dataset.draftKey); form.reset(); all("[data-drop] input[type=file]", form).forEach(showFiles); place.textContent = ""; announce(form); });
      place.replaceChildren(say("restored", { time: clock(kept.at) }), " ", discard);
    }
    announce(form);
    // What follows from a choice, its periods or why there is none, is asked for as if she had just chosen.
    if (asking.length) form.dataset.again = "yes";
    for (const one of asking) announce(one);
  }
  // And what she had chosen among that is chosen again.
  function bringBackAgain(target) {
    const form = target.closest?.("form[data-again]");
    if (!form) return;
    delete form.dataset.again;
    bringBack(form);
  }
  const announce = (form) => form.dispatchEvent(new Event("change", { bubbles: true }));

  // --- Evidence: drop, paste, camera ------------------------------------------------------------------------------------
  const MB = 1048576;
  const size = (bytes, round = Math.ceil) => bytes < MB
    ? `${Math.max(1, round(bytes / 1024))} kB`
    : `${(round((bytes / MB) * 10) / 10).toLocaleString(root.lang)} MB`;
  const listOf = (input) => input.closest(".field").querySelector("[data-drop-list]");
  function refuse(input, text) {
    const line = Object.assign(document.createElement("div"), { className: "field-error", textContent: text });
    line.setAttribute("role", "alert");
    listOf(input).append(line);
  }
  function showFiles(input) {
    const limit = Number(input.closest("[data-drop]").dataset.limit) || Infinity;
    listOf(input).replaceChildren();
    const fits = new DataTransfer();
    for (const file of input.files) {
      if (file.size > limit) { refuse(input, say("tooLarge", { name: file.name, size: size(file.size), limit: size(limit, Math.floor) })); continue; }
      fits.items.add(file);
      const line = Object.assign(document.createElement("div"), { className: "evidence" });
      const middle = Object.assign(document.createElement("div"), { className: "grow" });
      middle.append(
        Object.assign(document.createElement("span"), { className: "name", textContent: file.name }),
        Object.assign(document.createElement("span"), { className: "note", textContent: say("file", { size: size(file.size) }) }),
      );
      const remove = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: say("remove") });
      remove.dataset.dropRemove = input.id;
      line.append(middle, remove);
      listOf(input).append(line);
    }
    if (fits.files.length !== input.files.length) input.files = fits.files;
  }
  function take(input, files, fresh = true) {
    const taken = new DataTransfer();
    for (const file of files) { taken.items.add(file); if (!input.multiple) break; }
    input.files = taken.files;
    showFiles(input);
    if (fresh) keepFiles(input);
  }
  // A photo of the camera joins what is chosen already.
  document.addEventListener("change", (event) => {
    const camera = event.target.closest?.("[data-camera]");
    if (!camera) return;
    const input = camera.closest(".field").querySelector("[data-drop] input[type=file]");
    take(input, input.multiple ? [...input.files, ...camera.files] : camera.files);
    camera.value = "";
  });
  document.addEventListener("paste", (event) => {
    const input = document.querySelector("[data-drop] input[type=file]");
    if (input && event.clipboardData?.files.length) { event.preventDefault(); take(input, event.clipboardData.files); }
  });

  // --- Whatever came with the page or with a fragment ---------------------------------------------------------------------
  function prepare(from) {
    for (const form of all("form[data-draft-key]", from)) {
      if (form.dataset.ready) continue;
      form.dataset.ready = "yes";
      form.addEventListener("input", () => keep(form));
      form.addEventListener("change", (event) => { if (event.isTrusted) keep(form); });
      bringBack(form);
    }
    for (const form of all("form[data-draft-key]", from)) {
      if (form.dataset.filesReady || form.querySelector("[aria-invalid]") || document.querySelector("[data-errors]")) continue;
      form.dataset.filesReady = "yes";
      bringFilesBack(form);
    }
    for (const drop of all("[data-drop]", from)) {
      if (drop.dataset.ready) continue;
      drop.dataset.ready = "yes";
      const input = drop.querySelector("input[type=file]");
      input.addEventListener("change", () => { showFiles(input); keepFiles(input); });
      for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, () => drop.classList.add("is-over"));
      for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
    }
  }
  // A passkey that was cancelled or refused says so, instead of nothing.
  document.addEventListener("allauth.error", () => {
    const said = document.querySelector("[data-passkey-failed]");
    if (said) said.hidden = false;
  });
  // The preview of a colour follows while it is typed.
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-colour]") && /^#[0-9a-f]{6}$/i.test(event.target.value)) {
      document.querySelector("[data-colour-shown]")?.setAttribute("fill", event.target.value);
    }
  });
  // After htmx has bound itself, so that a draft that is brought back asks for its working.
  addEventListener("DOMContentLoaded", () => {
    prepare(document);
    forgetOldFiles();
    document.querySelector("[data-errors]")?.focus();
    // A summary's link leads to the field itself, radio groups included.
    for (const link of all("[data-errors] a")) {
      link.addEventListener("click", (event) => {
        const field = document.getElementById(link.hash.slice(1));
        if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
      });
    }
  });
})();
