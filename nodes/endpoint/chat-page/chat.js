import { ask, AskError } from './ask.js';
import { makeComposer } from './composer.js';
import { openConversation } from './conversation.js';
import { followEnd } from './follow.js';
import { greet } from './greet.js';
import { makeTurnView } from './show-turn.js';
import { storeOf } from './stores.js';

const part = (id) => document.getElementById(id);
const [log, status, model, notice] = ['log', 'status', 'model', 'practice'].map(part);
const path = document.querySelector('meta[name="switchyard-path"]').content.replace(/\/$/, '');
const completions = new URL(`${path}/chat/completions`, document.baseURI);
const conversation = openConversation(storeOf('localStorage'), location.pathname.replace(/\/$/, ''));
const tab = storeOf('sessionStorage');
const keyName = 'switchyard client key';

const follow = followEnd(part('scroll'), log, part('latest'));
const composer = makeComposer(part('composer'), send);
/** The answer that is coming now, if any: { turn, abort }. */
let running = null;

for (const turn of conversation.turns) log.append(viewOf(turn).box);
showWelcome();
follow();
composer.focus();
greetAgain();

part('stop').addEventListener('click', stop);
part('new').addEventListener('click', startNew);
part('starters').addEventListener('click', ({ target }) => target.matches('button') && send(target.textContent));
part('practice-close').addEventListener('click', () => {
  notice.hidden = true;
  composer.focus();
});
document.addEventListener('keydown', ({ key }) => key === 'Escape' && stop());
addEventListener('pagehide', () => {
  if (running) running.turn.note = 'Interrupted';
  conversation.save();
});

function send(text) {
  if (running) return false;
  const turn = { question: text, answer: '' };
  conversation.add(turn);
  const view = viewOf(turn);
  log.append(view.box);
  showWelcome();
  void answer(turn, view);
  return true;
}

function viewOf(turn) {
  const again = () => !running && void answer(turn, view);
  const useKey = (key) => {
    tab.setItem(keyName, key);
    greetAgain();
    again();
  };
  const view = makeTurnView(turn, { again, useKey });
  return view;
}

/** Asks a turn's question; also again, after a failure. Never throws. */
async function answer(turn, view) {
  const mine = { turn, abort: new AbortController() };
  Object.assign(turn, { answer: '', llm: undefined, note: undefined, error: undefined });
  setRunning(mine);
  view.update({ running: true });
  follow();
  const keyWanted = await fill(turn, mine.abort.signal, oncePerFrame(() => running === mine && view.update({ running: true })));
  // A new conversation may have begun meanwhile.
  if (running !== mine) return;
  setRunning(null);
  view.update({ keyWanted });
  conversation.save();
  say([turn.answer, turn.note, turn.error].filter(Boolean).join('\n'));
  if (keyWanted) view.box.querySelector('input').focus({ preventScroll: true });
  else composer.focus();
}

/** Fills a turn with what comes; says whether a client key is wanted. */
async function fill(turn, signal, draw) {
  const question = { path: completions, text: turn.question, model: model.value, session: conversation.session, key: tab.getItem(keyName), signal };
  try {
    await ask(question, {
      text: (piece) => { turn.answer += piece; draw(); },
      llm: (facts) => { turn.llm = facts; },
      finish: (reason) => { turn.note = noteOf[reason]; },
    });
    if (!turn.answer) turn.note ??= 'The model said nothing.';
  } catch (error) {
    if (signal.aborted) turn.note = 'Stopped';
    else turn.error = error instanceof AskError ? error.message : `This page has an error of its own: ${error.message}`;
    return error.status === 401;
  }
  return false;
}

const noteOf = { length: 'The answer reached its length limit.', content_filter: 'The model refused to go on.' };

function greetAgain() {
  void greet({ notice, name: part('name'), model, modelField: part('model-field') }, tab.getItem(keyName));
}

function setRunning(now) {
  running = now;
  part('send').hidden = running !== null;
  part('stop').hidden = running === null;
  if (running) say('Waiting for the answer.');
}

function stop() {
  running?.abort.abort();
}

function startNew() {
  stop();
  setRunning(null);
  conversation.startNew();
  log.replaceChildren();
  showWelcome();
  say('New conversation.');
  composer.focus();
}

function showWelcome() {
  part('welcome').hidden = conversation.turns.length > 0;
}

/** Tells a screen reader, once: an answer is not read while it grows. */
function say(text) {
  status.textContent = text;
  setTimeout(() => { if (status.textContent === text) status.textContent = ''; }, 3000);
}

function oncePerFrame(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      work();
    });
  };
}
