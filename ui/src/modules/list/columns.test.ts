import { expect, it } from 'vitest'

import { leastWidth } from './columns'

const POOLS = ['name', 'status', 'address', 'hosts', 'vms', 'memory', 'version', 'description']
const numbers = new Set(['hosts', 'vms', 'memory'])
/** A window 1280 pixels wide, without the tree as wide as it is at first, the list's edges and a scroll bar. */
const ROOM = 1280 - 300 - 16 - 15

it('shows all of a pool beside the tree in a small window', () => {
  const columns = POOLS.map((id) => ({ id, numeric: numbers.has(id) }))
  expect(leastWidth('pools', columns)).toBeLessThanOrEqual(ROOM)
})
