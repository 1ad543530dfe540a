/**
 * npm starts a script through a shell, and a signal to npm ends that shell but not what runs in it. So a script of npm's goes when its parent has gone.
 * Without npm (`nohup node scripts/start.mjs &`) it stays, as one would expect.
 */
export function whenParentGoes(env, act) {
  if (!env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && act(), 1000).unref();
}
