import { nextTick, type Ref, watch } from 'vue'
import { api } from '@/platform'
import type { ObjectKey, TreeFrame, TreeRow } from '@/platform/bindings'
import { isFound } from '@/stores/addresses'
import { type Reveal, sameObject, selection } from '@/stores/selection'
import type { TreeCursor } from './treeCursor'
import { MOST, type TreeRows } from './treeRows'

interface RevealOptions {
  rows: TreeRows
  cursor: TreeCursor
  toggled: Ref<string[]>
  filtered(): boolean
  clearFilter(): void
  scrollTo(index: number): void
  /** Whether a row is on the screen. */
  isSeen(index: number): boolean
}

/** Whether the wish is still what is selected: a click made meanwhile is not to be undone. */
function isWished(wish: Reveal): boolean {
  const one = selection.one.value
  if (!one) return false
    if ('object' in wish) return sameObject(one.object, wish.object)
  return one.connection === wish.connection && (one.kind === 'pool' || one.kind === 'orchestra')
}

/** Opens the tree down to what is selected, puts the cursor on it and brings it into sight. */
export function useTreeReveal(options: RevealOptions): void {
  const { rows, cursor, toggled } = options
  let newest = 0

  async function place(row: TreeRow, index: number): Promise<void> {
    cursor.place(row, index)
    // The frame with everything open may still be on its way; the scroll bar must know it first.
    for (let waited = 0; rows.total.value <= index && waited < 10; waited += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await nextTick()
    options.scrollTo(index)
  }

  async function findRoot(connection: string): Promise<{ row: TreeRow; index: number } | undefined> {
    for (let from = 0; from < Math.max(1, rows.total.value); from += MOST) {
      const some = await rows.between(from, from + MOST - 1)
      const found = some.findIndex((row) => row.depth === 0 && row.connection === connection)
      const row = some[found]
      if (row) return { row, index: from + found }
    }
    return undefined
  }

  /** Goes after a row that has moved; what is closed stays closed. */
  async function follow(wish: { object: ObjectKey }): Promise<void> {
    const there = await api.treePlace(rows.spec.value, wish.object)
    if (!there || !isWished(wish)) return
    const opens = there.toggled.length !== toggled.value.length
    if (!opens) options.scrollTo(there.index)
  }

  async function reveal(wish: Reveal): Promise<void> {
    newest += 1
    const mine = newest
    if (options.filtered()) options.clearFilter()
    await nextTick()
    if ('connection' in wish) {
      const found = await findRoot(wish.connection)
      if (found && mine === newest && isWished(wish)) await place(found.row, found.index)
      return
    }
    const there = await api.treePlace(rows.spec.value, wish.object)
    if (!there || mine !== newest || !isWished(wish)) return
    toggled.value = there.toggled
    await nextTick()
    const row = (await rows.between(there.index, there.index))[0]
    if (row && mine === newest && row.id === there.id && isWished(wish)) await place(row, there.index)
  }

  // What is selected and in sight stays in sight when it goes elsewhere: a VM that moves to another host.
  watch(rows.frame, (now, before) => {
    const one = selection.one.value
    if (!now || !before || !one?.object || one.id === '' || options.filtered()) return
    const at = (frame: TreeFrame) => {
      const found = frame.rows.findIndex(({ id }) => id === one.id)
      return found === -1 ? -1 : frame.offset + found
    }
    const [was, is] = [at(before), at(now)]
    // A frame of another part tells nothing of where a row went.
    if (was === -1 || was === is || !options.isSeen(was) || now.offset !== before.offset) return
    if (now.total === before.total && is !== -1 && options.isSeen(is)) return
    follow({ object: one.object }).catch(() => undefined)
  })

  // What cannot be found now (a connection just lost) stays selected as it is.
  watch(selection.reveal, (wish) => {
    if (wish) reveal(wish).catch(() => undefined)
  })

  // A tree that has just come (at the start, or with another grouping) shows what is selected. Not the
  // last wish: that may be of long ago, and something else selected since.
  const stop = watch(rows.frame, (frame) => {
    if (!frame || frame.total === 0) return
    stop()
    const one = selection.one.value
    if (!one || options.filtered()) return
    if (one.object) reveal({ object: one.object }).catch(() => undefined)
    else if (one.kind !== 'group' && !isFound(one)) reveal({ connection: one.connection }).catch(() => undefined)
  })
}
