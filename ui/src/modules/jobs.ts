import { shallowRef, type Component } from 'vue'
import {
  Camera,
  CirclePause,
  CirclePlay,
  CirclePower,
  Copy,
  Lock,
  LockOpen,
  Moon,
  MoveRight,
  Pencil,
  Play,
  Plug,
  Power,
  RotateCcw,
  RotateCw,
  Route,
  Sunrise,
  Tag,
  TagX,
  TextCursorInput,
  Trash2,
  Unplug,
  Zap,
} from '@lucide/vue'

import { api, asProblem } from '@/platform'
import type { ActionState, ConnectionId, Fix, Job, JobRequest, ObjectKey, Problem } from '@/platform/bindings'
import { notify } from '@/stores/notices'

/** A job that waits for a yes, or for more to be said. */
export interface JobQuestion {
  action: ActionState
  objects: ObjectKey[]
}

/** What a person says with a job, by the names of its fields. */
export type Inputs = Record<string, unknown>

/** The job that waits for an answer, if one does. Shown by JobDialog. */
export const question = shallowRef<JobQuestion | null>(null)

/** The job being sent to the engine; it becomes a task as soon as the engine has it. */
export const sending = shallowRef<JobQuestion | null>(null)

/** The icons of jobs that have one of their own. */
const ICONS: Partial<Record<Job, Component>> = {
  start: Play,
  cleanShutdown: Power,
  cleanReboot: RotateCw,
  suspend: Moon,
  resume: Sunrise,
  pause: CirclePause,
  unpause: CirclePlay,
  hardShutdown: CirclePower,
  hardReboot: RotateCcw,
  migrate: MoveRight,
  snapshot: Camera,
  clone: Copy,
  rename: TextCursorInput,
  describe: Pencil,
  addTag: Tag,
  removeTag: TagX,
  connect: Plug,
  tryNow: RotateCw,
  preferWay: Route,
  disconnect: Unplug,
  forbidChanges: Lock,
  allowChanges: LockOpen,
  removeServer: Trash2,
}

/** A job's icon. */
export function jobIcon(job: Job): Component {
  return ICONS[job] ?? Zap
}

/** A job with what was said, as the engine takes it. */
export function requestOf(job: Job, inputs: Inputs = {}): JobRequest {
  // Which inputs a job takes the engine says, by its form, and checks.
  return { job, inputs } as JobRequest
}

/** Names a connection itself, for what can be done to it. */
export function connectionKey(connection: ConnectionId): ObjectKey {
  return { connection, class: 'connection', reference: '' }
}

/** Asks for a job: at once, or after a question where more has to be said or something is at risk. */
export function requestJob(action: ActionState, objects: ObjectKey[]): void {
  if (action.asks || action.confirms) question.value = { action, objects }
  else void send({ action, objects })
}

/** Asks for what removes the reason why something else cannot be done. */
export async function requestFix({ job, object }: Fix): Promise<void> {
  try {
    const action = (await api.actions([object])).find((one) => one.job === job)
    if (action?.refusal) await tellRefusal(action.refusal.problem, job, [object])
    else if (action) requestJob(action, [object])
  } catch (error) {
    notify(asProblem(error), { object, job })
  }
}

/** Asks for a job on a connection, after its question where it has one. */
export function requestOnConnection(job: Job, connection: ConnectionId): Promise<void> {
  return requestFix({ job, object: connectionKey(connection) })
}

/** Changes something of a connection. A problem is thrown. */
export async function runOnConnection(job: Job, connection: ConnectionId): Promise<void> {
  await api.runJob(requestOf(job), [connectionKey(connection)], null)
}

/** Closes the question: no. */
export function dropQuestion(): void {
  question.value = null
}

/**
 * The answer to the question: does it to these objects, which closes it unless there is a problem.
 * `seen` stands for what was shown; nothing else is done.
 */
export async function answerQuestion(inputs: Inputs, objects: ObjectKey[], seen: string | null): Promise<Problem | null> {
  const asked = question.value
  if (!asked || objects.length === 0) return null
  try {
    await api.runJob(requestOf(asked.action.job, inputs), objects, seen)
  } catch (thrown) {
    return asProblem(thrown)
  }
  if (question.value === asked) question.value = null
  return null
}

async function send(what: JobQuestion): Promise<void> {
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
  const known = await api.jobForm(job, [only]).catch(() => undefined)
  notify(problem, { object: only, job, subject: known?.affected[0]?.name ?? '' })
}
