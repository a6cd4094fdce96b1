import { shallowRef } from 'vue'

import { api, asProblem } from '@/platform'
import type { ActionState, ConnectionId, Fix, Job, ObjectKey, Problem } from '@/platform/bindings'
import { openModal } from '@/stores/modals'
import { notify } from '@/stores/notices'

import JobDialog from './JobDialog.vue'
import { connectionKey, requestOf, type Inputs } from './jobs'

/** A job on its way to the engine. */
interface Sending {
  action: ActionState
  objects: ObjectKey[]
}

/** The job being sent to the engine; it becomes a task as soon as the engine has it. */
export const sending = shallowRef<Sending | null>(null)

/**
 * Asks for a job: at once, or after a question where more has to be said or something is at risk. `inputs` is what
 * is said already: it is filled in.
 */
export function requestJob(action: ActionState, objects: ObjectKey[], inputs: Inputs = {}): void {
  if (action.asks || action.confirms) void openJob(action, objects, inputs)
  else void send({ action, objects })
}

/** Opens a job's dialog; resolves once it has closed. */
function openJob(action: ActionState, objects: ObjectKey[], inputs: Inputs): Promise<unknown> {
  const fix = (one: Fix): void => void requestFix(one)
  return openModal(JobDialog, () => ({ action, objects, said: inputs, fix }))
}

/** Asks for a job by its name, with what is said already; tells why, where it cannot be done. */
export async function requestOn(job: Job, objects: ObjectKey[], inputs: Inputs = {}): Promise<void> {
  const action = await askable([job], objects)
  if (action) requestJob(action, objects, inputs)
}

/**
 * Asks for the first of these jobs that is there for the objects, with what is said already; resolves once its dialog
 * has closed, to whether there was one.
 */
export async function requestFirstOf(jobs: readonly Job[], objects: ObjectKey[], inputs: Inputs): Promise<boolean> {
  let isThere = true
  const action = await askable(jobs, objects, () => (isThere = false))
  if (action) await openJob(action, objects, inputs)
  return isThere
}

/** The first of these jobs that is there for the objects; nothing where it cannot be done, and that was told. */
async function askable(jobs: readonly Job[], objects: ObjectKey[], none?: () => void): Promise<ActionState | undefined> {
  try {
    const actions = await api.actions(objects)
    const action = jobs.flatMap((job) => actions.filter((one) => one.job === job))[0]
    if (!action) none?.()
    if (!action?.refusal) return action
    await tellRefusal(action.refusal.problem, action.job, objects)
  } catch (error) {
    notify(asProblem(error), { object: objects[0] ?? null, job: jobs[0] })
  }
}

/**
 * Asks for a job that is not among what is offered for objects, since what it is about has to be known before: `inputs`
 * says it, and the dialog asks for the rest.
 */
export function requestAbout(job: Job, objects: ObjectKey[], inputs: Inputs): void {
  const action: ActionState = {
    job,
    area: 'object',
    refusal: null,
    likely: false,
    destructive: false,
    confirms: false,
    asks: true,
    appliesTo: objects.length,
  }
  requestJob(action, objects, inputs)
}

/** Asks for what removes the reason why something else cannot be done. */
export function requestFix({ job, object }: Fix): Promise<void> {
  return requestOn(job, [object])
}

/** Asks for a job on a connection, after its question where it has one. */
export function requestOnConnection(job: Job, connection: ConnectionId): Promise<void> {
  return requestOn(job, [connectionKey(connection)])
}

/** Changes something of a connection. A problem is thrown. */
export async function runOnConnection(job: Job, connection: ConnectionId): Promise<void> {
  await api.runJob(requestOf(job), [connectionKey(connection)], null)
}

async function send(what: Sending): Promise<void> {
  const { action, objects } = what
  sending.value = what
  try {
    await api.runJob(requestOf(action.job), objects, null)
  } catch (thrown) {
    await tellRefusal(asProblem(thrown), action.job, objects)
  } finally {
    if (sending.value === what) sending.value = null
  }
}

/** Tells why a job is not done, and what it was to be done to. */
export async function tellRefusal(problem: Problem, job: Job, objects: ObjectKey[]): Promise<void> {
  const [only, second] = objects
  if (!only || second) {
    notify(problem, { connection: only?.connection ?? null, job })
    return
  }
  const known = await api.jobForm(job, [only], null).catch(() => undefined)
  notify(problem, { object: only, job, subject: known?.affected[0]?.name ?? '' })
}
