import { shallowRef, type Component } from 'vue'
import {
  CirclePause,
  CirclePlay,
  CirclePower,
  Moon,
  Play,
  Power,
  RotateCcw,
  RotateCw,
  Sunrise,
} from '@lucide/vue'

import { api, asProblem } from '@/platform'
import type { ActionState, Job, ObjectKey } from '@/platform/bindings'
import { notify } from '@/stores/notices'

/** A job that waits for a yes. */
export interface JobQuestion {
  action: ActionState
  objects: ObjectKey[]
}

/** The job that waits for a yes, if one does. Shown by JobConfirm. */
export const question = shallowRef<JobQuestion | null>(null)

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
}

/** A job's icon. */
export function jobIcon(job: Job): Component {
  return ICONS[job]
}

/** Asks for a job: at once, or after a yes where it may lose data or stop service. */
export function requestJob(action: ActionState, objects: ObjectKey[]): void {
  if (action.interrupts) question.value = { action, objects }
  else void send({ action, objects })
}

/** Yes or no to the question. */
export function answerQuestion(yes: boolean): void {
  const asked = question.value
  question.value = null
  if (yes && asked) void send(asked)
}

async function send(what: JobQuestion): Promise<void> {
  sending.value = what
  try {
    await api.runJob(what.action.job, what.objects)
  } catch (thrown) {
    const object = what.objects.length === 1 ? what.objects[0] : undefined
    const connection = what.objects[0]?.connection
    notify(asProblem(thrown), { ...(connection && { connection }), ...(object && { object }) })
  } finally {
    if (sending.value === what) sending.value = null
  }
}
