// Old syntax only: an old Node.js has to be able to read this.
var oldest = [20, 19];

/** One line for a Node.js that is too old, or nothing. `version` as in process.version: "v20.19.0". */
export function oldNodeLine(version) {
  var parts = version.replace(/^v/, '').split('.').map(Number);
  if (parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1])) return undefined;
  return 'Node.js ' + version + ' is too old: this needs ' + oldest.join('.') + ' or later. Get it at https://nodejs.org';
}
