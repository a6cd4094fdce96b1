/** A part of the time, in Unix seconds. */
export interface Span {
  from: number
  until: number
}

/** No less than a minute is shown: there is a value every five seconds. */
const SHORTEST = 60

/** The same, longer or shorter by a factor; the moment `around` stays where it is. */
export function zoomed({ from, until }: Span, factor: number, around = (from + until) / 2): Span {
  const length = Math.max(SHORTEST, (until - from) * factor)
  const share = (around - from) / (until - from)
  return { from: around - length * share, until: around + length * (1 - share) }
}

/** The same, later by a share of its length. */
export function pan({ from, until }: Span, share: number): Span {
  const by = (until - from) * share
  return { from: from + by, until: until + by }
}

/** The same within `all`: not longer, and moved into it. Null where it is all of it. */
export function within(span: Span, all: Span): Span | null {
  const length = span.until - span.from
  if (length >= all.until - all.from) return null
  const from = Math.min(Math.max(span.from, all.from), all.until - length)
  return { from, until: from + length }
}

/** As a canvas takes them: a gap is a null there. */
export function withGaps(line: ArrayLike<number>): (number | null)[] {
  return Array.from(line, (value) => (Number.isFinite(value) ? value : null))
}

/** What a line comes to within a span. */
export interface Summary {
  min: number
  mean: number
  max: number
  last: number
}

/** What a line comes to within a span; null where it has no value there. Each value counts for the time since the one before it. */
export function summary(times: ArrayLike<number>, line: ArrayLike<number>, span: Span): Summary | null {
  let [min, max, last, sum, weight] = [Infinity, -Infinity, NaN, 0, 0]
  for (let at = 0; at < times.length; at += 1) {
    const [time, value] = [times[at]!, line[at]!]
    if (time < span.from || time > span.until || !Number.isFinite(value)) continue
    const lasts = at > 0 ? time - times[at - 1]! : (times[at + 1] ?? time + 1) - time
    sum += value * lasts
    weight += lasts
    min = Math.min(min, value)
    max = Math.max(max, value)
    last = value
  }
  return weight > 0 ? { min, max, last, mean: sum / weight } : null
}

/** The row of that time, or the one nearest to it. */
export function rowAt(times: ArrayLike<number>, time: number): number | null {
  let best: number | null = null
  for (let at = 0; at < times.length; at += 1) {
    if (best === null || Math.abs(times[at]! - time) < Math.abs(times[best]! - time)) best = at
  }
  return best
}
