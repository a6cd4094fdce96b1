import { computed } from 'vue'
import type { TaskView } from '@/platform/bindings'
import { sharedView } from './view'

const view = sharedView({ view: 'tasks' })

/** All tasks, the newest first. */
export const tasks = computed<TaskView[]>(() => view().body.value ?? [])

/** Whether the engine has told of the tasks. */
export const tasksKnown = computed(() => view().body.value !== undefined)

/** Those at work. */
export const runningTasks = computed(() => tasks.value.filter((task) => task.state === 'running'))

/** Those that came to a bad end. */
export const failedTasks = computed(() =>
  tasks.value.filter((task) => task.state === 'failed' || task.state === 'unknown'),
)
