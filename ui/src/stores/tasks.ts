import { computed } from 'vue'
import type { TaskView } from '@/platform/bindings'
import { sharedView } from './view'

const view = sharedView({ view: 'tasks' })

/** All tasks, ours before others', the newest first. */
export const tasks = computed<TaskView[]>(() => view().body.value ?? [])

/** Whether the engine has told of the tasks. */
export const tasksKnown = computed(() => view().body.value !== undefined)

/** Those at work. */
export const runningTasks = computed(() => tasks.value.filter((task) => task.state === 'running'))

/**
 * The one to show where there is room for one: the first at work; but somebody else's, which may have been
 * at work for days, only if nothing of ours is newer.
 */
export const foremostTask = computed<TaskView | undefined>(() => {
  const [first] = tasks.value
  const [running] = runningTasks.value
  if (!first || !running) return first
  return running.job === null && first.job !== null && first.started > running.started ? first : running
})

/** The newest of ours that can be taken back. */
export const undoableTask = computed(() => tasks.value.find((task) => task.canBeUndone))

/** What was under way when the program ended, and waits for a word. */
export const interruptedTasks = computed(() => tasks.value.filter((task) => task.state === 'interrupted'))

/** Those that came to a bad end. */
export const failedTasks = computed(() =>
  tasks.value.filter((task) => task.state === 'failed' || task.state === 'unknown'),
)
