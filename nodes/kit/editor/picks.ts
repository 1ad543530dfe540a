/** A model by name or tag, and its share of the calls where shares decide. */
export interface ModelPick { name: string; share: number }

/** "gpt-5-mini 3, claude-haiku" -> two picks. A number after a name is its share. */
export function readPicks(text: string): ModelPick[] {
  return text.split(',').map((piece) => piece.trim()).filter((piece) => piece !== '').map((piece) => {
    const [, name, share] = /^(.*\S)\s+(\d+(?:\.\d+)?)$/.exec(piece) ?? [];
    return name === undefined ? { name: piece, share: 1 } : { name, share: Number(share) };
  });
}

/** The other way round: a share of 1 is left out, which one that is not given means. */
export function writePicks(picks: readonly (Pick<ModelPick, 'name'> & Partial<ModelPick>)[]): string {
  return picks.map(({ name, share }) => ((share ?? 1) === 1 ? name : `${name} ${share}`)).join(', ');
}

/** Where in a list of picks the cursor is: the piece being typed, and the text before it. */
export function lastPiece(text: string): { before: string; piece: string } {
  const comma = text.lastIndexOf(',');
  const before = comma < 0 ? '' : `${text.slice(0, comma + 1)} `;
  return { before, piece: text.slice(comma + 1).trim() };
}

interface Known { key: string; provider: string; name: string; tags: string[]; starter: boolean }

/** What a list means once a provider is chosen: its models only, and its starters where the list is empty. As the runtime reads it. */
export function picksWithin(known: readonly Known[], provider: string | undefined, picks: readonly ModelPick[]): ModelPick[] {
  if (provider === undefined) return [...picks];
  const own = known.filter((model) => model.provider === provider);
  if (picks.length === 0) return own.filter(({ starter }) => starter).map(({ key }) => ({ name: key, share: 1 }));
  return picks.flatMap((pick) => {
    const meant = own.filter(({ key, name, tags }) => [key, name, ...tags].includes(pick.name));
    return meant.length > 0 ? meant.map(({ key }) => ({ ...pick, name: key })) : [{ ...pick, name: `${provider}/${pick.name}` }];
  });
}
