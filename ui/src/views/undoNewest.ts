import { api, asProblem } from '@/platform'
import { notify } from '@/stores/notices'
import { tasksOpen } from '@/stores/panes'
import { undoableTask } from '@/stores/tasks'

/** Takes back what was done last and can be taken back; how that goes is shown by the tasks. */
export async function undoNewest(): Promise<void> {
  const task = undoableTask.value
  try {
    if (!task) throw { code: 'not_undoable', params: {}, raw: [] }
    tasksOpen.value = true
    await api.undoTask(task.id)
  } catch (error) {
    notify(asProblem(error), task ? { object: task.subject, job: task.job, subject: task.subjectName } : {})
  }
}
