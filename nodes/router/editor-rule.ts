import { suggestModels } from '../kit/editor/suggest';
import { readPicks, writePicks, type ModelPick } from '../kit/editor/picks';

/** One rule as the dialog saves it; the keys stand in the order in which they are saved. */
export interface Condition {
  source: string; property: string; operator: string; value: string; valueType: string; value2: string; value2Type: string; ignoreCase: boolean;
}
export interface Rule { condition: Condition; use: ModelPick[]; must: boolean; chooseBy: string }

/** A rule's row in the dialog. */
export interface RuleRow { read(): Rule; isOtherwise(): boolean; number(shown: number | undefined): void; focus(): void }

const operators: [string, string][] = [
  ['eq', '=='], ['neq', '!='], ['lt', '<'], ['lte', '<='], ['gt', '>'], ['gte', '>='],
  ['btwn', 'btwn'], ['cont', 'cont'], ['regex', 'regex'], ['true', 'true'], ['false', 'false'], ['null', 'null'], ['nnull', 'nnull'],
  ['empty', 'empty'], ['nempty', 'nempty'], ['istype', 'istype'], ['hask', 'hask'],
];
const withoutValue = ['true', 'false', 'null', 'nnull', 'empty', 'nempty'];
const typeNames = ['string', 'number', 'boolean', 'array', 'buffer', 'object', 'json', 'undefined', 'null'];
const yesOrNo = ['has images', 'has audio', 'has files', 'has tools', 'wants JSON', 'wants a stream'];
const given = ['user', 'tier', 'language', 'task', 'complexity'];
const amounts = ['tokens', 'turns', 'messages', 'characters'];
const facts = [...given, ...amounts, 'modality', ...yesOrNo, 'model', 'client key', 'session'];
const valueTypes = ['str', 'num', 'bool', 'msg', 'flow', 'global', 'env', 'jsonata', 'json'];

/** What a new rule looks at: like the rule above it, as in the Switch node. */
export function newRule(above: Rule | undefined): Rule {
  const like = above && above.condition.source !== 'otherwise' ? above.condition : undefined;
  const property = like?.property ?? 'payload';
  const condition = { operator: 'eq', value: '', valueType: 'str', value2: '', value2Type: 'num', ignoreCase: false };
  return {
    condition: { source: like?.source ?? 'msg', property, ...condition, operator: like?.operator ?? 'eq', valueType: like?.valueType ?? 'str' },
    use: [], must: false, chooseBy: above?.chooseBy ?? 'cheapest',
  };
}

/** A rule as the runtime reads it: what one that was written by hand leaves out is the default. */
export function wholeRule(rule: Partial<Omit<Rule, 'condition'>> & { condition?: Partial<Condition> }): Rule {
  const standard = newRule(undefined);
  return { ...standard, ...rule, condition: { ...standard.condition, ...rule.condition } };
}

const line = (parent: JQuery): JQuery => $('<div class="switchyard-row"></div>').appendTo(parent);
const field = (parent: JQuery, label: string): JQuery => $('<input type="text" style="width:100%">').attr('aria-label', label).appendTo($('<div style="flex:1; min-width:0"></div>').appendTo(parent));

function operatorField(parent: JQuery, chosen: string): JQuery {
  const select = $('<select style="width:100px; flex:none; margin:0"></select>').appendTo(parent);
  for (const [id, text] of operators) {
    select.append($('<option></option>').val(id).text(text === id ? RED._(`node-red:switch.rules.${id}`) : text));
  }
  return select.val(chosen);
}

function subjectField(parent: JQuery, condition: Condition, words: Words): JQuery {
  const fact = { value: 'fact', label: words('source.fact'), options: facts.map((value) => ({ value, label: words(`fact.${value}`) })) };
  const otherwise = { value: 'otherwise', label: words('source.otherwise'), hasValue: false };
  const input = field(parent, RED._('node-red:common.label.property'));
  input.typedInput({ default: 'msg', types: ['msg', fact, 'flow', 'global', 'env', 'jsonata', otherwise] });
  input.typedInput('type', condition.source);
  input.typedInput('value', condition.property);
  return input;
}

function valueField(parent: JQuery, value: string, type: string, label: string): JQuery {
  const input = field(parent, label);
  input.typedInput({ default: 'str', types: valueTypes });
  input.typedInput('type', type);
  input.typedInput('value', value);
  return input;
}

function typeField(parent: JQuery, value: string): JQuery {
  const select = $('<select style="width:100%; margin:0"></select>').appendTo($('<div style="flex:1"></div>').appendTo(parent));
  for (const name of typeNames) select.append($('<option></option>').val(name).text(name));
  return select.val(typeNames.includes(value) ? value : 'string');
}

function chooseField(parent: JQuery, chosen: string, words: Words): JQuery {
  const select = $('<select style="width:125px; flex:none; margin:0"></select>').appendTo(parent);
  const ways: [string, string][] = [['in order', 'inOrder'], ['cheapest', 'cheapest'], ['fastest', 'fastest'], ['shares', 'shares'], ['least busy', 'leastBusy']];
  for (const [way, key] of ways) select.append($('<option></option>').val(way).text(words(`kit.choose.${key}`)));
  return select.val(chosen);
}

function tickField(parent: JQuery, ticked: boolean, text: string): JQuery {
  const label = $('<label></label>').appendTo(parent);
  const tick = $('<input type="checkbox" style="width:auto; margin:0 3px 0 0; vertical-align:-1px">').prop('checked', ticked).appendTo(label);
  label.append(document.createTextNode(text));
  return tick;
}

const cellOf = (input: JQuery): JQuery => input.closest('.switchyard-row > div');

interface ConditionPart { read(): Condition; isOtherwise(): boolean; focus(): void; onChange(tell: () => void): void }

/** What must hold: one line, and a further one where the operator asks for more. */
function conditionPart(lines: JQuery, condition: Condition, words: Words): ConditionPart {
  const first = line(lines);
  const subject = subjectField(first, condition, words);
  const operator = operatorField(first, condition.operator);
  const value = valueField(first, condition.value, condition.valueType, words('label.value'));
  const type = typeField(first, condition.value);
  const second = line(lines);
  $('<label></label>').text(words('label.and')).appendTo(second);
  const value2 = valueField(second, condition.value2, condition.value2Type, words('label.value'));
  const third = line(lines);
  const ignoreCase = tickField(third, condition.ignoreCase, words('label.ignoreCase'));

  const isOtherwise = (): boolean => subject.typedInput('type') === 'otherwise';
  const show = (): void => {
    const chosen = isOtherwise() || subject.typedInput('type') === 'jsonata' ? '' : String(operator.val());
    operator.toggle(chosen !== '');
    cellOf(value).toggle(chosen !== '' && chosen !== 'istype' && !withoutValue.includes(chosen));
    cellOf(type).toggle(chosen === 'istype');
    second.toggle(chosen === 'btwn');
    third.toggle(chosen === 'regex');
  };
  subject.on('change', () => { suitFact(subject, operator, value); show(); });
  operator.on('change', show);
  show();
  return {
    isOtherwise,
    focus() { value.typedInput('focus'); },
    onChange(tell) { subject.add(operator).on('change', tell); },
    read: () => ({
      source: subject.typedInput('type'), property: isOtherwise() ? '' : subject.typedInput('value'), operator: String(operator.val()),
      value: operator.val() === 'istype' ? String(type.val()) : value.typedInput('value'), valueType: value.typedInput('type'),
      value2: value2.typedInput('value'), value2Type: value2.typedInput('type'), ignoreCase: ignoreCase.is(':checked'),
    }),
  };
}

/** A question with yes or no needs no value, and an amount is compared as a number. */
function suitFact(subject: JQuery, operator: JQuery, value: JQuery): void {
  if (subject.typedInput('type') !== 'fact') return;
  const fact = subject.typedInput('value');
  if (yesOrNo.includes(fact) !== withoutValue.includes(String(operator.val()))) operator.val(yesOrNo.includes(fact) ? 'true' : 'eq');
  if (amounts.includes(fact) && value.typedInput('type') === 'str') value.typedInput('type', 'num');
}

/** Which models then. */
function usePart(lines: JQuery, rule: Rule, words: Words): { read(): Omit<Rule, 'condition'> } {
  const last = line(lines);
  $('<label></label>').text(words('label.use')).appendTo(last);
  const use = $('<input type="text">').val(writePicks(rule.use)).attr('aria-label', words('label.use')).appendTo(last);
  suggestModels(use, words, true);
  const chooseBy = chooseField(last, rule.chooseBy, words);
  const must = tickField(last, rule.must, words('label.must'));
  RED.popover.tooltip(must.parent(), words('label.mustTip'));
  const show = (): void => { use.attr('placeholder', words(chooseBy.val() === 'shares' ? 'use.shares' : 'use.placeholder')); };
  chooseBy.on('change', show);
  show();
  return { read: () => ({ use: readPicks(String(use.val())), must: must.is(':checked'), chooseBy: String(chooseBy.val()) }) };
}

/** Draws a rule: what must hold, which models then, and the number of its output. */
export function ruleRow(container: JQuery, rule: Rule, words: Words, changed: () => void): RuleRow {
  container.css({ display: 'flex', alignItems: 'center' });
  const lines = $('<div style="flex:1; min-width:0"></div>').appendTo(container);
  const number = $('<span style="flex:none; margin-left:6px"></span>').appendTo(container);
  const condition = conditionPart(lines, rule.condition, words);
  const use = usePart(lines, rule, words);
  condition.onChange(changed);
  return {
    isOtherwise: () => condition.isOtherwise(),
    number(shown) { number.html(shown === undefined ? '' : `&#8594; ${shown}`); },
    focus: () => condition.focus(),
    read: () => ({ condition: condition.read(), ...use.read() }),
  };
}
