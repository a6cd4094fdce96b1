import { computed, shallowRef } from 'vue'

import { api, asProblem } from '@/platform'
import type { ActionState, Job, ObjectKey } from '@/platform/bindings'
import { isRoot } from '@/stores/addresses'
import { notify } from '@/stores/notices'
import { go, selection } from '@/stores/selection'

import { requestJob, requestOnConnection, tellRefusal } from './requestJob'

/** What is selected in the list that is on screen. */
export const listed = shallowRef<ObjectKey[]>([])

/** What keys and palette act on: what is selected in a list, else what is selected in the tree. */
export const acting = computed(() => (listed.value.length > 0 ? listed.value : selection.objects.value))

async function requestJobOrTell(action: ActionState, objects: ObjectKey[]): Promise<void> {
  if (action.refusal) await tellRefusal(action.refusal.problem, action.job, objects)
  else requestJob(action, objects)
}

/** Asks for a job on that, if it is possible. */
export async function requestOnSelection(job: Job): Promise<void> {
  const objects = acting.value
  if (objects.length === 0) return
  try {
    const action = (await api.actions(objects)).find((one) => one.job === job)
    if (action) await requestJobOrTell(action, objects)
  } catch (error) {
    notify(asProblem(error))
  }
}

/** The jobs by which something ceases to be, whatever the type calls it. A selection has one of them at the most. */
const REMOVING: ReadonlySet<string> = new Set(['deleteAppliance', 'deleteDisk', 'deleteSchedule', 'deleteSnapshot', 'deleteVm', 'removeInterface'])

/** Asks whether what is selected is to go: the server of a root in the tree, else objects that have a job for it. */
export async function requestRemoval(): Promise<void> {
  const root = selection.one.value
  if (listed.value.length === 0 && root && isRoot(root)) {
    await requestOnConnection('removeServer', root.connection)
    return
  }
  const objects = acting.value
  if (objects.length === 0) return
  try {
    const action = (await api.actions(objects)).find(({ job }) => REMOVING.has(job))
    if (action) await requestJobOrTell(action, objects)
  } catch (error) {
    notify(asProblem(error))
  }
}

/** Opens the console of the one VM that is selected. */
export function openConsole(): void {
  const [only, second] = acting.value
  if (only?.class === 'VM' && !second) go(only, 'console')
}
