import { stores } from '../../src/store';
import { temporaryDirectory } from '../kit/temporary-directory';
import { storeContract } from './store.contract';

for (const [kind, open] of Object.entries(stores)) {
  storeContract(kind, (clock) => open({ clock, directory: temporaryDirectory() }));
}
