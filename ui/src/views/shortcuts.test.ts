import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import IconButton from '@/components/ui/IconButton.vue'
import { clean, settle, show, testHost, VM } from '@tests/host'
import ShortcutsDialog from './ShortcutsDialog.vue'
import { closeModals, modals } from '@/stores/modals'
import { notices } from '@/stores/notices'
import { select, selection } from '@/stores/selection'
import { Bell } from '@lucide/vue'

import { useShortcuts } from './shortcuts'

const ROW = { id: 'vm', kind: 'vm' as const, name: 'web-01', connection: 'c1', object: VM }

async function start(refused = false) {
  const refusal = refused ? { problem: { code: 'read_only', params: {}, raw: [] }, fix: null } : null
  const rename = { job: 'rename', refusal, likely: false, destructive: false, confirms: false, appliesTo: 1, asks: true }
  testHost(() => undefined, (command) => {
    if (command === 'actions') return [rename]
    return command === 'job_form' ? { fields: [], affected: [{ object: VM, name: 'web-01', pool: 'Lyon', host: null, refusal }] } : undefined
  })
  show(defineComponent({
    setup: () => {
      useShortcuts()
      return () => [h('p', { id: 'page' }, 'text'), h('input', { id: 'field' })]
    },
  }))
  select([ROW])
  await settle()
}

async function press(id: string, key: string, more: KeyboardEventInit = {}): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  document.getElementById(id)?.dispatchEvent(event)
  await settle()
  return event.defaultPrevented
}

afterEach(() => {
  select([])
  closeModals()
  clean()
})

describe('the keys of the window', () => {
  it('rename what is selected, or say why not', async () => {
    await start()
    await press('page', 'F2')
    expect(modals.value[0]?.props()).toMatchObject({ action: { job: 'rename' }, objects: [VM] })
    closeModals()
    clean()
    await start(true)
    await press('page', 'F2')
    expect(modals.value).toEqual([])
    expect(notices.value[0]).toMatchObject({ problem: { code: 'read_only' }, job: 'rename', subject: 'web-01' })
  })

  it('open the console of the selected VM', async () => {
    await start()
    await press('page', 'Enter', { ctrlKey: true })
    expect(selection.one.value?.object).toEqual(VM)
    expect(selection.tab.value).toBe('console')
  })

  it('show themselves', async () => {
    await start()
    await press('page', '?')
    expect(modals.value.at(-1)?.component).toBe(ShortcutsDialog)
  })

  it('select no page full of words, and take no letter from what is typed', async () => {
    await start()
    expect(await press('page', 'a', { ctrlKey: true })).toBe(true)
    for (const [key, ctrlKey] of [['a', true], ['?', false], ['/', false], ['F2', false]] as const) {
      expect(await press('field', key, { ctrlKey }), key).toBe(false)
    }
    expect(await press('field', 'k', { ctrlKey: true })).toBe(true)
  })
})

it('a button with a number says the number', async () => {
  testHost(() => undefined)
  show(IconButton, { label: 'Notices', icon: Bell, badge: 120 })
  await settle()
  expect(document.querySelector('button')?.getAttribute('aria-label')).toBe('Notices (99+)')
})
