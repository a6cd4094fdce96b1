/** The times that one asks for when something is odd. */
export const RANGES = ['all', 'looked', 'hour', 'night', 'day', 'week'] as const
export type ChangeRange = (typeof RANGES)[number]

const HOUR = 3_600_000
/** A night is from the end of one working day to the beginning of the next, by the clock of this machine. */
const EVENING = 18
const MORNING = 8

/** The last night that is over, or the one under way. */
function lastNight(now: number): { from: number; to: number } {
  const morning = new Date(now).setHours(MORNING, 0, 0, 0)
  const evening = new Date(now).setHours(EVENING, 0, 0, 0)
  if (now >= evening) return { from: evening, to: now }
  const before = new Date(evening)
  before.setDate(before.getDate() - 1)
  return { from: before.getTime(), to: Math.min(morning, now) }
}

/** From when to when, Unix milliseconds; null: without an end. `looked` is when one last looked. */
export function spanOf(range: ChangeRange, now: number, looked: number): { from: number | null; to: number | null } {
  switch (range) {
    case 'all':
      return { from: null, to: null }
    case 'looked':
      return { from: looked, to: null }
    case 'night':
      return lastNight(now)
    case 'hour':
      return { from: now - HOUR, to: null }
    case 'day':
      return { from: now - 24 * HOUR, to: null }
    case 'week':
      return { from: now - 7 * 24 * HOUR, to: null }
  }
}
