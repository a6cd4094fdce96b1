import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import type { TaskView } from '@/platform/bindings'
import { updateSettings } from '@/stores/settings'
import { clean, settle, show, testHost, VM } from '@tests/host'

import { useDesktopEndings } from './desktopEndings'

afterEach(() => {
  updateSettings({ quiet: false })
  clean()
})

const task = (id: string, other: Partial<TaskView> = {}): TaskView => ({
  id, connection: 'c1', job: 'start', title: 'VM.start', subject: VM, subjectName: 'web-01', state: 'running', progress: 0,
  started: 20, finished: null, remaining: null, cancellable: false, cancelling: false, error: null, remarks: [], group: null, waits: false,
  canBeUndone: false, canGoOn: false, isUndo: false, transfer: null, effects: [], steps: [], ...other,
})
const done = (id: string, other: Partial<TaskView> = {}) => task(id, { state: 'succeeded', finished: 30, progress: 1, ...other })

/** What the desktop is told as the tasks become, one after the other, what is said. */
async function told(...frames: TaskView[][]): Promise<string[][]> {
  let now = frames[0] ?? []
  const host = testHost((spec) => (spec.view === 'tasks' ? now : undefined))
  show(defineComponent(() => (useDesktopEndings(), () => h('p'))))
  await settle()
  for (const next of frames.slice(1)) {
    now = next
    host.refresh()
    await settle()
  }
  return host.told
}

describe('the desktop', () => {
  it('is told of the end of a task of ours, and of no other', async () => {
    const others = { job: null }
    expect(await told([task('a'), task('b', others)], [done('a'), done('b', others)], [done('a'), done('c')])).toEqual([
      ['a', 'Start: web-01', 'Done'],
    ])
  })

  it('is told of many when the last of them has ended', async () => {
    const group = { group: 'g' }
    const failed = done('b', { ...group, state: 'failed' })
    expect(await told([task('a', group), task('b', group)], [done('a', group), task('b', group)], [done('a', group), failed])).toEqual([
      ['g', 'Start: 1 of 2', '1 failed'],
    ])
  })

  it('is told nothing where a person wants that', async () => {
    updateSettings({ quiet: true })
    expect(await told([task('a')], [done('a')])).toEqual([])
  })
})
