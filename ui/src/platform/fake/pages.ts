/** The fake's object pages and what can be done to an object. */
import type { ActionState, Cell, Field, Input, Job, ListKind, Page, Problem } from '../bindings'
import { link } from './lists'
import { healthOf } from './tree'
import type { Thing } from './world'

const text = (id: string, value: string): Field => ({
  id,
  value: value ? { is: 'text', text: value } : { is: 'none' },
})
const code = (id: string, value: string): Field => ({
  id,
  value: value ? { is: 'code', text: value } : { is: 'none' },
})
const field = (id: string, value: Cell): Field => ({ id, value })

function sections(one: Thing, find: (reference: string | null) => Thing | undefined): Page['sections'] {
  const identity = { id: 'identity', fields: [text('name', one.name), text('description', one.description), code('uuid', one.uuid)] }
  switch (one.kind) {
    case 'vm':
    case 'template':
    case 'snapshot':
      return [
        identity,
        {
          id: 'compute',
          fields: [
            field('powerState', { is: 'status', status: one.status }),
            field('host', link(find(one.host))),
            field('vcpus', { is: 'count', count: one.vcpus }),
            field('memory', { is: 'bytes', bytes: one.memory }),
            field('started', one.started === null ? { is: 'none' } : { is: 'time', unix: one.started }),
          ],
        },
        { id: 'guest', fields: [text('os', one.os), code('ipv4', one.address), field('tools', { is: 'flag', on: one.warnings.length === 0 })] },
      ]
    case 'host':
      return [
        identity,
        { id: 'state', fields: [field('enabled', { is: 'flag', on: one.status === 'ok' }), code('address', one.address)] },
        {
          id: 'hardware',
          fields: [
            text('cpuModel', one.type),
            field('cores', { is: 'count', count: one.vcpus }),
            field('memoryUsed', { is: 'meter', used: one.used, total: one.memory }),
          ],
        },
        { id: 'version', fields: [text('product', one.os), code('xenVersion', '4.17.5-13')] },
      ]
    case 'sr':
      return [
        identity,
        {
          id: 'usage',
          fields: [
            code('type', one.type),
            field('shared', { is: 'flag', on: one.shared }),
            field('used', { is: 'meter', used: one.used, total: one.size }),
          ],
        },
      ]
    case 'network':
      return [
        identity,
        { id: 'network', fields: [code('bridge', one.type), field('mtu', { is: 'count', count: 1500 })] },
      ]
    default:
      return [identity]
  }
}

const LISTS_OF: Record<Thing['kind'], ListKind[]> = {
  pool: ['hosts', 'vms', 'srs', 'networks', 'messages'],
  host: ['vms', 'srs', 'pifs', 'messages'],
  vm: ['disks', 'vifs', 'snapshots', 'messages'],
  template: ['disks', 'vifs'],
  snapshot: ['disks'],
  sr: ['disks', 'pbds'],
  network: ['vifs', 'pifs'],
  orchestra: [],
  group: [],
}

/** One object's page. */
export function page(one: Thing, pool: Thing | undefined, poolName: string, find: (reference: string | null) => Thing | undefined): Page {
  const place: Cell[] = []
  if (pool && one.kind !== 'pool') place.push({ is: 'link', object: pool.key, text: poolName, status: 'live' })
  const host = find(one.host)
  if (host) place.push(link(host))
  return {
    object: one.key,
    kind: one.kind,
    name: one.kind === 'pool' ? poolName : one.name,
    description: one.description,
    status: one.status,
    health: healthOf(one),
    busy: one.busy,
    place,
    since: one.status === 'running' || one.kind === 'host' ? one.started : null,
    tags: one.tags,
    warnings: one.warnings,
    sections: sections(one, find),
    lists: LISTS_OF[one.kind],
    consoles: one.status === 'running' && one.kind === 'vm' ? [{ reference: 'OpaqueRef:console', protocol: 'rfb' }] : [],
    hasConsole: one.kind === 'vm' || one.kind === 'host',
  }
}

const ANY: Thing['status'][] = ['halted', 'running', 'suspended', 'paused']

/** From which state each job goes where, or nowhere, and what the server calls it. */
export const JOBS: Record<Job, { from: Thing['status'][]; to: Thing['status'] | null; call: string; likely: boolean; destructive: boolean }> = {
  start: { from: ['halted'], to: 'running', call: 'start', likely: true, destructive: false },
  cleanShutdown: { from: ['running'], to: 'halted', call: 'clean_shutdown', likely: true, destructive: false },
  cleanReboot: { from: ['running'], to: 'running', call: 'clean_reboot', likely: true, destructive: false },
  suspend: { from: ['running'], to: 'suspended', call: 'suspend', likely: false, destructive: false },
  resume: { from: ['suspended'], to: 'running', call: 'resume', likely: true, destructive: false },
  pause: { from: ['running'], to: 'paused', call: 'pause', likely: false, destructive: false },
  unpause: { from: ['paused'], to: 'running', call: 'unpause', likely: true, destructive: false },
  hardShutdown: { from: ['running', 'paused', 'suspended'], to: 'halted', call: 'hard_shutdown', likely: false, destructive: true },
  hardReboot: { from: ['running', 'paused'], to: 'running', call: 'hard_reboot', likely: false, destructive: true },
  migrate: { from: ['running'], to: null, call: 'pool_migrate', likely: false, destructive: false },
  snapshot: { from: ANY, to: null, call: 'snapshot', likely: false, destructive: false },
  clone: { from: ['halted'], to: null, call: 'clone', likely: false, destructive: false },
  rename: { from: ANY, to: null, call: 'set_name_label', likely: false, destructive: false },
  describe: { from: ANY, to: null, call: 'set_name_description', likely: false, destructive: false },
  addTag: { from: ANY, to: null, call: 'add_tags', likely: false, destructive: false },
  removeTag: { from: ANY, to: null, call: 'remove_tags', likely: false, destructive: false },
}

function refusal(one: Thing, job: Job): Problem | null {
  if (one.busy) return { code: 'op_in_progress', params: { operation: one.busy }, raw: [] }
  if (!JOBS[job].from.includes(one.status)) {
    return { code: 'wrong_power_state', params: { needed: JOBS[job].from[0] ?? '', actual: one.status }, raw: [] }
  }
  if (one.warnings.some(({ code: why }) => why === 'tools_missing') && job.startsWith('clean')) {
    return { code: 'needs_tools', params: {}, raw: [] }
  }
  return null
}

const INPUTS: Partial<Record<Job, Input>> = {
  snapshot: 'name',
  clone: 'name',
  rename: 'name',
  describe: 'description',
  addTag: 'tag',
  removeTag: 'tag',
  migrate: 'host',
}

/** What can be done to a selection. */
export function actions(selected: Thing[]): ActionState[] {
  const machines = selected.filter((one) => one.kind === 'vm')
  if (machines.length === 0 || machines.length !== selected.length) return []
  return (Object.keys(JOBS) as Job[]).map((job) => {
    const refusals = machines.map((one) => refusal(one, job))
    const able = refusals.filter((why) => why === null).length
    return {
      job,
      refusal: able > 0 ? null : (refusals[0] ?? null),
      likely: JOBS[job].likely && able > 0,
      destructive: JOBS[job].destructive,
      interrupts: JOBS[job].from.includes('running') && JOBS[job].to !== null,
      appliesTo: able,
      inputs: INPUTS[job] ? [INPUTS[job]] : [],
    }
  })
}
