import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { openDialog } from '@/stores/dialogs'
import { notify } from '@/stores/notices'
import { tasksOpen } from '@/stores/panes'
import { go, goToConnection } from '@/stores/selection'
import { closeWindows, openWindow, settled, until, world } from './window'

afterEach(closeWindows)

// jsdom neither lays out nor paints: contrast is judged on the tokens, in contrast.test.ts.
const OFF = { 'color-contrast': { enabled: false } }

async function findings(): Promise<string[]> {
  const result = await axe.run(document.body, { rules: OFF, resultTypes: ['violations'] })
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}

async function ready(): Promise<void> {
  await until('the tree', () => document.querySelector('[role=treeitem]'))
  await settled(80)
}

const SCREENS: [string, (on: ReturnType<typeof world>) => void | Promise<void>][] = [
  ['nothing selected', () => {}],
  ['a pool', (on) => go((on.things.get('c1') ?? [])[0]!.key)],
  ['a VM', (on) => go(on.things.get('c1')!.find((one) => one.kind === 'vm')!.key)],
  ['a VM’s disks', (on) => go(on.things.get('c1')!.find((one) => one.kind === 'vm')!.key, 'disks')],
  ['a storage repository', (on) => go(on.things.get('c1')!.find((one) => one.kind === 'sr')!.key)],
  ['a certificate to judge', () => goToConnection('c3')],
  ['a password to give', () => goToConnection('c4')],
  ['a lone supporter', () => goToConnection('c7')],
  ['a server that is off', () => goToConnection('c5')],
  ['the dialog to add a server', () => openDialog({ is: 'add' })],
  ['the dialog to remove a server', () => openDialog({ is: 'remove', connection: 'c1' })],
  ['the changed certificate', () => openDialog({ is: 'answer', connection: 'c6' })],
  ['the emergency', () => openDialog({ is: 'emergency', connection: 'c7' })],
  ['the settings', () => openDialog({ is: 'settings' })],
  ['the palette', () => openDialog({ is: 'palette' })],
  [
    'the task centre and a notice',
    () => {
      tasksOpen.value = true
      notify({ code: 'VM_CRASHED', params: { vm: 'web-01' }, raw: ['VM_CRASHED', 'x'] })
    },
  ],
]

describe('accessibility', () => {
  it.each(SCREENS)('%s has no serious finding', async (_name, show) => {
    const on = world()
    await openWindow(on)
    await ready()
    await show(on)
    await settled(150)
    expect(await findings()).toEqual([])
  })

  it('the welcome has no serious finding', async () => {
    const on = world()
    on.connections = []
    await openWindow(on)
    await settled(100)
    expect(await findings()).toEqual([])
  })
})
