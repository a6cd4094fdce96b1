import { useI18n } from 'vue-i18n'
import { useFormat } from '@/components/ui/format'
import type { TaskState, TaskView } from '@/platform/bindings'

/** The shape that stands for a task's end. */
export const TASK_TONE: Record<TaskState, 'accent' | 'good' | 'bad' | 'warn' | 'neutral'> = {
  running: 'accent',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'neutral',
  unknown: 'warn',
}

/** Words for tasks. */
export function useTaskWords() {
  const { t } = useI18n()
  const { duration, percent } = useFormat()
  const title = (task: TaskView) => (task.job ? t(`job.${task.job}`) : task.title)
  return {
    /** What is done. */
    title,
    /** What is done, and to what. */
    whole: (task: TaskView) =>
      task.subjectName ? t('task.on', { title: title(task), subject: task.subjectName }) : title(task),
    /** How far it is, or how it ended. */
    standing: (task: TaskView) => {
      if (task.cancelling) return t('task.cancelling')
      return task.state === 'running' ? percent(task.progress) : t(`task.state.${task.state}`)
    },
    /** How long it will take, or took. */
    time: (task: TaskView) => {
      if (task.finished !== null) return t('task.took', { time: duration((task.finished - task.started) / 1000) })
      return task.remaining === null ? '' : t('task.left', { time: duration(task.remaining) })
    },
  }
}
