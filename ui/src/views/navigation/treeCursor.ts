import { computed, type Ref, shallowRef, watch } from 'vue'
import type { TreeRow } from '@/platform/bindings'
import { sameObject, select, type Selected, selection } from '@/stores/selection'
import type { TreeRows } from './treeRows'

/** What a move does to the selection. */
export type Move = 'select' | 'focus' | 'extend' | 'toggle'

/** A row by its id, and where it was last seen. */
interface Place {
  id: string
  index: number
}

export interface TreeCursor {
  /** The row that the keyboard is on. */
  active: Ref<Place>
  isSelected(id: string): boolean
  /** Goes to a row and selects it, adds to the selection, or only moves. */
  moveTo(index: number, move: Move): Promise<void>
  /** Puts the cursor and the selection on a row that was found. */
  place(row: TreeRow, index: number): void
}

/** Where the keyboard is in the tree, and what is selected there. */
export function useTreeCursor(rows: TreeRows, scrollTo: (index: number) => void): TreeCursor {
  const active = shallowRef<Place>({ id: selection.one.value?.id ?? '', index: 0 })
  const anchor = shallowRef<Place>(active.value)
  const ids = computed(() => new Set(selection.rows.value.map((row) => row.id)))
  let newest = 0

  // Rows come and go above: the cursor stays on its row, not on its number.
  watch(rows.frame, () => {
    for (const place of [active, anchor]) {
      const index = rows.indexOf(place.value.id)
      if (index !== -1) place.value = { id: place.value.id, index }
    }
    refresh()
  })

  /** The row of an object that was gone to by its address, without a row. */
  function found(row: Selected): TreeRow | undefined {
    if (row.id !== '') return undefined
    if (row.query) return rows.frame.value?.rows.find(({ query }) => query === row.query)
    if (!row.object) return undefined
    return rows.frame.value?.rows.find(({ object }) => sameObject(object, row.object))
  }

  /** A renamed object, or one that came to be known, is selected under what it is now. */
  function refresh(): void {
    const chosen = selection.rows.value
    const fresh = chosen.map((row) => rows.at(rows.indexOf(row.id)) ?? found(row) ?? row)
    const differs = fresh.some(
      (row, index) => row.id !== chosen[index]?.id || row.name !== chosen[index]?.name || row.object?.reference !== chosen[index]?.object?.reference,
    )
    if (differs) select(fresh)
  }

  async function moveTo(wish: number, move: Move): Promise<void> {
    if (rows.total.value === 0) return
    const index = Math.min(rows.total.value - 1, Math.max(0, wish))
    scrollTo(index)
    newest += 1
    const mine = newest
    // At once, so that the next key starts from here even if the row is still on its way.
    active.value = { id: rows.at(index)?.id ?? '', index }
    const row = await rows.fetch(index)
    // Keys come faster than rows: only the last move counts.
    if (!row || mine !== newest) return
    active.value = { id: row.id, index }
    if (move === 'focus') return
    if (move === 'extend') {
      const between = await rows.between(anchor.value.index, index)
      if (mine === newest) select(between)
      return
    }
    anchor.value = active.value
    if (move === 'select') select([row])
    else if (ids.value.has(row.id)) select(selection.rows.value.filter((other) => other.id !== row.id))
    else select([...selection.rows.value, row])
  }

  return {
    active,
    isSelected: (id) => ids.value.has(id),
    moveTo,
    place: (row, index) => {
      newest += 1
      active.value = anchor.value = { id: row.id, index }
      select([row])
    },
  }
}
