import { afterEach, expect, test } from 'vitest'
import { defineComponent } from 'vue'

import type { ConnectionView } from '@/platform/bindings'
import { clean, settle, show, testHost, VM } from '@tests/host'
import { selection } from '@/stores/selection'
import { wish } from '@/stores/startup'

import { useCommandLine } from './commandLine'

afterEach(clean)

const pool: ConnectionView = {
  id: 'c1', kind: 'pool', parent: null, pool: null, sameAs: [], hidden: false, name: 'pool.example',
  address: 'pool.example', user: 'root', keep: 'keyring', state: { is: 'live', since: 0 }, status: 'live',
  demo: false, objects: 1, asOf: null, readOnly: false, skew: null, unsure: false, role: null,
}

test('what a second start wants is selected after what the first one wanted', async () => {
  const there = testHost(
    (spec) => (spec.view === 'connections' ? [pool] : undefined),
    (command, args) => (command === 'search' ? [{ object: { ...VM, reference: String(args.text) } }] : undefined),
  )
  wish.value = { select: 'web-01', tab: null }
  show(defineComponent({ setup: () => (useCommandLine(), () => null) }))
  await settle()
  expect(selection.one.value?.object?.reference).toBe('web-01')
  wish.value = { select: 'web-02', tab: 'console' }
  await settle()
  expect(selection.one.value?.object?.reference).toBe('web-02')
  // Each was sought once.
  const sought = there.calls.filter((call) => call.command === 'search').map((call) => call.args.text)
  expect(sought).toEqual(['web-01', 'web-02'])
})

test('an address on the command line is gone to at once, without a search', async () => {
  const there = testHost((spec) => (spec.view === 'connections' ? [pool] : undefined))
  wish.value = { select: '/at/c1/vm/x/disks', tab: null }
  show(defineComponent({ setup: () => (useCommandLine(), () => null) }))
  await settle()
  expect(selection.address.value).toBe('/at/c1/vm/x/disks')
  expect(there.calls.some(({ command }) => command === 'search')).toBe(false)
})
