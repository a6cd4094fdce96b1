import type { ComputedRef, InjectionKey } from 'vue'

import type { FormField, Job, ObjectKey } from '@/platform/bindings'

import type { Inputs } from './jobs'

/** What a field needs to know of its form to ask the server for what can be chosen in it. */
export interface Asking {
  job: Job
  /** Whose server is asked. */
  object: ObjectKey
  /** The fields that are asked, and what was said in them. */
  fields: ComputedRef<FormField[]>
  said: ComputedRef<Inputs>
}

export const ASKING: InjectionKey<Asking> = Symbol('asking')

let last = 0

/** A number for the questions of one field: of each field's own, so that a new one takes the old one's place. */
export function newQuestion(): number {
  return (last += 1)
}
