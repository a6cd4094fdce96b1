import { shallowRef, type Component } from 'vue'
import {
  Camera,
  CirclePause,
  CirclePlay,
  CirclePower,
  Copy,
  Moon,
  MoveRight,
  Pencil,
  Play,
  Power,
  RotateCcw,
  RotateCw,
  Sunrise,
  Tag,
  TagX,
  TextCursorInput,
} from '@lucide/vue'

import { api, asProblem } from '@/platform'
import type { ActionState, Job, JobInputs, ObjectKey, Problem } from '@/platform/bindings'
import { notify } from '@/stores/notices'

/** A job that waits for a yes. */
export interface JobQuestion {
  action: ActionState
  objects: ObjectKey[]
}

/** The job that waits for a yes, if one does. Shown by JobConfirm. */
export const question = shallowRef<JobQuestion | null>(null)

/** The job of which more has to be said, if there is one. Shown by JobForm. */
export const form = shallowRef<JobQuestion | null>(null)

/** The job being sent to the engine; it becomes a task as soon as the engine has it. */
export const sending = shallowRef<JobQuestion | null>(null)

const ICONS: Record<Job, Component> = {
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
}

/** All jobs. */
export const JOBS = Object.keys(ICONS) as Job[]

/** A job's icon. */
export function jobIcon(job: Job): Component {
  return ICONS[job]
}

/** With nothing said. */
const NOTHING: JobInputs = { name: null, description: null, tag: null, host: null }

/**
 * Asks for a job: at once, or once more is said where it needs that, or after a yes where it may
 * lose data or stop service.
 */
export function requestJob(action: ActionState, objects: ObjectKey[]): void {
  if (action.inputs.length > 0) form.value = { action, objects }
  else if (action.interrupts) question.value = { action, objects }
  else void send({ action, objects }, objects)
}

/** The answer to the question: what to do it to. Nothing: no. */
export function answerQuestion(objects: ObjectKey[]): void {
  const asked = question.value
  question.value = null
  if (asked && objects.length > 0) void send(asked, objects)
}

/** Closes the form without asking for anything. */
export function dropForm(): void {
  form.value = null
}

/** Asks for the job of the form, which closes unless there is a problem. */
export async function sendForm(inputs: JobInputs): Promise<Problem | null> {
  const asked = form.value
  if (!asked) return null
  try {
    await api.runJob(asked.action.job, inputs, asked.objects)
  } catch (thrown) {
    return asProblem(thrown)
  }
  if (form.value === asked) form.value = null
  return null
}

async function send(what: JobQuestion, objects: ObjectKey[]): Promise<void> {
  sending.value = what
  try {
    await api.runJob(what.action.job, NOTHING, objects)
  } catch (thrown) {
    await tellRefusal(asProblem(thrown), what.action.job, objects)
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
  const [known] = (await api.affected(job, [only]).catch(() => undefined)) ?? []
  notify(problem, { object: only, job, subject: known?.name ?? '' })
}
