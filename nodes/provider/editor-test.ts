import { testProvider } from '../kit/editor/data';
import type { ModelRow, Table } from './editor-tables';

interface Tested { id: string; _: Words }

const field = (name: string): string => String($(`#node-config-input-${name}`).val() ?? '');
/** So many new models may be put in the list by one click. */
const most = 100;

function offer(node: Tested, models: readonly string[], list: Table<ModelRow>): void {
  const there = new Set(list.read().map(({ name }) => name));
  const fresh = models.filter((name) => !there.has(name));
  if (fresh.length === 0 || fresh.length > most) return;
  const link = $('<a href="#"></a>').text(node._('test.take')).on('click', (event) => {
    event.preventDefault();
    link.remove();
    for (const name of fresh) list.add({ name, inputPrice: '', outputPrice: '', window: '', tags: '', quality: '', region: '' });
  });
  $('#node-provider-verdict').append(' ', link);
}

/** The button that asks the provider, with what the dialog holds now, and says what is wrong. */
export function prepareTest(node: Tested, list: Table<ModelRow>): void {
  const verdict = $('#node-provider-verdict');
  const show = (words: string, kind: 'good' | 'bad' | ''): void => { verdict.text(words).attr('class', kind && `switchyard-${kind}`); };
  const button = $('#node-provider-test').on('click', () => {
    button.prop('disabled', true);
    show(node._('test.running'), '');
    const settings = {
      id: node.id, name: field('name'), vendor: field('vendor'), key: field('key'), address: field('address'),
      allowPlainHttp: $('#node-config-input-allowPlainHttp').is(':checked'),
    };
    void testProvider(settings).then((posted) => {
      button.prop('disabled', false);
      if ('problem' in posted) return show(posted.problem ?? node._('test.noRuntime'), 'bad');
      const { answer } = posted;
      if (!answer.ok) return show(answer.message, 'bad');
      if (answer.models.length === 0) return show(node._('test.worksNoList'), 'good');
      show(node._('test.works', { count: answer.models.length, models: answer.models.slice(0, 3).join(', ') }), 'good');
      offer(node, answer.models, list);
    });
  });
}
