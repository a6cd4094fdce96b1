// npm's xen-api getting all objects of a pool into memory.
//
// usage: xen_api.mjs URL USER PASSWORD [json-rpc|xml-rpc]
import { createClient } from 'xen-api'

const [url, user, password, transport] = process.argv.slice(2)
const begun = performance.now()
const xapi = createClient({ url, allowUnauthorized: true, auth: { user, password }, transport })
await xapi.connect()
await xapi.objectsFetched
const ms = performance.now() - begun
const used = process.resourceUsage()
const objects = Object.keys(xapi.objects.all).length
const cpu_ms = (used.userCPUTime + used.systemCPUTime) / 1e3
console.log(JSON.stringify({ ms, cpu_ms, peak: used.maxRSS * 1024, objects }))
process.exit(0)
