import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

import { api, asProblem } from '@/platform'
import type { Affected, ConnectionId, Form, FormField, Job, ObjectKey, Preview, Problem } from '@/platform/bindings'

import { requestOf, type Inputs } from './jobs'

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
  /** What has to be said; undefined until known. */
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
  /** Resolves once `preview` is of what has been said by now. */
  settled(): Promise<void>
}

/** Whoever types is asked about once they pause. */
const PAUSE_MS = 150
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

/**
 * Finds out what a job asks, and what it would do. `inputs`: what has been said of it; none while something is missing.
 * `chosen`: the object that the rest of the form is about, once it is chosen in a field that says so.
 */
export function useJobPreview(
  job: Job,
  objects: ObjectKey[],
  inputs: (form: Form | undefined) => Inputs | null,
  chosen: (form: Form | undefined) => ObjectKey | null = () => null,
): JobPreview {
  const form = shallowRef<Form>()
  const preview = shallowRef<Preview>()
  const problem = shallowRef<Problem | null>(null)

  /** A question to the engine whose newest answer wins: one that comes after it is told to nobody. */
  function newestOf<T>(then: (answer: T) => void): (call: Promise<T>) => Promise<void> {
    let newest = 0
    return async (call) => {
      const mine = (newest += 1)
      try {
        const answer = await call
        if (mine === newest) then(answer)
      } catch (thrown) {
        if (mine === newest) problem.value = asProblem(thrown)
      }
    }
  }
  /** What `preview` is of. */
  let shown: string | undefined
  const askForm = newestOf<Form>((found) => (form.value = found))
  const askPreview = newestOf<{ of: string; found: Preview | undefined }>(({ of, found }) => {
    shown = of
    preview.value = found
  })

  /** The form, with the fields that are asked of what was chosen in the places of its own. */
  async function formNow(): Promise<Form> {
    const own = await api.jobForm(job, objects, null)
    const about = chosen(own)
    if (!about) return own
    const { fields } = await api.jobForm(job, objects, about)
    const asked = (field: FormField) => fields.find(({ name }) => name === field.name) ?? field
    return { ...own, fields: own.fields.map((field) => (field.isSubject ? field : asked(field))) }
  }
  const lookForm = (): Promise<void> => askForm(formNow())
  watch(
    () => JSON.stringify(chosen(form.value)),
    (_now, before) => {
      if (before !== undefined) void lookForm()
    },
  )

  const said = computed(() => inputs(form.value))
  /** What was asked about last. */
  let asked = ''
  let pause: ReturnType<typeof setTimeout> | undefined
  function look(): Promise<void> {
    clearTimeout(pause)
    pause = undefined
    const now = said.value
    asked = JSON.stringify(now)
    const of = asked
    const answer = now ? api.previewJob(requestOf(job, now), objects) : Promise.resolve(undefined)
    return askPreview(answer.then((found) => ({ of, found })))
  }

  void lookForm()
  void look()
  watch(said, (now) => {
    clearTimeout(pause)
    pause = JSON.stringify(now) === asked ? undefined : setTimeout(() => void look(), PAUSE_MS)
  })

  const timer = setInterval(() => {
    if (form.value?.fields.some(({ kind }) => kind.is === 'choice')) void lookForm()
    // Where each lands follows from how full the hosts are.
    if (preview.value && (preview.value.isOfOthers || preview.value.beside.length > 0)) void look()
  }, LOOK_AGAIN_MS)
  onScopeDispose(() => {
    clearTimeout(pause)
    clearInterval(timer)
  })

  const all = computed(() => preview.value?.planned.map(({ affected }) => affected) ?? form.value?.affected)
  const done = computed(() => all.value?.filter(({ refusal }) => !refusal) ?? [])
  const settled = async (): Promise<void> => {
    if (JSON.stringify(said.value) !== shown) await look()
  }
  return { form, preview, all, done, pools: computed(() => byPool(done.value)), problem, look, settled }
}
