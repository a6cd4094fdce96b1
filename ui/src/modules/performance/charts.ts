import type { MetricCurve } from '@/platform/bindings'

/** One chart: lines over the same scale. */
export interface ChartSpec {
  /** Its word is `metrics.chart.<id>`. */
  id: 'processor' | 'memory' | 'network' | 'disk'
  /** Their words are `metrics.curve.<curve>`. */
  curves: readonly MetricCurve[]
  unit: 'share' | 'bytes' | 'rate'
}

/** What is asked first of anything that computes, in the order of asking. */
export const CHARTS: readonly ChartSpec[] = [
  { id: 'processor', curves: ['processor'], unit: 'share' },
  { id: 'memory', curves: ['memoryUsed', 'memoryTotal'], unit: 'bytes' },
  { id: 'network', curves: ['networkReceived', 'networkSent'], unit: 'rate' },
  { id: 'disk', curves: ['diskRead', 'diskWritten'], unit: 'rate' },
]

/** Every line of the charts, in the order in which the engine is asked for them. */
export const CURVES: MetricCurve[] = CHARTS.flatMap((chart) => chart.curves)
