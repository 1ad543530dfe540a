import { canned, code, secondThought } from './canned.mjs';
import { earlierTurns, lastQuestion } from './history.mjs';

/** The words of an answer, as the model's language and length will have them. It always says that it is canned. */
export function plainText(ask, results) {
  const { language, length, id, coder } = ask.model;
  if (results.length > 0) return `${introduction[language](id)} ${fromResults(results, language)}`;
  const parts = [`${introduction[language](id)} ${echo(ask)}`, body(ask)];
  if (coder && !parts[1].includes('```')) parts.push(code());
  if (length === 'long') parts.push(secondThought);
  parts.push(history[language](earlierTurns(ask.turns).length));
  return parts.join(length === 'short' && !parts.some((part) => part.includes('\n')) ? ' ' : '\n\n');
}

/** The same without manners, for JSON answers. */
export const bareText = (ask, results) => (results.length > 0 ? fromResults(results, ask.model.language) : `My answers are canned. ${body(ask)}`);

const introduction = {
  english: (id) => `I am a practice model (\`${id}\`): my answers are canned.`,
  german: (id) => `Ich bin ein Übungsmodell (\`${id}\`): meine Antworten sind vorgefertigt.`,
};

const history = {
  english: (count) => (count === 0 ? 'This is the first message I see of our conversation.' : `I can see ${count} earlier ${count === 1 ? 'message' : 'messages'} of our conversation.`),
  german: (count) => (count === 0 ? 'Dies ist die erste Nachricht unseres Gesprächs, die ich sehe.' : `Ich sehe ${count} frühere ${count === 1 ? 'Nachricht' : 'Nachrichten'} unseres Gesprächs.`),
};

function fromResults(results, language) {
  const said = results.map(({ name, text }) => `\`${name}\` ${language === 'german' ? 'sagt' : 'says'}: ${text}`).join('; ');
  return language === 'german' ? `Ich habe nachgesehen. ${said}` : `I looked it up. ${said}`;
}

function echo({ turns, model }) {
  const question = lastQuestion(turns).replace(/\s+/g, ' ').trim();
  const images = turns.findLast(({ role }) => role === 'user')?.images ?? 0;
  const beginning = question.length > 80 ? `${question.slice(0, 79)}…` : question;
  const wrote = question && (model.language === 'german' ? `Sie schrieben: „${beginning}“` : `You wrote: “${beginning}”`);
  return [wrote, images > 0 && gotImages[model.language](images)].filter(Boolean).join(' ');
}

const gotImages = {
  english: (count) => (count === 1 ? 'I got an image with it, but I cannot see.' : `I got ${count} images with it, but I cannot see.`),
  german: (count) => (count === 1 ? 'Ein Bild war dabei, aber ich kann nicht sehen.' : `${count} Bilder waren dabei, aber ich kann nicht sehen.`),
};

/** What it says to the question itself: names first, for they show whether the conversation is remembered. */
function body({ turns, model }) {
  const question = lastQuestion(turns);
  const german = model.language === 'german';
  if (/\b(what('s| is)|know|remember|tell me|say) my name\b|wie (heiße ich|ist mein name)/i.test(question)) return nameAnswer(knownName(turns), german);
  const told = nameIn(question);
  if (told) return german ? `Freut mich, ${told}.` : `Nice to meet you, ${told}.`;
  if (/\b(instructions|system prompt)\b/i.test(question)) return instructions(turns);
  return canned(question, model.language);
}

function nameAnswer(name, german) {
  if (german) return name ? `Sie heißen ${name}: das haben Sie mir gesagt.` : 'Ihren Namen haben Sie mir noch nicht gesagt.';
  return name ? `Your name is ${name}: you told me.` : 'You have not told me your name yet.';
}

const nameIn = (text) => /\b(?:my name is|i am called|ich heiße|mein name ist)\s+(\p{L}[\p{L}'’-]*)/iu.exec(text)?.[1];
const knownName = (turns) => turns.filter(({ role }) => role === 'user').map(({ text }) => nameIn(text)).findLast(Boolean);

function instructions(turns) {
  const text = turns.filter(({ role }) => role === 'system').map((turn) => turn.text).join(' ');
  return text ? `My instructions begin: “${text.slice(0, 200)}”.` : 'I was given no instructions.';
}
