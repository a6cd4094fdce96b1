import { afterEach, expect, test } from 'vitest'

import { clean, settle, show, testHost, type TestHost } from '@tests/host'
import { connectionKey } from '@/modules/jobs'
import type { ConnectionView } from '@/platform/bindings'
import { modals } from '@/stores/modals'

import StaleBanner from './StaleBanner.vue'

afterEach(clean)

async function banner(code: string, other: Partial<ConnectionView> = {}): Promise<TestHost> {
  const connection: ConnectionView = {
    id: 'c1', kind: 'xoPool', parent: 'xo', pool: 'p', sameAs: [], hidden: false, name: 'quay', address: 'xo',
    user: 'ada', keep: 'ask', status: 'stale', demo: false, objects: 1, asOf: 1, readOnly: false, skew: null, unsure: false, role: null,
    state: {
      is: 'stale', since: 1, why: { code, params: { server: 's1' }, raw: [] }, nextTry: Date.now() + 90_000, trying: null,
    },
    ...other,
  }
  const remove = { job: 'removeServer', refusal: null, likely: false, destructive: false, confirms: true, appliesTo: 1, asks: false }
  const there = testHost(
    (spec) => (spec.view === 'connections' ? [connection] : undefined),
    (command) => (command === 'actions' ? [remove] : undefined),
  )
  show(StaleBanner, { connection: 'c1' })
  await settle()
  return there
}

const words = () => document.body.textContent ?? ''
const buttons = () => [...document.querySelectorAll('button')].map((one) => one.textContent?.trim())

test('a pool that is off in Xen Orchestra offers to be connected, and is not being looked for', async () => {
  const there = await banner('xo_server_off')
  expect(words()).toContain('disconnected in Xen Orchestra')
  expect(words()).not.toContain('Next try')
  expect(buttons()).toEqual(['Remove from Pooldeck…', 'Connect'])
  ;[...document.querySelectorAll('button')].at(-1)?.click()
  await settle()
  expect(there.calls.at(-1)).toMatchObject({
    command: 'run_job',
    args: { request: { job: 'tryNow' }, objects: [connectionKey('c1')] },
  })
})

test('a pool that Xen Orchestra has lost can be removed', async () => {
  await banner('xo_pool_lost')
  expect(words()).toContain('Next try')
  expect(buttons()).toEqual(['Remove from Pooldeck…', 'Try now'])
  document.querySelector('button')?.click()
  await settle()
  expect(modals.value[0]?.props()).toMatchObject({ action: { job: 'removeServer' }, objects: [connectionKey('c1')] })
})

test('a pool of its own is lost without that', async () => {
  await banner('timed_out', { kind: 'pool', parent: null })
  expect(buttons()).toEqual(['Try now'])
})
