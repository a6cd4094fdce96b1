import { afterEach, expect, test } from 'vitest'

import { clean, settle, testHost } from '@tests/host'
import type { ConnectionView, TaskView } from '@/platform/bindings'

import { foremostConnections } from './connections'
import { foremostTask } from './tasks'

afterEach(clean)

function connection(id: string, other: Partial<ConnectionView> = {}): ConnectionView {
  return {
    id, kind: 'pool', parent: null, pool: null, sameAs: [], hidden: false, name: id, address: id, user: 'root',
    keep: 'ask', state: { is: 'live', since: 1 }, status: 'live', demo: false, objects: 1, asOf: null,
    readOnly: false, skew: null, unsure: false, role: null, ...other,
  }
}

async function names(connections: ConnectionView[]): Promise<string[]> {
  testHost((spec) => (spec.view === 'connections' ? connections : undefined))
  void foremostConnections.value
  await settle()
  return foremostConnections.value.map(({ name }) => name)
}

const off = { state: { is: 'disconnected', why: null }, status: 'disconnected' } as const
const lost = (code: string): Partial<ConnectionView> => ({
  state: { is: 'stale', since: 1, why: { code, params: {}, raw: [] }, nextTry: null, trying: null },
  status: 'stale',
})
const behind = { kind: 'xoPool', parent: 'xo' } as const

test('what is not well comes first and what is off last', async () => {
  const all = [
    connection('off', off),
    connection('away', lost('xo_server_off')),
    connection('live'),
    connection('lost', lost('xo_pool_lost')),
  ]
  expect(await names(all)).toEqual(['lost', 'live', 'off', 'away'])
})

test('a Xen Orchestra that is well is told by its pools, and each pool once', async () => {
  const pools = [connection('factory', behind), connection('quay', { ...behind, hidden: true })]
  expect(await names([connection('xo', { kind: 'xo' }), ...pools])).toEqual(['factory'])
  expect(await names([connection('xo', { kind: 'xo', ...lost('timed_out') }), ...pools])).toEqual(['xo', 'factory'])
  expect(await names([connection('xo', { kind: 'xo' })])).toEqual(['xo'])
})

test("somebody else's old task does not stand before what I have just done", async () => {
  const task = (id: string, other: Partial<TaskView>): TaskView => ({
    id, connection: 'c1', job: 'start', title: 'VM.start', subject: null, subjectName: '', state: 'succeeded',
    progress: 1, started: 20, finished: 30, remaining: null, cancellable: false, cancelling: false, error: null, remarks: [],
    group: null, waits: false, canBeUndone: false, canGoOn: false, isUndo: false, transfer: null, effects: [], steps: [], ...other,
  })
  const theirs = (started: number) => task('theirs', { job: null, state: 'running', started, finished: null })
  const shown = async (tasks: TaskView[]): Promise<string | undefined> => {
    testHost((spec) => (spec.view === 'tasks' ? tasks : undefined))
    void foremostTask.value
    await settle()
    return foremostTask.value?.id
  }
  expect(await shown([task('mine', {}), theirs(10)])).toBe('mine')
  expect(await shown([task('mine', {}), theirs(25)])).toBe('theirs')
  expect(await shown([task('mine', { state: 'running' }), theirs(25)])).toBe('mine')
  expect(await shown([theirs(1)])).toBe('theirs')
  expect(await shown([])).toBeUndefined()
})
