/** The objects of the fake: a few pools in every state that a person can meet. */
import type { ConnectionView, ObjectKey, Problem, RowKind, Status } from '../bindings'

/** One object of any kind, with what the fake's pages and lists need of it. */
export interface Thing {
  key: ObjectKey
  kind: RowKind
  name: string
  description: string
  status: Status
  busy: string | null
  uuid: string
  tags: string[]
  /** The host it is on (VMs) or belongs to (local SRs). */
  host: string | null
  /** What it is a snapshot of. */
  of: string | null
  vcpus: number
  memory: number
  used: number
  size: number
  address: string
  os: string
  started: number | null
  type: string
  shared: boolean
  vlan: number | null
  disks: { name: string; sr: string; size: number; device: string }[]
  networks: string[]
  warnings: Problem[]
}

const GIB = 1024 ** 3
const now = () => Math.floor(Date.now() / 1000)

/** The same numbers at every start, so that a screen can be compared with itself. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const WORKS = ['web', 'db', 'cache', 'mail', 'build', 'git', 'ldap', 'vpn', 'proxy', 'metrics', 'wiki', 'queue']
const SYSTEMS = [
  'Debian GNU/Linux 13 (trixie)',
  'Ubuntu 24.04.3 LTS',
  'AlmaLinux 9.6',
  'Windows Server 2022 Standard',
  'FreeBSD 14.3',
  'Alpine Linux 3.22',
]

function thing(key: ObjectKey, kind: RowKind, name: string, random: () => number): Thing {
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  return {
    key,
    kind,
    name,
    description: '',
    status: 'ok',
    busy: null,
    uuid: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    tags: [],
    host: null,
    of: null,
    vcpus: 0,
    memory: 0,
    used: 0,
    size: 0,
    address: '',
    os: '',
    started: null,
    type: '',
    shared: false,
    vlan: null,
    disks: [],
    networks: [],
    warnings: [],
  }
}

/** The objects of one pool. */
export function populate(connection: string, hosts: number, vms: number, seed: number): Thing[] {
  const random = dice(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  let serial = 0
  const make = (cls: string, kind: RowKind, name: string): Thing => {
    serial += 1
    const reference = `OpaqueRef:fake-${connection}-${serial}`
    return thing({ connection, class: cls, reference }, kind, name, random)
  }
  const things: Thing[] = []
  const add = (one: Thing, more: Partial<Thing>): Thing => {
    things.push(Object.assign(one, more))
    return one
  }

  add(make('pool', 'pool', ''), { description: 'Racks 4 and 5, second floor' })
  const networks = [
    add(make('network', 'network', 'Pool-wide network 0'), { type: 'xenbr0' }),
    add(make('network', 'network', 'Storage'), { type: 'xapi1', vlan: 40 }),
    add(make('network', 'network', 'DMZ'), { type: 'xapi2', vlan: 110 }),
  ]
  const shared = [
    add(make('SR', 'sr', 'nfs-tank'), { type: 'nfs', shared: true, size: 8192 * GIB, used: 5230 * GIB }),
    add(make('SR', 'sr', 'iscsi-fast'), {
      type: 'lvmoiscsi',
      shared: true,
      size: 4096 * GIB,
      used: 3890 * GIB,
      status: 'degraded',
      warnings: [{ code: 'pbd_unplugged', params: { host: 'host-2', sr: 'iscsi-fast' }, raw: [] }],
    }),
    add(make('SR', 'sr', 'ISO library'), { type: 'iso', shared: true, size: 500 * GIB, used: 122 * GIB }),
  ]
  const hostThings: Thing[] = []
  for (let index = 1; index <= hosts; index += 1) {
    const host = add(make('host', 'host', `host-${index}`), {
      address: `10.20.0.${10 + index}`,
      memory: 256 * GIB,
      used: Math.round((0.3 + random() * 0.62) * 256 * GIB),
      vcpus: 48,
      os: 'XCP-ng 8.3.0',
      started: now() - 86_400 * 41 - index * 7_000,
      type: 'AMD EPYC 7443P 24-Core Processor',
      status: index === 3 ? 'disabled' : 'ok',
      warnings: index === 3 ? [{ code: 'host_disabled_warning', params: { host: 'host-3' }, raw: [] }] : [],
    })
    hostThings.push(host)
    add(make('SR', 'sr', `Local storage on ${host.name}`), {
      type: 'ext',
      host: host.key.reference,
      size: 890 * GIB,
      used: Math.round(random() * 700 * GIB),
    })
  }
  for (let index = 0; index < vms; index += 1) {
    const work = WORKS[index % WORKS.length] as string
    const system = pick(SYSTEMS)
    const roll = random()
    const status: Status =
      roll < 0.68 ? 'running' : roll < 0.92 ? 'halted' : roll < 0.96 ? 'suspended' : 'paused'
    const alive = status === 'running' || status === 'paused'
    const size = pick([20, 40, 80, 250]) * GIB
    const vm = add(make('VM', 'vm', `${work}-${String(Math.floor(index / WORKS.length) + 1).padStart(2, '0')}`), {
      status,
      vcpus: pick([1, 2, 4, 8]),
      memory: pick([1, 2, 4, 8, 16]) * GIB,
      address: alive ? `10.30.${Math.floor(index / 250)}.${(index % 250) + 4}` : '',
      os: system,
      host: alive ? pick(hostThings.filter((host) => host.status === 'ok')).key.reference : null,
      started: alive ? now() - Math.floor(random() * 4_000_000) : null,
      tags: random() < 0.4 ? [pick(['prod', 'test', 'team-a'])] : [],
      description: work === 'db' ? 'PostgreSQL primary; ask the data team before a reboot' : '',
      disks: [{ name: `${work} root`, sr: pick(shared.slice(0, 2)).key.reference, size, device: 'xvda' }],
      networks: [pick(networks).key.reference],
      warnings: random() < 0.08 ? [{ code: 'tools_missing', params: {}, raw: [] }] : [],
    })
    if (index % 9 === 1) {
      add(make('VM', 'snapshot', `${vm.name} before the upgrade`), {
        of: vm.key.reference,
        status: 'halted',
        started: now() - 500_000,
        vcpus: vm.vcpus,
        memory: vm.memory,
      })
    }
  }
  for (const system of SYSTEMS) {
    add(make('VM', 'template', system), { status: 'halted', vcpus: 2, memory: 2 * GIB, os: system })
  }
  return things
}

const fingerprint = (seed: number): string => {
  const random = dice(seed)
  return Array.from({ length: 32 }, () =>
    Math.floor(random() * 256).toString(16).padStart(2, '0').toUpperCase(),
  ).join(':')
}

/** A certificate as hosts make them for themselves. */
export function certificate(host: string, seed: number, years = 10) {
  return {
    fingerprint: fingerprint(seed),
    subject: `CN=${host}`,
    issuer: `CN=${host}`,
    notBefore: now() - 86_400 * 300,
    notAfter: now() + 86_400 * 365 * years,
  }
}

const connection = (
  id: string,
  name: string,
  address: string,
  status: Status,
  state: ConnectionView['state'],
): ConnectionView => ({
  id, kind: 'pool', parent: null, pool: null, sameAs: [], hidden: false, name, address, user: 'root', keep: 'keyring', state, status, demo: false, objects: 0, asOf: state.is === 'stale' || state.is === 'emergency' ? state.since : null, readOnly: false, skew: null,
})

/** The servers that are there at the start, one in each state. */
export function startingConnections(): ConnectionView[] {
  return [
    connection('c1', 'paris-lab', '10.20.0.11', 'live', { is: 'live', since: now() - 4_000 }),
    connection('c2', 'lyon-prod', 'lyon-1.example.org', 'stale', {
      is: 'stale',
      since: now() - 130,
      why: { code: 'unreachable', params: { address: 'lyon-1.example.org' }, raw: ['Connection refused (os error 111)'] },
      nextTry: Date.now() + 14_000,
      trying: null,
    }),
    connection('c3', '10.44.1.20', '10.44.1.20', 'attention', {
      is: 'certificate',
      host: '10.44.1.20',
      presented: certificate('xcp-edge-1', 7),
      trusted: null,
    }),
    connection('c4', 'dr-site', 'dr.example.org', 'attention', {
      is: 'password',
      why: { code: 'wrong_password', params: { user: 'root' }, raw: ['SESSION_AUTHENTICATION_FAILED', 'root', 'Authentication failure'] },
    }),
    connection('c5', 'archive', 'archive.example.org', 'disconnected', { is: 'disconnected', why: null }),
    connection('c7', 'harbour', 'harbour-2.example.org', 'attention', {
      is: 'emergency',
      since: now() - 900,
      host: 'harbour-2.example.org',
      why: { code: 'emergency_mode', params: {}, raw: ['HOST_IN_EMERGENCY_MODE'] },
      nextTry: Date.now() + 9_000,
    }),
    connection('c6', 'branch-office', 'branch.example.org', 'attention', {
      is: 'certificate',
      host: 'branch.example.org',
      presented: certificate('branch.example.org', 21),
      trusted: { ...certificate('branch.example.org', 9), notBefore: null, notAfter: null },
    }),
  ]
}
