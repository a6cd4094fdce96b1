import { expect, it } from 'vitest'

import type { TableFrame } from '@/platform/bindings'

import { withSameRows } from './sameRows'

function frame(offset: number, texts: string[]): TableFrame {
  const rows = texts.map((text, index) => ({
    object: { connection: 'c', class: 'VM', reference: `r${offset + index}` },
    status: 'running' as const, health: null, busy: null,
    cells: [{ is: 'text' as const, text }], revision: text.charCodeAt(0),
  }))
  return { columns: [{ id: 'name', numeric: false }], sort: null, sums: [], total: 9, offset, rows }
}

it('keeps rows and columns that say the same, wherever they stand', () => {
  const before = frame(0, ['a', 'b', 'c'])
  const now = withSameRows(before, frame(1, ['b', 'x', 'd']))
  expect(now).toEqual(frame(1, ['b', 'x', 'd']))
  expect(now.rows[0]).toBe(before.rows[1])
  expect(now.rows[1]).not.toBe(before.rows[2])
  expect(now.columns).toBe(before.columns)
})

it('takes the first frame, and other columns, as they come', () => {
  const first = frame(0, ['a'])
  expect(withSameRows(undefined, first)).toBe(first)
  const other = { ...frame(0, ['a']), columns: [] }
  expect(withSameRows(first, other).columns).toBe(other.columns)
})
