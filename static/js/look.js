import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";

initAll();

// What a radio button opens is shown while it is chosen. (GOV.UK's own script does this with an attribute that radio
// buttons may not carry, so the look names it differently.) Checkboxes are left to GOV.UK.
function openWhatIsChosen(group) {
  for (const radio of group.querySelectorAll("input[data-opens]")) {
    const part = document.getElementById(radio.dataset.opens);
    if (part) {
      part.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
    }
  }
}
for (const group of document.querySelectorAll(".govuk-radios")) {
  if (group.querySelector("input[data-opens]")) {
    group.addEventListener("change", () => openWhatIsChosen(group));
    openWhatIsChosen(group);
  }
}
// Browsers put old choices back after "back", and only then.
window.addEventListener("pageshow", () => document.querySelectorAll(".govuk-radios").forEach(openWhatIsChosen));

// On a phone the filters above a list are folded away until they are wanted, or in use.
if (window.matchMedia("(max-width: 40.05rem)").matches && !window.location.search) {
  for (const filters of document.querySelectorAll("[data-folded-when-narrow]")) {
    filters.open = false;
  }
}

// References may be copied with one press; without scripts they are selected as any text is.
for (const reference of document.querySelectorAll("[data-copy]")) {
  const button = reference.parentElement.querySelector("[data-copy-button]");
  const said = reference.parentElement.querySelector("[data-copy-said]");
  if (button && said && navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(reference.dataset.copy);
      said.textContent = "Copied";
    });
  }
}

// A link "Print" asks the browser's own dialogue; without scripts the button isn't shown.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
