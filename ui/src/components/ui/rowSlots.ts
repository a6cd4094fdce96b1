/** A row, and the number of the elements that show it. */
export interface Placed<T> {
  slot: number
  row: T
}

/**
 * Gives the rows of a window on a long list their elements: a row keeps those it has as long as it is in view, and a
 * row that comes into view takes those of one that went. To make elements is most of what a step of a scroll costs.
 *
 * While the window moves no element does; at rest they stand in the order of the rows, for whoever hears the document
 * rather than sees it.
 */
export function rowSlots<T>(idOf: (row: T) => string | number): (rows: readonly T[], moving: boolean) => Placed<T>[] {
  let held = new Map<string | number, number>()
  return (rows, moving) => {
    const taken = new Set(rows.map((row) => held.get(idOf(row))))
    let next = 0
    const free = (): number => {
      while (taken.has(next)) next += 1
      return next++
    }
    const placed = rows.map((row) => ({ slot: held.get(idOf(row)) ?? free(), row }))
    held = new Map(placed.map(({ slot, row }) => [idOf(row), slot]))
    return moving ? placed.sort((one, other) => one.slot - other.slot) : placed
  }
}
