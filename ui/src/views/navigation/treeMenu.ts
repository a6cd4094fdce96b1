import { computed, type ComputedRef } from 'vue'
import type { MenuItem } from '@/components/ui/menu'
import { useConnectionMenu } from '@/modules/connection/connectionMenu'
import { useActions } from '@/modules/useActions'
import { connectionOf } from '@/stores/connections'
import { selection } from '@/stores/selection'

/** What can be done to the tree's selection: jobs on objects, and the connection of a root. */
export function useTreeMenu(): { items: ComputedRef<MenuItem[]>; choose(id: string): void } {
  const jobs = useActions(() => selection.objects.value)

  /** The connection whose root is selected. */
  const connection = useConnectionMenu(() => {
    const one = selection.one.value
    return one?.kind === 'pool' || one?.kind === 'orchestra' ? connectionOf(one.connection) : undefined
  })

  const items = computed<MenuItem[]>(() => jobs.all(connection.items()))

  return {
    items,
    choose: (id) => {
      if (!connection.choose(id)) jobs.run(id)
    },
  }
}
