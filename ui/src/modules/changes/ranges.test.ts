import { describe, expect, it } from 'vitest'

import { spanOf } from './ranges'

const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()

describe('what last night is', () => {
  it.each([
    ['in the morning, from the evening before until eight', at(30, 9), at(29, 18), at(30, 8)],
    ['in the small hours, until now', at(30, 3), at(29, 18), at(30, 3)],
    ['late in the evening, since six', at(30, 22), at(30, 18), at(30, 22)],
  ])('%s', (_name, now, from, to) => {
    expect(spanOf('night', now, 0)).toEqual({ from, to })
  })
})

it('asks for what came after one looked last', () => {
  expect(spanOf('looked', at(30, 9), at(29, 7))).toEqual({ from: at(29, 7), to: null })
})
