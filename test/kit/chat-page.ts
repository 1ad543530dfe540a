import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from './test-package';

/** A module of the chat page, as the browser gets it. Only those that touch no document can be loaded here. */
export function importFromChatPage<T>(file: string): Promise<T> {
  return import(pathToFileURL(join(checkout, 'nodes', 'endpoint', 'chat-page', file)).href) as Promise<T>;
}
