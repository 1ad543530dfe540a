import type { Abilities } from '../../chat/model';
import type { RequestFacts } from '../request';
import type { Rule } from '../policy';

type Code = 'tools' | 'images' | 'audio' | 'files' | 'json';

const simple = ['tools', 'images', 'audio', 'files'] as const;
const jsonLevel = { none: 0, object: 1, schema: 2 } as const;

/** A model that cannot take what the request holds is never asked. */
export const abilities: Rule<Code> = {
  id: 'abilities',
  judge(card, { question: { table, request: { needs } } }) {
    if (!demanding(needs)) return;
    for (const at of card.pool) {
      const { can } = table.candidates[at]!.model;
      for (const ability of simple) if (needs[ability] && !can[ability]) card.reject(at, ability);
      if (lacksJson(can, needs)) card.reject(at, 'json', needs.json);
    }
  },
  because: {
    tools: () => 'cannot call tools',
    images: () => 'cannot see images',
    audio: () => 'cannot hear audio',
    files: () => 'cannot read files',
    json: (level) => (level === 'schema' ? 'cannot keep to a JSON schema' : 'cannot be made to answer in JSON'),
  },
  whenNobody: { kind: 'unsupported', remedy: 'Choose a model that can, or tick the ability in the provider\'s list of models if it is there.' },
};

const demanding = (needs: RequestFacts['needs']): boolean => (
  needs.tools || needs.images || needs.audio || needs.files || needs.json !== 'none'
);

const lacksJson = (can: Abilities, needs: RequestFacts['needs']): boolean => jsonLevel[can.json] < jsonLevel[needs.json];
