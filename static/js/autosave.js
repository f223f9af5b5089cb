// Saves a page of the editor by itself while somebody types. Without scripts "Save" does the same.
// Two tabs: the revision tells them apart, and nothing is overwritten. Signed out meanwhile: the text stays on the page.
const PAUSE = 1500;
const AGAIN = 15000;
const SIGNED_OUT = "You were signed out. Your text is still on this page: keep it open, sign in again in another tab, and it is saved from here.";
const NO_ANSWER = "Not saved: the service can’t be reached. Your text is still on this page and is tried again by itself.";

const form = document.querySelector("form[data-autosave]");
const words = document.querySelector("[data-autosave-words]");
let timer = 0;
let changed = false;
let busy = false;
let stopped = false;
let waiting = null; // the button that was pressed while a save was under way: it goes out afterwards

function say(text, trouble = false) {
  words.textContent = text;
  words.classList.toggle("report-save__words--trouble", trouble);
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function send() {
  const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const options = { method: "POST", body: new URLSearchParams(typed), redirect: "manual", headers: { Accept: "application/json" } };
  return fetch(form.dataset.autosave, options);
}

// After signing in again in another tab the page's own proof of origin is stale: fetch a fresh one.
async function freshProof() {
  const page = await fetch(location.pathname, { redirect: "manual" });
  const found = page.ok && new DOMParser().parseFromString(await page.text(), "text/html").querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
  if (found) {
    form.elements.csrfmiddlewaretoken.value = found.value;
  }
  return Boolean(found);
}

async function save() {
  if (!changed || busy || stopped) {
    return;
  }
  busy = true;
  changed = false;
  try {
    let answer = await send();
    if ([401, 403].includes(answer.status) && (await freshProof())) {
      answer = await send();
    }
    if (answer.ok) {
      const saved = await answer.json();
      form.elements.revision.value = saved.revision;
      say(saved.words);
    } else if (answer.status === 409 || answer.status === 423) {
      stopped = true;
      say((await answer.json()).words, true);
    } else {
      changed = true;
      say(answer.status === 401 ? SIGNED_OUT : NO_ANSWER, true);
    }
  } catch {
    changed = true;
    say(NO_ANSWER, true);
  }
  busy = false;
  if (waiting) {
    form.requestSubmit(waiting);
  } else if (changed) {
    later(words.classList.contains("report-save__words--trouble") ? AGAIN : PAUSE);
  }
}

if (form && words) {
  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => {
      changed = true;
      later(PAUSE);
    });
  }
  form.addEventListener("submit", (sent) => {
    if (busy && sent.submitter) {
      sent.preventDefault();
      waiting = sent.submitter;
    }
    stopped = true;
  });
  document.addEventListener("visibilitychange", () => save());
  window.addEventListener("beforeunload", (leaving) => {
    if (changed && !stopped) {
      leaving.preventDefault();
    }
  });
}
