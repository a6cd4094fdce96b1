import { computed, type ComputedRef } from 'vue'

import { useSavedQueries } from '@/modules/query/savedQueries'
import type { TreeLevel } from '@/platform/bindings'
import { layout } from '@/stores/settings'

/** The level of the saved queries: as the outermost only. */
export const QUERIES = '?'
const CUSTOM_FIELD = 'field:'

/** What the tree can be grouped by, as queries call it. */
export const PROPERTIES = [
  'tag', 'folder', 'status', 'pool', 'host', 'appliance', 'os', 'tools', 'snapshotSchedule', 'haPriority', 'autoStart', 'domainType',
] as const

/** More levels make no tree that anybody finds something in. */
export const MOST_LEVELS = 3

/** The level of a custom field. */
export const customField = (name: string): string => CUSTOM_FIELD + name

/** The custom field that a level is of, if it is of one. */
export const customFieldOf = (level: string): string | undefined =>
  level.startsWith(CUSTOM_FIELD) ? level.slice(CUSTOM_FIELD.length) : undefined

/** By what the tree is grouped, the outermost first; kept over restarts. */
export const treeLevels = layout<string[]>('treeLevels', ['tag'])

/** The same, as the engine is told of it. */
export function useTreeLevels(): ComputedRef<TreeLevel[]> {
  const queries = useSavedQueries()
  return computed(() =>
    treeLevels.value.map((level): TreeLevel => {
      const custom = customFieldOf(level)
      if (level === QUERIES) return { by: 'queries', queries: queries.value }
      return custom === undefined ? { by: 'property', name: level } : { by: 'customField', name: custom }
    }),
  )
}
