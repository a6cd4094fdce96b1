/** What a key asks of a grid. */
export type GridKey =
  | { does: 'go'; index: number; extend: boolean; keep: boolean }
  | { does: 'toggle' }
  | { does: 'open' }
  | { does: 'all' }
  | { does: 'clear' }

/** Arrow keys and their kin move; with Shift they extend, with Ctrl they leave the selection alone. */
export function gridKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  at: { current: number; total: number; page: number },
): GridKey | null {
  const control = event.ctrlKey || event.metaKey
  if (event.altKey || at.total === 0) return null
  const to = (index: number): GridKey => ({
    does: 'go',
    index: Math.max(0, Math.min(index, at.total - 1)),
    extend: event.shiftKey,
    keep: control && !event.shiftKey,
  })
  switch (event.key) {
    case 'ArrowDown': return to(at.current + 1)
    case 'ArrowUp': return to(at.current - 1)
    case 'PageDown': return to(at.current + at.page)
    case 'PageUp': return to(at.current - at.page)
    // With Ctrl it leads to the list of all pools.
    case 'Home': return control ? null : to(0)
    case 'End': return to(at.total - 1)
    case ' ': return { does: 'toggle' }
    case 'Enter': return control ? null : { does: 'open' }
    case 'Escape': return { does: 'clear' }
    case 'a':
    case 'A': return control ? { does: 'all' } : null
    default: return null
  }
}
