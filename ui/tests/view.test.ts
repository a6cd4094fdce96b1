import { afterEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useHost } from '@/platform'
import type { Message, ObjectKey, ViewBody, ViewSpec } from '@/platform/bindings'
import { deliver, useView } from '@/stores/view'

/** A host that says what it was asked, and answers when it is told to. */
function scripted() {
  const asked: [string, Record<string, unknown>][] = []
  const waiting: ((value: unknown) => void)[] = []
  useHost({
    attach: async () => {},
    call: <T,>(command: string, args: Record<string, unknown>) => {
      asked.push([command, args])
      return new Promise<T>((resolve) => waiting.push(resolve as (value: unknown) => void))
    },
  })
  return {
    asked,
    commands: () => asked.map(([command]) => command),
    answer: async (value?: unknown) => {
      for (let turn = 0; turn < 5 && waiting.length === 0; turn += 1) await Promise.resolve()
      waiting.shift()?.(value)
      await settle()
    },
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await nextTick()
}

const frame = (view: number, number: number, body: ViewBody): Extract<Message, { is: 'frame' }> => ({ is: 'frame', view, number, body })
const tasks = (...ids: string[]): ViewBody => ({ view: 'tasks', data: ids.map((id) => ({ id })) as never })
const object = (reference: string): ObjectKey => ({ connection: 'c1', class: 'VM', reference })
const scopes: ReturnType<typeof effectScope>[] = []

function view<S extends ViewSpec>(spec: Parameters<typeof useView<S>>[0]) {
  const scope = effectScope()
  scopes.push(scope)
  return { scope, ...(scope.run(() => useView<S>(spec)) as ReturnType<typeof useView<S>>) }
}

afterEach(() => scopes.splice(0).forEach((scope) => scope.stop()))

describe('a view', () => {
  it('shows the newest frame and ignores older ones', async () => {
    const host = scripted()
    const { body } = view({ view: 'tasks' })
    await host.answer(7)
    deliver(frame(7, 2, tasks('b')))
    deliver(frame(7, 1, tasks('a')))
    expect(body.value?.map(({ id }) => id)).toEqual(['b'])
  })

  it('keeps a frame that overtakes the answer to its opening', async () => {
    const host = scripted()
    const { body } = view({ view: 'tasks' })
    await settle()
    deliver(frame(7, 1, tasks('early')))
    deliver(frame(8, 1, tasks('somebody else’s')))
    expect(body.value).toBeUndefined()
    await host.answer(7)
    expect(body.value?.map(({ id }) => id)).toEqual(['early'])
  })

  it('is closed when its component goes, also if that is before it is open', async () => {
    const host = scripted()
    const { scope } = view({ view: 'tasks' })
    await settle()
    scope.stop()
    await host.answer(7)
    expect(host.commands()).toEqual(['open_view', 'close_view'])
  })

  it('changes while it is about the same thing, one change at a time, the newest last', async () => {
    const host = scripted()
    const offset = ref(0)
    const spec = () => ({ view: 'table' as const, list: 'vms' as const, connection: null, within: null, among: null, meanings: {}, filter: '', sort: null, offset: offset.value, rows: 20 })
    view(spec)
    await host.answer(3)
    for (const next of [20, 40, 60]) {
      offset.value = next
      await settle()
    }
    await host.answer()
    await host.answer()
    const sent = host.asked.filter(([command]) => command === 'set_view').map(([, args]) => (args.spec as { offset: number }).offset)
    expect(sent).toEqual([20, 60])
  })

  it('is opened anew when it is about another object, and forgets what it showed', async () => {
    const host = scripted()
    const shown = ref(object('a'))
    const { body } = view(() => ({ view: 'page' as const, object: shown.value }))
    await host.answer(1)
    deliver(frame(1, 1, { view: 'page', data: null }))
    expect(body.value).toBeNull()
    shown.value = object('b')
    await settle()
    expect(body.value).toBeUndefined()
    deliver(frame(1, 2, { view: 'page', data: null }))
    expect(body.value).toBeUndefined()
    expect(host.commands()).toEqual(['open_view', 'close_view', 'open_view'])
  })

  it('says why it cannot be opened', async () => {
    useHost({ attach: async () => {}, call: () => Promise.reject({ code: 'connection_gone', params: {}, raw: [] }) })
    const { problem } = view({ view: 'tasks' })
    await settle()
    expect(problem.value?.code).toBe('connection_gone')
  })
})
