// Two minutes before a session ends its reader is told, politely, and may stay. The focus
// stays where it is. Whatever the page believes, the server is asked first: another page
// of the same reader may have prolonged the session, a closed lid may have outslept it.
"use strict";

(() => {
  const EARLY = 120; // seconds
  const box = document.querySelector("[data-stay]");
  const said = box.querySelector("[role=status]");
  const form = box.querySelector("form");
  let end = Date.now() + 1000 * Number(box.dataset.seconds);
  let timer = 0;
  let before = null; // where the reader was when she went to the button

  function left() {
    return Math.round((end - Date.now()) / 1000);
  }

  async function ask(method) {
    const body = method === "POST" ? new FormData(form) : undefined;
    try {
      const answer = await fetch(box.dataset.stay, { method, body });
      if (answer.ok) end = Date.now() + 1000 * Number(await answer.text());
      if (answer.status === 401) end = Date.now();
    } catch {
      // Without a network the page's own clock goes on.
    }
  }

  function say(what) {
    const text = what ? box.dataset[what] : "";
    if (said.textContent !== text) said.textContent = text;
    box.classList.toggle("shown", Boolean(what));
    if (what !== "soon" && form.contains(document.activeElement)) before?.focus();
    form.hidden = what !== "soon";
  }

  function wake(seconds) {
    clearTimeout(timer);
    timer = setTimeout(look, 1000 * Math.max(seconds, 0));
  }

  async function look() {
    await ask("GET");
    const seconds = left();
    say(seconds <= 0 ? "over" : seconds <= EARLY ? "soon" : "");
    if (seconds > 0) wake(seconds > EARLY ? seconds - EARLY : seconds + 1);
  }

  form.addEventListener("focusin", (event) => {
    if (!form.contains(event.relatedTarget)) before = event.relatedTarget;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await ask("POST");
    if (left() <= EARLY) return look();
    say("stays");
    wake(10); // long enough to be read
  });
  // A timer sleeps with the machine.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && left() <= EARLY) look();
  });
  wake(left() - EARLY);
})();
