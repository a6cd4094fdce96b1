import axe from 'axe-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openAddServer, openAnswer, openEmergency } from '@/modules/connection/dialogs'
import { requestOnConnection, runOnConnection } from '@/modules/requestJob'
import { api } from '@/platform'
import type { ConnectionId } from '@/platform/bindings'
import { connections } from '@/stores/connections'
import { notify } from '@/stores/notices'
import { tasksOpen } from '@/stores/panes'
import { go, goToConnection } from '@/stores/selection'
import { openPalette } from '@/views/openPalette'
import { openSettings, openShortcuts } from '@/views/settingsDialogs'
import { type Reach, type Serve, startServe } from './serve'
import { addPool, closeWindows, endAll, find, openWindow, serve, settled, until } from './window'

afterEach(closeWindows)

// jsdom neither lays out nor paints: contrast is judged on the tokens, in contrast.test.ts.
const OFF = { 'color-contrast': { enabled: false } }

async function findings(): Promise<string[]> {
  const result = await axe.run(document.body, { rules: OFF, resultTypes: ['violations'] })
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}

async function ready(): Promise<void> {
  await until('the tree', () => document.querySelector('[role=treeitem]'))
  await settled(80)
}

const disks = async () => go(await find('web-02'), 'disks')
const lyon = () => connections.value.find(({ name }) => name === 'Lyon')?.id ?? ''

const SCREENS: [string, () => unknown][] = [
  ['nothing selected', () => {}],
  ['a pool', () => goToConnection(lyon())],
  ['a VM', async () => go(await find('web-02'))],
  ['a VM’s disks', disks],
  ['a storage repository', async () => go(await find('NFS on nas-01'))],
  ['the dialog to add a server', () => openAddServer()],
  ['the dialog to remove a server', () => requestOnConnection('removeServer', lyon())],
  ['the settings', () => openSettings()],
  ['the shortcuts', () => openShortcuts()],
  ['the palette', () => openPalette('web')],
  [
    'the task centre and a notice',
    () => {
      tasksOpen.value = true
      notify({ code: 'VM_CRASHED', params: { vm: 'web-01' }, raw: ['VM_CRASHED', 'x'] })
    },
  ],
]

/** The state of the connection to a pool that something was done to. */
const state = () => connections.value[0]?.state.is

describe('accessibility', () => {
  let on: Serve
  beforeAll(async () => {
    on = await startServe('--pools', '1', '--hosts', '2', '--vms', '8')
  })
  afterAll(() => on.stop())

  it.each(SCREENS)('%s has no serious finding', async (_name, show) => {
    await openWindow(on)
    await ready()
    await show()
    await settled(150)
    expect(await findings()).toEqual([])
  })
})

describe('accessibility of a server that', () => {
  afterEach(endAll)

  /** A window on a pool that is not added yet. */
  async function start(): Promise<[Serve, Reach]> {
    const on = await serve('--pools', '1', '--connected', '0', '--hosts', '2', '--vms', '8')
    await openWindow(on)
    return [on, on.pools[0] as Reach]
  }
  async function add({ address, user }: Reach, password: string): Promise<ConnectionId> {
    const id = await api.addConnection({ kind: 'pool', address, user, password, otp: null, keep: 'keyring', readOnly: false })
    goToConnection(id)
    await until('the certificate', () => state() === 'certificate')
    return id
  }

  it('is not there yet has no serious finding', async () => {
    await start()
    await until('the welcome', () => document.querySelector('.welcome'))
    expect(await findings()).toEqual([])
  })

  it('shows a certificate, wants a password, or is off has no serious finding', async () => {
    const [, pool] = await start()
    const id = await add(pool, 'wrong')
    await settled(150)
    expect(await findings()).toEqual([])
    await api.answerCertificate(id, pool.fingerprint, 'always')
    await until('the password', () => state() === 'password')
    await settled(150)
    expect(await findings()).toEqual([])
    await runOnConnection('disconnect', id)
    await until('it off', () => state() === 'disconnected')
    await settled(150)
    expect(await findings()).toEqual([])
  })

  it('has another certificate has no serious finding', async () => {
    const [on, pool] = await start()
    const id = await addPool(pool)
    await on.order(pool, { fault: 'new_certificate' })
    await on.order(pool, { fault: 'restart_host', host: 0 })
    await until('the certificate', () => state() === 'certificate')
    openAnswer(id)
    await until('both', () => document.querySelectorAll('[data-fingerprint]').length >= 2)
    expect(await findings()).toEqual([])
  })

  it('is a lone supporter has no serious finding', async () => {
    const on = await serve('--pools', '1', '--hosts', '2', '--vms', '8')
    const [pool] = on.pools
    if (!pool) throw new Error('no pool')
    await openWindow(on)
    await find('web-02')
    const id = connections.value[0]?.id ?? ''
    goToConnection(id)
    await on.order(pool, { fault: 'emergency', host: 1, on: true })
    await on.order(pool, { fault: 'kill_host', host: 0 })
    await until('the emergency', () => state() === 'emergency')
    await settled(150)
    expect(await findings()).toEqual([])
    openEmergency(id)
    await until('the dialog', () => document.querySelector('[role=dialog]'))
    expect(await findings()).toEqual([])
  })
})
