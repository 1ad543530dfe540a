import process from 'node:process';

/** In a child: answers what the parent asks by name (see start.mjs). */
export function serve(answers) {
  process.on('message', async ({ id, ask, input }) => {
    try {
      process.send({ id, result: await answers[ask](input) });
    } catch (problem) {
      process.send({ id, problem: String(problem?.stack ?? problem) });
    }
  });
  process.on('disconnect', () => process.exit());
}
