import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { TooltipProvider } from 'reka-ui'
import { h, nextTick } from 'vue'

import { i18n } from '@/locales'
import type { MetricsSpec, Page, Problem } from '@/platform/bindings'
import { deliverMetrics } from '@/stores/metrics'
import { testHost } from '@tests/host'

import { CURVES } from './charts'
import PerformanceTab from './PerformanceTab.vue'

const object = { connection: 'c', class: 'host', reference: 'OpaqueRef:h' }
const page = { object, kind: 'host', name: 'h1', status: 'running' } as unknown as Page
let open: VueWrapper | undefined
afterEach(() => open?.unmount())

/** A frame as the engine writes it. */
function frame(view: number, state: number, times: number[], line: (curve: number, row: number) => number, why?: Problem): ArrayBuffer {
  const reason = new TextEncoder().encode(why ? JSON.stringify(why) : '')
  const values = 24 + times.length * 8
  const bytes = new ArrayBuffer(values + CURVES.length * times.length * 4 + reason.length)
  const data = new DataView(bytes)
  data.setUint32(0, view, true)
  data.setUint8(4, state)
  data.setUint8(5, CURVES.length)
  data.setUint32(8, times.length, true)
  data.setUint32(12, reason.length, true)
  data.setFloat64(16, times.at(-1) ?? NaN, true)
  times.forEach((time, row) => data.setFloat64(24 + row * 8, time, true))
  CURVES.forEach((_, curve) =>
    times.forEach((_, row) => data.setFloat32(values + (curve * times.length + row) * 4, line(curve, row), true)))
  new Uint8Array(bytes).set(reason, bytes.byteLength - reason.length)
  return bytes
}

async function begin() {
  const host = testHost(() => undefined)
  const Within = { render: () => h(TooltipProvider, () => h(PerformanceTab, { page })) }
  open = mount(Within, { global: { plugins: [i18n] }, attachTo: document.body })
  await nextTick()
  const asked = () => host.calls.filter(({ command }) => command === 'watch_metrics')
  await expect.poll(() => asked().length).toBe(1)
  return { tab: open, asked, calls: host.calls, view: asked()[0]!.args.view as number }
}

const rows = (tab: VueWrapper) => tab.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))

describe('the performance of an object', () => {
  it('is asked for while it is shown, and not after', async () => {
    const { tab, asked, calls } = await begin()
    expect((asked()[0]!.args.spec as MetricsSpec)).toEqual({ object, curves: CURVES, range: 'tenMinutes' })
    expect(tab.text()).toContain('Asking the host')
    tab.unmount()
    await expect.poll(() => calls.some(({ command }) => command === 'unwatch_metrics')).toBe(true)
  })

  it('stands in tables beside the charts, with a dash where there is no value', async () => {
    const { tab, view } = await begin()
    deliverMetrics(frame(view, 1, [100, 105, 110], (curve, row) => (curve === 0 ? [0.25, 0.5, 0.75][row]! : NaN)))
    await nextTick()
    expect(rows(tab)[0]).toEqual(['Processor', '75 %', '25 %', '50 %', '75 %'].map((text, at) => (at ? expect.stringMatching(text.replace(' ', '.?')) : text)))
    expect(rows(tab)[1]).toEqual(['Memory used', '–', '–', '–', '–'])
    expect(tab.text()).toContain('No values in this time')
  })

  it('says by keys what the cursor is on', async () => {
    const { tab, view } = await begin()
    deliverMetrics(frame(view, 1, [100, 105, 110], (_, row) => [0.25, 0.5, 0.75][row]!))
    await nextTick()
    const charts = tab.get('[role=group]')
    await charts.trigger('keydown', { key: 'ArrowLeft' })
    await charts.trigger('keydown', { key: 'ArrowLeft' })
    expect(rows(tab)[0]![1]).toMatch(/^50/)
    expect(tab.get('[aria-live]').text()).toMatch(/Processor 50/)
    await charts.trigger('keydown', { key: 'Home' })
    expect(rows(tab)[0]![1]).toMatch(/^25/)
  })

  it('zooms and shows all again', async () => {
    const { tab, view } = await begin()
    const times = Array.from({ length: 120 }, (_, row) => 1000 + row * 5)
    deliverMetrics(frame(view, 1, times, (_, row) => row / 120))
    await nextTick()
    const charts = tab.get('[role=group]')
    expect(rows(tab)[0]![2]).toMatch(/^0/)
    await charts.trigger('keydown', { key: '+' })
    expect(rows(tab)[0]![2]).not.toMatch(/^0/)
    await charts.trigger('keydown', { key: '0' })
    expect(rows(tab)[0]![2]).toMatch(/^0/)
  })

  it('asks the same view for another range', async () => {
    const { tab, asked, view } = await begin()
    deliverMetrics(frame(view, 1, [100], () => 0.5))
    await nextTick()
    await tab.findAll('[role=radio]')[3]!.trigger('click')
    await expect.poll(() => asked().at(-1)!.args).toMatchObject({ view, spec: { range: 'year' } })
  })

  it('says what it is when it is old, forbidden, not to be had, or failed', async () => {
    const { tab, view } = await begin()
    deliverMetrics(frame(view, 2, [100, 105], () => 0.5, { code: 'timed_out', params: {}, raw: [] }))
    await nextTick()
    expect(tab.get('[role=status]').text()).toContain('Old')
    expect(tab.get('[role=group]').classes()).toContain('old')
    deliverMetrics(frame(view, 3, [], () => 0))
    await nextTick()
    expect(tab.text()).toContain('may not see')
    deliverMetrics(frame(view, 4, [], () => 0, { code: 'not_measured', params: {}, raw: [] }))
    await nextTick()
    expect(tab.text()).toContain('There are no measurements')
    deliverMetrics(frame(view, 2, [], () => 0, { code: 'timed_out', params: {}, raw: [] }))
    await nextTick()
    expect(tab.find('[role=alert]').exists()).toBe(true)
  })
})
