/**
 * The name of the variable that a setting was to come from: Node-RED leaves "${NAME}" (in old flows "$(NAME)") as it stands where there is
 * none of that name. Undefined for any other value.
 */
export function unsetVariable(value: unknown): string | undefined {
  const [, name, old] = typeof value === 'string' ? /^\$(?:\{(\S+)\}|\((\S+)\))$/.exec(value.trim()) ?? [] : [];
  return name ?? old;
}
