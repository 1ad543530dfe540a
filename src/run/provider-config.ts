import type { ModelFacts } from '../chat/model';

/** One account at one vendor. `key` is resolved by the caller; it stays inside the core. */
export interface ProviderConfig {
  /** Unique; the `provider` of "provider/model". */
  name: string;
  vendor: string;
  key?: string;
  /** Instead of the vendor row's. */
  address?: string;
  /** Instead of (or in addition to what is known of) the vendor's models. Empty = all that the catalogue knows. */
  models?: (Partial<ModelFacts> & { name: string })[];
  headers?: Record<string, string>;
  limits?: { requestsPerMinute?: number; tokensPerMinute?: number };
  /** Calls at once; more wait. */
  atOnce?: number;
  /** Sending the key over plain http to another machine is refused unless this is set. */
  allowPlainHttp?: boolean;
}
