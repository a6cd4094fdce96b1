import { afterEach, describe, expect, it, vi } from 'vitest'

import { listed } from '@/modules/acting'
import { clean, expectAccessible, settle, show, testHost, VM } from '@tests/host'
import type { ActionState, Job, ObjectKey } from '@/platform/bindings'
import { modals } from '@/stores/modals'
import { select } from '@/stores/selection'

import CommandPalette from './CommandPalette.vue'

const second: ObjectKey = { ...VM, reference: 'OpaqueRef:vm-2' }

function action(job: Job, other: Partial<ActionState> = {}): ActionState {
  return { job, area: 'vm', refusal: null, likely: true, destructive: false, confirms: true, appliesTo: 1, asks: false, ...other }
}
const ACTIONS = [
  action('start', { refusal: { problem: { code: 'read_only', params: {}, raw: [] }, fix: null }, confirms: false }),
  action('cleanShutdown'),
]

async function start() {
  testHost(
    (spec) => (spec.view === 'actions' ? ACTIONS : spec.view === 'connections' ? [] : undefined),
    (command, args) => {
      if (command === 'actions') return ACTIONS
      if (command === 'job_form') return { fields: [], affected: [] }
      if (command === 'preview_job') return { planned: [], fingerprint: '', beside: [], isOfOthers: false, hasScript: false }
      const found = command === 'search' && 'web-01'.startsWith(String(args.text))
      return found ? [{ object: VM, kind: 'vm', name: 'web-01', status: 'running', pool: 'Lyon' }] : []
    },
  )
  show(CommandPalette)
  await settle()
}

function type(text: string): void {
  const box = document.querySelector<HTMLInputElement>('[role=combobox]')!
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
}
const options = () => [...document.querySelectorAll('[role=option]')].map((one) => one.textContent?.replace(/\s+/g, ' ').trim())

/** A search is only asked for when somebody stops typing. */
const until = (holds: () => void) => vi.waitFor(holds, { timeout: 10_000 })

afterEach(() => {
  listed.value = []
  select([])
  clean()
})

describe('the palette', () => {
  it('acts on what is selected in the list, possible things first', async () => {
    listed.value = [VM, second]
    await start()
    expect(document.querySelector('.heading')?.textContent).toBe('2 selected')
    const [first, next] = options()
    expect(first).toContain('Shut down')
    expect(next).toContain('Start')
    await expectAccessible(document.querySelector('[role=dialog]')!)
  })

  it('takes a verb and a name, and says in which pool', async () => {
    await start()
    type('shut down web-01')
    await until(() => expect(options()[0]).toBe('Shut down: web-01Lyon'))
    document.querySelector<HTMLElement>('[role=option]')?.click()
    await settle()
    expect(modals.value.at(-1)?.props()).toMatchObject({ objects: [VM] })
  })

  it('finds what is spelt almost right, and a language by its English name', async () => {
    await start()
    type('wbe-01')
    await until(() => expect(options()[0]).toContain('web-01'))
    type('french')
    await until(() => expect(options()).toEqual(['Language: Français']))
    type('shortcuts')
    await until(() => expect(options()).toEqual(['Keyboard shortcuts?']))
  })
})
