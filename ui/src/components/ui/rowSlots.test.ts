import { describe, expect, it } from 'vitest'

import { rowSlots } from './rowSlots'

describe('rowSlots', () => {
  const slots = (placed: { slot: number; row: string }[]) => placed.map(({ slot, row }) => `${row}${slot}`).join(' ')

  it('gives a row that comes the elements of one that went, and moves none meanwhile', () => {
    const place = rowSlots<string>((row) => row)
    expect(slots(place(['a', 'b', 'c'], false))).toBe('a0 b1 c2')
    expect(slots(place(['b', 'c', 'd'], true))).toBe('d0 b1 c2')
    expect(slots(place(['d', 'e', 'f'], true))).toBe('d0 e1 f2')
  })

  it('puts them into the order of the rows at rest', () => {
    const place = rowSlots<string>((row) => row)
    place(['a', 'b', 'c'], false)
    place(['b', 'c', 'd'], true)
    expect(slots(place(['b', 'c', 'd'], false))).toBe('b1 c2 d0')
  })

  it('never gives the same to two, however many come and go', () => {
    const place = rowSlots<string>((row) => row)
    const windows = ['abc', 'cdefg', 'g', '', 'gabh', 'hbagxyz', 'zyx']
    for (const rows of windows) {
      const placed = place([...rows], true)
      expect(new Set(placed.map(({ slot }) => slot)).size).toBe(rows.length)
      expect(placed.map(({ row }) => row).sort()).toEqual([...rows].sort())
      // As few as will do, so that what is over goes.
      expect(Math.max(-1, ...placed.map(({ slot }) => slot))).toBeLessThan(7)
    }
  })
})
