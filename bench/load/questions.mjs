/** A question of about 1 kB, never the same twice, so that no cache can answer it. */
const system = 'You are a helpful assistant in a workshop for young people. Answer in plain, short sentences. Never make up facts; say so where you do not know. '
  + 'Where a question is dangerous or unkind, say why you would rather not answer it. Use metric units, and write numbers with digits. '
  + 'Answer in the language of the question. Do not use tables. Give one example where that helps, and end with one question back.';
const text = 'My class has looked at the sky at noon, at dusk and through a jar of water with a few drops of milk, with a torch behind it. '
  + 'The jar looked a little blue from the side and orange from the front, and at dusk the sky did much the same. Some said that it mirrors the sea, '
  + 'others that the air itself is blue. Who is right, and how could we show it to the others with what we have? This is question number {{n}}.';

export const question = (more = {}) => ({ model: 'gpt-bench', messages: [{ role: 'system', content: system }, { role: 'user', content: text }], temperature: 0.7, ...more });

export const whole = (target, more) => ({ url: target.url, headers: target.headers, body: JSON.stringify(question(more)), stream: false });
export const streamed = (target, more) => ({
  url: target.url, headers: target.headers, body: JSON.stringify(question({ stream: true, stream_options: { include_usage: true }, ...more })), stream: true,
});

/** A conversation of so many messages of 200 letters each. */
export const ofHistory = (target, messages) => whole(target, {
  messages: Array.from({ length: messages }, (_, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content: text.slice(0, 200) })).concat({ role: 'user', content: 'Number {{n}}.' }),
});

/** A question of so many bytes. */
export const ofSize = (target, bytes) => whole(target, {
  messages: [{ role: 'user', content: `Number {{n}}. ${text.slice(0, 300).repeat(Math.ceil(bytes / 300)).slice(0, bytes)}` }],
});
