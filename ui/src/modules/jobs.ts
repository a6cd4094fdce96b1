import type { Component } from 'vue'
import {
  Camera,
  CirclePause,
  CirclePlay,
  CirclePower,
  Copy,
  Lock,
  LockOpen,
  Moon,
  MoveRight,
  Pencil,
  Play,
  Plug,
  Power,
  RotateCcw,
  RotateCw,
  Route,
  Sunrise,
  Tag,
  TagX,
  TextCursorInput,
  Trash2,
  Unplug,
  Zap,
} from '@lucide/vue'

import type { ConnectionId, Job, JobRequest, ObjectKey } from '@/platform/bindings'

/** What a person says with a job, by the names of its fields. */
export type Inputs = Record<string, unknown>

/** The icons of jobs that have one of their own. */
const ICONS: Partial<Record<Job, Component>> = {
  start: Play,
  cleanShutdown: Power,
  cleanReboot: RotateCw,
  suspend: Moon,
  resume: Sunrise,
  pause: CirclePause,
  unpause: CirclePlay,
  hardShutdown: CirclePower,
  hardReboot: RotateCcw,
  migrate: MoveRight,
  snapshot: Camera,
  clone: Copy,
  rename: TextCursorInput,
  describe: Pencil,
  addTag: Tag,
  removeTag: TagX,
  connect: Plug,
  tryNow: RotateCw,
  preferWay: Route,
  disconnect: Unplug,
  forbidChanges: Lock,
  allowChanges: LockOpen,
  removeServer: Trash2,
}

/** A job's icon. */
export function jobIcon(job: Job): Component {
  return ICONS[job] ?? Zap
}

/** A job with what was said, as the engine takes it. */
export function requestOf(job: Job, inputs: Inputs = {}): JobRequest {
  // Which inputs a job takes the engine says, by its form, and checks.
  return { job, inputs } as JobRequest
}

/** Names a connection itself, for what can be done to it. */
export function connectionKey(connection: ConnectionId): ObjectKey {
  return { connection, class: 'connection', reference: '' }
}
