import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

import { api, asProblem } from '@/platform'
import type { Affected, ConnectionId, Form, Preview, Problem } from '@/platform/bindings'

import { requestOf, type Inputs, type JobQuestion } from './jobs'

/** What a job would be done to in one pool. */
export interface AffectedPool {
  connection: ConnectionId
  pool: string
  /** Those that it would be done to. */
  done: Affected[]
  /** The names of the hosts that they are on. */
  hosts: string[]
}

/** What a job asks, and what it would do. */
export interface JobPreview {
  /** What has to be said; undefined until known. Stays while a dialog fades. */
  form: ShallowRef<Form | undefined>
  /** What would be done with what has been said; undefined until that is enough. */
  preview: ShallowRef<Preview | undefined>
  /** Everything that was selected; undefined until known. */
  all: ComputedRef<Affected[] | undefined>
  /** Those that it would be done to. */
  done: ComputedRef<Affected[]>
  /** The same, pool by pool. */
  pools: ComputedRef<AffectedPool[]>
  /** Why it could not be found out. */
  problem: ShallowRef<Problem | null>
  /** Finds out anew what would be done. */
  look(): Promise<void>
}

/** Hosts fill up and empty while one thinks. */
const LOOK_AGAIN_MS = 3000

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

/** Finds out what a job that is asked about asks itself, and what it would do. `inputs`: none while something is missing. */
export function useJobPreview(question: () => JobQuestion | null, inputs: () => Inputs | null): JobPreview {
  const form = shallowRef<Form>()
  const preview = shallowRef<Preview>()
  const problem = shallowRef<Problem | null>(null)

  /** Runs what is asked of the engine, unless something else is asked about by then. */
  async function ask<T>(call: Promise<T>, then: (answer: T) => void): Promise<void> {
    const asked = question()
    try {
      const answer = await call
      if (question() === asked) then(answer)
    } catch (thrown) {
      if (question() === asked) problem.value = asProblem(thrown)
    }
  }

  async function lookForm(): Promise<void> {
    const now = question()
    if (now) await ask(api.jobForm(now.action.job, now.objects), (found) => (form.value = found))
  }

  let newest = 0
  async function look(): Promise<void> {
    const now = question()
    const said = inputs()
    const mine = (newest += 1)
    if (!now || !said) {
      if (now) preview.value = undefined
      return
    }
    await ask(api.previewJob(requestOf(now.action.job, said), now.objects), (found) => {
      if (mine === newest) preview.value = found
    })
  }

  watch(question, (now) => {
    // Nothing is asked any more: the words stay until the dialog has gone.
    if (!now) return
    form.value = preview.value = undefined
    problem.value = null
    void lookForm()
  }, { immediate: true })
  watch([question, inputs], () => void look(), { immediate: true, deep: true })

  const timer = setInterval(() => {
    const changes = form.value?.fields.some(({ kind }) => kind.is === 'choice')
    if (question() && changes) void lookForm()
  }, LOOK_AGAIN_MS)
  onScopeDispose(() => clearInterval(timer))

  const all = computed(() => preview.value?.planned.map(({ affected }) => affected) ?? form.value?.affected)
  const done = computed(() => all.value?.filter(({ refusal }) => !refusal) ?? [])
  return { form, preview, all, done, pools: computed(() => byPool(done.value)), problem, look }
}
