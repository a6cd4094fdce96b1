import { useI18n } from 'vue-i18n'
import { useFormat } from '@/components/ui/format'
import { useWords } from '@/components/ui/words'
import type { Job, TaskState, TaskView } from '@/platform/bindings'

/** The shape that stands for a task's end. */
export const TASK_TONE: Record<TaskState, 'accent' | 'good' | 'bad' | 'warn' | 'neutral'> = {
  running: 'accent',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'neutral',
  unknown: 'warn',
  interrupted: 'warn',
}

/** `Async.VM.clean_shutdown`: the call that a task of the pool's own is named by. */
const CALL = /^(?:Async\.)?(\w+)\.(\w+)$/

/** A call that writes one value of an object down. */
const SETTER = /^(set|add_to|add|remove_from)_(\w+)$/

/** Our jobs by the server's calls. */
const JOB_OF_CALL: Record<string, Job> = {
  start: 'start',
  start_on: 'start',
  clean_shutdown: 'cleanShutdown',
  hard_shutdown: 'hardShutdown',
  clean_reboot: 'cleanReboot',
  hard_reboot: 'hardReboot',
  suspend: 'suspend',
  resume: 'resume',
  resume_on: 'resume',
  pause: 'pause',
  unpause: 'unpause',
  snapshot: 'snapshot',
  clone: 'clone',
  pool_migrate: 'migrate',
  migrate_send: 'migrate',
}

/** Words for tasks. */
export function useTaskWords() {
  const { t } = useI18n()
  const { bytes, duration, percent } = useFormat()
  const word = useWords()

  /** What a task that somebody else has begun is called, as it can be read. */
  function titleOf(called: string): string {
    const [, owner, call] = CALL.exec(called) ?? []
    if (!owner || !call) return word(`operation.${called}`, called)
    const job = owner === 'VM' ? JOB_OF_CALL[call] : undefined
    if (job) return word(`job.${job}`)
    const [, change, what = ''] = SETTER.exec(call) ?? []
    const name = (change ? what : call).replace(/_/g, ' ')
    const sets = change === 'remove_from' ? 'task.clears' : 'task.sets'
    const plain = change ? t(sets, { name }) : `${owner}: ${name}`
    return word(`operation.${call}`, word(`operation.${owner.toLowerCase()}_${call}`, plain))
  }

  function title(task: TaskView): string {
    const name = task.job ? t(`job.${task.job}`) : titleOf(task.title)
    return task.isUndo ? t('task.undone', { title: name }) : name
  }
  return {
    /** What is done. */
    title,
    /** What one of its calls is called. */
    call: titleOf,
    /** What is done, and to what. */
    whole: (task: TaskView) =>
      task.subjectName ? t('task.on', { title: title(task), subject: task.subjectName }) : title(task),
    /** How far it is, or how it ended. */
    standing: (task: TaskView) => {
      if (task.cancelling) return t('task.cancelling')
      if (task.waits && task.state === 'running') return t('task.waits')
      return task.state === 'running' ? percent(task.progress) : t(`task.state.${task.state}`)
    },
    /** How many bytes of a file have moved, and how fast; empty where none move. */
    moved: ({ transfer }: TaskView) => {
      if (!transfer) return ''
      const done = bytes(transfer.done)
      const moved = transfer.total === null ? done : t('task.moved', { done, total: bytes(transfer.total) })
      return transfer.perSecond ? t('task.movedAt', { moved, speed: bytes(transfer.perSecond) }) : moved
    },
    /** How long it will take, or took. */
    time: (task: TaskView) => {
      if (task.finished !== null) return t('task.took', { time: duration((task.finished - task.started) / 1000) })
      return task.remaining === null ? '' : t('task.left', { time: duration(task.remaining) })
    },
  }
}
