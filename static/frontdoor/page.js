// Starts the enhancements that every page shares. Without it each page still works.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
  isSupported,
} from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

if (isSupported()) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  createAll(Button, { preventDoubleClick: true });
  createAll(CharacterCount);
  createAll(Checkboxes);
  createAll(ErrorSummary);
  createAll(PasswordInput);
  createAll(Radios);
  createAll(ServiceNavigation);
  createAll(SkipLink);
}
