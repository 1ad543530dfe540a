import type { DialectId } from '../chat/extra';
import type { Auth } from './auth/auth';

/** A vendor is data: what it speaks, where, and in what it differs from its dialect. */
export interface VendorRow {
  id: string;
  label: string;
  dialect: Exclude<DialectId, 'text'>;
  /** Base address without a slash at its end; empty where the user must give one. */
  address: string;
  auth: Auth['id'];
  /** Environment variables that may hold the key, first found wins. */
  keyVariables: string[];
  /** The two or three models that "any" means here. */
  starters: string[];
}
