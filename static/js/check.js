// Compares a chosen file with the digest of the issued one, on this machine alone.
"use strict";

document.querySelectorAll("[data-check-file]").forEach((place) => {
  const input = place.querySelector("input[type=file]");
  const same = place.querySelector("[data-check-same]");
  const other = place.querySelector("[data-check-other]");
  input.addEventListener("change", async () => {
    same.hidden = other.hidden = true;
    if (!input.files.length) return;
    const bytes = await crypto.subtle.digest("SHA-256", await input.files[0].arrayBuffer());
    const digest = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    (digest === place.dataset.digest ? same : other).hidden = false;
  });
});
