// A coarse rank from 0 to 100 from the intelligence scores of pi-catalog. Its rows hold scores of two scales for the same
// models; the lower one is complete, so of several scores of one model the lowest counts. The best known model has 100.

const plain = (id) => id.toLowerCase().split('/').at(-1).replace(/:.*$/, '').replace(/-(20\d{6}|20\d\d-\d\d-\d\d)$/, '').replaceAll('.', '-').replace(/(\d)p(\d)/g, '$1-$2');

export function qualities(abilities) {
  const scores = new Map();
  for (const models of Object.values(abilities)) {
    for (const { id, int } of Object.values(models)) {
      if (typeof int === 'number') scores.set(plain(id), [...scores.get(plain(id)) ?? [], int]);
    }
  }
  const lowest = new Map([...scores].filter(([, all]) => all.length > 1).map(([id, all]) => [id, Math.min(...all)]));
  const best = Math.max(...lowest.values());
  return (id) => {
    const score = lowest.get(plain(id));
    return score === undefined ? undefined : Math.round(100 * score / best);
  };
}
