import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { i18n } from '@/locales'
import { clean, EVIL, show, testHost, text, VM } from '@tests/host'
import type { Cell, Status, TableRow } from '@/platform/bindings'

import TableLine from './TableLine.vue'

const rowOf = (...cells: Cell[]): TableRow => ({
  object: VM,
  status: 'running',
  health: null,
  busy: null,
  cells: [text('web'), ...cells],
  revision: 0,
})
function lineProps(...cells: Cell[]) {
  return {
    row: rowOf(...cells),
    index: 3,
    start: 90,
    size: 30,
    columns: [text('name'), ...cells].map((cell, at) => ({ id: `c${at}`, numeric: cell.is === 'count' })),
    marked: true,
    selected: false,
    current: false,
    old: false,
  }
}
const line = (...cells: Cell[]) => show(TableLine, lineProps(...cells))
const second = (...cells: Cell[]) => line(...cells).findAll('[role=gridcell]')[1]

beforeEach(() => {
  testHost(() => undefined)
  i18n.global.locale.value = 'en'
})
afterEach(clean)

describe('TableLine', () => {
  it('has no elements within a cell that is nothing but text', () => {
    const texts: [Cell, string][] = [
      [text(EVIL), EVIL],
      [{ is: 'code', text: '10.0.0.1' }, '10.0.0.1'],
      [{ is: 'bytes', bytes: 1.5 * 1024 ** 3 }, '1.5 GiB'],
      [{ is: 'count', count: 12345 }, '12,345'],
      [{ is: 'flag', on: true }, 'Yes'],
      [{ is: 'term', term: 'networks' }, 'Networks'],
      [{ is: 'term', term: 'future_word' }, 'future_word'],
      [{ is: 'list', items: [text('db'), text('prod')] }, 'db, prod'],
      [{ is: 'list', items: [{ is: 'code', text: '10.0.0.1' }, { is: 'code', text: 'fe80::1' }] }, '10.0.0.1 +1'],
      [{ is: 'said', problem: { code: 'VM_REBOOTED', params: {}, raw: [] } }, 'Rebooted'],
      [{ is: 'said', problem: { code: 'MOON_ROSE_EARLY', params: {}, raw: [] } }, 'Moon rose early'],
      [{ is: 'said', problem: { code: 'alarm_cpu', params: { name: 'db', value: '97', level: '90' }, raw: [] } }, 'db: the CPU is at 97 % (alarm from 90 % on).'],
    ]
    for (const [cell, says] of texts) {
      const shown = second(cell)
      expect(shown?.text()).toBe(says)
      expect(shown?.element.childElementCount).toBe(0)
    }
  })

  it('draws what is more than text', () => {
    const link: Cell = { is: 'link', object: VM, text: 'host-1', status: 'ok' }
    expect(second(link)?.get('button').text()).toBe('host-1')
    expect(second({ is: 'list', items: [link, link] })?.findAll('button')).toHaveLength(2)
    expect(second({ is: 'meter', used: 1, total: 4 })?.get('[role=meter]').attributes('aria-valuenow')).toBe('25')
  })

  it('marks a link only where not all is as usual', () => {
    const link = (status: Status): Cell => ({ is: 'link', object: VM, text: 'host-1', status })
    expect(second(link('ok'))?.find('svg').exists()).toBe(false)
    expect(second(link('broken'))?.find('svg').exists()).toBe(true)
  })

  it('says what is under way, and what is not well, beside the state', () => {
    const state: Cell = { is: 'status', status: 'running' }
    const busy = show(TableLine, { ...lineProps(state), row: { ...rowOf(state), busy: 'clean_reboot' } })
    expect(busy.text()).toContain('Rebooting')
    const ill = show(TableLine, { ...lineProps(state), row: { ...rowOf(state), health: 'degraded' as const } })
    expect(ill.text()).toContain('Running')
    expect(ill.text()).toContain('An alarm is on')
  })

  it('says what a dash means to who hears it', () => {
    for (const cell of [{ is: 'none' }, { is: 'list', items: [] }] satisfies Cell[]) {
      expect(second(cell)?.text()).toBe('–')
      expect(second(cell)?.attributes('aria-label')).toBe('none')
    }
  })

  it('says how long ago a moment was to who points at it', async () => {
    const moment = second({ is: 'time', unix: Date.now() / 1000 - 7200 })
    expect(moment?.attributes('title')).toBeUndefined()
    await moment?.trigger('pointerover')
    expect(moment?.attributes('title')).toMatch(/2 hr\. ago$/)
  })
})
