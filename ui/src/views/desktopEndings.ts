import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { tellDesktop } from '@/platform'
import type { TaskView } from '@/platform/bindings'
import { settings } from '@/stores/settings'
import { tasks } from '@/stores/tasks'
import { useTaskWords } from './taskWords'

/** Tells the desktop when tasks of ours end, while no window is in front: each alone, a group when all of it has. */
export function useDesktopEndings(): void {
  const { t } = useI18n()
  const { title, whole, standing } = useTaskWords()

  function tellOne(task: TaskView): void {
    void tellDesktop(task.id, whole(task), standing(task))
  }

  function tellGroup(group: string, members: TaskView[]): void {
    const [first] = members
    if (!first || members.some((task) => task.state === 'running')) return
    const done = members.filter((task) => task.state === 'succeeded').length
    const failed = members.length - done
    const head = t('task.group', { title: title(first), done, total: members.length })
    void tellDesktop(group, head, failed > 0 ? t('task.groupFailed', { n: failed }, failed) : t('task.state.succeeded'))
  }

  watch(tasks, (now, before) => {
    if (settings.value.quiet) return
    const running = new Set(before.filter((task) => task.state === 'running').map((task) => task.id))
    const ended = now.filter((task) => task.job !== null && task.state !== 'running' && running.has(task.id))
    for (const task of ended) if (task.group === null) tellOne(task)
    for (const group of new Set(ended.map((task) => task.group))) {
      if (group !== null) tellGroup(group, now.filter((task) => task.group === group))
    }
  })
}
