import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import type { MenuItem } from '@/components/ui/menu'
import { useProblem } from '@/components/ui/problem'
import type { ActionState, ObjectKey } from '@/platform/bindings'
import { useView } from '@/stores/view'

import { jobIcon, requestJob } from './jobs'

export interface UseActions {
  /** All that could be asked of the selection, in the engine's order; none yet known: empty. */
  actions: ComputedRef<ActionState[]>
  /** Whether the engine has answered. */
  known: ComputedRef<boolean>
  /** What stands on the button or menu item. */
  label(action: ActionState): string
  /** Why it cannot run now, as a sentence. */
  reason(action: ActionState): string | undefined
  /** As a menu. */
  items(actions: ActionState[]): MenuItem[]
  /** Asks for it, by its menu item's id. */
  run(id: string): void
}

function familyOf({ destructive, inputs }: ActionState): string {
  return destructive ? 'destructive' : inputs.length > 0 ? 'asks' : 'plain'
}

/** What can be done to a selection, the same for button, menu, key and palette. */
export function useActions(objects: () => ObjectKey[]): UseActions {
  const { t } = useI18n()
  const { sentence } = useProblem()
  const view = useView(() => {
    const selection = objects()
    return selection.length > 0 ? { view: 'actions' as const, objects: selection } : null
  })
  const actions = computed(() => view.body.value ?? [])

  function label({ job, appliesTo, refusal }: ActionState): string {
    const total = objects().length
    const name = t(`job.${job}`)
    return refusal || appliesTo >= total ? name : t('action.partly', { job: name, n: appliesTo, total })
  }

  const reason = ({ refusal }: ActionState): string | undefined => (refusal ? sentence(refusal) : undefined)

  return {
    actions,
    known: computed(() => view.body.value !== undefined),
    label,
    reason,
    items: (some) => some.map((action, index) => ({
      id: action.job,
      // As everywhere: three dots say that something is asked first.
      label: action.inputs.length > 0 ? t('action.asks', { job: label(action) }) : label(action),
      icon: jobIcon(action.job),
      danger: action.destructive,
      // Lines keep apart what may lose data, and what more has to be said about.
      separator: index > 0 && familyOf(action) !== familyOf(some[index - 1] ?? action),
      disabled: action.refusal !== null,
      reason: reason(action),
    })),
    run(id) {
      const action = actions.value.find(({ job }) => job === id)
      if (action && !action.refusal) requestJob(action, objects())
    },
  }
}
