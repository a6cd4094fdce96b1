import type { ChangeView } from '@/platform/bindings'

/** A line of the list: the heading of a day, or a change. */
export type Line = { is: 'day'; key: string; at: number } | { is: 'change'; key: string; change: ChangeView }

/** Changes, the newest first, with a heading before each day. */
export function linesOf(changes: readonly ChangeView[]): Line[] {
  const lines: Line[] = []
  let day = ''
  for (const change of changes) {
    const date = new Date(change.at).toDateString()
    if (date !== day) lines.push({ is: 'day', key: date, at: change.at })
    day = date
    lines.push({ is: 'change', key: String(change.id), change })
  }
  return lines
}
