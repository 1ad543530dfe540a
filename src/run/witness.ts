import type { ReplyHeaders } from '../net/net';
import { Attempt } from './attempt';

/** An attempt that notes whether the vendor has taken the call on: from then on it may bill, however the call ends. */
export class WitnessedAttempt extends Attempt {
  accepted = false;

  override head(status: number, headers: ReplyHeaders): void {
    // A web page is no answer of a model: a wrong address leads to it.
    this.accepted = status >= 200 && status < 300 && !/html/i.test(headers['content-type'] ?? '');
    super.head(status, headers);
  }
}
