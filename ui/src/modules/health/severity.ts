import type { HealthCounts, Severity, Status } from '@/platform/bindings'

/** From the gravest on. */
export const SEVERITIES = ['broken', 'degraded', 'notice'] as const satisfies readonly Severity[]

/** How a finding is marked: what is only worth knowing has the mark of what is at rest. */
export const MARK_OF: Record<Severity, Status> = { broken: 'broken', degraded: 'degraded', notice: 'halted' }

/** How many findings there are of each gravity. */
export function countOf(counts: HealthCounts, severity: Severity): number {
  return severity === 'notice' ? counts.notices : counts[severity]
}
