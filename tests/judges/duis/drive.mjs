// A Supplier's software that nobody here wrote, as far as that goes: requests from Smart DCC's own templates, signed and
// checked by its signer, read by its parser. A line of JSON on standard input is one order, a line on standard output one
// answer; what the DCC adapter POSTs is checked, answered with 204 or 400, and told as a line as well.
//
//   {"listen": 0}                                             -> {"listening": PORT}
//   {"ask": "11.4_UPDATE_PPMID_FIRMWARE", "counter": 1, "target": EUI, "variant": 8, "body": {...}, "url": URL}
//                                                             -> {"asked": ..., "status": 200, "response": {...}, "xml": ...}
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { argv } from 'node:process'

const require = createRequire(argv[2])
const { loadTemplates } = require('@smartdcc/duis-templates')
const { constructDuis, parseDuis } = require('@smartdcc/duis-parser')
const { signDuis, validateDuis } = require('@smartdcc/duis-sign-wrap')

const templates = await loadTemplates({})
const plain = (key, value) => (typeof value === 'bigint' ? value.toString() : value)
const say = (line) => process.stdout.write(JSON.stringify(line, plain) + '\n')

const checked = async (xml) => {
  try {
    await validateDuis({ xml })
    return { valid: true, response: parseDuis('simplified', xml), xml }
  } catch (error) {
    return { valid: false, why: String(error.message), xml }
  }
}

const requestFrom = ({ ask, originator, target, counter, variant, body, schema }) => {
  const { header, body: usual } = structuredClone(templates[ask].simplified)
  header.requestId = {
    originatorId: originator ?? header.requestId.originatorId,
    targetId: target ?? header.requestId.targetId,
    counter: BigInt(counter),
  }
  if (variant !== undefined) header.commandVariant = variant
  return constructDuis('simplified', { header, body: body ?? usual }, schema ?? '5.1')
}

const ask = async (order) => {
  const xml = await signDuis({ xml: requestFrom(order), preserveCounter: true })
  const answer = await fetch(order.url, { method: 'POST', headers: { 'Content-Type': 'application/xml' }, body: xml })
  const text = await answer.text()
  const told = { asked: order.ask, counter: order.counter, variant: order.variant, status: answer.status, type: answer.headers.get('content-type') }
  say(answer.status === 200 ? { ...told, ...(await checked(text)) } : { ...told, text })
}

const listen = (port) => {
  const server = createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', async () => {
      const found = await checked(Buffer.concat(parts).toString('utf-8'))
      response.writeHead(found.valid ? 204 : 400).end()
      say({ posted: request.url, ...found })
    })
  })
  server.listen(port, '127.0.0.1', () => say({ listening: server.address().port }))
}

say({ ready: Object.keys(templates).length })
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line)
  if ('listen' in order) listen(order.listen)
  else ask(order).catch((error) => say({ asked: order.ask, counter: order.counter, variant: order.variant, failed: String(error.message) }))
}
process.exit(0)
