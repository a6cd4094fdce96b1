/** A Xen Orchestra for the fake: two pools that only it leads to, and another way to the first pool. */
import type { ConnectionView, XoServerView } from '../bindings'
import type { World } from './index'
import { populate, startingConnections } from './world'

const PARIS = 'uuid-of-paris-lab'

function like(other: Partial<ConnectionView> & Pick<ConnectionView, 'id' | 'name'>): ConnectionView {
  const [first] = startingConnections()
  if (!first) throw new Error('the fake has no servers')
  return { ...first, address: 'xo.example.org', user: 'ada@example.org', keep: 'token', ...other }
}

/** Adds it to a world. */
export function addOrchestra(world: World): void {
  const since = Math.floor(Date.now() / 1000) - 340
  const behind = { kind: 'xoPool', parent: 'c8' } as const
  world.connections = [
    ...world.connections.map((one) => (one.id === 'c1' ? { ...one, pool: PARIS, sameAs: ['c11'] } : one)),
    like({ id: 'c8', name: 'xo.example.org', kind: 'xo' }),
    like({ ...behind, id: 'c9', name: 'factory', pool: 'uuid-of-factory' }),
    like({
      ...behind,
      id: 'c10',
      name: 'quay',
      status: 'stale',
      asOf: since,
      state: {
        is: 'stale',
        since,
        why: { code: 'xo_pool_lost', params: {}, raw: [] },
        nextTry: Date.now() + 11_000,
        trying: null,
      },
    }),
    like({
      ...behind,
      id: 'c12',
      name: 'depot',
      status: 'stale',
      asOf: since,
      state: {
        is: 'stale',
        since,
        why: { code: 'xo_server_off', params: { server: 's5' }, raw: [] },
        nextTry: Date.now() + 11_000,
        trying: null,
      },
    }),
    like({ ...behind, id: 'c11', name: 'paris-lab', pool: PARIS, sameAs: ['c1'], hidden: true }),
  ]
  world.things.set('c9', populate('c9', 2, 11, 5))
  world.things.set('c10', populate('c10', 1, 5, 6))
  world.things.set('c12', populate('c12', 1, 5, 7))
  world.changed()
}

const server = (id: string, host: string, other: Partial<XoServerView>): XoServerView => ({
  id,
  label: '',
  host,
  username: 'root',
  enabled: true,
  readOnly: false,
  allowUnauthorized: true,
  status: 'connected',
  pool: null,
  poolName: null,
  connection: null,
  members: [host],
  error: null,
  ...other,
})

/** The servers that it knows. */
export function xoServers(): XoServerView[] {
  return [
    server('s1', '10.50.0.11', { label: 'Factory floor', poolName: 'factory', connection: 'c9' }),
    server('s2', '10.60.0.11', {
      label: 'Quay 7',
      poolName: 'quay',
      connection: 'c10',
      status: 'connecting',
      error: { code: 'unreachable', params: { address: '10.60.0.11' }, raw: ['connect ECONNREFUSED 10.60.0.11:443'] },
    }),
    server('s3', '10.20.0.11', { poolName: 'paris-lab', connection: 'c11', readOnly: true, allowUnauthorized: false }),
    server('s5', '10.70.0.11', { label: 'Depot', poolName: 'depot', connection: 'c12', enabled: false, status: 'disconnected' }),
    server('s4', 'spare.example.org', { enabled: false, status: 'disconnected' }),
  ]
}
