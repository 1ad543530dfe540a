/**
 * The name of the variable that a setting was to come from: Node-RED leaves "${NAME}" (in old flows "$(NAME)") as it stands where there is
 * none of that name. Undefined for any other value.
 */
export function unsetVariable(value: unknown): string | undefined {
  const [, name, old] = typeof value === 'string' ? /^\$(?:\{(\S+)\}|\((\S+)\))$/.exec(value.trim()) ?? [] : [];
  return name ?? old;
}

/** The same in words, as the end of what is said of a node. */
export const notSet = (what: string, variable: string): string =>
  `its ${what} is to come from the variable ${variable}, which is not set. Set it where Node-RED starts, or enter the ${what} itself.`;
