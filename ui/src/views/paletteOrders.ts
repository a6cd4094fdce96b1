import { SquareTerminal } from '@lucide/vue'
import { type ShallowRef, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useProblem } from '@/components/ui/problem'
import { jobIcon } from '@/modules/jobs'
import { requestJob } from '@/modules/requestJob'
import { api } from '@/platform'
import { JOBS, type Job, type SearchHit } from '@/platform/bindings'
import { go } from '@/stores/selection'
import { orderOf } from './fitting'
import type { Command } from './paletteCommands'

/** So many objects are offered for each verb, and so many verbs. */
const OBJECTS = 3
const VERBS = 3

/** What a text says that is to be done to an object by its name: `shut down web-01`. */
export function usePaletteOrders(): { orders: ShallowRef<Command[]>; look(text: string): Promise<void> } {
  const { t } = useI18n()
  const { sentence } = useProblem()
  const orders = shallowRef<Command[]>([])
  let newest = 0

  async function offer(verb: Job | 'console', hit: SearchHit): Promise<Command[]> {
    const label = (name: string) => t('palette.verbObject', { verb: name, name: hit.name })
    const id = `${verb}:${hit.object.connection}/${hit.object.reference}`
    if (verb === 'console') {
      if (hit.kind !== 'vm') return []
      const open = () => go(hit.object, 'console')
      return [{ id, label: label(t('action.openConsole')), icon: SquareTerminal, remark: hit.pool, run: open }]
    }
    const action = (await api.actions([hit.object])).find(({ job }) => job === verb)
    if (!action) return []
    return [{
      id,
      label: label(t(`job.${verb}`)),
      icon: jobIcon(verb),
      remark: hit.pool,
      reason: action.refusal ? sentence(action.refusal.problem) : undefined,
      run: () => requestJob(action, [hit.object]),
    }]
  }

  async function look(text: string): Promise<void> {
    newest += 1
    const mine = newest
    const verbs = [...JOBS, 'console' as const].flatMap((verb) => {
      const order = orderOf(text, verb === 'console' ? t('action.openConsole') : t(`job.${verb}`))
      return order ? [{ verb, object: order.object }] : []
    })
    const found = await Promise.all(verbs.slice(0, VERBS).map(async ({ verb, object }) => {
      const hits = await api.search(object, OBJECTS)
      return (await Promise.all(hits.map((hit) => offer(verb, hit)))).flat()
    })).catch(() => [])
    if (mine === newest) orders.value = found.flat().sort((a, b) => Number(Boolean(a.reason)) - Number(Boolean(b.reason)))
  }

  return { orders, look }
}
