import { afterEach, expect, test } from 'vitest'

import type { ConnectionView, XoServerView } from '@/platform/bindings'
import { clean, expectAccessible, settle, show, testHost, type TestHost } from '@tests/host'

import XoServers from './XoServers.vue'

afterEach(clean)

const XO: ConnectionView = {
  id: 'c8', kind: 'xo', parent: null, pool: null, sameAs: [], hidden: false, name: 'xo.example.org',
  address: 'xo.example.org', user: 'ada', keep: 'token', state: { is: 'live', since: 1 }, status: 'live', demo: false,
  objects: 0, asOf: null, readOnly: false, skew: null, unsure: false, role: null,
}

const server = (id: string, host: string, other: Partial<XoServerView>): XoServerView => ({
  id,
  label: '',
  host,
  username: 'root',
  enabled: true,
  readOnly: false,
  allowUnauthorized: true,
  status: 'connected',
  pool: null,
  poolName: null,
  connection: null,
  members: [host],
  error: null,
  ...other,
})

const servers: XoServerView[] = [
  server('s1', '10.50.0.11', { label: 'Factory floor', poolName: 'factory', connection: 'c9' }),
  server('s2', '10.60.0.11', {
    label: 'Quay 7',
    poolName: 'quay',
    connection: 'c10',
    status: 'connecting',
    error: { code: 'unreachable', params: { address: '10.60.0.11' }, raw: ['connect ECONNREFUSED 10.60.0.11:443'] },
  }),
  server('s3', '10.20.0.11', { poolName: 'paris-lab', connection: 'c11', readOnly: true, allowUnauthorized: false }),
  server('s5', '10.70.0.11', { label: 'Depot', poolName: 'depot', connection: 'c12', enabled: false, status: 'disconnected' }),
  server('s4', 'spare.example.org', { enabled: false, status: 'disconnected' }),
]

async function page(): Promise<TestHost> {
  const there = testHost((spec) => (spec.view === 'xoServers' ? servers : []))
  show(XoServers, { connection: XO })
  await settle()
  return there
}

const button = (label: string): HTMLButtonElement => {
  const all = [...document.querySelectorAll('button')]
  const found = all.find((one) => (one.getAttribute('aria-label') ?? one.textContent?.trim()) === label)
  if (!found) throw new Error(`no button ${label}`)
  return found
}
const called = (there: TestHost) => there.calls.filter(({ command }) => command.startsWith('xo_'))

test('who disconnects a server is told first that it is for everybody', async () => {
  const there = await page()
  button('Disconnect… Factory floor').click()
  await settle()
  expect(called(there)).toEqual([])
  const dialog = document.querySelector<HTMLElement>('[role=dialog]')
  expect(dialog?.textContent).toContain('Disconnect Factory floor for everybody?')
  expect(dialog?.textContent).toContain('for everybody who uses it')
  await expectAccessible(document.body)
  button('Cancel').click()
  await settle()
  expect(called(there)).toEqual([])
  button('Disconnect… Factory floor').click()
  await settle()
  button('Disconnect for everybody').click()
  await settle()
  expect(called(there)).toMatchObject([
    { command: 'xo_enable_server', args: { id: 'c8', server: 's1', enabled: false } },
  ])
  expect(document.querySelector('[role=dialog]')).toBeNull()
})

test('who connects one is not asked', async () => {
  const there = await page()
  button('Connect Depot').click()
  await settle()
  expect(called(there)).toMatchObject([{ command: 'xo_enable_server', args: { server: 's5', enabled: true } }])
})

test('who removes one is asked', async () => {
  const there = await page()
  button('Remove… Factory floor').click()
  await settle()
  expect(called(there)).toEqual([])
  button('Remove').click()
  await settle()
  expect(called(there)).toMatchObject([{ command: 'xo_remove_server', args: { server: 's1' } }])
})
