import { computed } from 'vue'

import { useMeanings } from '@/components/ui/meanings'
import type { SavedQuery } from '@/platform/bindings'
import { layout } from '@/stores/settings'

/** A query that somebody gave a name; no two have the same. */
export interface NamedQuery {
  name: string
  filter: string
}

/** The saved queries, in the order in which they were saved; kept over restarts. */
export const savedQueries = layout<NamedQuery[]>('savedQueries', [])

/** Saves a query under a name. One of that name is replaced. */
export function saveQuery(name: string, filter: string): void {
  const query = { name, filter }
  const found = savedQueries.value.some((one) => one.name === name)
  savedQueries.value = found
    ? savedQueries.value.map((one) => (one.name === name ? query : one))
    : [...savedQueries.value, query]
}

/** Forgets a saved query. */
export function forgetQuery(name: string): void {
  savedQueries.value = savedQueries.value.filter((one) => one.name !== name)
}

/** The saved queries as the engine is told of them: with what their words may stand for. */
export function useSavedQueries() {
  const meant = useMeanings()
  return computed<SavedQuery[]>(() =>
    savedQueries.value.map(({ name, filter }) => ({ name, filter, meanings: meant(filter) })),
  )
}
