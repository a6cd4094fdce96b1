import { describe, expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'

import type { TableFrame, TableRow } from '@/platform/bindings'

import { rowWindow } from './rowWindow'
import { MOST_SELECTED, useRowSelection } from './useRowSelection'

function row(name: string): TableRow {
  return { object: { connection: 'c', class: 'VM', reference: name }, status: 'running', health: null, busy: null, cells: [], revision: 0 }
}

function frameOf(offset: number, count: number, total: number): TableFrame {
  return { columns: [], sort: null, sums: [], total, offset, rows: Array.from({ length: count }, (_, at) => row(`vm-${offset + at}`)) }
}

function start(frame = frameOf(0, 50, 500)) {
  const ref = shallowRef<TableFrame | null>(frame)
  return { ref, rows: useRowSelection(ref) }
}

const names = (rows: ReturnType<typeof start>['rows']) => rows.selected.value.map(({ reference }) => reference)

describe('useRowSelection', () => {
  it('selects one, more, and fewer', () => {
    const { rows } = start()
    rows.go(3, {})
    rows.go(5, { toggle: true })
    expect(names(rows)).toEqual(['vm-3', 'vm-5'])
    rows.go(3, { toggle: true })
    expect(names(rows)).toEqual(['vm-5'])
    rows.go(1, {})
    expect(names(rows)).toEqual(['vm-1'])
  })

  it('extends from where the selection began, both ways', () => {
    const { rows } = start()
    rows.go(5, {})
    rows.go(7, { extend: true })
    expect(names(rows)).toEqual(['vm-5', 'vm-6', 'vm-7'])
    rows.go(4, { extend: true })
    expect(names(rows)).toEqual(['vm-4', 'vm-5'])
  })

  it('waits for the rows of a range that are not here', async () => {
    const { ref, rows } = start()
    rows.go(48, {})
    rows.go(60, { extend: true })
    expect(rows.wanted.value).toEqual({ from: 48, to: 60 })
    expect(rowWindow({ from: 40, to: 61 }, rows.wanted.value)).toEqual({ offset: 0, rows: 100 })
    ref.value = frameOf(0, 100, 500)
    await nextTick()
    expect(rows.wanted.value).toBeNull()
    expect(rows.selected.value).toHaveLength(13)
  })

  it('takes all, up to what is allowed, and says so', async () => {
    const { ref, rows } = start(frameOf(0, 50, 3000))
    rows.all()
    expect(rows.limited.value).toBe(true)
    const { offset, rows: count } = rowWindow({ from: 2000, to: 2040 }, rows.wanted.value)
    expect([offset, count]).toEqual([0, MOST_SELECTED])
    ref.value = frameOf(offset, count, 3000)
    await nextTick()
    expect(rows.selected.value).toHaveLength(MOST_SELECTED)
  })

  it('follows the current row when others come before it', async () => {
    const { ref, rows } = start(frameOf(0, 5, 5))
    rows.go(2, {})
    ref.value = { columns: [], sort: null, sums: [], total: 6, offset: 0, rows: [row('new'), ...frameOf(0, 5, 5).rows] }
    await nextTick()
    expect(rows.current.value).toBe(3)
    expect(names(rows)).toEqual(['vm-2'])
  })

  it('drops what is gone', async () => {
    const { ref, rows } = start(frameOf(0, 5, 5))
    rows.go(2, {})
    rows.go(4, { toggle: true })
    ref.value = { columns: [], sort: null, sums: [], total: 2, offset: 0, rows: [row('vm-0'), row('vm-4')] }
    await nextTick()
    expect(names(rows)).toEqual(['vm-4'])
  })
})

describe('rowWindow', () => {
  it('asks for nothing new while a line or two are scrolled', () => {
    expect(rowWindow({ from: 100, to: 120 }, null)).toEqual(rowWindow({ from: 102, to: 122 }, null))
  })

  it('covers what is seen with room to spare', () => {
    for (let from = 0; from < 400; from += 7) {
      const { offset, rows } = rowWindow({ from, to: from + 30 }, null)
      expect(offset).toBeLessThanOrEqual(Math.max(0, from - 25))
      expect(offset + rows).toBeGreaterThan(from + 30 + 24)
      expect(rows).toBeLessThanOrEqual(150)
    }
  })
})
