import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { i18n } from '@/locales'
import type { HealthRow } from '@/platform/bindings'
import { clean, EVIL, show, testHost, text, VM } from '@tests/host'

import HealthLine from './HealthLine.vue'

const finding: Extract<HealthRow, { is: 'finding' }> = {
  is: 'finding',
  id: 'a/pbd_unplugged/r',
  rule: 'pbd_unplugged',
  severity: 'degraded',
  sentence: { code: 'pbd_unplugged', params: { host: 'host-1', sr: EVIL }, raw: [] },
  objects: [text(EVIL)],
  object: VM,
  uuid: 'u',
  pool: 'Lab',
  keptAt: null,
  since: null,
  mend: { job: 'plugSr', object: VM, refusal: null },
  putOff: null,
}
const line = (row: HealthRow, showsPool = false) => show(HealthLine, { row, showsPool })

beforeEach(() => {
  testHost(() => undefined)
  i18n.global.locale.value = 'en'
})
afterEach(clean)

describe('HealthLine', () => {
  it('tells what is wrong as text, whatever a pool calls its objects, and what mends it', () => {
    const shown = line(finding)
    expect(shown.text()).toContain(EVIL)
    expect(shown.find('img, script').exists()).toBe(false)
    expect(shown.text()).toContain('Degraded')
    expect(shown.find('button').text()).toBe('Attach to all hosts')
    expect(shown.text()).not.toContain('Lab')
    expect(line(finding, true).text()).toContain('Lab')
  })

  it('says why it is put off, by whom and until when', () => {
    const noon = Date.UTC(2026, 10, 30, 12) / 1000
    const shown = line({ ...finding, mend: null, putOff: { reason: EVIL, by: 'ada', until: noon } })
    expect(shown.text()).toContain(EVIL)
    expect(shown.text()).toContain('by ada')
    expect(shown.text()).toContain('Nov 30, 2026')
    expect(shown.find('button').exists()).toBe(false)
  })

  it('opens and closes a rule by a button that says which it is', async () => {
    const opened: string[] = []
    const row: HealthRow = { is: 'rule', rule: 'pbd_unplugged', severity: 'broken', count: 3, expanded: false }
    const shown = show(HealthLine, { row, showsPool: false, onToggle: (rule: string) => opened.push(rule) })
    const button = shown.find('button')
    expect(button.attributes('aria-expanded')).toBe('false')
    expect(button.text()).toContain('Storage not attached')
    await button.trigger('click')
    expect(opened).toEqual(['pbd_unplugged'])
  })
})
