import type { MetricsRange } from '@/platform/bindings'

/** The ranges that hosts keep, the shortest first. Their words are `metrics.range.<range>`. */
export const RANGES: readonly MetricsRange[] = ['tenMinutes', 'twoHours', 'week', 'year']

/** How long each is. */
export const SECONDS: Record<MetricsRange, number> = {
  tenMinutes: 600,
  twoHours: 7_200,
  week: 7 * 86_400,
  year: 366 * 86_400,
}
