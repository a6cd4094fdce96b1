import { HardDrive, Network, SlidersHorizontal, SquareTerminal, Tags } from '@lucide/vue'
import { type Component, computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import type { MenuItem } from '@/components/ui/menu'
import { useProblem } from '@/components/ui/problem'
import type { ActionState, Fix, Job, ObjectKey } from '@/platform/bindings'
import { go } from '@/stores/selection'
import { useView } from '@/stores/view'

import { jobIcon } from './jobs'
import { DELETE_KEY, OPEN_CONSOLE_KEYS } from './keys'
import { requestFix, requestJob } from './requestJob'

export interface UseActions {
  /** All that could be asked of the selection, in the engine's order; none yet known: empty. */
  actions: ComputedRef<ActionState[]>
  /** Whether the engine has answered. */
  known: ComputedRef<boolean>
  /** What stands on the button or menu item. */
  label(action: ActionState): string
  /** Why it cannot run now, as a sentence. */
  reason(action: ActionState): string | undefined
  /** As a menu, with what else can be done there. */
  items(actions: ActionState[], also?: MenuItem[]): MenuItem[]
  /** All of them as a menu, a VM's console first. */
  all(also?: MenuItem[]): MenuItem[]
  /** Asks for it, by its menu item's id. */
  run(id: string): void
}

/** In a menu: what may be done at once, what is asked about first, what may lose data. */
function familyOf({ job, area, destructive, asks }: ActionState): number {
  // What is done to a connection stands together, after what is done to objects.
  if (area === 'connection') return destructive || job === 'removeServer' ? 4 : 3
  return destructive ? 2 : asks ? 1 : 0
}

/** What is about other than the object's own life stands apart where a menu would be long. */
const FOLDED = ['settings', 'disk', 'networkInterface', 'object'] as const
const AREA_ICONS: Record<(typeof FOLDED)[number], Component> = { settings: SlidersHorizontal, disk: HardDrive, networkInterface: Network, object: Tags }
/** A menu of more lines is a long one. */
const LONG = 14
/** So many lines of one area stand apart. */
const FEW = 2

/** The keys that ask for a job, wherever one is. */
const HINTS: Partial<Record<Job, string>> = { rename: 'F2', removeServer: DELETE_KEY }

/** Marks a line that removes what stands in the way of others. */
const FIX = 'fix:'

/** Opens a VM's console: no job, but the first thing that is wanted of one. */
const CONSOLE = 'console'

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

  const reason = ({ refusal }: ActionState): string | undefined => (refusal ? sentence(refusal.problem) : undefined)

  function item(action: ActionState): MenuItem {
    return {
      id: action.job,
      // As everywhere: three dots say that something is asked first.
      label: action.asks || action.job === 'removeServer' ? t('action.asks', { job: label(action) }) : label(action),
      icon: jobIcon(action.job),
      hint: HINTS[action.job],
      danger: action.destructive || action.job === 'removeServer',
      disabled: action.refusal !== null,
      reason: reason(action),
    }
  }

  /** What removes the reason that stands over some lines, if something does. */
  function fixOf(some: ActionState[], why: string): Fix | undefined {
    return some.find((action) => action.refusal?.fix && reason(action) === why)?.refusal?.fix ?? undefined
  }

  /** A long menu has another one for each area of which it would show several lines. */
  function items(some: ActionState[], also: MenuItem[] = []): MenuItem[] {
    if (some.length <= LONG) return flat(some, also)
    const apart = FOLDED.map((area) => ({ area, of: some.filter((action) => action.area === area && !HINTS[action.job]) }))
    const folded = apart.filter(({ of }) => of.length >= FEW)
    const here = some.filter((action) => !folded.some(({ of }) => of.includes(action)))
    const menus = folded.map(({ area, of }) => ({ id: `area:${area}`, label: t(`jobArea.${area}`), icon: AREA_ICONS[area], children: flat(of) }))
    return flat(here, also, menus)
  }

  /** First what is possible, then what is not now, under its reasons: none is said twice. */
  function flat(some: ActionState[], also: MenuItem[] = [], menus: MenuItem[] = []): MenuItem[] {
    const possible = some.filter(({ refusal }) => !refusal).sort((a, b) => familyOf(a) - familyOf(b))
    const lines: MenuItem[] = possible.map((action, index) => ({
      ...item(action),
      separator: index > 0 && familyOf(action) !== familyOf(possible[index - 1] ?? action),
    }))
    lines.push(...menus.map((one, index) => (index === 0 ? { ...one, separator: lines.length > 0 } : one)))
    lines.push(...also.map((one, index) => (index === 0 ? { ...one, separator: lines.length > 0 } : one)))
    const refused = new Map<string, MenuItem[]>()
    for (const action of some) {
      const why = reason(action)
      if (why !== undefined) refused.set(why, [...(refused.get(why) ?? []), item(action)])
    }
    for (const [why, group] of refused) {
      const head = { separator: lines.length > 0, heading: t('action.notNow', { why }) }
      lines.push(...group.map((one, index) => (index === 0 ? { ...one, ...head } : one)))
      const fix = fixOf(some, why)
      // What is in the menu anyway is not offered twice.
      if (fix && !possible.some(({ job }) => job === fix.job)) {
        lines.push({ id: FIX + fix.job, label: t('action.fix', { job: t(`job.${fix.job}`) }), icon: jobIcon(fix.job) })
      }
    }
    return lines
  }

  /** The selection, if it is one VM that may have a console. */
  function machine(): ObjectKey | undefined {
    const [only, second] = objects()
    // Templates and snapshots cannot be started.
    return !second && actions.value.some(({ job }) => job === 'start') ? only : undefined
  }

  return {
    actions,
    known: computed(() => view.body.value !== undefined),
    label,
    reason,
    items,
    all: (also) => [
      ...(machine() ? [{ id: CONSOLE, label: t('action.openConsole'), icon: SquareTerminal, hint: OPEN_CONSOLE_KEYS }] : []),
      ...items(actions.value, also),
    ],
    run(id) {
      const vm = machine()
      if (id === CONSOLE && vm) go(vm, CONSOLE)
      const fix = id.startsWith(FIX) && actions.value.find(({ refusal }) => refusal?.fix?.job === id.slice(FIX.length))?.refusal?.fix
      if (fix) void requestFix(fix)
      const action = actions.value.find(({ job }) => job === id)
      if (action && !action.refusal) requestJob(action, objects())
    },
  }
}
