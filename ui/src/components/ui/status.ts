import type { Status } from '@/platform/bindings'

/** A part of a shape: an outline on a square of 12 by 12, and how it is drawn. */
interface Part {
  d: string
  as: 'area' | 'line' | 'thick' | 'track' | 'inner'
}

const circle = (radius: number): string =>
  `M6 ${6 - radius}a${radius} ${radius} 0 1 1 0 ${2 * radius}a${radius} ${radius} 0 1 1 0-${2 * radius}z`

/**
 * The shapes of states: each differs from the others without its colour. They differ in nothing but their outlines,
 * so that a mark in a long list takes another shape without new elements.
 */
export const SHAPES = {
  disc: [{ d: circle(4.5), as: 'area' }],
  ring: [{ d: circle(3.75), as: 'line' }],
  bars: [{ d: 'M2.5 1.75h2.5v8.5H2.5zM7 1.75h2.5v8.5H7z', as: 'area' }],
  half: [{ d: circle(3.75), as: 'line' }, { d: 'M6 2.25a3.75 3.75 0 0 0 0 7.5z', as: 'area' }],
  triangle: [{ d: 'M6 .9 11.6 11H.4zM5.35 4.5v3.2h1.3V4.5zm0 4v1.2h1.3V8.5z', as: 'area' }],
  cross: [{ d: 'M2.4 2.4l7.2 7.2M9.6 2.4 2.4 9.6', as: 'thick' }],
  dash: [{ d: `${circle(4.25)}M3.8 6h4.4`, as: 'line' }],
  arc: [{ d: circle(4.5), as: 'track' }, { d: 'M6 1.5A4.5 4.5 0 0 1 10.5 6', as: 'line' }],
  clock: [{ d: `${circle(4.5)}M6 3.4V6l1.8 1.3`, as: 'line' }],
  question: [
    { d: circle(5.2), as: 'area' },
    { d: 'M4.4 4.7a1.6 1.6 0 1 1 2.3 1.45c-.5.25-.7.5-.7 1.05M6 8.7v.5', as: 'inner' },
  ],
} satisfies Record<string, Part[]>

/** One of them. */
export type Shape = keyof typeof SHAPES

/** Whether a state is what one expects: where many stand beside each other, only the others get a mark. */
export function isUsual(status: Status): boolean {
  return status === 'ok' || status === 'running' || status === 'live'
}

/** How a state is drawn. */
export const MARKS: Record<Status, { shape: Shape; tone: 'good' | 'warn' | 'bad' | 'info' | 'quiet' }> = {
  running: { shape: 'disc', tone: 'good' },
  halted: { shape: 'ring', tone: 'quiet' },
  paused: { shape: 'bars', tone: 'warn' },
  suspended: { shape: 'half', tone: 'info' },
  ok: { shape: 'disc', tone: 'good' },
  degraded: { shape: 'triangle', tone: 'warn' },
  broken: { shape: 'cross', tone: 'bad' },
  disabled: { shape: 'dash', tone: 'warn' },
  live: { shape: 'disc', tone: 'good' },
  connecting: { shape: 'arc', tone: 'info' },
  stale: { shape: 'clock', tone: 'warn' },
  disconnected: { shape: 'ring', tone: 'quiet' },
  attention: { shape: 'question', tone: 'warn' },
  unknown: { shape: 'question', tone: 'quiet' },
}
