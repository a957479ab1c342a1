/** Fields for the options of a method, as the method declares them. */
import { el } from './dom.js';

export function fields(options) {
  return options.map((option) => el('label', { className: 'field' }, option.name, input(option), el('small', {}, said(option), byItself(option))));
}

/** What holds where nothing is said; of a choice and a flag one sees it. */
const byItself = (option) => (['whole', 'real', 'text'].includes(option.kind) && option.byDefault !== '' ? ` Default: ${option.byDefault}.` : '');

/** What stands in the field itself, and files, which are not read for strangers, need no words. */
function said(option) {
  const words = option.kind === 'text' ? option.meaning.replaceAll(/,?\s*file:PATH(\s*\([^)]*\))?[^,;(]*/g, '') : option.meaning;
  return option.kind === 'choice' || option.kind === 'flag' ? words.replace(/\s*\([^()]*\)$/, '') : `${words}${/[.…]$/.test(words) ? '' : '.'}`;
}

function input(option) {
  const common = { name: option.name };
  switch (option.kind) {
    case 'flag':
      return el('input', { ...common, type: 'checkbox', checked: option.value === 'true' });
    case 'choice':
      return el('select', common, ...option.choices.map((choice) => el('option', { value: choice, selected: choice === option.value }, choice)));
    case 'whole':
    case 'real': {
      const field = el('input', { ...common, type: 'number', value: option.value, step: option.kind === 'whole' ? 1 : 'any' });
      if (option.least !== undefined) {
        field.min = option.least;
      }
      if (option.most !== undefined) {
        field.max = option.most;
      }
      return field;
    }
    default:
      return el('input', { ...common, type: 'text', value: option.value, spellcheck: false, autocomplete: 'off' });
  }
}

/** The options that differ from what they are by themselves. */
export function changed(form, options) {
  const values = {};
  for (const option of options) {
    const field = form.elements[option.name];
    const value = option.kind === 'flag' ? String(field.checked) : field.value;
    if (value !== option.value) {
      values[option.name] = value;
    }
  }
  return values;
}
