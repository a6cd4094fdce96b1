import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'

import type { ObjectKey, TableFrame, TableRow } from '@/platform/bindings'

/** The most rows that are selected at once by a range: no more are asked of the engine in one go. */
export const MOST_SELECTED = 1000

/** A row's identity as one string. */
export function rowId({ connection, class: cls, reference }: ObjectKey): string {
  return `${connection}\n${cls}\n${reference}`
}

/** Rows from one index to another, both included. */
export interface Range {
  from: number
  to: number
}

export interface RowSelection {
  /** The selected objects, in the order in which they were selected. */
  selected: ComputedRef<ObjectKey[]>
  has(row: TableRow): boolean
  /** The row that keys act on; -1: none yet. */
  current: Ref<number>
  /** A range that waits for rows that are not here yet: the table asks for them. */
  wanted: Ref<Range | null>
  /** Whether the last range was longer than can be selected. */
  limited: Ref<boolean>
  /** Goes to a row: alone, in addition (`toggle`), or with all from the last one (`extend`). */
  go(index: number, how: { toggle?: boolean; extend?: boolean; keep?: boolean }): void
  all(): void
  clear(): void
}

/**
 * Which rows of a windowed list are selected. Only some rows are here at any time, so a range that
 * reaches beyond them waits in `wanted` until they have come.
 */
export function useRowSelection(
  frame: Ref<TableFrame | null>,
  wanted: Ref<Range | null> = ref(null),
): RowSelection {
  const chosen = shallowRef<ReadonlyMap<string, ObjectKey>>(new Map())
  const current = ref(-1)
  const limited = ref(false)
  let anchor = -1
  // The current row by identity, so that it is followed when others come or go above it.
  let currentId: string | null = null

  const total = computed(() => frame.value?.total ?? 0)

  function row(index: number): TableRow | undefined {
    const here = frame.value
    return here ? here.rows[index - here.offset] : undefined
  }

  function choose(range: Range): void {
    const next = new Map<string, ObjectKey>()
    for (let index = range.from; index <= range.to; index += 1) {
      const object = row(index)?.object
      if (object) next.set(rowId(object), object)
    }
    chosen.value = next
  }

  function choosing(range: Range): void {
    const to = Math.min(range.to, range.from + MOST_SELECTED - 1)
    limited.value = to < range.to
    const whole = { from: range.from, to }
    wanted.value = row(whole.from) && row(whole.to) ? null : whole
    if (!wanted.value) choose(whole)
  }

  function setCurrent(index: number): void {
    current.value = index
    const here = row(index)
    currentId = here ? rowId(here.object) : null
  }

  watch(frame, (here) => {
    if (!here) return
    if (current.value >= here.total) setCurrent(here.total - 1)
    if (currentId !== null) {
      const at = here.rows.findIndex((each) => rowId(each.object) === currentId)
      if (at >= 0 && at + here.offset !== current.value) {
        if (anchor === current.value) anchor = at + here.offset
        current.value = at + here.offset
      }
    } else if (current.value >= 0) setCurrent(current.value)
    if (here.offset === 0 && here.rows.length === here.total && chosen.value.size > 0) {
      const left = new Set(here.rows.map((each) => rowId(each.object)))
      const kept = [...chosen.value].filter(([id]) => left.has(id))
      if (kept.length < chosen.value.size) chosen.value = new Map(kept)
    }
    const range = wanted.value
    if (range) {
      const to = Math.min(range.to, here.total - 1)
      if (row(range.from) && row(to)) {
        wanted.value = null
        choose({ from: range.from, to })
      }
    }
  })

  return {
    selected: computed(() => [...chosen.value.values()]),
    has: (each) => chosen.value.has(rowId(each.object)),
    current,
    wanted,
    limited,
    go(index, { toggle = false, extend = false, keep = false }) {
      if (total.value === 0) return
      const to = Math.max(0, Math.min(index, total.value - 1))
      if (extend) {
        if (anchor < 0) anchor = Math.max(0, current.value)
        setCurrent(to)
        choosing({ from: Math.min(anchor, to), to: Math.max(anchor, to) })
        return
      }
      setCurrent(to)
      wanted.value = null
      limited.value = false
      if (keep) return
      anchor = to
      const here = row(to)
      if (!here) {
        if (!toggle) wanted.value = { from: to, to }
        return
      }
      const id = rowId(here.object)
      if (toggle) {
        const next = new Map(chosen.value)
        if (!next.delete(id)) next.set(id, here.object)
        chosen.value = next
      } else chosen.value = new Map([[id, here.object]])
    },
    all() {
      if (total.value > 0) choosing({ from: 0, to: total.value - 1 })
    },
    clear() {
      chosen.value = new Map()
      wanted.value = null
      limited.value = false
      anchor = -1
    },
  }
}
