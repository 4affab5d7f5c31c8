// Asks the real Mermaid many times in one process. Each line of stdin is a diagram in base64; each line of stdout is
// {} when Mermaid can read it, or {"error": ...}. Mermaid wants a browser's names before it is loaded; Option too.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.argv[2]);
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('');
Object.assign(globalThis, { window, document: window.document, Option: window.Option });
const { default: mermaid } = await import(pathToFileURL(require.resolve('mermaid/dist/mermaid.core.mjs')));

for await (const line of createInterface({ input: process.stdin })) {
  let found = {};
  try {
    await mermaid.parse(Buffer.from(line, 'base64').toString('utf-8'));
  } catch (error) {
    found = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(found) + '\n');
}
