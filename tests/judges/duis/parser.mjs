// Asks the published duis-parser many times in one process. Each line of stdin is a document in base64; each line of
// stdout what the parser makes of it, as JSON, or {"error": ...}.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { parseDuis } = createRequire(process.argv[2])('@smartdcc/duis-parser');
const plain = (key, value) => (typeof value === 'bigint' ? value.toString() : value);

for await (const line of createInterface({ input: process.stdin })) {
  let found;
  try {
    found = parseDuis('simplified', Buffer.from(line, 'base64').toString('utf-8'));
  } catch (error) {
    found = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(found, plain) + '\n');
}
