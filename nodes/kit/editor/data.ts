/** What the running Node-RED knows; asked with relative addresses, so that the editor's login goes along. */
export interface Model {
  /** "provider/model". */
  key: string;
  provider: string;
  name: string;
  tags: string[];
  starter: boolean;
}
/** What a dialog tells of a provider that is to be tested; a key of `__PWRD__` is the one that the runtime keeps for `id`. */
export interface Tested { id: string; name: string; vendor: string; key: string; address: string; allowPlainHttp: boolean }
export type TestAnswer = { ok: true; models: string[] } | { ok: false; message: string };

let last: { at: number; answer: Promise<Model[]> } | undefined;

/** The models that can be named now; none where the runtime does not answer. A dialog asks for each of its rows: the answer of a moment ago will do. */
export function models(): Promise<Model[]> {
  if (!last || Date.now() - last.at > 3000) {
    const answer = new Promise<Model[]>((resolve) => {
      $.getJSON('switchyard/models').done((found: Model[]) => resolve(found)).fail(() => resolve([]));
    });
    last = { at: Date.now(), answer };
  }
  return last.answer;
}

/** What the runtime would choose, without sending anything. */
export interface Preview {
  explained: { why: string; candidates: { name: string; rank: number | null; reasons: string[] }[] };
  nobody?: { message: string };
}

/** What came back, or why nothing did: in the runtime's own words where it has said something. */
export type Posted<T> = { answer: T } | { problem: string | undefined };

function post<T>(url: string, body: object): Promise<Posted<T>> {
  return new Promise((resolve) => {
    $.ajax({ url, type: 'POST', contentType: 'application/json', data: JSON.stringify(body) })
      .done((answer: T) => resolve({ answer }))
      .fail((reply) => resolve({ problem: (reply.responseJSON as { message?: string } | undefined)?.message }));
  });
}

/** Asks a provider for its models. */
export const testProvider = (settings: Tested): Promise<Posted<TestAnswer>> => post<TestAnswer>('switchyard/test', settings);
export const preview = (asked: { prompt: string; models: object[]; chooseBy: string }): Promise<Posted<Preview>> =>
  post<Preview>('switchyard/decide', { ...asked, plan: [] });
