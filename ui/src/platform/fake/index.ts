/**
 * An engine that is not there: the same seam with a small world in memory, for tests and for
 * looking at screens in a plain browser. No production build holds it.
 */
import type { ConnectionView, Message, NewConnection, ObjectKey, Settings, TaskView, ViewBody, ViewSpec } from '../bindings'
import type { Host } from '../host'
import { answers } from './answers'
import { tableFrame } from './lists'
import { addOrchestra, xoServers } from './orchestra'
import { actions, page } from './pages'
import { treeFrame } from './tree'
import { populate, startingConnections, type Thing } from './world'

/** How many milliseconds a thing takes; tests make them short. */
export interface Pace {
  answer: number
  step: number
  task: number
}

/** The world of one fake. */
export class World {
  connections: ConnectionView[] = startingConnections()
  things = new Map<string, Thing[]>()
  tasks: TaskView[] = []
  settings: Settings = { theme: 'system', language: '', density: 'comfortable', layout: {} }
  /** What was given to `add_connection`, by connection. */
  added = new Map<string, NewConnection>()
  private views = new Map<number, { spec: ViewSpec; number: number; last: string }>()
  private nextView = 1
  private receive: (message: Message) => void = () => {}
  private due = false

  constructor(
    readonly pace: Pace,
    vms: number,
  ) {
    this.things.set('c1', populate('c1', 3, vms, 1))
    this.things.set('c2', populate('c2', 2, 14, 2))
    this.things.set('c6', populate('c6', 1, 5, 3))
    this.things.set('c7', populate('c7', 2, 6, 4))
    this.count()
  }

  attach(receive: (message: Message) => void): void {
    this.receive = receive
  }

  /** Tells every open view of what has changed; soon, and at once for all changes together. */
  changed(): void {
    if (this.due) return
    this.due = true
    setTimeout(() => {
      this.due = false
      this.count()
      for (const id of this.views.keys()) this.show(id)
    }, 5)
  }

  notice(problem: Extract<Message, { is: 'notice' }>['problem'], { job, subject, subjectName }: TaskView): void {
    const connection = subject?.connection ?? null
    this.receive({ is: 'notice', id: Date.now(), connection, object: subject, job, subject: subjectName, problem })
  }

  open(spec: ViewSpec): number {
    const id = this.nextView
    this.nextView += 1
    this.views.set(id, { spec, number: 0, last: '' })
    this.show(id)
    return id
  }

  set(id: number, spec: ViewSpec): void {
    const view = this.views.get(id)
    if (!view) return
    view.spec = spec
    this.show(id)
  }

  close(id: number): void {
    this.views.delete(id)
  }

  find(object: ObjectKey): Thing | undefined {
    return this.things.get(object.connection)?.find((one) => one.key.reference === object.reference)
  }

  private count(): void {
    for (const connection of this.connections) {
      connection.objects = this.things.get(connection.id)?.length ?? 0
    }
  }

  private show(id: number): void {
    const view = this.views.get(id)
    if (!view) return
    const body = this.body(view.spec)
    const text = JSON.stringify(body)
    if (text === view.last) return
    view.last = text
    view.number += 1
    this.receive({ is: 'frame', view: id, number: view.number, body: JSON.parse(text) as ViewBody })
  }

  private body(spec: ViewSpec): ViewBody {
    switch (spec.view) {
      case 'connections':
        return { view: 'connections', data: this.connections }
      case 'tree':
        return { view: 'tree', data: treeFrame(spec, this.connections, this.things) }
      case 'table':
        return { view: 'table', data: tableFrame(spec, this.connections, this.things) }
      case 'page':
        return { view: 'page', data: this.page(spec.object) }
      case 'actions':
        return { view: 'actions', data: actions(this.selected(spec.objects)) }
      case 'tasks':
        return { view: 'tasks', data: this.tasks }
      case 'xoServers':
        return { view: 'xoServers', data: xoServers() }
    }
  }

  selected(objects: ObjectKey[]): Thing[] {
    return objects.flatMap((object) => this.find(object) ?? [])
  }

  private page(object: ObjectKey) {
    const one = this.find(object)
    if (!one) return null
    const own = this.things.get(object.connection) ?? []
    const name = this.connections.find(({ id }) => id === object.connection)?.name ?? ''
    const find = (reference: string | null) =>
      reference ? own.find((other) => other.key.reference === reference) : undefined
    return page(one, own.find((other) => other.kind === 'pool'), name, find)
  }
}

/** The seam over such a world. */
export function hostOf(world: World): Host {
  const table = answers(world)
  return {
    call: async <T>(command: string, args: Record<string, unknown>): Promise<T> => {
      await new Promise((resolve) => setTimeout(resolve, world.pace.answer))
      const answer = table[command]
      if (!answer) throw { code: 'bad_request', params: { command, why: 'no such command' }, raw: [] }
      // As over the real seam, nothing is shared between the two sides.
      const value = answer(JSON.parse(JSON.stringify(args)))
      return (value === undefined ? undefined : JSON.parse(JSON.stringify(value))) as T
    },
    attach: async (receive) => world.attach(receive),
  }
}

/** The fake behind a plain browser: `?vms=2000` makes the first pool bigger, `?empty` has no server. */
export function fakeHost(): Host {
  const wish = new URLSearchParams(location.search)
  const world = new World({ answer: 3, step: 900, task: 9_000 }, Number(wish.get('vms') ?? 46))
  if (wish.has('empty')) world.connections = []
  else addOrchestra(world)
  const theme = wish.get('theme')
  if (theme) world.settings.theme = theme as Settings['theme']
  if (wish.get('density') === 'compact') world.settings.density = 'compact'
  world.settings.language = wish.get('language') ?? 'en'
  return hostOf(world)
}
