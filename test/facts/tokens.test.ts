import assert from 'node:assert/strict';
import type { Block } from '../../src/chat/blocks';
import type { Chat } from '../../src/chat/chat';
import { textTokens } from '../../src/facts/text-tokens';
import { estimateTokens } from '../../src/facts/tokens';

/** With what o200k counts (the tokenizer of GPT-4o and later). */
const texts: [what: string, real: number, text: string][] = [
  ['English', 33, 'All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.'],
  ['German', 38, 'Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.'],
  ['French', 41, 'Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.'],
  ['Spanish', 38, 'Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y conciencia, deben comportarse fraternalmente los unos con los otros.'],
  ['Finnish', 54, 'Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.'],
  ['Vietnamese', 40, 'Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi. Mọi con người đều được tạo hoá ban cho lý trí và lương tâm.'],
  ['Russian', 41, 'Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.'],
  ['Greek', 71, 'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης.'],
  ['Arabic', 44, 'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.'],
  ['Hindi', 54, 'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है । उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए ।'],
  ['Chinese', 37, '人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。'],
  ['Japanese', 72, 'すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。'],
  ['Korean', 51, '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다.'],
  ['JSON', 54, '{"id": 1284, "name": "Grace Hopper", "tags": ["navy", "compiler"], "active": true, "address": {"city": "New York", "zip": "10001"}, "balance": -12.5}'],
  ['code', 34, 'export function sum(values: readonly number[]): number {\n  let total = 0;\n  for (const value of values) total += value;\n  return total;\n}\n'],
  ['a log', 73, '2026-11-24T12:00:03.120Z [INFO] request id=88123 status=200 path=/v1/chat/completions ms=412\n2026-11-24T12:00:04.007Z [WARN] request id=88124 status=503 path=/v1/models ms=9\n'],
  ['a table', 47, '| model | cost | ms |\n|---|---|---|\n| gpt-5-mini | $0.12 | 420 |\n| claude-haiku-4-5 | $0.31 | 610 |\n'],
  ['Markdown', 36, '# Heading\n\n- First item with **bold** text\n- Second item with `code`\n\nSee [the docs](https://example.com/docs?page=2) for more.\n'],
  ['emoji', 17, '👍🎉🚀😀🔥💡📦🧪🎯🙏'],
];

/** What no language looks like: only the bounds must hold. */
const oddities: [what: string, real: number, text: string][] = [
  ['base64', 65, 'SGVsbG8gd29ybGQhIFRoaXMgaXMgYSBsb25nZXIgYmFzZTY0IHRleHQgdGhhdCBzdGFuZHMgaW4gYSBwcm9tcHQuIDEyMzQ1Njc4OTA='],
  ['one letter, over and over', 625, 'a'.repeat(5_000)],
  ['a line of dashes', 47, '-'.repeat(3_000)],
  ['nothing but spaces', 40, ' '.repeat(5_000)],
  ['nothing but line breaks', 313, '\n'.repeat(5_000)],
  ['digits', 1000, '7'.repeat(3_000)],
  ['capitals', 15, 'WARNING: DO NOT TOUCH THE RED BUTTON UNDER ANY CIRCUMSTANCES'],
  ['Ethiopic, which models hardly know', 88, 'የሰው፡ልጅ፡ሁሉ፡ሲወለድ፡ነጻና፡በክብርና፡በመብትም፡እኩልነት፡ያለው፡ነው።'],
];

describe('estimating the tokens of a text', () => {
  for (const [what, real, text] of texts) {
    it(`comes close for ${what}, and bounds it`, () => {
      const { low, estimate, high } = textTokens(text);
      assert.ok(low <= real && real <= high, `${low} to ${high} does not hold ${real}`);
      assert.ok(Math.abs(estimate / real - 1) < 0.35, `${estimate} for ${real}`);
    });
  }

  for (const [what, real, text] of oddities) {
    it(`bounds ${what}`, () => {
      const { low, high } = textTokens(text);
      assert.ok(low <= real && real <= high, `${low} to ${high} does not hold ${real}`);
    });
  }

  it('is nothing for nothing', () => {
    assert.deepEqual(textTokens(''), { low: 0, estimate: 0, high: 0 });
  });

  it('has bounds in order for any text', () => {
    let sign = 7;
    for (let length = 1; length < 400; length += 1) {
      const text = Array.from({ length }, () => String.fromCharCode(sign = (sign * 31 + 17) % 0x10000)).join('');
      const { low, estimate, high } = textTokens(text);
      assert.ok(low >= 0 && low <= estimate && estimate <= high, text);
    }
  });

  it('grows with the text', () => {
    const once = textTokens('The quick brown fox jumps over the lazy dog. ');
    const often = textTokens('The quick brown fox jumps over the lazy dog. '.repeat(1_000));
    assert.ok(Math.abs(often.estimate / (once.estimate * 1_000) - 1) < 0.02);
  });

  it('is as exact for a text of many megabytes, of which it reads only a part', () => {
    const line = 'Все люди рождаются свободными. All human beings are born free. 1234567\n';
    const part = textTokens(line.repeat(1_000)).estimate / 1_000;
    const whole = textTokens(line.repeat(60_000)).estimate / 60_000;
    assert.ok(Math.abs(whole / part - 1) < 0.02, `${whole} for ${part}`);
  });

  it('never blocks: a megabyte of anything in a few milliseconds', () => {
    for (const text of ['a'.repeat(1e6), ' '.repeat(1e6), '汉'.repeat(1e6), '<|endoftext|>'.repeat(1e5), 'aB1-é '.repeat(2e5)]) {
      textTokens(text);
      const times = Array.from({ length: 5 }, () => {
        const before = performance.now();
        textTokens(text);
        return performance.now() - before;
      });
      assert.ok(Math.min(...times) < 20, `${Math.min(...times)} ms`);
    }
  });
});

describe('estimating the tokens of a request', () => {
  const chat = (content: string | Block[], more: Partial<Chat> = {}): Chat => ({ messages: [{ role: 'user', content }], stream: false, ...more });
  const estimate = (content: string | Block[], more: Partial<Chat> = {}): number => estimateTokens(chat(content, more)).estimate;

  it('gives whole numbers, low to high', () => {
    const { low, estimate: middle, high } = estimateTokens(chat('Hello there, how are you?'));
    assert.ok(Number.isInteger(low) && Number.isInteger(middle) && Number.isInteger(high));
    assert.ok(low <= middle && middle <= high);
    assert.ok(middle >= 8 && middle <= 20, String(middle));
  });

  it('counts every message and what stands around it', () => {
    const one = estimate('Hi');
    const messages = Array.from({ length: 10 }, () => ({ role: 'user' as const, content: 'Hi' }));
    assert.ok(estimateTokens({ messages, stream: false }).estimate >= one * 5);
    assert.ok(estimateTokens({ messages: [], stream: false }).estimate > 0);
  });

  it('counts an image by a constant, however many bytes it has', () => {
    const small = estimate([{ type: 'image_url', image_url: { url: 'https://example.com/cat.png' } }]);
    const large = estimate([{ type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(1e6)}` } }]);
    assert.equal(small, large);
    assert.ok(large > 700 && large < 1_600);
    assert.ok(estimate([{ type: 'image_url', image_url: { url: 'https://x', detail: 'low' } }]) < 150);
  });

  it('counts sound by its length', () => {
    const sound = (format: string, bytes: number): number => estimate([{ type: 'input_audio', input_audio: { data: 'A'.repeat((bytes * 4) / 3), format } }]);
    assert.ok(sound('wav', 480_000) > 100 && sound('wav', 480_000) < 500);
    assert.ok(sound('mp3', 80_000) > 100 && sound('mp3', 80_000) < 500);
  });

  it('counts a file by its size, with wide bounds, and one of unknown size by a constant', () => {
    const file = (bytes: number): ReturnType<typeof estimateTokens> => (
      estimateTokens(chat([{ type: 'file', file: { file_data: `data:application/pdf;base64,${'A'.repeat((bytes * 4) / 3)}` } }]))
    );
    assert.ok(file(300_000).estimate > 3_000 && file(300_000).estimate < 30_000);
    assert.ok(file(300_000).low < 1_000 && file(300_000).high > 40_000);
    assert.ok(file(3_000_000).estimate > file(300_000).estimate);
    assert.ok(estimate([{ type: 'file', file: { file_id: 'file-1' } }]) > 1_000);
  });

  it('counts tool calls, their results, refusals, thinking and foreign blocks', () => {
    const blocks: Block[] = [
      { type: 'tool_call', id: '1', name: 'get_weather', arguments: '{"city":"Wolfenbüttel","unit":"celsius"}' },
      { type: 'refusal', refusal: 'I would rather not talk about that.' },
      { type: 'reasoning', text: 'The user wants to know the weather in a town in Germany.' },
      { type: 'foreign', extra: { 'anthropic-messages': { type: 'search_result', text: 'Sunny all day, with some wind from the west.' } } },
    ];
    for (const block of blocks) assert.ok(estimate([block]) > estimate('') + 5, block.type);
  });

  it('counts tools and the schema of the answer', () => {
    const parameters = { type: 'object', properties: { city: { type: 'string', description: 'The name of the town, in English' } }, required: ['city'] };
    const plain = estimate('Hi');
    assert.ok(estimate('Hi', { tools: [{ name: 'get_weather', description: 'Tells the weather', parameters }] }) > plain + 60);
    assert.ok(estimate('Hi', { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: parameters } } }) > plain + 15);
    assert.equal(estimate('Hi', { tools: [] }), plain);
    assert.equal(estimate('Hi', { response_format: { type: 'json_schema', json_schema: { name: 'x' } } }), plain);
  });
});
