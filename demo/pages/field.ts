import { type Html, html } from '../web/html.ts';

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
};

type Choices = Readonly<Record<string, string>>;

export function inputField(field: Field, type: 'text' | 'email' | 'number' | 'date'): Html {
  return html`<div class="field">
    <label for="${field.name}">${field.label}</label>
    <input id="${field.name}" name="${field.name}" type="${type}" value="${field.value}"${described(field)}>
    ${problemOf(field)}
  </div>`;
}

export function selectField(field: Field, choices: Choices): Html {
  const options = Object.entries(choices).map(([value, label]) => {
    return html`<option value="${value}"${value === field.value && html` selected`}>${label}</option>`;
  });
  return html`<div class="field">
    <label for="${field.name}">${field.label}</label>
    <select id="${field.name}" name="${field.name}"${described(field)}>${options}</select>
    ${problemOf(field)}
  </div>`;
}

export function radioField(field: Field, choices: Choices): Html {
  const radios = Object.entries(choices).map(([value, label]) => {
    const checked = value === field.value && html` checked`;
    return html`<label class="choice"><input type="radio" name="${field.name}" value="${value}"${checked}> ${label}</label>`;
  });
  return html`<fieldset class="field" id="${field.name}" tabindex="-1"${described(field)}>
    <legend>${field.label}</legend>
    ${radios}
    ${problemOf(field)}
  </fieldset>`;
}

/** Ties the message to its field for those who hear the page. */
function described(field: Field): Html | false {
  return field.problem !== undefined && html` aria-invalid="true" aria-describedby="${field.name}-problem"`;
}

function problemOf(field: Field): Html | false {
  return (
    field.problem !== undefined && html`<p class="problem" id="${field.name}-problem">${field.problem}</p>`
  );
}
