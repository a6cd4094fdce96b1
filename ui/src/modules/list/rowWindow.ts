import type { Range } from './useRowSelection'

/** Windows begin and end on multiples of this: scrolling by a line asks for nothing. */
const STEP = 50
/** The engine sends no more. */
const MOST = 1000

/** Which rows to ask for: what is seen, half a step around it, and what a range still lacks. */
export function rowWindow(seen: Range, wanted: Range | null): { offset: number; rows: number } {
  const from = Math.min(seen.from, wanted?.from ?? seen.from)
  const to = Math.max(seen.to, wanted?.to ?? seen.to)
  const offset = Math.max(0, Math.floor((from - STEP / 2) / STEP) * STEP)
  const end = Math.ceil((to + 1 + STEP / 2) / STEP) * STEP
  if (end - offset <= MOST) return { offset, rows: end - offset }
  // A range far from what is seen: the range first, what is seen again once it has come.
  return wanted ? { offset: wanted.from, rows: Math.min(MOST, wanted.to - wanted.from + 1) } : { offset, rows: MOST }
}
