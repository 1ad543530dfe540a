import assert from 'node:assert/strict';
import { properties } from '../../../nodes/kit/properties';
import { readSettings } from '../../../nodes/kit/settings';

describe('the properties of the nodes', () => {
  for (const [type, schema] of Object.entries(properties)) {
    it(`${type} has defaults that are valid, and plain data`, () => {
      const defaults = schema.parse({});
      assert.deepEqual(schema.parse(defaults), defaults);
      assert.deepEqual(JSON.parse(JSON.stringify(defaults)), defaults);
    });
  }

  it('takes what an editor or the environment make of numbers: text, and cleared fields', () => {
    const { settings, trouble } = readSettings('switchyard-ask', { id: 'x', type: 'switchyard-ask', tries: '5', maxAnswer: '200', totalWithinSeconds: '', prompt: '', outputs: '5', models: [{ name: 'a', share: '2.5' }] });
    assert.equal(trouble, undefined);
    assert.deepEqual([settings.tries, settings.maxAnswer, settings.totalWithinSeconds, settings.prompt, settings.outputs, settings.models], [5, 200, 120, 'payload', 5, [{ name: 'a', share: 2.5 }]]);
  });

  it('takes "msg." off the properties of an ask, which are of the message anyway, and off nothing else', () => {
    const read = (config: object): string[] => { const { prompt, answer } = readSettings('switchyard-ask', config).settings; return [prompt, answer]; };
    assert.deepEqual(read({ prompt: 'msg.payload.content', answer: ' msg.answer' }), ['payload.content', 'answer']);
    assert.deepEqual(read({ prompt: 'msgs.first', answer: 'a.msg.b' }), ['msgs.first', 'a.msg.b']);
    for (const promptType of ['str', 'jsonata', 'flow']) assert.deepEqual(read({ prompt: 'msg.payload', promptType }), ['msg.payload', '']);
  });

  it('names the field that is wrong, and works with the defaults', () => {
    for (const [wrong, field] of [[{ tries: 'many' }, 'tries'], [{ tries: -1 }, 'tries'], [{ outputs: 3 }, 'outputs'], [{ models: [{ name: '' }] }, 'models.0.name'], [{ commit: 'never' }, 'commit']] as const) {
      const { settings, trouble } = readSettings('switchyard-ask', wrong);
      assert.match(trouble ?? '', new RegExp(`^'${field}' is not valid`));
      assert.equal(settings.tries, 3);
    }
  });
});
