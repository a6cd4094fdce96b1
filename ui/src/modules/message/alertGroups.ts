import type { AlertGroup, Severity } from '@/platform/bindings'

/** All alerts, and nothing that only tells what was done. It is no message's name: those are never so short. */
export const ALERTS = '!'

/** The query that lets through the messages of a choice: all, alerts only, or those of one name. */
export function queryOf(chosen: string): string {
  if (chosen === '') return ''
  if (chosen === ALERTS) return 'kind:alert'
  // A name is free text; one with a quote in it cannot be said in a query, and is found by what is before it.
  const [plain] = chosen.split('"')
  return plain === chosen ? `message="${chosen}"` : `message:"${plain}"`
}

/** How a group is marked. */
export function markOf({ kind, severity }: AlertGroup): Severity {
  if (kind !== 'alert') return 'notice'
  if (severity === 1 || severity === 2) return 'broken'
  return severity === 3 ? 'degraded' : 'notice'
}
