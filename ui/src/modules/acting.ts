import { computed, shallowRef } from 'vue'

import { api, asProblem } from '@/platform'
import type { Job, ObjectKey } from '@/platform/bindings'
import { notify } from '@/stores/notices'
import { go, selection } from '@/stores/selection'

import { requestJob, tellRefusal } from './jobs'

/** What is selected in the list that is on screen. */
export const listed = shallowRef<ObjectKey[]>([])

/** What keys and palette act on: what is selected in a list, else what is selected in the tree. */
export const acting = computed(() => (listed.value.length > 0 ? listed.value : selection.objects.value))

/** Asks for a job on that, if it is possible. */
export async function requestOnSelection(job: Job): Promise<void> {
  const objects = acting.value
  if (objects.length === 0) return
  try {
    const action = (await api.actions(objects)).find((one) => one.job === job)
    if (action?.refusal) await tellRefusal(action.refusal, job, objects)
    else if (action) requestJob(action, objects)
  } catch (error) {
    notify(asProblem(error))
  }
}

/** Opens the console of the one VM that is selected. */
export function openConsole(): void {
  const [only, second] = acting.value
  if (only?.class === 'VM' && !second) go(only, 'console')
}
