import type { Status } from '@/platform/bindings'

/** The shapes of states: each differs from the others without its colour. */
export type Shape =
  | 'disc'
  | 'ring'
  | 'bars'
  | 'half'
  | 'triangle'
  | 'cross'
  | 'dash'
  | 'arc'
  | 'clock'
  | 'question'

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
