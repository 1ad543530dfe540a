/**
 * The forms under which a model may be known, the surest first: as it stands; without a date ("-2025-08-07", "-20250929",
 * "-0813"), "-latest", "@version" or ":tag"; without the maker in front ("openai/").
 */
export function nameForms(name: string): string[] {
  const forms = [name];
  const add = (form: string): void => { if (form !== '' && !forms.includes(form)) forms.push(form); };
  const undated = (form: string): string => form.replace(/[@:][^/]*$/, '').replace(/-(20\d\d-\d\d-\d\d|20\d{6}|latest|preview)$/, '');
  add(undated(name));
  const bare = name.slice(name.lastIndexOf('/') + 1);
  add(bare);
  add(undated(bare));
  return forms;
}

/** For comparing: without case, dots as dashes, since makers and servers write "4.5", "4-5" and "4p5". */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/(\d)[.p](?=\d)/g, '$1-');
}
