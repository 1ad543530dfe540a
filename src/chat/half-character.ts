/** True where a text ends with the first half of a character beyond U+FFFF: some vendors send an emoji in two pieces. */
export function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
