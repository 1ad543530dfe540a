import { copyText } from './copy.js';
import { element } from './element.js';
import { toBlocks } from './markup.js';

/**
 * Shows a text that grows. Only blocks that changed are made anew, so that a selection in an earlier block stays.
 * @param {HTMLElement} box
 */
export function makeTextView(box) {
  let shown = [];
  return (text) => {
    const blocks = toBlocks(text).map((block) => ({ block, key: JSON.stringify(block) }));
    const same = blocks.findIndex(({ key }, index) => key !== shown[index]);
    const from = same < 0 ? blocks.length : same;
    while (box.children.length > from) box.lastChild.remove();
    box.append(...blocks.slice(from).map(({ block }) => blockElement(block)));
    shown = blocks.map(({ key }) => key);
  };
}

function blockElement(block) {
  if (block.kind === 'code') return codeElement(block);
  if (block.kind === 'list') return element(block.ordered ? 'ol' : 'ul', block.ordered ? { start: block.start } : {}, ...block.items.map((pieces) => element('li', {}, ...pieces.map(pieceNode))));
  return element(block.kind === 'heading' ? 'h3' : 'p', {}, ...block.pieces.map(pieceNode));
}

const pieceNode = ({ kind, text }) => (kind === 'text' ? text : element(kind, { textContent: text }));

function codeElement({ language, text }) {
  const button = element('button', { type: 'button', className: 'quiet small', textContent: 'Copy', ariaLabel: 'Copy this code' });
  button.addEventListener('click', async () => {
    button.textContent = (await copyText(text)) ? 'Copied' : 'Select it by hand';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  const top = element('div', { className: 'code-top' }, element('span', { textContent: language || 'text' }), button);
  return element('div', { className: 'code' }, top, element('pre', { tabIndex: 0 }, element('code', { textContent: text })));
}
