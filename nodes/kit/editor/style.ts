const rules = `
.switchyard-section { margin-bottom: 12px; }
.switchyard-section-head { display: flex; gap: 6px; align-items: baseline; padding: 4px 0; color: var(--red-ui-primary-text-color); border-bottom: 1px solid var(--red-ui-secondary-border-color); }
.switchyard-section-head, .switchyard-section-head:hover, .switchyard-section-head:focus { text-decoration: none; color: var(--red-ui-primary-text-color); }
.switchyard-section-head .fa { width: 12px; }
.switchyard-section-summary { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: right; color: var(--red-ui-secondary-text-color); }
.switchyard-section-body { padding: 10px 0 0 18px; }
.switchyard-section-body > .form-row > label:first-child { width: 132px; }
.switchyard-hint { color: var(--red-ui-secondary-text-color); margin-top: 4px; line-height: 1.4; }
.switchyard-number { width: 80px !important; }
.switchyard-unit { margin-left: 6px; }
.switchyard-row { display: flex; gap: 6px; align-items: center; }
.switchyard-row > input, .switchyard-row > .red-ui-typedInput-container { flex: 1 1 auto; min-width: 0; width: auto; margin: 0; }
.switchyard-row > .switchyard-narrow { flex: 0 0 auto; width: 70px; }
.form-row .switchyard-row > label { flex: none; width: auto; min-width: 28px; margin: 0; white-space: nowrap; }
.switchyard-row + .switchyard-row { margin-top: 6px; }
.switchyard-hint a { color: var(--red-ui-text-color-link); }
.switchyard-good { color: var(--red-ui-text-color-success); }
.switchyard-bad { color: var(--red-ui-text-color-error); }
.form-row > input[type=checkbox].switchyard-tick { display: inline-block; width: auto; vertical-align: top; margin-right: 4px; }
.form-row > label.switchyard-tick-label { width: auto; max-width: 85%; }
`;

/** The few rules that Node-RED's own style lacks, once for all our dialogs; colours only by its variables. */
export function addStyle(): void {
  const id = 'switchyard-style';
  if (document.getElementById(id)) return;
  const style = document.createElement('style');
  style.id = id;
  style.textContent = rules;
  document.head.append(style);
}
