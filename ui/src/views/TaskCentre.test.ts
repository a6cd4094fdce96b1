import { afterEach, describe, expect, it, vi } from 'vitest'

import type { TaskView } from '@/platform/bindings'
import { tasksOpen } from '@/stores/panes'
import { selection } from '@/stores/selection'
import { clean, EVIL, expectAccessible, settle, show, testHost, type TestHost, text, VM } from '@tests/host'

import TaskCentre from './TaskCentre.vue'
import { undoNewest } from './undoNewest'

afterEach(() => {
  tasksOpen.value = false
  clean()
})

const task = (id: string, other: Partial<TaskView> = {}): TaskView => ({
  id, connection: 'c1', job: 'start', title: 'VM.start', subject: VM, subjectName: 'web-01', state: 'succeeded', progress: 1,
  started: 20, finished: 30, remaining: null, cancellable: false, cancelling: false, error: null, remarks: [], group: null, waits: false,
  canBeUndone: false, canGoOn: false, isUndo: false, transfer: null, effects: [], steps: [], ...other,
})

async function centre(tasks: TaskView[], answer: (command: string) => unknown = () => undefined): Promise<TestHost> {
  const there = testHost((spec) => (spec.view === 'tasks' ? tasks : spec.view === 'connections' ? [] : undefined), answer)
  tasksOpen.value = true
  show(TaskCentre)
  await settle()
  return there
}

const until = (holds: () => unknown) => vi.waitFor(() => expect(holds()).toBeTruthy(), { timeout: 10_000 })
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

  it('takes back all that was done of it, once nothing of it runs', async () => {
    const done = { group: 'g', canBeUndone: true }
    const there = await centre([task('a', { ...done, job: 'migrate' }), task('b', { ...done, job: 'evacuate' })])
    expect(groups()).toEqual(['Move all VMs away: 2 of 2'])
    button('Undo all')?.click()
    await settle()
    expect(asked(there)).toMatchObject([{ command: 'undo_group', args: { group: 'g' } }])
  })

  it('asks whether what the program was ended in goes on: each, and all at once', async () => {
    const there = await centre([
      task('a', { group: 'g', state: 'interrupted', finished: null, progress: 0, waits: true, canGoOn: true }),
      task('b', { group: 'g', state: 'interrupted', finished: null, progress: 0.5 }),
      task('c', { group: 'g' }),
    ])
    expect(document.querySelector('.interrupted')?.textContent).toBe('2 interrupted')
    expect(document.body.textContent).toContain('Not begun when the program ended.')
    expect(document.body.textContent).toContain('Under way when the program ended.')
    await expectAccessible(document.querySelector('.list') as HTMLElement)
    for (const name of ['Go on', 'Do not do it', 'Undo what was done', 'Go on with all', 'Undo, and begin nothing more']) button(name)?.click()
    await settle()
    expect(there.calls.filter(({ command }) => /go_on|take_back/.test(command)).map(({ command, args }) => [command, args])).toEqual([
      ['go_on', { id: 'a' }],
      ['take_back', { id: 'a' }],
      ['take_back', { id: 'b' }],
      ['go_on', { id: 'g' }],
      ['take_back', { id: 'g' }],
    ])
  })

  it('finds what was asked for earlier by its words, and asks for the same again', async () => {
    const earlier = [task('old', { subjectName: 'db-01', job: 'rename', state: 'failed' })]
    const there = await centre([], (command) => {
      if (command === 'task_history') return { tasks: earlier, more: null }
      if (command === 'task_request') return { request: { job: 'rename', inputs: { name: 'db-02' } }, objects: [VM] }
      return command === 'actions' ? [] : undefined
    })
    button('Earlier')?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
    await until(() => document.body.textContent?.includes('db-01'))
    await expectAccessible(document.querySelector('.history') as HTMLElement)
    const search = document.querySelector('input[type=search]') as HTMLInputElement
    search.value = 'db'
    search.dispatchEvent(new Event('input'))
    await until(() => there.calls.some(({ args }) => (args as { text?: string }).text === 'db'))
    button('Do “Rename” again')?.click()
    await until(() => there.calls.some(({ command }) => command === 'actions'))
    expect(there.calls.find(({ command }) => command === 'task_request')?.args).toEqual({ id: 'old' })
  })

  it('reads the history page by page, and keeps what is read when something ends', async () => {
    const newest = ['a', 'b'].map((id) => task(id, { subjectName: id }))
    let running = [task('c', { state: 'running', finished: null, progress: 0.5, subjectName: 'c' })]
    const more = { started: 1, id: 'b' }
    const there = testHost(
      (spec) => (spec.view === 'tasks' ? running : spec.view === 'connections' ? [] : undefined),
      (command, args) => {
        if (command !== 'task_history') return undefined
        if ((args as { after: unknown }).after) return { tasks: [task('old', { subjectName: 'old' })], more: null }
        return { tasks: running.length > 0 ? newest : [task('c', { subjectName: 'c' }), ...newest.slice(0, 1)], more }
      },
    )
    tasksOpen.value = true
    show(TaskCentre)
    await settle()
    const subjects = () => [...document.querySelectorAll('.history .subject')].map((one) => one.textContent?.trim())
    button('Earlier')?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
    await until(() => subjects().join() === 'a,b')
    button('Show older ones')?.click()
    await until(() => subjects().join() === 'a,b,old')
    expect(there.calls.filter(({ command }) => command === 'task_history').at(-1)?.args).toEqual({ text: '', after: more })
    running = []
    there.refresh()
    await until(() => subjects().join() === 'c,a,b,old')
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

  it('shows what was asked for at once under one head, whatever came between', async () => {
    await centre([task('a', { group: 'g' }), task('b', { subjectName: 'alone' }), task('c', { group: 'g', subjectName: 'web-02' })])
    expect(groups()).toEqual(['Start: 2 of 2'])
    const subjects = () => [...document.querySelectorAll('.subject')].map((one) => one.textContent?.trim())
    expect(subjects()).toEqual(['web-01', 'web-02', 'alone'])
    document.querySelector<HTMLElement>('.fold')?.click()
    await settle()
    expect(subjects()).toEqual(['alone'])
  })

  it('shows each step and what became of it, also of those that are taken back', async () => {
    const steps = (['undone', 'undoing', 'failed', 'waiting'] as const).map((state, index) => ({ method: ['VM.clone', 'VM.provision', 'VM.start', 'VM.hard_reboot'][index] ?? '', state }))
    await centre([task('a', { state: 'failed', steps, error: { code: 'needs_tools', params: {}, raw: ['VM_MISSING_PV_DRIVERS'] } })])
    const shown = [...document.querySelectorAll('.step')].map((one) => [...one.querySelectorAll('span')].map((part) => part.textContent))
    expect(shown).toEqual([['Clone', 'undone'], ['Provisioning', 'being undone'], ['Start', 'failed'], ['Force reboot', 'waiting']])
    expect(document.querySelector('details.steps')?.hasAttribute('open')).toBe(true)
    await expectAccessible(document.querySelector('.list') as HTMLElement)
    expect(button('Copy the error')).toBeDefined()
  })

  it('asks for the same once more, and leads to what it was done to', async () => {
    const start = { job: 'start', refusal: null, likely: true, destructive: false, confirms: false, appliesTo: 1, asks: false }
    const there = await centre([task('a'), task('b', { state: 'running', finished: null })], (command) => {
      if (command === 'task_request') return { request: { job: 'start', inputs: {} }, objects: [VM] }
      return command === 'actions' ? [start] : []
    })
    const again = [...document.querySelectorAll('button')].filter(({ ariaLabel }) => ariaLabel === 'Do “Start” again')
    expect(again).toHaveLength(1)
    again[0]?.click()
    await settle()
    expect(there.calls.find(({ command }) => command === 'run_job')?.args).toMatchObject({ request: { job: 'start' }, objects: [VM] })
    document.querySelector<HTMLElement>('button.subject')?.click()
    expect(selection.one.value?.object).toEqual(VM)
  })
})
