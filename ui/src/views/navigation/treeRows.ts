import { computed, type ComputedRef, shallowRef, watch } from 'vue'
import { api } from '@/platform'
import type { Problem, TreeFrame, TreeRow, TreeSpec } from '@/platform/bindings'
import { useView } from '@/stores/view'

/** How many rows above and below those on screen are asked for. */
const AROUND = 40
/** The window moves in steps, so that a slow scroll does not ask for each row. */
const STEP = 20
/** The most that `tree_rows` gives at once. */
export const MOST = 1000

/** What of a tree's description is a person's choice. */
export type TreeChoice = Pick<TreeSpec, 'grouping' | 'levels' | 'filter' | 'meanings' | 'toggled'>

export interface TreeRows {
  /** The newest frame. */
  frame: ComputedRef<TreeFrame | undefined>
  problem: ComputedRef<Problem | null>
  /** How many rows the tree has. */
  total: ComputedRef<number>
  /** A row, where it is at hand. */
  at(index: number): TreeRow | undefined
  /** A row, fetched if it is not at hand. */
  fetch(index: number): Promise<TreeRow | undefined>
  /** The rows between two indices, both included. */
  between(from: number, to: number): Promise<TreeRow[]>
  /** The index of a row that is at hand, or -1. */
  indexOf(id: string): number
  /** Asks for the rows on screen and some around them. */
  show(first: number, last: number): void
  /** The tree's description, for commands that want it. */
  spec: ComputedRef<TreeSpec>
}

/** The rows of the tree: a window on the engine's projection, moving with the scroll. */
export function useTreeRows(choice: () => TreeChoice): TreeRows {
  const range = shallowRef({ offset: 0, rows: 2 * AROUND })
  const spec = computed<TreeSpec>(() => ({ ...choice(), ...range.value }))
  const view = useView(() => ({ view: 'tree' as const, ...spec.value }))

  // The last frame stays on screen while the next one is on its way.
  const frame = shallowRef<TreeFrame>()
  watch(view.body, (body) => {
    if (body) frame.value = body
  })

  const at = (index: number): TreeRow | undefined => {
    const now = frame.value
    return now ? now.rows[index - now.offset] : undefined
  }
  const between = async (from: number, to: number): Promise<TreeRow[]> => {
    const [first, last] = from <= to ? [from, to] : [to, from]
    return api.treeRows(spec.value, first, Math.min(last, first + MOST - 1))
  }

  return {
    frame: computed(() => frame.value),
    problem: computed(() => view.problem.value),
    total: computed(() => frame.value?.total ?? 0),
    at,
    between,
    spec,
    fetch: async (index) => at(index) ?? (await between(index, index))[0],
    indexOf: (id) => {
      const now = frame.value
      const found = now?.rows.findIndex((row) => row.id === id) ?? -1
      return now && found !== -1 ? now.offset + found : -1
    },
    show: (first, last) => {
      const offset = Math.max(0, Math.floor((first - AROUND) / STEP) * STEP)
      const rows = Math.ceil((last + AROUND - offset + 1) / STEP) * STEP
      if (offset !== range.value.offset || rows !== range.value.rows) range.value = { offset, rows }
    },
  }
}
