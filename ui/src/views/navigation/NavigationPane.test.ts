import { afterEach, describe, expect, it } from 'vitest'

import { clean, settle, show, testHost, VM } from '@tests/host'
import type { ObjectKey, TreeRow } from '@/platform/bindings'
import { go, select, selection } from '@/stores/selection'

import NavigationPane from './NavigationPane.vue'

const other: ObjectKey = { ...VM, reference: 'OpaqueRef:vm-2' }

function row(object: ObjectKey, index: number): TreeRow {
  return {
    id: `c1/VM/${object.reference}`, depth: 1, kind: 'vm', name: object.reference, connection: 'c1', object,
    expandable: false, expanded: false, status: 'running', busy: null, count: null, load: null, health: null, unwell: 0, value: null, query: null, position: [index + 1, 2], revision: 0,
  }
}
const ROWS = [row(VM, 0), row(other, 1)]

/** A pool of two VMs. `slow`: what has to happen before the tree answers where an object is. */
async function start(slow: () => Promise<void> = async () => {}) {
  const places: string[] = []
  testHost(
    (spec) => {
      if (spec.view === 'connections') return [{ id: 'c1', name: 'Lyon', state: { is: 'live', since: 0 } }] as never
      return spec.view === 'tree' ? ({ offset: 0, total: 2, matches: null, rows: ROWS } as never) : undefined
    },
    async (command, args) => {
      if (command === 'tree_rows') return ROWS.slice(args.from as number, (args.to as number) + 1)
      if (command !== 'tree_place') return undefined
      const { reference } = args.object as ObjectKey
      places.push(reference)
      await slow()
      const index = ROWS.findIndex(({ object }) => object?.reference === reference)
      return { index, id: ROWS[index]?.id, toggled: [] }
    },
  )
  show(NavigationPane)
  await settle()
  const grouping = (name: string) =>
    [...document.querySelectorAll<HTMLElement>('[role=radio]')].find((one) => one.textContent?.trim() === name)?.click()
  return { grouping, places }
}

afterEach(() => {
  select([])
  clean()
})

describe('the tree, when it is grouped otherwise', () => {
  it('reveals what is selected, not what somebody once went to', async () => {
    const { grouping, places } = await start()
    go(VM)
    await settle()
    select([ROWS[1] as TreeRow])
    for (const name of ['Types', 'Infrastructure']) {
      grouping(name)
      await settle()
      expect(selection.one.value?.object, name).toEqual(other)
      expect(places.at(-1), name).toBe(other.reference)
    }
  })

  it('does not undo a click that came before it knew where to go', async () => {
    let answer = () => {}
    const { grouping } = await start(() => new Promise((resolve) => (answer = resolve)))
    go(VM)
    await settle()
    answer()
    await settle()
    grouping('Types')
    await settle()
    select([ROWS[1] as TreeRow])
    answer()
    await settle()
    expect(selection.one.value?.object).toEqual(other)
  })
})
