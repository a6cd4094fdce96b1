import { describe, expect, it } from 'vitest'

import { pan, rowAt, summary, within, withGaps, zoomed } from './spans'

const all = { from: 1000, until: 2000 }

describe('what is seen of the time', () => {
  it('is zoomed around a moment, which stays where it is', () => {
    expect(zoomed(all, 0.5, 1250)).toEqual({ from: 1125, until: 1625 })
    expect(zoomed(all, 0.5)).toEqual({ from: 1250, until: 1750 })
  })

  it('is never shorter than a minute', () => {
    const { from, until } = zoomed(all, 0.001)
    expect(until - from).toBe(60)
  })

  it('stays within all that there is, and is all of it at the end', () => {
    expect(within(pan({ from: 1800, until: 2000 }, 0.5), all)).toEqual({ from: 1800, until: 2000 })
    expect(within(pan({ from: 1000, until: 1200 }, -0.5), all)).toEqual({ from: 1000, until: 1200 })
    expect(within(zoomed(all, 2), all)).toBeNull()
  })
})

describe('a line in numbers', () => {
  it('weighs each value by the time it stands for, and leaves gaps out', () => {
    const times = [60, 120, 125, 130]
    const line = [1, 1, NaN, 14]
    expect(summary(times, line, { from: 0, until: 200 })).toEqual({ min: 1, max: 14, last: 14, mean: (60 + 60 + 70) / 125 })
    expect(summary(times, line, { from: 121, until: 126 })).toBeNull()
  })

  it('has a null for each gap on the canvas', () => {
    expect(withGaps(new Float32Array([1, NaN, 2]))).toEqual([1, null, 2])
  })

  it('finds the row next to a moment', () => {
    expect(rowAt([10, 20, 30], 24)).toBe(1)
    expect(rowAt([], 24)).toBeNull()
  })
})
