import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { i18n } from '@/locales'
import { clean, EVIL, show, testHost, text, VM } from '@/modules/testing/host'
import type { Cell } from '@/platform/bindings'

import TableLine from './TableLine.vue'

function line(...cells: Cell[]) {
  return show(TableLine, {
    row: { object: VM, status: 'running', cells: [text('web'), ...cells] },
    index: 3,
    start: 90,
    size: 30,
    columns: [text('name'), ...cells].map((cell, at) => ({ id: `c${at}`, numeric: cell.is === 'count' })),
    marked: true,
    selected: false,
    current: false,
    old: false,
  })
}
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
