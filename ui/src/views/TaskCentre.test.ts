import { afterEach, describe, expect, it } from 'vitest'

import type { TaskView } from '@/platform/bindings'
import { tasksOpen } from '@/stores/panes'
import { clean, EVIL, expectAccessible, settle, show, testHost, type TestHost, text, VM } from '@tests/host'

import TaskCentre from './TaskCentre.vue'
import { undoNewest } from './undoNewest'

afterEach(() => {
  tasksOpen.value = false
  clean()
})

const task = (id: string, other: Partial<TaskView> = {}): TaskView => ({
  id, connection: 'c1', job: 'start', title: 'VM.start', subject: VM, subjectName: 'web-01', state: 'succeeded', progress: 1,
  started: 20, finished: 30, remaining: null, cancellable: false, cancelling: false, error: null, group: null, waits: false,
  canBeUndone: false, isUndo: false, effects: [], steps: [], ...other,
})

async function centre(tasks: TaskView[]): Promise<TestHost> {
  const there = testHost((spec) => (spec.view === 'tasks' ? tasks : spec.view === 'connections' ? [] : undefined))
  tasksOpen.value = true
  show(TaskCentre)
  await settle()
  return there
}

const groups = () => [...document.querySelectorAll('.group')].map((one) => one.querySelector('.name')?.textContent)
const button = (name: string) => [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name || one.ariaLabel === name)
const asked = (there: TestHost) => there.calls.filter(({ command }) => /_(group|task)$/.test(command))

describe('the task centre', () => {
  it('counts what was asked for at once, and stops the rest of it', async () => {
    const there = await centre([
      task('a', { group: 'g', state: 'running', finished: null, progress: 0.5 }),
      task('b', { group: 'g', state: 'running', finished: null, progress: 0, waits: true }),
      task('c', { group: 'g' }),
      task('d'),
    ])
    expect(groups()).toEqual(['Start: 1 of 3'])
    expect(document.body.textContent).toContain('Waiting')
    await expectAccessible(document.querySelector('.list') as HTMLElement)
    button('Stop the rest')?.click()
    await settle()
    expect(asked(there)).toMatchObject([{ command: 'cancel_group', args: { group: 'g' } }])
  })

  it('tries again what has failed of it, once nothing of it runs', async () => {
    const there = await centre([task('a', { group: 'g', state: 'failed' }), task('b', { group: 'g' })])
    expect(document.querySelector('.failed')?.textContent).toBe('1 failed')
    button('Try the failed ones again')?.click()
    await settle()
    expect(asked(there)).toMatchObject([{ command: 'retry_group', args: { group: 'g' } }])
  })

  it('says what was changed, as it was typed, and takes it back', async () => {
    const rename = { job: 'rename', canBeUndone: true, effects: [{ is: 'change', object: VM, field: 'name', before: text('web-01'), after: text(EVIL) }] } as const
    const there = await centre([task('a', { ...rename, effects: [...rename.effects] })])
    expect(document.querySelector('.changed')?.textContent).toContain(`web-01 → ${EVIL}`)
    expect(document.querySelector('img')).toBeNull()
    button('Undo “Rename”')?.click()
    await settle()
    expect(asked(there)).toMatchObject([{ command: 'undo_task', args: { id: 'a' } }])
  })

  it('takes back the newest that can be by a key', async () => {
    const there = await centre([task('a'), task('b', { canBeUndone: true }), task('c', { canBeUndone: true })])
    await undoNewest()
    expect(asked(there)).toMatchObject([{ command: 'undo_task', args: { id: 'b' } }])
  })
})
