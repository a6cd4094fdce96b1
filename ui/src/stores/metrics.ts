import { type MaybeRefOrGetter, onScopeDispose, type ShallowRef, shallowRef, toValue, watch } from 'vue'

import { api, asProblem } from '@/platform'
import type { MetricsSpec, Problem } from '@/platform/bindings'

const STATES = ['loading', 'live', 'stale', 'forbidden', 'unavailable'] as const

/** What was measured of an object, as the engine has it now. */
export interface Metrics {
  /** How it stands: `stale` was true once, `unavailable` is not to be had. */
  state: (typeof STATES)[number]
  /** The end of each step, Unix seconds by the host's clock. */
  times: Float64Array
  /** A line for each curve that was asked for, in that order; NaN is a gap. */
  lines: Float32Array[]
  /** The newest row there is. */
  newest: number | null
  /** Why it is not live, where there is something to say. */
  why: Problem | null
}

const HEAD = 24

/** Reads a frame in place; the engine's `inventory::metrics::encode` says what stands where. */
export function readMetrics(bytes: ArrayBuffer): { view: number; metrics: Metrics } {
  const head = new DataView(bytes)
  const [curves, count, whyLength] = [head.getUint8(5), head.getUint32(8, true), head.getUint32(12, true)]
  const newest = head.getFloat64(16, true)
  const values = HEAD + count * 8
  const end = values + curves * count * 4
  const why = new TextDecoder().decode(new Uint8Array(bytes, end, whyLength))
  return {
    view: head.getUint32(0, true),
    metrics: {
      state: STATES[head.getUint8(4)] ?? 'unavailable',
      times: new Float64Array(bytes, HEAD, count),
      lines: Array.from({ length: curves }, (_, at) => new Float32Array(bytes, values + at * count * 4, count)),
      newest: Number.isNaN(newest) ? null : newest,
      why: why ? (JSON.parse(why) as Problem) : null,
    },
  }
}

const listeners = new Map<number, (metrics: Metrics) => void>()
let next = 1

/** Takes a frame to the chart that it is for. */
export function deliverMetrics(bytes: ArrayBuffer): void {
  const { view, metrics } = readMetrics(bytes)
  listeners.get(view)?.(metrics)
}

/**
 * Keeps the engine telling what is measured of an object as long as the component lives; hosts are asked
 * only while somebody is told. With `null` nothing is told.
 */
export function useMetrics(spec: MaybeRefOrGetter<MetricsSpec | null>): {
  metrics: ShallowRef<Metrics | undefined>
  problem: ShallowRef<Problem | null>
} {
  const metrics = shallowRef<Metrics>()
  const problem = shallowRef<Problem | null>(null)
  const view = next++
  let about = ''
  // One request after the other: the last one said is the one that holds.
  let said: Promise<unknown> = Promise.resolve()
  const say = (what: () => Promise<void>) => {
    said = said.then(what).catch((error: unknown) => {
      problem.value = asProblem(error)
    })
  }
  watch(
    () => toValue(spec),
    (wanted, before) => {
      if (JSON.stringify(wanted) === JSON.stringify(before)) return
      const object = JSON.stringify(wanted?.object)
      if (object !== about) metrics.value = undefined
      about = object
      problem.value = null
      if (!wanted) {
        listeners.delete(view)
        if (before) say(() => api.unwatchMetrics(view))
        return
      }
      listeners.set(view, (now) => {
        // What was asked for before has as many lines as was asked for then.
        if (now.lines.length === wanted.curves.length) metrics.value = now
      })
      say(() => api.watchMetrics(view, wanted))
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    if (!listeners.delete(view)) return
    say(() => api.unwatchMetrics(view))
  })
  return { metrics, problem }
}
