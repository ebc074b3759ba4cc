/**
 * Makes an element. Strings among the children become text, never markup: titles and addresses come from anywhere.
 * Properties that are functions are listeners of the event they are named for.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}

/** Changes the text only when it is another one, so that screen readers say it once. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
