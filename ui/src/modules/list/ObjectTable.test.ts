import type { DOMWrapper, VueWrapper } from '@vue/test-utils'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { clean, EVIL, expectAccessible, settle, show, type TestHost, testHost, text } from '@tests/host'
import type { ObjectKey, TableFrame, TableSpec, ViewSpec } from '@/platform/bindings'
import { select, selection } from '@/stores/selection'
import { layout, updateSettings } from '@/stores/settings'

import ObjectTable from './ObjectTable.vue'

const TOTAL = 4000
const key = (index: number): ObjectKey => ({ connection: 'c1', class: 'VM', reference: `vm-${index}` })

// jsdom lays nothing out: what is seen is as high as said here.
const sizes = { offsetHeight: 600, offsetWidth: 900, clientHeight: 600, scrollHeight: TOTAL * 30 }
beforeAll(() => {
  for (const [property, value] of Object.entries(sizes)) {
    const owner = property.startsWith('offset') ? HTMLElement.prototype : Element.prototype
    vi.spyOn(owner, property as 'clientHeight', 'get').mockReturnValue(value)
  }
  Element.prototype.scrollTo = function scrollTo(this: Element, where?: ScrollToOptions | number) {
    this.scrollTop = typeof where === 'object' ? (where.top ?? 0) : 0
    this.dispatchEvent(new Event('scroll'))
  } as typeof Element.prototype.scrollTo
})
afterAll(() => vi.restoreAllMocks())

function frame(spec: TableSpec): TableFrame {
  const total = spec.filter === 'none' ? 0 : TOTAL
  const rows = Math.max(0, Math.min(spec.rows, total - spec.offset))
  return {
    columns: [{ id: 'name', numeric: false }, { id: 'memory', numeric: true }, { id: 'address', numeric: false }],
    sort: spec.sort, sums: [],
    total,
    offset: spec.offset,
    rows: Array.from({ length: rows }, (_, at) => ({
      object: key(spec.offset + at),
      status: 'running', health: null, busy: null,
      cells: [text(spec.offset + at === 1 ? EVIL : `vm ${spec.offset + at}`), { is: 'bytes', bytes: 2 ** 30 }, { is: 'none' }],
      revision: spec.offset + at,
    })),
  }
}

let host: TestHost
let table: VueWrapper
const selections: ObjectKey[][] = []

function asked(): TableSpec {
  const spec = [...host.views.values()].find(({ view }) => view === 'table')
  return spec as Extract<ViewSpec, { view: 'table' }>
}
const grid = () => table.get('[role=grid]')
const row = (index: number) => table.get(`[aria-rowindex="${index + 2}"]`)
async function press(keyName: string, other: Partial<KeyboardEvent> = {}): Promise<void> {
  await grid().trigger('keydown', { key: keyName, ...other })
  await settle()
}
const lastSelected = (): string[] => (selections.at(-1) ?? []).map(({ reference }) => reference)

beforeEach(async () => {
  selections.length = 0
  select([])
  host = testHost((spec) => {
    if (spec.view === 'table') return frame(spec)
    if (spec.view === 'actions') {
      return [{ job: 'start', area: 'vm' as const, refusal: null, likely: true, destructive: false, confirms: false, appliesTo: spec.objects.length, asks: false }]
    }
    return []
  })
  table = show(ObjectTable, {
    spec: { list: 'vms', connection: 'c1', within: null },
    onSelection: (objects: ObjectKey[]) => selections.push(objects),
  })
  await settle()
})
afterEach(clean)

describe('ObjectTable', () => {
  it('draws only what is seen of a long list, and asks for little more', () => {
    expect(grid().attributes('aria-rowcount')).toBe(String(TOTAL + 1))
    expect(table.findAll('.body [role=row]').length).toBeLessThan(50)
    expect(asked().offset).toBe(0)
    expect(asked().rows).toBeLessThanOrEqual(150)
    expect(table.text()).toContain('4000 items')
  })

  it('asks for the part that is scrolled to, and shows places for rows under way', async () => {
    const before = host.calls.length
    grid().element.scrollTop = 60_000
    await grid().trigger('scroll')
    expect(table.findAll('[aria-busy=true]').length).toBeGreaterThan(0)
    await settle()
    expect(asked().offset).toBeGreaterThan(1900)
    expect(table.findAll('[aria-busy=true]')).toHaveLength(0)
    expect(table.text()).toContain('vm 2000')
    expect(host.calls.slice(before).map(({ command }) => command)).not.toContain('open_view')
  })

  it('sorts by a heading: up, down, and as before', async () => {
    const heading = (): DOMWrapper<Element> => table.findAll('[role=columnheader]')[1]!
    expect(heading().attributes('aria-sort')).toBe('none')
    for (const [word, sort] of [
      ['ascending', { column: 'memory', descending: false }],
      ['descending', { column: 'memory', descending: true }],
      ['none', null],
    ] as const) {
      const before = heading().attributes('aria-sort')
      await heading().get('button').trigger('click')
      expect(heading().attributes('aria-sort')).toBe(before) // Not before the rows are.
      await settle()
      expect(heading().attributes('aria-sort')).toBe(word)
      expect(asked().sort).toEqual(sort)
    }
  })

  it('filters in the engine, and says when nothing is left', async () => {
    await table.get('input').setValue('none ')
    await settle()
    expect(asked().filter).toBe('none')
    expect(table.text()).toContain('Nothing matches “none ”')
    await table.get('button[aria-label="Clear the filter"]').trigger('click')
    await settle()
    expect(asked().filter).toBe('')
    expect(table.find('[role=grid]').exists()).toBe(true)
  })

  it('selects with the pointer: one, more, and all between', async () => {
    await row(2).trigger('click')
    await row(4).trigger('click', { ctrlKey: true })
    expect(lastSelected()).toEqual(['vm-2', 'vm-4'])
    await row(6).trigger('click', { shiftKey: true })
    expect(lastSelected()).toEqual(['vm-4', 'vm-5', 'vm-6'])
    expect(row(5).attributes('aria-selected')).toBe('true')
    expect(table.text()).toContain('3 of 4000 selected')
  })

  it('is walked with the keyboard', async () => {
    ;(grid().element as HTMLElement).focus()
    await settle()
    expect(grid().attributes('aria-activedescendant')).toBe(row(0).attributes('id'))
    await press('ArrowDown')
    await press('ArrowDown')
    expect(lastSelected()).toEqual(['vm-2'])
    await press('ArrowDown', { shiftKey: true })
    expect(lastSelected()).toEqual(['vm-2', 'vm-3'])
    await press('ArrowDown', { ctrlKey: true })
    await press(' ')
    expect(lastSelected()).toEqual(['vm-2', 'vm-3', 'vm-4'])
    await press('Home')
    expect(lastSelected()).toEqual(['vm-0'])
    await press('Escape')
    expect(lastSelected()).toEqual([])
  })

  it('reaches the end of a long list in one key', async () => {
    ;(grid().element as HTMLElement).focus()
    await press('End')
    await settle()
    expect(lastSelected()).toEqual([`vm-${TOTAL - 1}`])
    expect(asked().offset + asked().rows).toBeGreaterThanOrEqual(TOTAL)
  })

  it('opens a row with Enter, with two clicks, and by its name', async () => {
    ;(grid().element as HTMLElement).focus()
    await press('ArrowDown')
    await press('Enter')
    expect(selection.objects.value).toEqual([key(1)])
    await row(3).trigger('dblclick')
    expect(selection.objects.value).toEqual([key(3)])
    await row(5).get('button').trigger('click')
    expect(selection.objects.value).toEqual([key(5)])
  })

  it('selects all, as far as that is allowed, and says where it stopped', async () => {
    ;(grid().element as HTMLElement).focus()
    await press('a', { ctrlKey: true })
    await settle()
    expect(lastSelected()).toHaveLength(1000)
    expect(table.text()).toContain('Only the first 1000')
  })

  it('offers what can be done to the selection', async () => {
    expect(table.find('[aria-label=Actions]').exists()).toBe(false)
    await row(2).trigger('click')
    await settle()
    expect(table.get('[aria-label=Actions]').text()).toContain('Start')
  })

  it('shows a name that is markup as it was typed', () => {
    expect(row(1).text()).toContain(EVIL)
    expect(table.find('img').exists()).toBe(false)
  })

  it('keeps another density', async () => {
    updateSettings({ density: 'compact' })
    await settle()
    expect((row(1).element as HTMLElement).style.height).toBe('24px')
    updateSettings({ density: 'comfortable' })
  })

  it('lets a person choose the columns by the heading, and remembers that', async () => {
    expect(row(2).findAll('[role=gridcell]')).toHaveLength(3)
    await table.get('.head').trigger('contextmenu')
    await settle()
    const items = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
    expect(items.map((item) => item.textContent?.trim())).toEqual(['Memory', 'Address'])
    items[0]?.click()
    await settle()
    expect(table.findAll('[role=columnheader]').map((heading) => heading.text())).toEqual(['Name', 'Address'])
    expect(row(2).findAll('[role=gridcell]').map((cell) => cell.attributes('aria-colindex'))).toEqual(['1', '3'])
    expect(layout('tableHidden', {}).value).toEqual({ vms: ['memory'] })
  })

  it('offers what can be done to a row at a button of the row, and by the menu key', async () => {
    await row(2).trigger('pointerover')
    await row(2).get('.more button').trigger('click')
    await settle()
    const items = () => [...document.querySelectorAll('[role=menuitem]')].map((item) => item.textContent?.trim())
    expect(items()).toContain('Start')
    expect(lastSelected()).toEqual(['vm-2'])
    await press('Escape')
    expect(lastSelected()).toEqual([])
    await grid().trigger('contextmenu')
    await settle()
    expect(lastSelected()).toEqual(['vm-2'])
  })

  it('has no menu where there is nothing that it could be about', async () => {
    await grid().trigger('contextmenu')
    await settle()
    expect(document.querySelector('[role=menu]')).toBeNull()
  })

  it('tells the engine what the words of a filter stand for', async () => {
    await table.get('input').setValue('halt db')
    await settle()
    expect(asked().meanings).toEqual({ halt: ['status.halted', 'term.halted'] })
  })

  it('has no finding of axe', async () => {
    await row(2).trigger('click')
    await settle()
    await expectAccessible(table.element.parentElement!)
  })
})
