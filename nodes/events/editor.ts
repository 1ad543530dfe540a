/** As in `eventKinds` of properties.ts, in the order in which they are shown and saved. */
export const kinds = ['attempt', 'decision', 'budget', 'health', 'done'];

type EventsNode = EditorNode<{ what: string[]; from: string[] }>;

const ticked = (): string[] => $('#node-events-what input:checked').toArray().map((tick) => String($(tick).val()));

export function label(node: EventsNode): string {
  const [only, more] = node.what;
  return only && !more ? `${node._('palette')}: ${only}` : node._('palette');
}

function prepareKinds(node: EventsNode): void {
  const box = $('#node-events-what');
  for (const kind of kinds) {
    const label = $('<label style="width:auto; display:block"></label>').appendTo(box);
    $('<input type="checkbox" style="width:auto; margin:0 5px 0 0; vertical-align:-1px">').val(kind)
      .prop('checked', node.what.length === 0 || node.what.includes(kind)).appendTo(label);
    label.append(document.createTextNode(node._(`kind.${kind}`)));
  }
}

function prepareAsks(node: EventsNode): void {
  const items: TreeItem[] = [];
  RED.nodes.eachNode((ask) => {
    if (ask.type !== 'switchyard-ask') return;
    items.push({ node: ask, label: RED.utils.getNodeLabel(ask, ask.type), selected: node.from.includes(ask.id), checkbox: true });
  });
  $('#node-events-from').treeList({ multi: true }).treeList('data', items);
}

export function prepare(node: EventsNode): void {
  prepareKinds(node);
  prepareAsks(node);
  $('#node-events-scope').val(node.from.length > 0 ? 'some' : 'all').on('change', function () {
    $('#node-events-from-row').toggle($(this).val() === 'some');
    RED.tray.resize();
  }).trigger('change');
}

/** All ticked is saved as "all", so that kinds of a later version come along. */
export function save(node: EventsNode): void {
  const what = ticked();
  node.what = what.length === kinds.length ? [] : what;
  node.from = $('#node-events-scope').val() === 'some' ? $('#node-events-from').treeList('selected').map((item) => item.node.id) : [];
}
