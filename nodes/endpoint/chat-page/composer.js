/**
 * The field where a message is written: it grows with its text, Enter sends, Shift+Enter starts a new line.
 * @param {HTMLFormElement} form
 * @param {(text: string) => boolean} send says whether it took the text
 */
export function makeComposer(form, send) {
  const field = form.querySelector('textarea');

  function grow() {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || !send(text)) return;
    field.value = '';
    grow();
  });
  field.addEventListener('input', grow);
  field.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter picks a character.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return { focus: () => field.focus() };
}
