// The console's script. Everything works without it but liveness and copying; it never builds markup of its own.
"use strict";
(() => {
  const toast = document.querySelector(".toast");
  let hiding;

  const say = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(hiding);
    hiding = setTimeout(() => { toast.hidden = true; }, 2000);
  };

  // MARK: Copying

  const dress = (root) => {
    for (const button of root.querySelectorAll("button.copy")) button.hidden = !navigator.clipboard;
  };

  const textFor = (button) => {
    if (button.dataset.copy !== undefined) return button.dataset.copy;
    let place = button.parentElement;
    while (place && !(place.nextElementSibling && place.nextElementSibling.matches("pre"))) {
      place = place.nextElementSibling || place.parentElement;
    }
    return place ? place.nextElementSibling.textContent : "";
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(textFor(button));
      say("Copied");
    } catch {
      say("Select the text to copy it");
    }
  });

  // MARK: Forms

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    // A second press sends nothing; the button that was pressed still counts.
    setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("form button[disabled]")) button.disabled = false;
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const search = document.querySelector("[data-hotkey='/']");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // MARK: Liveness

  const isBusy = (part) => {
    const focused = document.activeElement;
    if (part.contains(focused) && focused.matches("input, select, textarea")) return true;
    return [...part.querySelectorAll("input, select, textarea")].some((field) =>
      field.type === "checkbox" ? field.checked !== field.defaultChecked
        : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected !== option.defaultSelected && option.index !== 0)
          : field.type !== "hidden" && field.value !== field.defaultValue);
  };

  const exchange = (part, fresh) => {
    const open = new Set([...part.querySelectorAll("details[open][data-key]")].map((each) => each.dataset.key));
    for (const each of fresh.querySelectorAll("details[data-key]")) if (open.has(each.dataset.key)) each.open = true;
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [...part.querySelectorAll("a, button, summary")].indexOf(focused);
    part.replaceWith(fresh);
    dress(fresh);
    if (focused) {
      const again = fresh.querySelectorAll("a, button, summary")[place];
      if (again) again.focus({ preventScroll: true });
    }
  };

  let reloading = false;
  let stale = false;
  const refresh = async () => {
    if (reloading) { stale = true; return; }
    reloading = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll("[data-live-part]")) {
          const other = fresh.getElementById(part.id);
          if (other && other.innerHTML !== part.innerHTML && !isBusy(part)) exchange(part, other);
        }
        document.body.dataset.refreshed = String(Number(document.body.dataset.refreshed || 0) + 1);
      }
    } catch {
      // The stream comes again, and with it the next try.
    } finally {
      reloading = false;
      if (stale) { stale = false; setTimeout(refresh, 150); }
    }
  };

  let source;
  const listen = () => {
    if (!document.body.dataset.live || source) return;
    source = new EventSource(document.body.dataset.live);
    source.addEventListener("ready", () => {
      document.body.dataset.stream = "ready";
      // What happened while nobody listened.
      refresh();
    });
    source.addEventListener("changed", () => {
      refresh();
      // The exchange that caused it is kept a moment after its commit.
      setTimeout(refresh, 400);
    });
    source.addEventListener("error", () => { document.body.dataset.stream = "lost"; });
  };
  const leave = () => {
    if (source) source.close();
    source = undefined;
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else listen(); });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", listen);

  const here = document.querySelector(".top [aria-current]");
  if (here) here.scrollIntoView({ block: "nearest", inline: "nearest" });
  dress(document);
})();
