/**
 * Reads server-sent events. Feed it text as it comes, in any pieces; `take` gets the data of each event, in order.
 * Comments and field names other than `data` are passed over, as the standard says. At the end of the stream call `end`.
 */
export function makeEventReader(take) {
  let line = '';
  let data = [];
  let afterReturn = false;

  function endLine() {
    if (line === '') {
      if (data.length > 0) take(data.join('\n'));
      data = [];
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
    line = '';
  }

  function push(text) {
    for (const piece of text.split(/(\r\n|\r|\n)/)) {
      if (piece === '') continue;
      const isEnd = piece === '\n' || piece === '\r' || piece === '\r\n';
      // A return at the end of one piece and a line feed at the start of the next are one end of line.
      if (isEnd && !(piece === '\n' && afterReturn)) endLine();
      else if (!isEnd) line += piece;
      afterReturn = piece === '\r';
    }
  }

  function end() {
    if (line !== '') endLine();
    endLine();
  }

  return { push, end };
}
