/** What stands on the screen once all runs: where to go, and what is worth knowing. */
export function welcome({ address, door, directory, practice, news, openHost }) {
  const rows = [
    door?.page && ['Chat page', `${address}${door.page}`],
    door && ['Endpoint', `${address}${door.api}`],
    ['Editor', `${address}/`],
  ].filter(Boolean);
  const notes = [
    practice && 'Practice models answer: canned, and nobody is charged. For real answers set a key, such as OPENAI_API_KEY, and start again.',
    openHost && `Others can reach this computer at ${openHost}: they can change the flow and spend your keys. Set a password first: adminAuth in ${directory}/settings.js.`,
    news,
    `Your edits are kept in ${directory}. Ctrl-C stops.`,
  ].filter(Boolean);
  return `\n${rows.map(([name, where]) => `  ${name.padEnd(12)}${where}`).join('\n')}\n\n${notes.map((note) => `  ${note}`).join('\n')}\n`;
}
