import { afterEach, describe, expect, it } from 'vitest'
import { selection } from '@/stores/selection'
import { closeWindows, openWindow, press, settled, until, world } from './window'

afterEach(closeWindows)

const tree = () => until('the tree', () => document.querySelector<HTMLElement>('[role=tree]'))
const rows = () => [...document.querySelectorAll<HTMLElement>('[role=treeitem]')]
const row = (name: string) => until(name, () => rows().find((one) => one.dataset.name === name))
const chosen = () => selection.rows.value.map(({ name }) => name)
const selects = (...names: string[]) =>
  until(`${names.join(', ')} selected`, () => JSON.stringify(chosen()) === JSON.stringify(names))
const active = () => document.getElementById(document.querySelector('[role=tree]')?.getAttribute('aria-activedescendant') ?? '')

async function keys(...names: string[]): Promise<void> {
  const on = await tree()
  on.focus()
  for (const name of names) {
    press(name, {}, on)
    await settled(20)
  }
}

async function click(name: string, more: PointerEventInit = {}): Promise<void> {
  const target = await row(name)
  target.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true, button: 0, ...more }))
  await settled(30)
}

describe('the tree', () => {
  it('tells where each row stands', async () => {
    await openWindow(world())
    const host = await row('host-1')
    expect(host.getAttribute('aria-level')).toBe('2')
    expect(host.getAttribute('aria-expanded')).toBe('true')
    expect(Number(host.getAttribute('aria-posinset'))).toBe(1)
    expect(Number(host.getAttribute('aria-setsize'))).toBeGreaterThan(3)
    expect(document.querySelector('[role=tree]')?.getAttribute('aria-multiselectable')).toBe('true')
  })

  it('goes up and down, to both ends, and says which row it is on', async () => {
    await openWindow(world())
    await row('host-1')
    await keys('ArrowDown')
    await selects('host-1')
    await until('the cursor on host-1', () => active()?.dataset.name === 'host-1')
    await keys('Home')
    await selects('paris-lab')
  })

  it('opens, closes, and steps to the parent and the first child', async () => {
    await openWindow(world())
    await click('host-1')
    await selects('host-1')
    await keys('ArrowLeft')
    await until('host-1 closed', () => rows().find((one) => one.dataset.name === 'host-1' && one.getAttribute('aria-expanded') === 'false'))
    await keys('ArrowRight')
    await until('host-1 open', () => rows().find((one) => one.dataset.name === 'host-1' && one.getAttribute('aria-expanded') === 'true'))
    await keys('ArrowRight')
    await until('the first child', () => active()?.getAttribute('aria-level') === '3')
    await keys('ArrowLeft')
    await selects('host-1')
  })

  it('finds rows by their first letters', async () => {
    await openWindow(world())
    await row('host-1')
    await keys('h', 'o', 's', 't', '-', '2')
    await selects('host-2')
  })

  it('opens all groups beside the row', async () => {
    await openWindow(world(2))
    await click('storage')
    await keys('*')
    await until('networks open', () => rows().find((one) => one.dataset.name === 'DMZ'))
    await until('storage open', () => rows().find((one) => one.dataset.name === 'nfs-tank'))
  })

  it('selects many by Ctrl and by Shift', async () => {
    await openWindow(world())
    await click('host-1')
    await selects('host-1')
    await click('host-2', { ctrlKey: true })
    await selects('host-1', 'host-2')
    await click('host-1', { ctrlKey: true })
    await selects('host-2')
    await click('host-1')
    await selects('host-1')
    const on = await tree()
    press('ArrowDown', { shiftKey: true }, on)
    await until('two selected', () => chosen().length === 2)
    press('ArrowDown', { shiftKey: true }, on)
    await until('three selected', () => chosen().length === 3)
    await until('the page of many', () => document.body.textContent?.includes('3 selected'))
  })

  it('filters from the keyboard, and Escape brings everything back', async () => {
    await openWindow(world())
    await row('host-1')
    press('/', {}, document.body)
    const box = await until('the filter', () => document.activeElement instanceof HTMLInputElement && document.activeElement)
    box.value = 'nfs'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await row('nfs-tank')
    await until('only matches', () => rows().every((one) => one.dataset.name !== 'host-1'))
    press('Escape', {}, box)
    await row('host-1')
    await until('the focus on the tree', () => document.activeElement?.getAttribute('role') === 'tree')
  })

  it('keeps the cursor on its row when rows come and go above', async () => {
    const on = world()
    await openWindow(on)
    await click('host-2')
    await selects('host-2')
    on.connections = [{ ...(on.connections[4] as (typeof on.connections)[number]), id: 'first', name: 'first' }, ...on.connections]
    on.changed()
    await row('first')
    await keys('ArrowUp')
    await until('another row', () => chosen()[0] !== 'host-2')
    await keys('ArrowDown')
    await selects('host-2')
  })

  it('comes back as it was: what was open, and what was selected', async () => {
    const on = world(2)
    await openWindow(on)
    await click('storage')
    await keys('ArrowRight')
    await click('nfs-tank')
    await until('the settings kept', () => JSON.stringify(on.settings.layout).includes('nfs-tank'))
    await openWindow(on, 'as it was')
    await until('nfs-tank selected', () => rows().find((one) => one.dataset.name === 'nfs-tank' && one.getAttribute('aria-selected') === 'true'))
    await until('its page', () => document.querySelector('main h1')?.textContent?.includes('nfs-tank'))
  })

  it('is one of the panes that F6 goes round', async () => {
    await openWindow(world(2))
    await row('host-1')
    press('F6', {}, document.body)
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
    press('F6')
    expect(document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane')).toBe('content')
    press('F6', { shiftKey: true })
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
  })
})
