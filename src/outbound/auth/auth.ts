/** How a vendor wants its key. `secret` is undefined for local servers. May be asynchronous where tokens are fetched. */
export interface Auth {
  id: 'bearer' | 'x-api-key' | 'api-key' | 'none';
  headers(secret: string | undefined): Record<string, string> | Promise<Record<string, string>>;
}
