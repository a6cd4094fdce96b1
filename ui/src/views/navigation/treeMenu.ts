import { computed, type ComputedRef } from 'vue'
import type { MenuItem } from '@/components/ui/menu'
import { useConnectionMenu } from '@/modules/connection/connectionMenu'
import { connectionKey } from '@/modules/jobs'
import { useActions } from '@/modules/useActions'
import type { ConnectionId } from '@/platform/bindings'
import { connectionOf } from '@/stores/connections'
import { selection } from '@/stores/selection'

/** The connection whose root is selected, if one is. */
function rootOf(): ConnectionId | undefined {
  const one = selection.one.value
  return one?.kind === 'pool' || one?.kind === 'orchestra' ? one.connection : undefined
}

/** What can be done to the tree's selection: jobs on objects, and the connection of a root. */
export function useTreeMenu(): { items: ComputedRef<MenuItem[]>; choose(id: string): void } {
  const jobs = useActions(() => {
    if (selection.objects.value.length > 0) return selection.objects.value
    const root = rootOf()
    return root ? [connectionKey(root)] : []
  })

  /** The connection whose root is selected. */
  const connection = useConnectionMenu(() => {
    const root = rootOf()
    return root === undefined ? undefined : connectionOf(root)
  })

  const items = computed<MenuItem[]>(() => jobs.all(connection.items()))

  return {
    items,
    choose: (id) => {
      if (!connection.choose(id)) jobs.run(id)
    },
  }
}
