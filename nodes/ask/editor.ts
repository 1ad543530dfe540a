import { labelOf, pathOfAsk } from '../kit/editor/canvas';
import { models } from '../kit/editor/data';
import { modelList, type ModelList } from '../kit/editor/model-list';
import { saveNumbers } from '../kit/editor/numbers';
import type { ModelPick } from '../kit/editor/picks';
import { portMap } from '../kit/editor/ports';
import { foldSections } from '../kit/editor/sections';
import type { Path } from '../kit/editor/straight';
import { preparePreview } from './editor-preview';
import { askOutcomes, outcomesOf, portsWhenSwitched } from './outcomes';

export { between, betweenOrBlank } from '../kit/editor/checks';

interface AskNode extends EditorNode<{
  provider: string; models: ModelPick[]; chooseBy: string; instructions: string; prompt: string; promptType: string; answer: string; outputs: number;
}> {}

const numbers = ['maxAnswer', 'tries', 'firstWordsWithinSeconds', 'silentForSeconds', 'totalWithinSeconds', 'maxCalls'];

let list: ModelList;

export function checkPrompt(node: AskNode, value: string): true | string {
  const type = $('#node-input-promptType').val() ?? node.promptType;
  return RED.utils.validateTypedProperty(value, String(type), { label: node._('label.prompt') });
}

export function checkAnswer(node: AskNode, value: string): true | string {
  if (!value || RED.utils.validateTypedProperty(value, 'msg') === true) return true;
  return node._('check.answer');
}

/** What stands on the node: its only model, or how many it chooses from. */
export function label(node: AskNode): string {
  const [first, ...others] = node.models;
  if (!first) return node._('palette');
  return others.length === 0 ? first.name : `${first.name} +${others.length}`;
}

export function outputLabel(node: AskNode, index: number): string {
  if (index === 0) return `${node._('port.answered')}: ${node._(`pathShort.${pathOfAsk(node).path}`)}`;
  return node.outputs === 2 ? node._('port.allFailed') : node._(`port.${askOutcomes[index] ?? 'failed'}`);
}

function pathInWords(node: AskNode, path: Path): string {
  const name = path.path === 'straight' ? labelOf(path.reply.id) : 'node' in path ? labelOf(path.node.id) : '';
  return node._(`path.${path.path}`, { name });
}

/** "any" is a choice of its own here, not the lack of one. */
function nameBlankProvider(node: AskNode): void {
  $('#node-input-provider').on('change', function () {
    $(this).find('option[value="_ADD_"]').text(node._('label.anyProvider'));
  });
}

/** The chosen provider's name; a node without one is called as its label says. */
function chosenProvider(): string | undefined {
  const chosen = RED.nodes.node(String($('#node-input-provider').val()));
  return chosen ? RED.utils.getNodeLabel(chosen, chosen.type) : undefined;
}

async function showWhatAnyMeans(node: AskNode): Promise<void> {
  const provider = chosenProvider();
  const starters = (await models()).filter((model) => model.starter && (!provider || model.provider === provider));
  // A provider that was just added is not known to the runtime yet.
  const none = provider ? node._('kit.models.anyLater', { provider }) : node._('kit.models.anyNone');
  $('#node-input-models-hint').text(starters.length > 0 ? node._('kit.models.anyNow', { models: starters.map(({ name }) => name).join(', ') }) : none);
}

function prepareInstructions(node: AskNode): void {
  const field = $('#node-input-instructions');
  const button = $('#node-button-instructions').attr('aria-label', node._('label.expand')).on('click', () => {
    RED.editor.editText({
      mode: 'handlebars', value: String(field.val()), width: 'Infinity', title: node._('label.instructions'),
      complete: (text) => { field.val(text).trigger('change').trigger('focus'); },
    });
  });
  RED.popover.tooltip(button, node._('label.expand'));
}

function preparePorts(node: AskNode): void {
  const before = outcomesOf(node.outputs);
  const tick = $('#node-ask-ports').prop('checked', before.length > 2);
  tick.on('change', () => {
    const now = portsWhenSwitched(before, tick.is(':checked') ? 5 : 2);
    $('#node-input-outputs').val(JSON.stringify(portMap(before.length, now))).trigger('change');
  }).trigger('change');
}

export function prepare(node: AskNode): void {
  nameBlankProvider(node);
  list = modelList($('#node-input-models-list'), node.models, node._, () => $('#node-input-chooseBy').val() === 'shares');
  $('#node-input-chooseBy').on('change', () => list.refresh());
  $('#node-input-provider').on('change', () => void showWhatAnyMeans(node));
  preparePreview(node._, () => ({ provider: chosenProvider(), picks: list.read(), chooseBy: String($('#node-input-chooseBy').val()) }));
  prepareInstructions(node);
  $('#node-input-prompt').typedInput({ default: 'msg', types: ['msg', 'flow', 'global', 'str', 'jsonata', 'env'], typeField: '#node-input-promptType' });
  $('#node-input-answer').attr('placeholder', node._('placeholder.answer')).typedInput({ types: ['msg'] });
  preparePorts(node);
  const path = pathOfAsk(node);
  $('#node-ask-path').text(pathInWords(node, path));
  const value = (name: string): string => String($(`#node-input-${name}`).val());
  foldSections({
    time: () => node._('summary.time', { first: value('firstWordsWithinSeconds'), total: value('totalWithinSeconds'), tries: value('tries') }),
    stream: () => node._(`pathShort.${path.path}`),
    more: () => node._('summary.more', { ports: $('#node-ask-ports').is(':checked') ? 5 : 2, calls: value('maxCalls') }),
  });
}

export function save(node: AskNode): void {
  node.models = list.read();
  saveNumbers(node, 'node-input', numbers);
}
