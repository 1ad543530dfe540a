/** What models are called in the list: "provider/model" without the provider, where that still tells them apart. */
export function labelsOf(ids) {
  const bare = ids.map((id) => id.slice(id.indexOf('/') + 1));
  return ids.map((id, index) => (bare.indexOf(bare[index]) === bare.lastIndexOf(bare[index]) ? bare[index] : id));
}
