import assert from 'node:assert/strict';
import { importFromChatPage } from '../kit/chat-page';

interface Turn { question: string; answer: string }
interface Conversation { session: string; turns: Turn[]; add(turn: Turn): void; save(): void; startNew(): void }
type Store = Pick<Storage, 'getItem' | 'setItem'>;

function makeStore(): Store & { values: Map<string, string> } {
  const values = new Map<string, string>();
  return { values, getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}

describe('chat page, the conversation', () => {
  let module: { openConversation(store: Store, name: string): Conversation; newest(turns: Turn[]): Turn[] };
  before(async () => { module = await importFromChatPage('conversation.js'); });

  it('is there again after a reload, with the same session', () => {
    const store = makeStore();
    const first = module.openConversation(store, '/chat');
    first.add({ question: 'Hi', answer: 'Hello' });
    first.save();
    const second = module.openConversation(store, '/chat');
    assert.deepEqual([second.session, second.turns], [first.session, [{ question: 'Hi', answer: 'Hello' }]]);
    assert.match(first.session, /^[0-9a-f]{32}$/);
  });

  it('is another one on another page, and after "New conversation"', () => {
    const store = makeStore();
    const first = module.openConversation(store, '/chat');
    const session = first.session;
    first.add({ question: 'Hi', answer: 'Hello' });
    assert.notEqual(module.openConversation(store, '/other').session, session);
    first.startNew();
    assert.notEqual(first.session, session);
    assert.deepEqual(module.openConversation(store, '/chat').turns, []);
  });

  it('keeps the newest turns only, by number and by size', () => {
    const turn = (question: string, size = 1) => ({ question, answer: 'x'.repeat(size) });
    assert.equal(module.newest(Array.from({ length: 150 }, (_, index) => turn(String(index)))).length, 100);
    assert.deepEqual(module.newest([turn('old', 300_000), turn('big', 300_000), turn('new', 50_000)]).map(({ question }) => question), ['big', 'new']);
  });

  it('starts anew where the store holds something else, and lives with a full one', () => {
    const store = makeStore();
    for (const broken of ['{', 'null', '[]', '{"session":1,"turns":[]}']) {
      store.values.set('switchyard chat /chat', broken);
      assert.deepEqual(module.openConversation(store, '/chat').turns, []);
    }
    const full = module.openConversation({ getItem: () => null, setItem: () => { throw new Error('QuotaExceededError'); } }, '/chat');
    full.save();
    assert.match(full.session, /^[0-9a-f]{32}$/);
  });
});
