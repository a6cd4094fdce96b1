// npm's xo-lib against the xo-server in front of two pools: sign in, list, follow notifications, start a VM, take a
// snapshot of it, be refused with a number, sign in with a token.
//
// usage: xo_lib_story.mjs URL USER PASSWORD
import assert from 'node:assert/strict'
import xoLib from 'xo-lib'

const { default: Xo } = xoLib
const [url, , password] = process.argv.slice(2)
const admin = 'admin@admin.net'
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

const xo = new Xo({ url })
await xo.open()
const methods = await xo.call('system.getMethodsInfo')
assert.equal(await xo.call('system.getServerVersion'), '5.207.2')
assert.equal(methods['session.signIn'].permission, null)
assert.ok(methods['vm.start'].params.id)
await assert.rejects(xo.call('xo.getAllObjects'), error => error.code === 2)
say(`signed out: ${Object.keys(methods).length} methods, no objects`)

const other = new Xo({ url })
await other.open()
await assert.rejects(other.signIn({ email: 'viewer@admin.net', password: 'wrong' }), error => error.code === 3)
// Within two seconds of a failure the right password fails as well, with something else.
const hasty = { email: 'viewer@admin.net', password: `${password}-viewer` }
await assert.rejects(other.signIn(hasty), error => error.code === -32000)
say('a wrong password is refused, and a right one too soon after it')

const user = await xo.signIn({ email: admin, password })
assert.ok(user === undefined && xo.user.permission === 'admin', 'an administrator')
const objects = new Map()
const told = []
xo.on('notification', ({ method, params }) => {
  assert.equal(method, 'all')
  told.push(params)
  for (const [id, object] of Object.entries(params.items)) {
    if (params.type === 'exit') objects.delete(id)
    else objects.set(id, object)
  }
})
for (const [id, object] of Object.entries(await xo.call('xo.getAllObjects'))) {
  if (!objects.has(id)) objects.set(id, object)
}
const all = type => [...objects.values()].filter(object => object.type === type)
assert.equal(all('pool').length, 2)
for (const vm of all('VM')) {
  assert.ok(objects.has(vm.$container), `${vm.name_label} is somewhere`)
  assert.ok(vm.$VBDs.every(vbd => objects.get(vbd).VM === vm.id), `${vm.name_label} has its disks`)
}
assert.ok(all('VM-template').some(template => template.id === `${template.$pool}-${template.uuid}`))
say(`signed in: ${objects.size} objects, ${all('VM').length} VMs in 2 pools`)

const halted = await xo.call('xo.getAllObjects', { filter: { type: 'VM', power_state: 'Halted' }, limit: 1 })
const [vm] = Object.values(halted)
assert.equal(Object.keys(halted).length, 1)
const found = Object.values(await xo.call('xo.getAllObjects', { filter: 'type:VM power_state:Running' }))
assert.ok(found.length > 2 && found.every(object => object.power_state === 'Running'))
assert.ok(found.some(object => object.type === 'VM-controller'), 'text is found inside text')
await xo.call('vm.start', { id: vm.id })
await wait('the started VM', () => objects.get(vm.id).power_state === 'Running')
const host = objects.get(objects.get(vm.id).$container)
assert.equal(host.type, 'host')
say(`started «${vm.name_label}» on ${host.name_label} and saw it run`)

const before = told.length
const snapshot = await xo.call('vm.snapshot', { id: vm.id, name: 'interop ☕' })
assert.equal(objects.get(snapshot)?.type, 'VM-snapshot', 'the snapshot is told before the answer')
assert.equal(objects.get(snapshot).$snapshot_of, vm.id)
const tasks = told.slice(before).flatMap(({ items }) => Object.values(items)).filter(object => object.type === 'task')
assert.ok(tasks.some(task => task.status === 'pending') && tasks.some(task => task.status === 'success'))
await wait('the task to go', () => !objects.has(tasks[0].id))
await xo.call('vm.delete', { id: snapshot })
await wait('the snapshot to go', () => !objects.has(snapshot))
say('a snapshot comes with its task, and goes')

await assert.rejects(xo.call('vm.resume', { id: vm.id }), error => error.code === 13 && error.data.objectId === vm.id)
await assert.rejects(xo.call('vm.pause', { id: 'nope' }), error => error.code === 1 && error.data.id === 'nope')
await assert.rejects(xo.call('vm.pause', {}), error => error.code === 10 && error.data.errors[0].keyword === 'required')
await assert.rejects(xo.call('vm.unpause', { id: vm.id }), error => error.code === -32601)
say('refusals have their numbers: 13, 1, 10, -32601')

const name = `renommé ☕ ${Date.now()}`
await xo.call('vm.set', { id: vm.id, name_label: name })
await wait('the new name', () => objects.get(vm.id).name_label === name)
await xo.call('tag.add', { id: vm.id, tag: 'interop' })
await wait('the tag', () => objects.get(vm.id).tags.includes('interop'))
await xo.call('vm.stop', { id: vm.id, force: true })
await wait('the VM to halt', () => objects.get(vm.id).power_state === 'Halted')
say('a name, a tag and a stop come back as notifications')

const token = await xo.call('token.create', { expiresIn: '1 hour' })
assert.equal(token.length, 43)
const again = new Xo({ url })
await again.open()
await again.signIn({ token })
assert.equal(again.user.email, admin)
const servers = await again.call('server.getAll')
assert.deepEqual(servers.map(server => server.status), ['connected', 'connected'])
const second = servers[1].poolId
await again.call('server.disable', { id: servers[1].id })
await wait('everything of a pool to go', () => ![...objects.values()].some(object => object.$pool === second))
await again.call('server.enable', { id: servers[1].id })
await wait('the pool to come back', () => objects.has(second))
say('with a token: a pool goes and comes back')

for (const client of [xo, other, again]) await client.close()
process.exit(0)
