// `npm start`: the demo, from a fresh checkout to a chat page. Plain words for an old Node.js come first, so this file
// and the one it imports keep to old syntax; all else is loaded after that.
import { oldNodeLine } from './start/node-version.mjs';

var line = oldNodeLine(process.version);
if (line) {
  console.error(line);
  process.exitCode = 1;
} else {
  void import('./start/demo.mjs').then(function (demo) {
    return demo.runDemo(process.argv.slice(2), process.env);
  });
}
