import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { i18n } from '@/locales'
import { clean, EVIL, expectAccessible, show, testHost, text, VM } from '@tests/host'
import type { Cell as CellValue } from '@/platform/bindings'
import { selection } from '@/stores/selection'

import Cell from './Cell.vue'

const shown = (cell: CellValue, dense = false) => show(Cell, { cell, dense })

beforeEach(() => {
  testHost(() => undefined)
  i18n.global.locale.value = 'en'
})
afterEach(clean)

describe('Cell', () => {
  it('says a size in binary units, as the language writes numbers', () => {
    const bytes = 1.5 * 1024 ** 3
    expect(shown({ is: 'bytes', bytes }).text()).toBe('1.5 GiB')
    i18n.global.locale.value = 'fr'
    expect(shown({ is: 'bytes', bytes }).text()).toMatch(/^1,5 Gi[oB]$/)
  })

  it('draws a meter with its numbers', () => {
    const meter = shown({ is: 'meter', used: 3 * 1024 ** 3, total: 4 * 1024 ** 3 })
    expect(meter.get('[role=meter]').attributes('aria-valuenow')).toBe('75')
    expect(meter.text()).toContain('3 GiB of 4 GiB')
    expect(meter.text()).toContain('75%')
  })

  it('bears a meter of nothing', () => {
    expect(shown({ is: 'meter', used: 0, total: 0 }).get('[role=meter]').attributes('aria-valuenow')).toBe('0')
  })

  it('says counts, shares and flags', () => {
    expect(shown({ is: 'count', count: 12345 }).text()).toBe('12,345')
    expect(shown({ is: 'ratio', ratio: 0.425 }).text()).toMatch(/^4[23]%$/)
    expect(shown({ is: 'flag', on: true }).text()).toBe('Yes')
    expect(shown({ is: 'flag', on: false }).text()).toBe('No')
  })

  it('gives a moment as text and as a machine reads it', () => {
    const time = shown({ is: 'time', unix: 1_700_000_000 }).get('time')
    expect(time.attributes('datetime')).toBe('2023-11-14T22:13:20.000Z')
    expect(time.text()).toContain('2023')
  })

  it('shows no value as a dash that is also said', () => {
    const none = shown({ is: 'none' })
    expect(none.text()).toContain('–')
    expect(none.get('.visually-hidden').text()).toBe('none')
  })

  it('shows a state as a word, and a word it does not know as it came', () => {
    expect(shown({ is: 'status', status: 'suspended' }).text()).toBe('Suspended')
    expect(shown({ is: 'term', term: 'networks' }).text()).toBe('Networks')
    expect(shown({ is: 'term', term: 'future_word' }).text()).toBe('future_word')
  })

  it('goes to the object of a link, where that has a page', async () => {
    await shown({ is: 'link', object: VM, text: 'web-01', status: 'running' }).get('button').trigger('click')
    expect(selection.objects.value).toEqual([VM])
    const vbd = { ...VM, class: 'VBD' }
    expect(shown({ is: 'link', object: vbd, text: 'xvda', status: 'ok' }).find('button').exists()).toBe(false)
  })

  it('shows several values, one under the other or on one line', () => {
    const list: CellValue = { is: 'list', items: [text('10.0.0.1'), text('fe80::1')] }
    expect(shown(list, true).text().replace(/\s+/g, ' ')).toBe('10.0.0.1, fe80::1')
    expect(shown(list).findAll('.item')).toHaveLength(2)
    expect(shown({ is: 'list', items: [] }).text()).toContain('–')
  })

  it.each<CellValue>([
    text(EVIL),
    { is: 'code', text: EVIL },
    { is: 'term', term: EVIL },
    { is: 'link', object: VM, text: EVIL, status: 'ok' },
  ])('shows markup as typed: $is', (cell) => {
    const wrapper = shown(cell)
    expect(wrapper.text()).toContain(EVIL)
    expect(wrapper.find('img').exists()).toBe(false)
  })

  it('has no finding of axe in any shape', async () => {
    const wrapper = shown({
      is: 'list',
      items: [
        text('a'),
        { is: 'code', text: 'b' },
        { is: 'meter', used: 1, total: 2 },
        { is: 'time', unix: 1 },
        { is: 'link', object: VM, text: 'c', status: 'ok' },
        { is: 'status', status: 'broken' },
        { is: 'none' },
      ],
    })
    await expectAccessible(wrapper.element.parentElement!)
  })
})
