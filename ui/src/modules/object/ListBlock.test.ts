import { afterEach, describe, expect, it } from 'vitest'

import type { ActionState, TableFrame } from '@/platform/bindings'
import { clean, EVIL, expectAccessible, page, settle, show, testHost, text, VM } from '@tests/host'

import ListBlock from './ListBlock.vue'

const DISK = { ...VM, class: 'VBD', reference: 'OpaqueRef:vbd-1' }
const FRAME: TableFrame = {
  columns: ['type', 'name', 'size', 'bootable'].map((id) => ({ id, numeric: id === 'size' })),
  sort: null, sums: [], total: 9, offset: 0,
  rows: [{ object: DISK, status: 'ok', health: null, busy: null, revision: 1, cells: [text('disk'), text(EVIL), { is: 'bytes', bytes: 2 ** 30 }, { is: 'flag', on: true }] }],
}

/** What can be done: to the VM, a disk is added; to the disk, another mode is set. */
function actions(of: string): ActionState[] {
  const job = of === 'VM' ? 'createDisk' : 'setDiskMode'
  return [{ job, area: 'vm', refusal: null, likely: false, destructive: false, confirms: false, appliesTo: 1, asks: true }]
}

async function start(): Promise<void> {
  testHost((spec) => (spec.view === 'table' ? FRAME : spec.view === 'actions' ? actions(spec.objects[0]?.class ?? '') : undefined))
  show(ListBlock, { page: page(), list: 'disks' })
  await settle()
}

// As in the window, where the web view's own menu is refused.
window.addEventListener('contextmenu', (event) => event.preventDefault())
afterEach(clean)

describe('a list on a page', () => {
  it('shows what is read first, as it was typed, and where all is', async () => {
    await start()
    expect([...document.querySelectorAll('thead th')].map((head) => head.textContent)).toEqual(['Name', 'Size', 'Actions'])
    expect(document.querySelector('tbody')?.textContent).toContain(EVIL)
    expect(document.querySelector('img')).toBeNull()
    expect(document.querySelector('.all')?.textContent).toContain('9')
    await expectAccessible(document.querySelector('.block') as HTMLElement)
  })

  it('offers what brings more beside its heading, and what can be done to a row at the row', async () => {
    await start()
    expect(document.querySelector('.acts')?.textContent?.trim()).toBe('Add a new disk')
    document.querySelector<HTMLElement>('.more')?.click()
    await settle()
    expect([...document.querySelectorAll('[role=menuitem]')].map((item) => item.textContent?.trim())).toEqual(['Change read and write…'])
  })
})
