// The controls above an explorer's picture: the browser's own inputs, so that keyboard, touch and
// screen readers work as everywhere else. The kernel draws; nothing is computed here.

function row(control) {
  const element = document.createElement("div");
  element.className = "autograder-control";
  const label = document.createElement("label");
  label.append(Object.assign(document.createElement("span"), { textContent: control.label }));
  element.append(label);
  return { element, label };
}

// What a slider's position is called: a name of its own, or the number.
function reading(control, value) {
  if (control.readings.length) return control.readings[Math.round((value - control.low) / control.step)];
  const decimals = (String(control.step).split(".")[1] ?? "").length;
  return value.toFixed(decimals).replace("-", "−");
}

function slider(control, send) {
  const { element, label } = row(control);
  const input = Object.assign(document.createElement("input"), {
    type: "range",
    min: control.low,
    max: control.high,
    step: control.step,
  });
  // A screen reader has the same from aria-valuetext.
  const shown = Object.assign(document.createElement("span"), { className: "autograder-reading" });
  shown.setAttribute("aria-hidden", "true");
  label.append(input);
  element.append(shown);
  let next = null;
  const show = (value) => {
    input.value = value;
    shown.textContent = reading(control, Number(input.value));
    if (next) next.textContent = isLast(input) ? "From the start" : "Next";
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  const changed = () => {
    show(input.value);
    send(Number(input.value));
  };
  input.addEventListener("input", changed);
  if (control.has_buttons) {
    const back = button("Back", () => input.stepDown(), changed);
    next = button("Next", () => (isLast(input) ? (input.value = input.min) : input.stepUp()), changed);
    element.append(back, next);
  }
  return { element, show };
}

const isLast = (input) => Number(input.value) >= Number(input.max);

function button(name, move, changed) {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: name });
  element.addEventListener("click", () => {
    move();
    changed();
  });
  return element;
}

function toggle(control, send) {
  const { element, label } = row(control);
  const input = Object.assign(document.createElement("input"), { type: "checkbox" });
  label.prepend(input);
  input.addEventListener("input", () => send(input.checked));
  return { element, show: (value) => (input.checked = value) };
}

function choice(control, send) {
  const { element, label } = row(control);
  const input = document.createElement("select");
  for (const option of control.options) {
    input.append(Object.assign(document.createElement("option"), { textContent: option }));
  }
  label.append(input);
  input.addEventListener("input", () => send(input.value));
  return { element, show: (value) => (input.value = value) };
}

const PATIENCE = 8000; // milliseconds
const NO_ANSWER =
  "Python does not answer. If it is busy, wait; if it was restarted, run the set-up cell and then this one.";

const MAKE = { slider, toggle, choice };

function render({ model, el }) {
  const group = document.createElement("div");
  group.className = "autograder-controls";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", model.get("label"));
  // Plain keys belong to the focused control: JupyterLab would take an arrow key for its own and
  // move to another cell. Ctrl+S still saves. Lumino looks for this attribute from the focused
  // element upwards, on the document, so it must be set there before the event arrives.
  const claimKeys = (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    if (group.contains(event.target)) {
      event.target.toggleAttribute("data-lm-suppress-shortcuts", isPlain);
    }
  };
  window.addEventListener("keydown", claimKeys, true);

  // A kernel that was restarted knows nothing of these controls, and would never answer.
  const silence = document.createElement("div");
  let waiting = 0;
  const expectAnswer = () => {
    if (!waiting) waiting = setTimeout(() => (silence.textContent = NO_ANSWER), PATIENCE);
  };
  const answered = () => {
    clearTimeout(waiting);
    waiting = 0;
    silence.textContent = "";
  };

  const made = {};
  for (const control of model.get("controls")) {
    made[control.name] = MAKE[control.kind](control, (value) => {
      model.set("values", { ...model.get("values"), [control.name]: value });
      model.save_changes();
      expectAnswer();
    });
    group.append(made[control.name].element);
  }
  // What the picture says after each change, for ears only: eyes have its caption.
  const status = document.createElement("div");
  status.className = "autograder-status";
  status.setAttribute("role", "status");
  silence.setAttribute("role", "alert");
  group.append(status, silence);
  el.append(group);

  const showValues = () => {
    const values = model.get("values");
    for (const name in made) made[name].show(values[name]);
  };
  const showStatus = () => (status.textContent = model.get("status"));
  showValues();
  model.on("change:values", showValues);
  model.on("change:status", showStatus);
  model.on("change:drawn", answered);
  return () => {
    model.off("change:values", showValues);
    model.off("change:status", showStatus);
    model.off("change:drawn", answered);
    clearTimeout(waiting);
    window.removeEventListener("keydown", claimKeys, true);
  };
}

export default { render };
