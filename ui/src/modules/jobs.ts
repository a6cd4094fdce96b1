import type { Component } from 'vue'
import {
  ArrowUpDown,
  CalendarClock,
  Camera,
  CirclePause,
  CirclePlay,
  CirclePower,
  CircuitBoard,
  Copy,
  Cpu,
  Disc3,
  Eject,
  EthernetPort,
  Fingerprint,
  Folder,
  FolderInput,
  Gauge,
  HardDrive,
  HeartPulse,
  House,
  KeyRound,
  Link2,
  ListOrdered,
  Lock,
  LockOpen,
  Maximize2,
  MemoryStick,
  Moon,
  MoveRight,
  Network,
  NotebookPen,
  Pencil,
  Play,
  Plug,
  Power,
  RotateCcw,
  RotateCw,
  Route,
  ShieldCheck,
  SquarePlus,
  Sunrise,
  Tag,
  TagX,
  Terminal,
  TextCursorInput,
  Trash2,
  Unlink,
  Unplug,
  Weight,
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
  createVm: SquarePlus,
  setProcessors: Cpu,
  setPriority: Weight,
  setMemory: MemoryStick,
  setBootOrder: ListOrdered,
  setFirmware: CircuitBoard,
  setKernelArguments: Terminal,
  setAutoStart: CalendarClock,
  setRestart: HeartPulse,
  setHomeServer: House,
  setProtection: ShieldCheck,
  insertDisc: Disc3,
  ejectDisc: Eject,
  createDisk: HardDrive,
  attachDisk: Link2,
  resizeDisk: Maximize2,
  moveDisk: FolderInput,
  activateDisk: Plug,
  deactivateDisk: Unplug,
  setDiskPosition: ArrowUpDown,
  detachDisk: Unlink,
  deleteDisk: Trash2,
  addInterface: EthernetPort,
  moveInterface: Network,
  plugInterface: Plug,
  unplugInterface: Unplug,
  setMac: Fingerprint,
  setRateLimit: Gauge,
  setLocking: Lock,
  removeInterface: Trash2,
  setFolder: Folder,
  setCustomField: NotebookPen,
  setKey: KeyRound,
  removeKey: KeyRound,
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
