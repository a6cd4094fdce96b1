import { shallowRef } from 'vue'
import type { ConnectionId, Job, ObjectKey, Problem } from '@/platform/bindings'

/** Something a person is told once, and can read again until they clear it. */
export interface Told {
  id: number
  /** What went wrong; null for a plain word of ours. */
  problem: Problem | null
  /** A sentence already translated, where there is no problem. */
  text: string
  connection: ConnectionId | null
  object: ObjectKey | null
  /** What was to be done, and to what. */
  job: Job | null
  subject: string
  /** Unix milliseconds. */
  at: number
}

const KEPT = 100
let next = 1

/** Everything told, the newest first. */
export const notices = shallowRef<Told[]>([])
/** Those that are on screen now. */
export const toasts = shallowRef<Told[]>([])
/** How many came since the list was last looked at. */
export const unseen = shallowRef(0)

function tell(told: Omit<Told, 'id' | 'at'>): void {
  const one: Told = { ...told, id: next++, at: Date.now() }
  toasts.value = [...toasts.value, one].slice(-4)
  if (!one.problem) return
  notices.value = [one, ...notices.value].slice(0, KEPT)
  unseen.value += 1
}

/** Tells of a problem. */
export function notify(
  problem: Problem,
  about: {
    connection?: ConnectionId | null
    object?: ObjectKey | null
    job?: Job | null
    subject?: string
  } = {},
): void {
  tell({
    problem,
    text: '',
    object: about.object ?? null,
    connection: about.connection ?? about.object?.connection ?? null,
    job: about.job ?? null,
    subject: about.subject ?? '',
  })
}

/** Tells that something was done (an already translated sentence); it is not kept in the list. */
export function notifyDone(text: string): void {
  tell({ problem: null, text, connection: null, object: null, job: null, subject: '' })
}

/** Takes one off the screen. */
export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((told) => told.id !== id)
}

/** Empties the list. */
export function clearNotices(): void {
  notices.value = []
  unseen.value = 0
}
