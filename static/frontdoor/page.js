// Starts the enhancements that every page shares. Without it each page still works.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

const SENT_FOR = 5000; // milliseconds in which the same form is not sent twice

// A second click on a slow line must not send a form twice. Actions are safe against it too; this spares the wait.
function guardAgainstSendingTwice() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, SENT_FOR);
  });
  // Coming back with the Back button shows the page as it was left: let it be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
}

// What a radio reveals shows while it is chosen. GOV.UK's own script also puts aria-expanded on the radio, which ARIA
// does not allow there; the words of the question below say enough.
function revealUnderRadios() {
  const draw = (radios) => {
    radios.querySelectorAll("input[data-aria-controls]").forEach((radio) => {
      const part = document.getElementById(radio.dataset.ariaControls);
      part?.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
    });
  };
  const groups = document.querySelectorAll('[data-module="govuk-radios"]');
  groups.forEach((radios) => radios.addEventListener("change", () => draw(radios)));
  // Browsers put back what was chosen before Back was pressed, and tell nobody.
  window.addEventListener("pageshow", () => groups.forEach(draw));
  groups.forEach(draw);
}

// Questions that are folded away open when an answer calls for them; what somebody folded up again stays so.
function openWhenAsked() {
  document.querySelectorAll("details[data-opened-by]").forEach((part) => {
    part.closest("form")?.addEventListener("change", (event) => {
      const { name, value } = event.target;
      if (name === part.dataset.openedBy && part.dataset.openedFor.split(" ").includes(value)) part.open = true;
    });
  });
}

// A browser that runs this module can run GOV.UK Frontend; its usual inline script for saying so is not allowed here.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(Button, { preventDoubleClick: true });
for (const component of [CharacterCount, Checkboxes, ErrorSummary, PasswordInput, ServiceNavigation, SkipLink]) {
  createAll(component);
}
guardAgainstSendingTwice();
revealUnderRadios();
openWhenAsked();
