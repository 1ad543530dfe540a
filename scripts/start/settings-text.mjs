/** The settings.js of the demo's Node-RED. Written once: what a user changes in it stays. */
export const settingsText = `// Node-RED settings of this demo. Written once by "npm start"; it is yours to edit.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = {
  uiHost: process.env.HOST || '127.0.0.1',
  uiPort: Number(process.env.PORT) || 1880,
  flowFile: 'flows.json',
  flowFilePretty: true,
  credentialSecret: readFileSync(join(__dirname, 'credential-secret'), 'utf8').trim(),

  // A password for the editor. Make its hash with: node node_modules/node-red/red.js admin hash-pw
  // adminAuth: { type: 'credentials', users: [{ username: 'admin', password: 'the hash', permissions: '*' }] },

  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, projects: { enabled: false } },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};
`;
