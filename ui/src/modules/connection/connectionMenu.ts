import { CircleQuestionMark, Siren } from '@lucide/vue'
import { useI18n } from 'vue-i18n'

import type { MenuItem } from '@/components/ui/menu'
import type { ConnectionView } from '@/platform/bindings'
import { openAnswer, openEmergency } from './dialogs'

/** Marks the ids of these lines in a menu that has others. */
const CONNECTION = 'connection:'

/** The questions that a connection has, beside the jobs that can be done to it: each opens a dialog. */
export function useConnectionMenu(connection: () => ConnectionView | undefined): {
  items(): MenuItem[]
  /** Opens it, if the line is one of these. */
  choose(id: string): boolean
} {
  const { t } = useI18n()

  function items(): MenuItem[] {
    const now = connection()
    const item = (id: string, icon: MenuItem['icon']): MenuItem => ({
      id: CONNECTION + id,
      label: t(`connection.${id}`),
      icon,
    })
    if (now?.state.is === 'certificate' || now?.state.is === 'password') return [item('answer', CircleQuestionMark)]
    return now?.state.is === 'emergency' ? [item('decide', Siren)] : []
  }

  return {
    items,
    choose(id) {
      const now = connection()
      if (!now || !id.startsWith(CONNECTION)) return false
      if (id === `${CONNECTION}answer`) openAnswer(now.id)
      else openEmergency(now.id)
      return true
    },
  }
}
