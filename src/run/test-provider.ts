import { FailureError } from '../chat/failure';
import type { Clock } from '../clock';
import type { Call, Net, ReplyHeaders } from '../net/net';
import type { ListedModel } from '../outbound/model-list';
import { keyMissing } from './key-missing';
import type { UserCatalog, Served } from './snapshot';
import { serve } from './snapshot';
import type { ProviderConfig } from './provider-config';
import { withKey } from './with-key';
import { withoutKey } from './without-key';

export type Tested = { ok: true; models: ListedModel[] } | { ok: false; message: string };

const withinMs = 10_000;
const listBytes = 8 * 1024 * 1024;

/** What the Test button does: asks for the list of models, and says in one sentence what is wrong. Never throws. */
export async function testProvider(net: Net, clock: Clock, config: ProviderConfig, catalog?: UserCatalog): Promise<Tested> {
  try {
    const { entry } = serve(config, catalog);
    const missing = keyMissing(entry);
    if (missing) return { ok: false, message: missing.message };
    const { dialect, target } = entry;
    const reply = await fetchText(net, clock, await withKey(dialect.models.call(target.address, target.vendor), entry));
    if (typeof reply === 'string') return { ok: false, message: `${target.provider} could not be reached at ${target.address}: ${reply}. Check the address and the network.` };
    if (reply.status !== 200) return { ok: false, message: withoutKey(dialect.failure(reply, target, clock.wallMs()), config).message };
    return readNames(entry, reply.body);
  } catch (reason) {
    if (reason instanceof FailureError) return { ok: false, message: reason.failure.message };
    return { ok: false, message: `The test itself failed: ${(reason as Error)?.message ?? 'unknown'}` };
  }
}

function readNames({ dialect, target }: Served, body: string): Tested {
  try {
    return { ok: true, models: dialect.models.read(body) };
  } catch {
    return { ok: false, message: `${target.address} answered, but not with a list of models: is this the right address? It often ends in /v1.` };
  }
}

/** A whole small reply, or words for why there is none. */
function fetchText(net: Net, clock: Clock, call: Call): Promise<{ status: number; headers: ReplyHeaders; body: string } | string> {
  return new Promise((resolve) => {
    let status = 0;
    let headers: ReplyHeaders = {};
    let size = 0;
    const chunks: Uint8Array[] = [];
    const finish = (result: Parameters<typeof resolve>[0]): void => { stop(); sending?.abort(); resolve(result); };
    const stop = clock.after(withinMs, () => finish(`no reply within ${withinMs / 1000} s`));
    const sending = net.send(call, {
      head(code, all) { status = code; headers = all; },
      data(bytes) {
        size += bytes.length;
        if (size > listBytes) finish('the reply is too large');
        else chunks.push(bytes);
        return true;
      },
      end() { finish({ status, headers, body: Buffer.concat(chunks).toString('utf8') }); },
      fail(reason) { finish(reason.message); },
    });
  });
}
