import { element, icon } from './element.js';
import { receiptOf } from './receipt.js';
import { makeTextView } from './show-text.js';

/**
 * One question with its answer, on the page.
 * @param {import('./conversation.js').Turn} turn
 * @param {{ again(): void, useKey(key: string): void }} act what its buttons do
 */
export function makeTurnView(turn, act) {
  const text = element('div', { className: 'text' });
  const below = element('div', { className: 'below' });
  // Not read aloud while it grows: the page says it once, when it is whole.
  const answer = element('article', { className: 'answer', ariaLabel: 'Answer', ariaLive: 'off' }, text, below);
  const question = element('article', { className: 'question', ariaLabel: 'You' }, element('p', { textContent: turn.question }));
  const box = element('div', { className: 'turn' }, question, answer);
  const showText = makeTextView(text);

  /** Shows the turn as it stands; `running` while its answer is still coming. */
  function update({ running = false, keyWanted = false } = {}) {
    showText(turn.answer);
    answer.classList.toggle('running', running);
    answer.ariaBusy = String(running);
    if (running) return below.replaceChildren(...(turn.answer ? [] : [waiting()]));
    below.replaceChildren(...[
      turn.note && element('p', { className: 'note', textContent: turn.note }),
      turn.llm && receipt(turn.llm),
      turn.error && (keyWanted ? keyForm(turn, act.useKey) : errorCard(turn, act.again)),
    ].filter(Boolean));
  }
  update();
  return { box, update };
}

const waiting = () => element('p', { className: 'choosing' }, element('span', { className: 'track' }), element('span', { textContent: 'Choosing a model' }));

function errorCard(turn, again) {
  const button = element('button', { type: 'button', className: 'solid', textContent: 'Try again' });
  button.addEventListener('click', again);
  return element('div', { className: 'card error' },
    icon('M10 6.5v4.5M10 13.6v.1M10 2.5l7.8 14H2.2z'),
    element('p', { textContent: turn.error }), button);
}

function keyForm(turn, useKey) {
  const form = document.getElementById('key-form').content.firstElementChild.cloneNode(true);
  form.querySelector('.refused').textContent = turn.error;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    useKey(form.querySelector('input').value.trim());
  });
  return form;
}

/** The line under an answer: which model, why, and what it took. */
function receipt(llm) {
  const { model, provider, why, facts } = receiptOf(llm);
  const route = element('p', { className: 'route' },
    element('span', { className: 'dot' }), element('strong', { textContent: model, title: provider ? `${provider}/${model}` : model }),
    ...(why ? [element('span', { className: 'why', textContent: why })] : []));
  route.firstChild.style.setProperty('--hue', String(hueOf(model)));
  const list = element('dl', {}, ...facts.map(({ name, text }) => element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: text }))));
  return element('footer', { className: 'receipt', ariaLabel: 'How this answer came about' }, route, list);
}

/** The same colour for the same model, and far from that of the next. */
function hueOf(name) {
  let hash = 7;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.codePointAt(0)) >>> 0;
  return (hash * 137.508) % 360;
}
