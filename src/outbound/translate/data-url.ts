/** A data URL taken apart; `data` is base64 as it stands there. */
export interface DataUrl { mediaType: string; data: string }

/** Reads `data:<type>;base64,<data>`; undefined for anything else, web addresses included. */
export function readDataUrl(url: string): DataUrl | undefined {
  if (!url.startsWith('data:')) return undefined;
  const comma = url.indexOf(',');
  if (comma === -1) return undefined;
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';');
  const body = url.slice(comma + 1);
  if (parameters.includes('base64')) return { mediaType: mediaType.toLowerCase(), data: body };
  try {
    return { mediaType: mediaType.toLowerCase() || 'text/plain', data: Buffer.from(decodeURIComponent(body), 'utf8').toString('base64') };
  } catch {
    return undefined;
  }
}

export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
