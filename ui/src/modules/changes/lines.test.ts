import { expect, it } from 'vitest'

import type { ChangeView } from '@/platform/bindings'

import { linesOf } from './lines'

const at = (id: number, day: number, hour: number): ChangeView => ({
  id,
  at: new Date(2026, 10, day, hour).getTime(),
  since: null,
  object: { connection: 'c', class: 'VM', reference: 'r' },
  isThere: true,
  kind: 'vm',
  name: 'web',
  part: null,
  pool: 'Lyon',
  what: 'changed',
  members: [],
  by: null,
})

it('puts a heading before the changes of each day', () => {
  const lines = linesOf([at(3, 30, 9), at(2, 30, 1), at(1, 29, 23)])
  expect(lines.map((line) => (line.is === 'day' ? 'day' : line.change.id))).toEqual(['day', 3, 2, 'day', 1])
  expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length)
})

it('has no line where nothing has changed', () => {
  expect(linesOf([])).toEqual([])
})
