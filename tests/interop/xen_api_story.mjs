// npm's xen-api (JSON-RPC, else XML-RPC) against a pool: log in, list, watch, start a VM, follow its
// task, log out.
//
// usage: xen_api_story.mjs URL USER PASSWORD
import assert from 'node:assert/strict'
import { createClient } from 'xen-api'

const [url, user, password] = process.argv.slice(2)
const say = what => console.log(`  ${what}`)
const wait = (what, check, ms = 60_000) =>
  new Promise((resolve, reject) => {
    const deadline = Date.now() + ms
    const look = () => {
      const found = check()
      if (found) resolve(found)
      else if (Date.now() > deadline) reject(new Error(`not seen: ${what}`))
      else setTimeout(look, 50)
    }
    look()
  })

const wrong = createClient({ url, allowUnauthorized: true, auth: { user, password: 'wrong' } })
await assert.rejects(wrong.connect(), error => error.code === 'SESSION_AUTHENTICATION_FAILED')
say('a wrong password is refused')

const xapi = createClient({ url, allowUnauthorized: true, auth: { user, password } })
await xapi.connect()
await xapi.objectsFetched
const all = Object.values(xapi.objects.all)
const vms = all.filter(object => object.$type === 'VM')
assert.ok(vms.length >= 6, `${vms.length} VMs`)
assert.equal(xapi.pool.$master.$type, 'host')
say(`logged in: ${all.length} objects, ${vms.length} VMs, coordinator ${xapi.pool.$master.name_label}`)

const vm = vms.find(vm => vm.power_state === 'Halted' && vm.allowed_operations.includes('start'))
assert.ok(vm, 'a halted VM')
await xapi.callAsync('VM.start', vm.$ref, false, false)
await wait('the started VM', () => xapi.getObject(vm.$id).power_state === 'Running')
say(`started «${vm.name_label}» and saw it run`)

await assert.rejects(xapi.callAsync('VM.start', vm.$ref, false, false), error => error.code === 'VM_BAD_POWER_STATE')
say('starting it again is refused with VM_BAD_POWER_STATE')

const name = `renommé ☕ ${Date.now()}`
await xapi.call('VM.set_name_label', vm.$ref, name)
await wait('the new name', () => xapi.getObject(vm.$id).name_label === name)
await xapi.call('VM.set_name_label', vm.$ref, vm.name_label)
say('a rename comes back as an event')

const snapshot = await xapi.callAsync('VM.snapshot', vm.$ref, 'interop')
const record = await wait('the snapshot', () => xapi.objects.all && xapi.getObjectByRef(snapshot, undefined))
assert.ok(record.is_a_snapshot && record.is_a_template)
await xapi.callAsync('VM.destroy', snapshot)
await wait('the snapshot to go', () => xapi.getObjectByRef(snapshot, null) === null)
say('a snapshot comes and goes')

await xapi.callAsync('VM.hard_shutdown', vm.$ref)
await wait('the VM to halt', () => xapi.getObject(vm.$id).power_state === 'Halted')
await xapi.disconnect()
say('logged out')
process.exit(0)
