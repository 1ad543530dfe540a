// The least that a flow of this shape can do: a door, a router, a call and a reply that decide nothing, check nothing, count nothing and log nothing.
// What `endpoint -> router -> ask -> reply` takes more is what routing costs; what this takes is Node-RED, HTTP and the machine.
const { Agent } = require('undici');

const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 20_000 });

module.exports = (RED) => {
  /** A bare route, as our endpoint has one. */
  function door(config) {
    RED.nodes.createNode(this, config);
    RED.httpNode.post(config.path, (request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => this.send({ req: request, res: response, payload: JSON.parse(Buffer.concat(chunks)) }));
    });
  }

  function router(config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, send, done) => { send(msg); done(); });
  }

  function ask(config) {
    RED.nodes.createNode(this, config);
    // Where there is a second address, it is asked for whatever the first one refuses: the least that a failover can be.
    const addresses = [config.url, ...(config.second ? [config.second] : [])].map((address) => new URL(address));
    this.on('input', (msg, send, done) => {
      const { res, payload: { stream } } = msg;
      const body = JSON.stringify(msg.payload);
      let chunks = [];
      let refused = false;
      const call = (at) => agent.dispatch({ origin: addresses[at].origin, path: addresses[at].pathname, method: 'POST', headers: { 'content-type': 'application/json' }, body }, {
        onRequestStart() {},
        onResponseStart(_controller, status) {
          refused = status >= 400 && at + 1 < addresses.length;
          if (stream && !refused) res.writeHead(200, { 'content-type': 'text/event-stream' });
        },
        onResponseData(controller, bytes) {
          if (!stream || refused) chunks.push(bytes);
          else if (!res.write(bytes)) { controller.pause(); res.once('drain', () => controller.resume()); }
        },
        onResponseEnd() {
          if (refused) {
            chunks = [];
            return call(at + 1);
          }
          if (stream) res.end(); else msg.payload = JSON.parse(Buffer.concat(chunks));
          send(msg);
          done();
        },
        onResponseError(_controller, problem) { done(problem); },
      });
      call(0);
    });
  }

  function reply(config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, _send, done) => {
      if (msg.res.headersSent) return done();
      const body = JSON.stringify(msg.payload);
      msg.res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
      done();
    });
  }

  RED.nodes.registerType('least-door', door);
  RED.nodes.registerType('least-router', router);
  RED.nodes.registerType('least-ask', ask);
  RED.nodes.registerType('least-reply', reply);
};
