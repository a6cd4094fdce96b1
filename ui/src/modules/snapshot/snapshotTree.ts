import type { Cell, ObjectKey, TableFrame, TableRow } from '@/platform/bindings'

/** A line of the tree of a VM's snapshots: a snapshot, or the VM itself as it is now. */
export interface SnapshotLine {
  /** How deep it stands: what was made of a snapshot stands under it. */
  depth: number
  /** The snapshot; none: the VM as it is now. */
  row: TableRow | undefined
  name: string
  created: Cell
  kind: Cell
}

const NOTHING: Cell = { is: 'none' }

/**
 * The snapshots of a VM as a tree, the older ones first, each above what was made of it; with the VM itself under
 * the snapshot that it was made or reverted from last (`parent`).
 */
export function snapshotTree(frame: TableFrame, parent: ObjectKey | undefined): SnapshotLine[] {
  const at = (row: TableRow, id: string): Cell => row.cells[frame.columns.findIndex((column) => column.id === id)] ?? NOTHING
  const time = (row: TableRow): number => {
    const cell = at(row, 'created')
    return cell.is === 'time' ? cell.unix : 0
  }
  const rows = [...frame.rows].sort((a, b) => time(a) - time(b))
  const known = new Set(rows.map(({ object }) => object.reference))
  const parentOf = (row: TableRow): string | undefined => {
    const cell = at(row, 'parent')
    return cell.is === 'link' && known.has(cell.object.reference) ? cell.object.reference : undefined
  }
  const here: SnapshotLine = { depth: 0, row: undefined, name: '', created: NOTHING, kind: NOTHING }
  const under = new Set<string>()

  function linesUnder(reference: string | undefined, depth: number): SnapshotLine[] {
    const lines = rows.flatMap((row): SnapshotLine[] => {
      // What a server tells may go round in circles: nothing stands twice.
      if (parentOf(row) !== reference || under.has(row.object.reference)) return []
      under.add(row.object.reference)
      const name = at(row, 'name')
      const line = { depth, row, name: name.is === 'text' ? name.text : '', created: at(row, 'created'), kind: at(row, 'kind') }
      return [line, ...linesUnder(row.object.reference, depth + 1)]
    })
    const isHere = reference === (parent && known.has(parent.reference) ? parent.reference : undefined)
    return isHere ? [...lines, { ...here, depth }] : lines
  }
  return linesUnder(undefined, 0)
}
