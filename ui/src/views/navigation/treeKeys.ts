import { onScopeDispose } from 'vue'
import { api } from '@/platform'
import type { TreeRow } from '@/platform/bindings'
import type { Move, TreeCursor } from './treeCursor'
import { MOST, type TreeRows } from './treeRows'

const TYPE_AHEAD_MS = 700

export interface TreeKeysOptions {
  rows: TreeRows
  cursor: TreeCursor
  /** Opens or closes rows, by id. */
  toggle(ids: string[]): void
  /** How many rows fit on the screen. */
  pageSize(): number
  /** What Enter does to the row. */
  open(row: TreeRow): void
  /** Shows the menu of the selection beside the row. */
  menu(index: number): void
}

/** The keys of a tree, as the ARIA practices describe them. */
export function useTreeKeys(options: TreeKeysOptions): (event: KeyboardEvent) => void {
  const { rows, cursor } = options
  let typed = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  /** The nearest row above that stands less deep. */
  async function parentOf(row: TreeRow, index: number): Promise<number> {
    if (row.depth === 0) return -1
    const above = await rows.between(Math.max(0, index - MOST + 1), index)
    const first = index - above.length + 1
    for (let at = above.length - 2; at >= 0; at -= 1) {
      if ((above[at]?.depth ?? 0) < row.depth) return first + at
    }
    return -1
  }

  async function collapse(row: TreeRow, index: number): Promise<void> {
    if (row.expanded) {
      options.toggle([row.id])
      return
    }
    const parent = await parentOf(row, index)
    if (parent !== -1) await cursor.moveTo(parent, 'select')
  }

  function expand(row: TreeRow, index: number): void {
    if (!row.expandable) return
    if (row.expanded) void cursor.moveTo(index + 1, 'select')
    else options.toggle([row.id])
  }

  /** Opens every closed row beside this one. */
  async function expandSiblings(row: TreeRow, index: number): Promise<void> {
    const first = (await parentOf(row, index)) + 1
    const below = await rows.between(first, first + MOST - 1)
    const end = below.findIndex((other) => other.depth < row.depth)
    options.toggle(
      below
        .slice(0, end === -1 ? undefined : end)
        .filter((other) => other.depth === row.depth && other.expandable && !other.expanded)
        .map((other) => other.id),
    )
  }

  async function find(letter: string): Promise<void> {
    clearTimeout(timer)
    timer = setTimeout(() => (typed = ''), TYPE_AHEAD_MS)
    typed += letter
    // The same letter again and again goes from one such row to the next.
    const same = [...typed].every((other) => other === typed[0])
    const text = same ? (typed[0] as string) : typed
    const from = cursor.active.value.index + (same ? 1 : 0)
    const found = await api.treeFind(rows.spec.value, text, from).catch(() => null)
    if (found !== null) await cursor.moveTo(found, 'select')
  }

  function moving(event: KeyboardEvent): Move {
    if (event.shiftKey) return 'extend'
    return event.ctrlKey || event.metaKey ? 'focus' : 'select'
  }

  return (event) => {
    const { index } = cursor.active.value
    const row = rows.at(index)
    // Back, forward and home are the window's.
    const command = event.ctrlKey || event.metaKey
    if ((event.altKey && event.key.startsWith('Arrow')) || (command && event.key === 'Home')) return
    const move = (to: number) => void cursor.moveTo(to, moving(event))
    switch (event.key) {
      case 'ArrowDown':
        move(index + 1)
        break
      case 'ArrowUp':
        move(index - 1)
        break
      case 'Home':
        move(0)
        break
      case 'End':
        move(rows.total.value - 1)
        break
      case 'PageDown':
        move(index + options.pageSize())
        break
      case 'PageUp':
        move(index - options.pageSize())
        break
      case 'ArrowLeft':
        if (row) void collapse(row, index)
        break
      case 'ArrowRight':
        if (row) expand(row, index)
        break
      case 'Enter':
        if (row) options.open(row)
        break
      case 'ContextMenu':
        options.menu(index)
        break
      case 'F10':
        if (!event.shiftKey) return
        options.menu(index)
        break
      case '*':
        if (row) void expandSiblings(row, index)
        break
      case ' ':
        if (typed) void find(' ')
        else void cursor.moveTo(index, event.ctrlKey || event.metaKey ? 'toggle' : 'select')
        break
      case '/':
        return
      default:
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return
        void find(event.key)
    }
    event.preventDefault()
  }
}
