import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { api, asProblem } from '@/platform'
import type { Affected, ConnectionId, Page, Problem } from '@/platform/bindings'
import { useView } from '@/stores/view'

import type { JobQuestion } from './jobs'

/** How many are named in a sentence; the others are counted. */
const NAMED = 5

/** What a job would be done to in one pool. */
export interface AffectedPool {
  connection: ConnectionId
  pool: string
  /** Those that it would be done to. */
  done: Affected[]
  /** The names of the hosts that they are on. */
  hosts: string[]
}

/** What a job would be done to. */
export interface UseAffected {
  /** Everything that was selected; undefined until known. Stays while a dialog fades. */
  all: ShallowRef<Affected[] | undefined>
  /** Those that it would be done to. */
  done: ComputedRef<Affected[]>
  /** The same, pool by pool. */
  pools: ComputedRef<AffectedPool[]>
  /** Their names, in quotes; empty until known. */
  names: ComputedRef<string>
  /** The page of the only one; none where there are several. */
  only: ComputedRef<Page | null>
  /** Why it could not be found out. */
  problem: ShallowRef<Problem | null>
}

function byPool(done: Affected[]): AffectedPool[] {
  const pools = new Map<ConnectionId, AffectedPool>()
  for (const one of done) {
    const { connection } = one.object
    const pool = pools.get(connection) ?? { connection, pool: one.pool, done: [], hosts: [] }
    pools.set(connection, pool)
    pool.done.push(one)
    if (one.host !== null && !pool.hosts.includes(one.host)) pool.hosts.push(one.host)
  }
  for (const { hosts } of pools.values()) hosts.sort((a, b) => a.localeCompare(b, undefined, { numeric: true }))
  return [...pools.values()]
}

/** Finds out what a job that is asked about would be done to. */
export function useAffected(question: () => JobQuestion | null): UseAffected {
  const { t } = useI18n()
  const all = shallowRef<Affected[]>()
  const problem = shallowRef<Problem | null>(null)

  async function find(now: JobQuestion): Promise<void> {
    all.value = undefined
    problem.value = null
    try {
      const found = await api.affected(now.action.job, now.objects)
      if (question() === now) all.value = found
    } catch (thrown) {
      if (question() === now) problem.value = asProblem(thrown)
    }
  }
  // Nothing is open any more: the words stay until the dialog has gone.
  watch(question, (now) => {
    if (now) void find(now)
  }, { immediate: true })

  const done = computed(() => all.value?.filter(({ refusal }) => !refusal) ?? [])
  const names = computed(() => {
    const list = done.value.slice(0, NAMED).map(({ name }) => t('action.quoted', { name }))
    const more = done.value.length - list.length
    return more > 0 ? t('action.andMore', { names: list.join(', '), n: more }) : list.join(', ')
  })

  const page = useView(() => {
    const [first, second] = done.value
    return question() && first && !second ? { view: 'page' as const, object: first.object } : null
  })
  const only = computed(() => (done.value.length === 1 ? (page.body.value ?? null) : null))
  return { all, done, pools: computed(() => byPool(done.value)), names, only, problem }
}
