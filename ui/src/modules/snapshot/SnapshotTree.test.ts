import { afterEach, describe, expect, it } from 'vitest'

import { listed } from '@/modules/acting'
import type { ActionState, Cell, TableFrame } from '@/platform/bindings'
import { clean, EVIL, expectAccessible, field, page, settle, show, testHost, text, VM } from '@tests/host'

import SnapshotTree from './SnapshotTree.vue'
import { snapshotTree } from './snapshotTree'

const key = (reference: string) => ({ ...VM, reference })
const link = (reference: string): Cell => ({ is: 'link', object: key(reference), text: reference, status: 'ok' })

/** Snapshots, each with when it was taken and of what it was made. */
function frame(...snapshots: [name: string, created: number, parent?: string][]): TableFrame {
  const ids = ['name', 'created', 'kind', 'parent']
  const rows = snapshots.map(([name, unix, parent], revision) => ({
    object: key(name), status: 'ok' as const, health: null, busy: null, revision,
    cells: [text(name), { is: 'time' as const, unix }, { is: 'term' as const, term: 'diskOnly' }, parent ? link(parent) : { is: 'none' as const }],
  }))
  return { columns: ids.map((id) => ({ id, numeric: false })), sort: null, sums: [], total: rows.length, offset: 0, rows }
}

const drawn = (all: TableFrame, parent?: string) =>
  snapshotTree(all, parent === undefined ? undefined : key(parent)).map(({ depth, row, name }) => `${'  '.repeat(depth)}${row ? name : '*'}`)

describe('the tree of snapshots', () => {
  it('has each above what was made of it, and the VM where it is', () => {
    const all = frame(['c', 30, 'a'], ['a', 10], ['b', 20, 'a'], ['d', 40, 'b'])
    expect(drawn(all, 'b')).toEqual(['a', '  b', '    d', '    *', '  c'])
  })

  it('shows all of what hangs on nothing known, and the VM beside it', () => {
    expect(drawn(frame(['b', 20, 'gone'], ['a', 10]), 'gone')).toEqual(['a', 'b', '*'])
    expect(drawn(frame(['a', 10]))).toEqual(['a', '*'])
  })

  it('never goes round in circles', () => {
    expect(drawn(frame(['a', 10, 'b'], ['b', 20, 'a'], ['c', 30]), 'c')).toEqual(['c', '  *'])
  })
})

describe('the tab', () => {
  afterEach(clean)

  async function start() {
    const revert: ActionState = { job: 'rename', area: 'vm' as const, refusal: null, likely: true, destructive: false, confirms: false, appliesTo: 1, asks: true }
    testHost((spec) => (spec.view === 'table' ? frame([EVIL, 10], ['b', 20, EVIL]) : spec.view === 'actions' ? [revert] : undefined))
    show(SnapshotTree, { page: page({ sections: [{ id: 'state', fields: [field('parent', link('b'))] }] }), list: 'snapshots' })
    await settle()
  }
  const items = () => [...document.querySelectorAll<HTMLElement>('[role=treeitem]')]

  it('says where the VM is, and shows names as they were typed', async () => {
    await start()
    expect(items().map((item) => item.querySelector('.name')?.textContent)).toEqual([EVIL, 'b', 'You are here'])
    expect(document.querySelector('img')).toBeNull()
    await expectAccessible(document.querySelector('.snapshots') as HTMLElement)
  })

  it('acts on what is chosen, by pointer and by keys', async () => {
    await start()
    items()[0]?.click()
    await settle()
    expect(listed.value).toEqual([key(EVIL)])
    expect(document.querySelector('.acts')?.textContent).toContain('Rename')
    items()[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    await settle()
    expect(document.activeElement).toBe(items()[1])
    items()[0]?.dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true }))
    await settle()
    expect(listed.value).toEqual([key(EVIL), key('b')])
    items()[1]?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))
    await settle()
    expect(document.querySelector('[role=menuitem]')?.textContent).toContain('Rename')
  })
})
