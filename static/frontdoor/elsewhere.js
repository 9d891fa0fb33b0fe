// An answer that was changed in another window since this page was drawn: both stand, and a person chooses.
const OPEN = "fd-elsewhere";

// Shows what stands in the other window under the field, once. `decided` is called when the answer of this page,
// which may by then be the other's, shall stand.
export function offerBoth(form, name, values, decided) {
  const fields = [...form.elements].filter((field) => field.name === name);
  const group = fields[0]?.closest(".govuk-form-group");
  if (!group) return;
  group.parentElement.querySelector(`.${OPEN}[data-of="${CSS.escape(name)}"]`)?.remove();
  const box = document.createElement("div");
  box.className = `govuk-inset-text ${OPEN}`;
  box.dataset.of = name;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Changed in another window");
  const finish = () => {
    box.remove();
    fields[0].focus();
    decided();
  };
  const use = () => {
    fill(fields, values);
    finish();
  };
  box.append(
    line("Changed in another window. There it says:"),
    line(inWords(fields, values), "fd-elsewhere__words"),
    button("Keep what is here", finish),
    button("Use the other one", use),
  );
  group.after(box);
}

function line(words, kind = "govuk-body") {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = words;
  return made;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function ticked(field) {
  return field.type === "radio" || field.type === "checkbox";
}

function inWords(fields, values) {
  const said = values.filter(Boolean).map((value) => {
    const field = fields.find((one) => ticked(one) && one.value === value);
    if (field) return field.labels?.[0]?.textContent.trim() ?? value;
    const option = [...(fields[0].options ?? [])].find((one) => one.value === value);
    return option ? option.textContent.trim() : value;
  });
  return said.join(", ") || "Nothing";
}

function fill(fields, values) {
  for (const field of fields) {
    if (ticked(field)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}
