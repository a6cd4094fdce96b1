import type { Component } from 'vue'
import {
  ArrowUpDown,
  CalendarCheck,
  CalendarClock,
  CalendarOff,
  CalendarPlus,
  Camera,
  CirclePause,
  CirclePlay,
  CirclePower,
  CircuitBoard,
  Copy,
  CopyPlus,
  Cpu,
  Disc3,
  Eject,
  EthernetPort,
  FileCog,
  FileStack,
  Fingerprint,
  Folder,
  FolderInput,
  Gauge,
  HardDrive,
  HeartPulse,
  History,
  House,
  KeyRound,
  Layers,
  Link2,
  ListOrdered,
  Lock,
  LogIn,
  LogOut,
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
  ShieldMinus,
  ShieldPlus,
  Shuffle,
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
  shutdown: Power,
  reboot: RotateCw,
  suspend: Moon,
  resume: Sunrise,
  pause: CirclePause,
  unpause: CirclePlay,
  hardShutdown: CirclePower,
  hardReboot: RotateCcw,
  migrate: MoveRight,
  migrateAnywhere: Shuffle,
  evacuate: LogOut,
  putBack: LogIn,
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
  startAppliance: Play,
  cleanShutdownAppliance: Power,
  shutdownAppliance: Power,
  hardShutdownAppliance: CirclePower,
  arrangeAppliance: ListOrdered,
  createAppliance: Layers,
  setAppliance: Layers,
  deleteAppliance: Trash2,
  runSchedule: Camera,
  editSchedule: CalendarClock,
  enableSchedule: CalendarCheck,
  disableSchedule: CalendarOff,
  createSchedule: CalendarPlus,
  setSchedule: CalendarClock,
  deleteSchedule: Trash2,
  addVtpm: ShieldPlus,
  removeVtpm: ShieldMinus,
  insertDisc: Disc3,
  ejectDisc: Eject,
  createDisk: HardDrive,
  attachDisk: Link2,
  attachConfigDrive: FileCog,
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
  copy: Copy,
  deleteVm: Trash2,
  startOn: Play,
  resumeOn: Sunrise,
  migrateWithStorage: MoveRight,
  revert: History,
  newVmFromSnapshot: CopyPlus,
  newTemplateFromSnapshot: FileStack,
  deleteSnapshot: Trash2,
  deleteSnapshotBranch: Trash2,
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

/** Jobs that are done once, to the pool of what is selected, and the field that takes the selection. */
const AT_POOL: Partial<Record<Job, string>> = { createAppliance: 'vms', createSchedule: 'vms' }

/** What a job is done to, and what is said with it already: of some jobs, the pools of what is selected. */
export function targetOf(job: Job, objects: ObjectKey[], inputs: Inputs): { objects: ObjectKey[]; inputs: Inputs } {
  const field = AT_POOL[job]
  if (!field || !objects.every(({ class: name }) => name === 'VM')) return { objects, inputs }
  const pools = [...new Set(objects.map(({ connection }) => connection))]
  return { objects: pools.map(connectionKey), inputs: { [field]: objects, ...inputs } }
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
