import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Serve, startServe } from './serve'
import { byText, closeWindows, openWindow, press, until } from './window'

let on: Serve
beforeAll(async () => {
  on = await startServe('--pools', '1', '--hosts', '1', '--vms', '6')
})
afterEach(closeWindows)
afterAll(() => on.stop())

describe('what a host measures', () => {
  it('is told in numbers, over ten minutes and over a year', async () => {
    await openWindow(on)
    const host = await until('a host', () =>
      [...document.querySelectorAll<HTMLElement>('[role=treeitem]')].find((row) => row.dataset.name === 'xcp-lyon-01'))
    host.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true, button: 0 }))
    // The first lines of it stand on the first page.
    await until('its load', () => document.querySelector('.sparkline path')?.getAttribute('d')?.includes('L'))
    const tab = await until('its tab', () => byText('[role=tab]', 'Performance'))
    tab.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
    const numbers = () => [...document.querySelectorAll('.chart-card tbody tr')].map((row) => row.textContent ?? '')
    const short = await until('numbers', () => numbers().length === 7 && numbers())
    expect(short[0]).toMatch(/Processor\s*\d+.?%/)
    expect(short.filter((row) => row.includes('–'))).toEqual([])
    const charts = document.querySelector<HTMLElement>('.charts')!
    charts.focus()
    press('ArrowLeft', {}, charts)
    await until('the cursor', () => byText('.chart-card thead th', 'At cursor'))
    byText('[role=radio]', 'Year')!.click()
    await until('a year', () => numbers().length === 7 && numbers()[0] !== short[0])
  })
})
