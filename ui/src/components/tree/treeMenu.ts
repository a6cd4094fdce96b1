import { CircleQuestionMark, Lock, LockOpen, Plug, RotateCw, Siren, Trash2, Unplug } from '@lucide/vue'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { MenuItem } from '@/components/ui/menu'
import { useActions } from '@/modules/useActions'
import { api, asProblem } from '@/platform'
import type { ConnectionView } from '@/platform/bindings'
import { connectionOf, isServerOff } from '@/stores/connections'
import { openDialog } from '@/stores/dialogs'
import { notify } from '@/stores/notices'
import { selection } from '@/stores/selection'

const CONNECTION = 'connection:'

/** What can be done to the tree's selection: jobs on objects, and the connection of a root. */
export function useTreeMenu(): { items: ComputedRef<MenuItem[]>; choose(id: string): void } {
  const { t } = useI18n()
  const jobs = useActions(() => selection.objects.value)

  /** The connection whose root is selected. */
  const connection = computed(() => {
    const one = selection.one.value
    return one?.kind === 'pool' || one?.kind === 'orchestra' ? connectionOf(one.connection) : undefined
  })

  function connectionItems(own: ConnectionView): MenuItem[] {
    const { kind, state, readOnly } = own
    const isOff = state.is === 'disconnected' || isServerOff(own)
    const item = (id: string, icon: MenuItem['icon']): MenuItem => ({
      id: CONNECTION + id,
      label: t(`connection.${id}`),
      icon,
    })
    const items: MenuItem[] = []
    if (state.is === 'certificate' || state.is === 'password') items.push(item('answer', CircleQuestionMark))
    if (isOff) items.push(item('connect', Plug))
    else if (state.is === 'stale' || state.is === 'emergency') items.push(item('tryNow', RotateCw))
    if (state.is === 'emergency') items.push(item('decide', Siren))
    if (state.is !== 'disconnected') items.push(item('disconnect', Unplug))
    items.push(readOnly ? item('allowChanges', LockOpen) : item('forbidChanges', Lock))
    // A pool that is there belongs to its Xen Orchestra.
    if (kind !== 'xoPool' || state.is !== 'live') {
      items.push({ ...item('remove', Trash2), danger: true, separator: true })
    }
    return items
  }

  const items = computed<MenuItem[]>(() => {
    const own = connection.value ? connectionItems(connection.value) : []
    const all = [...jobs.items(jobs.actions.value), ...own]
    if (all.length > 0) return all
    return [{ id: 'none', label: t('tree.actionsNone'), disabled: true }]
  })

  async function onConnection(what: string, id: string): Promise<void> {
    try {
      if (what === 'answer') openDialog({ is: 'answer', connection: id })
      else if (what === 'remove') openDialog({ is: 'remove', connection: id })
      else if (what === 'decide') openDialog({ is: 'emergency', connection: id })
      else if (what === 'disconnect') await api.disconnect(id)
      else if (what === 'allowChanges') await api.setReadOnly(id, false)
      else if (what === 'forbidChanges') await api.setReadOnly(id, true)
      else await api.connect(id)
    } catch (error) {
      notify(asProblem(error), { connection: id })
    }
  }

  return {
    items,
    choose: (id) => {
      if (!id.startsWith(CONNECTION)) jobs.run(id)
      else if (connection.value) void onConnection(id.slice(CONNECTION.length), connection.value.id)
    },
  }
}
