import type { TableFrame } from '@/platform/bindings'

import { rowId } from './useRowSelection'

/**
 * The frame with the rows, and the columns, that say what they said in the frame before as the same
 * objects: nothing is drawn again for them.
 */
export function withSameRows(before: TableFrame | undefined, now: TableFrame): TableFrame {
  if (!before) return now
  const known = new Map(before.rows.map((row) => [rowId(row.object), row]))
  const rows = now.rows.map((row) => {
    const old = known.get(rowId(row.object))
    return old?.revision === row.revision ? old : row
  })
  const sameColumns = JSON.stringify(before.columns) === JSON.stringify(now.columns)
  return { ...now, rows, columns: sameColumns ? before.columns : now.columns }
}
