import { addStyle } from './style';

/**
 * Makes the `.switchyard-section`s of a dialog fold. Folded, a section says in a few words how it is set;
 * `summaries` gives these words by the section's `data-section`.
 */
export function foldSections(summaries: Record<string, () => string> = {}): void {
  addStyle();
  $('.switchyard-section').each(function () {
    const section = $(this);
    const head = section.find('.switchyard-section-head').attr({ href: '#', role: 'button' });
    const body = section.find('.switchyard-section-body');
    const summary = $('<span class="switchyard-section-summary"></span>').appendTo(head);
    const show = (open: boolean): void => {
      body.toggle(open);
      head.attr('aria-expanded', String(open)).find('.fa').attr('class', `fa fa-angle-${open ? 'down' : 'right'}`);
      const words = open ? '' : summaries[section.data('section') as string]?.() ?? '';
      summary.text(words).attr('title', words);
      RED.tray.resize();
    };
    head.prepend('<i class="fa"></i>').on('click', (event) => {
      event.preventDefault();
      show(!body.is(':visible'));
      section[0]?.scrollIntoView({ block: 'nearest' });
    });
    show(false);
    // Node-RED marks what is wrong after it has prepared the dialog: that must not stay folded away.
    setTimeout(() => { if (body.find('.input-error').length > 0) show(true); });
  });
}
