/** What the fake answers to each command. */
import type { ConnectionState, ConnectionView, Job, NewConnection, ObjectKey, SearchHit, Settings, Status, TaskView, TreeSpec, TrustAnswer, ViewSpec } from '../bindings'
import type { World } from '.'
import { JOBS, actions } from './pages'
import { treeRows } from './tree'
import { certificate, populate, type Thing } from './world'

// The engine checks the types of arguments; the fake believes them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = (args: any) => unknown

const STATUS_OF: Record<ConnectionState['is'], Status> = {
  disconnected: 'disconnected',
  connecting: 'connecting',
  syncing: 'connecting',
  live: 'live',
  stale: 'stale',
  emergency: 'attention',
  certificate: 'attention',
  password: 'attention',
}

/** The commands over one world. */
export function answers(world: World): Record<string, Answer> {
  const later = (ms: number, act: () => void) => setTimeout(() => (act(), world.changed()), ms)
  const rowsOf = (spec: TreeSpec) => treeRows(spec, world.connections, world.things).rows

  function become(id: string, state: ConnectionState): void {
    world.connections = world.connections.map((one) =>
      one.id === id ? { ...one, state, status: STATUS_OF[state.is] } : one,
    )
    world.changed()
  }

  /** From "connecting" on; the address tells how it goes. */
  function connect(id: string, trusted: boolean): void {
    const connection = world.connections.find((one) => one.id === id)
    if (!connection) return
    const { address } = connection
    become(id, { is: 'connecting', address })
    later(world.pace.step, () => {
      const password = world.added.get(id)?.password
      if (address.startsWith('down')) {
        become(id, {
          is: 'stale',
          since: null,
          why: { code: 'unreachable', params: { address }, raw: ['Connection timed out (os error 110)'] },
          nextTry: Date.now() + 20_000,
          trying: null,
        })
      } else if (address.startsWith('web')) {
        become(id, { is: 'disconnected', why: { code: 'not_xapi', params: { address }, raw: [] } })
      } else if (!trusted) {
        become(id, { is: 'certificate', host: address, presented: certificate(address, 33), trusted: null })
      } else if (password === 'wrong') {
        const raw = ['SESSION_AUTHENTICATION_FAILED', connection.user, 'Authentication failure']
        become(id, { is: 'password', why: { code: 'wrong_password', params: { user: connection.user }, raw } })
      } else {
        become(id, { is: 'syncing' })
        later(world.pace.step, () => {
          if (!world.things.has(id)) world.things.set(id, populate(id, 2, 12, id.length + 40))
          world.connections = world.connections.map((one) =>
            one.id === id && one.name === one.address ? { ...one, name: `pool of ${address}` } : one,
          )
          become(id, { is: 'live', since: Math.floor(Date.now() / 1000) })
        })
      }
    })
  }

  /** One job on one VM, as a task that takes its time. */
  function run(job: Job, one: Thing): string {
    const how = JOBS[job]
    const task: TaskView = {
      id: `task-${world.tasks.length + 1}-${Date.now()}`,
      connection: one.key.connection,
      job,
      title: `VM.${how.call}`,
      subject: one.key,
      subjectName: one.name,
      state: 'running',
      progress: 0,
      started: Date.now(),
      finished: null,
      remaining: null,
      cancellable: true,
      cancelling: false,
      error: null,
    }
    world.tasks = [task, ...world.tasks]
    one.busy = how.call
    const timer = setInterval(() => {
      task.progress = Math.min(1, task.progress + 0.05)
      task.remaining = task.progress > 0.2 ? ((1 - task.progress) * world.pace.task) / 1000 : null
      if (task.cancelling) finish('cancelled')
      else if (task.progress >= 1) finish(one.tags.includes('test') ? 'failed' : 'succeeded')
      world.changed()
    }, world.pace.task / 20)
    function finish(state: TaskView['state']): void {
      clearInterval(timer)
      Object.assign(task, { state, finished: Date.now(), remaining: null, cancellable: false, cancelling: false })
      one.busy = null
      if (state === 'succeeded' && how.to) {
        one.status = how.to
        one.started = how.to === 'running' ? Math.floor(Date.now() / 1000) : null
        if (how.to === 'halted') one.host = null
        else one.host ??= world.things.get(one.key.connection)?.find(({ kind }) => kind === 'host')?.key.reference ?? null
      }
      if (state === 'failed') {
        const raw = ['HOST_NOT_ENOUGH_FREE_MEMORY', '4294967296', '1073741824']
        task.error = { code: raw[0] as string, params: { needed: raw[1] as string, available: raw[2] as string }, raw }
        world.notice(task.error, task)
      }
    }
    world.changed()
    return task.id
  }

  return {
    startup: () => ({
      version: '0.1.0',
      settings: world.settings,
      keyring: null,
      select: null,
      tab: null,
      theme: null,
    }),
    open_view: ({ spec }: { spec: ViewSpec }) => world.open(spec),
    set_view: ({ view, spec }: { view: number; spec: ViewSpec }) => world.set(view, spec),
    close_view: ({ view }: { view: number }) => world.close(view),
    tree_place: ({ spec, object }: { spec: TreeSpec; object: ObjectKey }) => {
      const everything = { ...spec, filter: '', toggled: [] as string[] }
      // Open group after group until the object shows.
      for (let round = 0; round < 6; round += 1) {
        const rows = rowsOf(everything)
        const index = rows.findIndex((row) => row.object?.reference === object.reference)
        const row = rows[index]
        if (row) {
          const toggled = [...new Set([...spec.toggled, ...neededToggles(everything.toggled, row.id)])]
          const shown = rowsOf({ ...spec, filter: '', toggled }).findIndex((other) => other.id === row.id)
          return shown === -1 ? null : { id: row.id, index: shown, toggled }
        }
        everything.toggled = rows
          .filter((other) => other.expandable && !other.expanded)
          .map((other) => other.id)
          .concat(everything.toggled)
      }
      return null

      /** Of all that was opened to find it, what stands above it. */
      function neededToggles(opened: string[], id: string): string[] {
        const rows = rowsOf({ ...spec, filter: '', toggled: opened })
        const at = rows.findIndex((other) => other.id === id)
        const above: string[] = []
        let depth = rows[at]?.depth ?? 0
        for (let index = at - 1; index >= 0 && depth > 0; index -= 1) {
          const other = rows[index]
          if (other && other.depth < depth) {
            depth = other.depth
            if (opened.includes(other.id)) above.push(other.id)
          }
        }
        return above
      }
    },
    tree_find: ({ spec, text, from }: { spec: TreeSpec; text: string; from: number }) => {
      const rows = rowsOf(spec)
      const wish = text.toLowerCase()
      for (let step = 0; step < rows.length; step += 1) {
        const index = (from + step) % rows.length
        if (rows[index]?.name.toLowerCase().startsWith(wish)) return index
      }
      return null
    },
    tree_rows: ({ spec, from, to }: { spec: TreeSpec; from: number; to: number }) =>
      rowsOf(spec).slice(Math.min(from, to), Math.max(from, to) + 1),
    search: ({ text, limit }: { text: string; limit: number }) => {
      const wish = text.toLowerCase()
      const hits: SearchHit[] = []
      for (const connection of world.connections) {
        for (const one of world.things.get(connection.id) ?? []) {
          const name = one.kind === 'pool' ? connection.name : one.name
          if (!name.toLowerCase().includes(wish)) continue
          hits.push({ object: one.key, kind: one.kind, name, status: one.status, pool: connection.name })
        }
      }
      return hits.slice(0, limit)
    },
    add_connection: ({ connection }: { connection: NewConnection }) => {
      const id = `n${world.connections.length + 1}`
      const { kind, address, user, keep, readOnly } = connection
      const view: ConnectionView = {
        id, kind, parent: null, pool: null, sameAs: [], hidden: false, name: address, address, user, keep, demo: false, objects: 0, asOf: null, readOnly, skew: null,
        state: { is: 'connecting', address }, status: 'connecting',
      }
      world.added.set(id, connection)
      world.connections = [...world.connections, view]
      connect(id, false)
      return id
    },
    remove_connection: ({ id }: { id: string }) => {
      world.connections = world.connections.filter((one) => one.id !== id)
      world.things.delete(id)
      world.changed()
    },
    connect: ({ id }: { id: string }) => connect(id, true),
    disconnect: ({ id }: { id: string }) => become(id, { is: 'disconnected', why: null }),
    give_password: ({ id, password, keep }: { id: string; password: string; keep: NewConnection['keep'] }) => {
      world.added.set(id, { kind: 'pool', address: '', user: '', password, otp: null, keep, readOnly: false })
      connect(id, true)
    },
    answer_certificate: ({ id, answer }: { id: string; answer: TrustAnswer }) => {
      if (answer === 'never') become(id, { is: 'disconnected', why: { code: 'untrusted_certificate', params: {}, raw: [] } })
      else connect(id, true)
    },
    set_read_only: ({ id, read_only }: { id: string; read_only: boolean }) => {
      world.connections = world.connections.map((one) => (one.id === id ? { ...one, readOnly: read_only } : one))
      world.changed()
    },
    emergency: ({ id }: { id: string }) => connect(id, true),
    prefer: () => undefined,
    actions: ({ objects }: { objects: ObjectKey[] }) => actions(world.selected(objects)),
    run_job: ({ job, objects }: { job: Job; objects: ObjectKey[] }) =>
      world.selected(objects).filter((one) => actions([one]).some((state) => state.job === job && !state.refusal)).map((one) => run(job, one)),
    affected: ({ job, objects }: { job: Job; objects: ObjectKey[] }) =>
      world.selected(objects).map((one) => ({
        object: one.key,
        name: one.name,
        pool: world.connections.find(({ id }) => id === one.key.connection)?.name ?? '',
        host: world.selected([{ ...one.key, class: 'host', reference: one.host ?? '' }])[0]?.name ?? null,
        refusal: actions([one]).find((state) => state.job === job)?.refusal ?? null,
      })),
    targets: ({ objects }: { objects: ObjectKey[] }) => {
      const [first] = world.selected(objects)
      const hosts = (world.things.get(objects[0]?.connection ?? '') ?? []).filter(({ kind }) => kind === 'host')
      return hosts.map((host) => ({
        object: host.key,
        name: host.name,
        memoryFree: host.memory - host.used,
        refusal: host.key.reference === first?.host ? { code: 'already_there', params: {}, raw: [] } : null,
      }))
    },
    cancel_task: ({ id }: { id: string }) => {
      for (const task of world.tasks) if (task.id === id) task.cancelling = true
      world.changed()
    },
    clear_tasks: () => {
      world.tasks = world.tasks.filter((task) => task.state === 'running')
      world.changed()
    },
    open_console: () => {
      throw { code: 'console_unreachable', params: {}, raw: [] }
    },
    set_settings: ({ settings }: { settings: Settings }) => {
      world.settings = settings
    },
    show_log: () => undefined,
  }
}
