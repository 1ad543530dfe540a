/**
 * What a practice model can say: the first topic whose pattern a question matches. Each says plainly what would be different with a real model,
 * and those about this package are true.
 * @typedef {{ when: RegExp, say: (question: string, found: RegExpExecArray) => string }} Topic
 */

const howToAddAKey = 'To get real answers, set the key of a vendor, for example `OPENAI_API_KEY`, and start again. Or double-click an ask node, add a provider and press Test.';

/** @type {Topic[]} */
const english = [
  { when: /(-?\d+(?:\.\d+)?)\s*([-+*x×÷/])\s*(-?\d+(?:\.\d+)?)/, say: (_, found) => `${found[0]} is ${reckon(found)}. Sums are the one thing I can really work out.` },
  { when: /\b(api )?key|provider|real (model|answer)/i, say: () => howToAddAKey },
  { when: /fall ?back|fail|outage|down\b|flaky/i, say: () => 'When a model fails before its first word, the next one in the order answers instead, and the client notices nothing. The model `practice-flaky` fails on purpose, so that you can watch it happen.' },
  { when: /budget|cost|price|expensive|cheap/i, say: () => 'Every answer has a price, known to the millionth of a dollar. A cost guard node keeps a budget, and the router picks the cheapest model that fits. My own prices are pretended.' },
  { when: /cache/i, say: () => 'A cache node gives the same answer to the same question at no cost, and never to another user. Ask the same thing twice and look at the line below the answer.' },
  { when: /rout(e|er|ing)|which model|node-?red|flow\b/i, say: () => 'A router node writes down which models to try and in which order. The ask node decides at the last moment, on fresh prices and health, and the line below an answer says which model it was, and why.' },
  { when: /remember|memory|forget/i, say: () => 'A memory node in front of the ask node keeps the conversation. Tell me your name, then ask me for it.' },
  { when: /weather|rain|sunny/i, say: () => 'I have no window, but let us say: sunny, 21 degrees, with a light breeze from the west.' },
  { when: /poem|haiku|verse|rhyme/i, say: () => 'Here is a haiku:\n\nWires cross the canvas\na question finds its model\nlight runs back to you' },
  { when: /joke|funny/i, say: () => 'Why did the message take the long way round? The first model was rate limited.' },
  { when: /\bcode|function|script|program|javascript|python|regex/i, say: () => `Here is a function:\n\n${code()}` },
  { when: /translat|german|deutsch/i, say: () => '“Hello” is “Guten Tag” in German. The model `practice-german` answers in German whatever you ask.' },
  { when: /\b(list|ideas|steps|ways)\b/i, say: () => 'Three things to try:\n\n1. Ask for a poem, a sum or some code.\n2. Press Stop while I am still talking.\n3. Open the editor, move a wire, press Deploy and ask again.' },
  { when: /thank/i, say: () => 'You are welcome.' },
  { when: /^\s*(hi|hello|hey|good (morning|evening|day)|guten tag|hallo)\b/i, say: () => 'Hello! Ask me for a poem, a sum or some code, or tell me your name and see whether I remember it.' },
];

/** @type {Topic[]} */
const german = [
  { when: english[0].when, say: (_, found) => `${found[0]} ist ${reckon(found)}. Rechnen kann ich wirklich.` },
  { when: /wetter|weather|regen/i, say: () => 'Ein Fenster habe ich nicht, aber sagen wir: sonnig, 21 Grad, leichter Wind aus Westen.' },
  { when: /gedicht|poem|haiku/i, say: () => 'Ein Haiku:\n\nDrähte im Abend\neine Frage sucht ihr Licht\nund kommt an bei dir' },
  { when: /danke|thank/i, say: () => 'Gern geschehen.' },
  { when: /^\s*(hi|hello|hey|hallo|guten (tag|morgen|abend)|moin|servus)\b/i, say: () => 'Guten Tag! Fragen Sie mich nach dem Wetter, nach einem Gedicht oder nach einer Rechnung.' },
];

const otherwise = {
  english: 'A real model would answer that properly. I only practise: what you see is the way of your question through the flow, word by word.',
  german: 'Ein echtes Modell würde das richtig beantworten. Ich übe nur: zu sehen ist der Weg Ihrer Frage durch den Flow, Wort für Wort.',
};

/** The canned answer to a question, in a language. */
export function canned(question, language) {
  for (const { when, say } of language === 'german' ? german : english) {
    const found = when.exec(question);
    if (found) return say(question, found);
  }
  return otherwise[language];
}

/** More to say for a model that takes its time. */
export const secondThought = 'And on second thought: a large model like me is slow and expensive, and most questions need only a small one. '
  + 'That is what routing is for: send each question to the model that is just good enough, and keep another one ready for when it is down.';

export const code = () => '```js\n// Adds up a list of numbers.\nfunction sum(numbers) {\n  return numbers.reduce((total, number) => total + number, 0);\n}\n\nconsole.log(sum([1, 2, 3])); // 6\n```\n\nCall `sum` with any list of numbers.';

function reckon([, left, sign, right]) {
  const [a, b] = [Number(left), Number(right)];
  const result = { '+': a + b, '-': a - b, '*': a * b, x: a * b, '×': a * b, '/': a / b, '÷': a / b }[sign];
  return Number.isFinite(result) ? String(Number(result.toFixed(6))) : 'not a number';
}
