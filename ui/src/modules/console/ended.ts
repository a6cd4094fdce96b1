import type { Problem } from '@/platform/bindings'

/** Why the engine ended a console's stream, as it said when closing it; none where it said nothing. */
export function endedBecause(reason: string): Problem | undefined {
  return reason ? { code: reason, params: {}, raw: [] } : undefined
}
