// Tells the style sheet, before the page is drawn, that scripts run here: what opens on a choice may then begin closed.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
