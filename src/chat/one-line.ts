/**
 * A text in one line: each run of white space and control characters, which could forge lines of a log, is one space. A single space, as most
 * are, is left as it is, which is far quicker than to replace it by itself.
 */
export function oneLine(text: string): string { return text.replace(/\p{Cc}/gu, ' ').replace(/\s\s+|[^\S ]/g, ' '); }
