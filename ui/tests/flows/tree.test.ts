import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runOnConnection } from '@/modules/requestJob'
import { selection } from '@/stores/selection'
import { type Serve, startServe } from './serve'
import { addPool, closeWindows, openWindow, press, settled, until } from './window'

let on: Serve
// What a window remembers is forgotten when the next one is opened anew: they can share an engine.
beforeAll(async () => {
  on = await startServe('--pools', '2', '--connected', '1', '--hosts', '2', '--vms', '8')
})
afterEach(closeWindows)
afterAll(() => on.stop())

const tree = () => until('the tree', () => document.querySelector<HTMLElement>('[role=tree]'))
const rows = () => [...document.querySelectorAll<HTMLElement>('[role=treeitem]')]
const row = (name: string) => until(name, () => rows().find((one) => one.dataset.name === name))
const chosen = () => selection.rows.value.map(({ name }) => name)
const selects = (...names: string[]) =>
  until(`${names.join(', ')} selected`, () => JSON.stringify(chosen()) === JSON.stringify(names))
const active = () => document.getElementById(document.querySelector('[role=tree]')?.getAttribute('aria-activedescendant') ?? '')

async function keys(...names: string[]): Promise<void> {
  const box = await tree()
  box.focus()
  for (const name of names) {
    press(name, {}, box)
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
    await openWindow(on)
    const host = await row('xcp-lyon-01')
    expect(host.getAttribute('aria-level')).toBe('2')
    expect(host.getAttribute('aria-expanded')).toBe('true')
    expect(Number(host.getAttribute('aria-posinset'))).toBe(1)
    expect(Number(host.getAttribute('aria-setsize'))).toBeGreaterThan(3)
    expect(document.querySelector('[role=tree]')?.getAttribute('aria-multiselectable')).toBe('true')
  })

  it('goes up and down, to both ends, and says which row it is on', async () => {
    await openWindow(on)
    await row('xcp-lyon-01')
    await keys('ArrowDown')
    await selects('xcp-lyon-01')
    await until('the cursor on it', () => active()?.dataset.name === 'xcp-lyon-01')
    await keys('Home')
    await selects('Lyon')
  })

  it('opens, closes, and steps to the parent and the first child', async () => {
    await openWindow(on)
    await click('xcp-lyon-01')
    await selects('xcp-lyon-01')
    await keys('ArrowLeft')
    await until('it closed', () => rows().find((one) => one.dataset.name === 'xcp-lyon-01' && one.getAttribute('aria-expanded') === 'false'))
    await keys('ArrowRight')
    await until('it open', () => rows().find((one) => one.dataset.name === 'xcp-lyon-01' && one.getAttribute('aria-expanded') === 'true'))
    await keys('ArrowRight')
    await until('the first child', () => active()?.getAttribute('aria-level') === '3')
    await keys('ArrowLeft')
    await selects('xcp-lyon-01')
  })

  it('finds rows by their first letters', async () => {
    await openWindow(on)
    await row('xcp-lyon-01')
    await keys(...'xcp-lyon-02')
    await selects('xcp-lyon-02')
  })

  it('opens all groups beside the row', async () => {
    await openWindow(on)
    await click('storage')
    await keys('*')
    await until('storage open', () => rows().find((one) => one.dataset.name === 'NFS on nas-01'))
    // What is beside it is further down than is drawn.
    await keys('ArrowLeft')
    await until('networks open', () => rows().find((one) => one.dataset.name === 'networks' && one.getAttribute('aria-expanded') === 'true'))
  })

  it('selects many by Ctrl and by Shift', async () => {
    await openWindow(on)
    await click('xcp-lyon-01')
    await selects('xcp-lyon-01')
    await click('xcp-lyon-02', { ctrlKey: true })
    await selects('xcp-lyon-01', 'xcp-lyon-02')
    await click('xcp-lyon-01', { ctrlKey: true })
    await selects('xcp-lyon-02')
    await click('xcp-lyon-01')
    await selects('xcp-lyon-01')
    const box = await tree()
    press('ArrowDown', { shiftKey: true }, box)
    await until('two selected', () => chosen().length === 2)
    press('ArrowDown', { shiftKey: true }, box)
    await until('three selected', () => chosen().length === 3)
    await until('the page of many', () => document.body.textContent?.includes('3 selected'))
  })

  it('filters from the keyboard, and Escape brings everything back', async () => {
    await openWindow(on)
    await row('xcp-lyon-01')
    press('/', {}, document.body)
    const box = await until('the filter', () => document.activeElement instanceof HTMLInputElement && document.activeElement)
    box.value = 'nfs on'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await row('NFS on nas-01')
    await until('only matches', () => rows().every((one) => one.dataset.name !== 'xcp-lyon-01'))
    // What is offered for the last word goes first.
    await until('what is offered', () => box.getAttribute('aria-expanded') === 'true')
    press('Escape', {}, box)
    await until('nothing to be offered', () => box.getAttribute('aria-expanded') === 'false')
    press('Escape', {}, box)
    await row('xcp-lyon-01')
    await until('the focus on the tree', () => document.activeElement?.getAttribute('role') === 'tree')
  })

  it('keeps the cursor on its row when rows come and go above', async () => {
    await openWindow(on)
    await click('xcp-lyon-02')
    await selects('xcp-lyon-02')
    const [, second] = on.pools
    if (!second) throw new Error('no second pool')
    const id = await addPool(second)
    await row('Oslo')
    await keys('ArrowUp')
    await until('another row', () => chosen()[0] !== 'xcp-lyon-02')
    await keys('ArrowDown')
    await selects('xcp-lyon-02')
    await runOnConnection('removeServer', id)
  })

  it('comes back as it was: what was open, and what was selected', async () => {
    await openWindow(on)
    await click('storage')
    await keys('ArrowRight')
    await click('NFS on nas-01')
    await until('its page', () => document.querySelector('main h1')?.textContent?.includes('NFS on nas-01'))
    await openWindow(on, 'as it was')
    await until('NFS on nas-01 selected', () => rows().find((one) => one.dataset.name === 'NFS on nas-01' && one.getAttribute('aria-selected') === 'true'))
    await until('its page', () => document.querySelector('main h1')?.textContent?.includes('NFS on nas-01'))
  })

  it('is one of the panes that F6 goes round', async () => {
    await openWindow(on)
    await row('xcp-lyon-01')
    press('F6', {}, document.body)
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
    press('F6')
    expect(document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane')).toBe('content')
    press('F6', { shiftKey: true })
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
  })
})
