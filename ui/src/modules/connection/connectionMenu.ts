import { CircleQuestionMark, Lock, LockOpen, Plug, RotateCw, Siren, Trash2, Unplug } from '@lucide/vue'
import { useI18n } from 'vue-i18n'

import type { MenuItem } from '@/components/ui/menu'
import { api, asProblem } from '@/platform'
import type { ConnectionView } from '@/platform/bindings'
import { DELETE_KEY } from '@/modules/keys'
import { isRemovable, isServerOff } from '@/stores/connections'
import { openAnswer, openEmergency, openRemove } from './dialogs'
import { notify } from '@/stores/notices'

/** Marks the ids of these lines in a menu that has others. */
const CONNECTION = 'connection:'

/** What can be done to a connection, the same in the tree's menu and on its page. */
export function useConnectionMenu(connection: () => ConnectionView | undefined): {
  items(): MenuItem[]
  /** Does it, if the line is one of these. */
  choose(id: string): boolean
} {
  const { t } = useI18n()

  function items(): MenuItem[] {
    const now = connection()
    if (!now) return []
    const { state, readOnly } = now
    const item = (id: string, icon: MenuItem['icon']): MenuItem => ({
      id: CONNECTION + id,
      label: t(`connection.${id}`),
      icon,
    })
    const all: MenuItem[] = []
    if (state.is === 'certificate' || state.is === 'password') all.push(item('answer', CircleQuestionMark))
    if (state.is === 'disconnected' || isServerOff(now)) all.push(item('connect', Plug))
    else if (state.is === 'stale' || state.is === 'emergency') all.push(item('tryNow', RotateCw))
    if (state.is === 'emergency') all.push(item('decide', Siren))
    if (state.is !== 'disconnected') all.push(item('disconnect', Unplug))
    all.push(readOnly ? item('allowChanges', LockOpen) : item('forbidChanges', Lock))
    if (isRemovable(now)) all.push({ ...item('remove', Trash2), hint: DELETE_KEY, danger: true, separator: true })
    return all
  }

  async function act(what: string, id: string): Promise<void> {
    try {
      if (what === 'answer') openAnswer(id)
      else if (what === 'remove') openRemove(id)
      else if (what === 'decide') openEmergency(id)
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
    choose(id) {
      const now = connection()
      if (!now || !id.startsWith(CONNECTION)) return false
      void act(id.slice(CONNECTION.length), now.id)
      return true
    },
  }
}
