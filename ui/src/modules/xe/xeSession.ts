import { reactive, shallowReactive } from 'vue'
import { api, asProblem } from '@/platform'
import type { XePiece, XeState } from '@/platform/bindings'

/** A command that was asked for, and all that came of it. */
export interface XeEntry {
  key: number
  line: string
  /** Its number in the engine; null where it did not begin. */
  run: number | null
  pieces: XePiece[]
  /** What to read from next time. */
  next: number
  /** Whether something that it printed is left out. */
  isCut: boolean
  state: XeState
}

/** What was asked of one connection's `xe` in this run of the program. It outlives the pane that shows it. */
export interface XeSession {
  connection: string
  entries: XeEntry[]
  /** Lines to be had again, the newest last. */
  history: string[]
}

/** What the program is called, in every language. */
export const NAME = 'xe'

/** So many commands stay on screen. */
const ENTRIES = 100
/** Lines that hold a password are not offered again. */
const SECRET = /pass(word|wd)|secret/i

const sessions = new Map<string, XeSession>()
let lastKey = 0

/** The session of a connection. */
export function xeSession(connection: string): XeSession {
  let session = sessions.get(connection)
  if (!session) {
    session = { connection, entries: shallowReactive([]), history: shallowReactive([]) }
    sessions.set(connection, session)
  }
  return session
}

/** Runs a line, and follows it until it ends or asks for something. */
export async function runLine(session: XeSession, line: string): Promise<void> {
  const entry = reactive<XeEntry>({ key: (lastKey += 1), line, run: null, pieces: [], next: 0, isCut: false, state: { is: 'running' } })
  session.entries.push(entry)
  if (session.entries.length > ENTRIES) session.entries.shift()
  if (!SECRET.test(line) && session.history.at(-1) !== line) session.history.push(line)
  try {
    entry.run = await api.xeBegin(session.connection, line)
  } catch (error) {
    entry.state = { is: 'failed', problem: asProblem(error) }
    return
  }
  await follow(entry)
}

/** Gives a command the line that it asks for, and follows it on. */
export async function answer(entry: XeEntry, line: string): Promise<void> {
  if (entry.run === null || entry.state.is !== 'asks') return
  entry.state = { is: 'running' }
  try {
    await api.xeSay(entry.run, line)
  } catch (error) {
    entry.state = { is: 'failed', problem: asProblem(error) }
    return
  }
  await follow(entry)
}

/** Reads what a command prints: each question is answered once there is something new. */
async function follow(entry: XeEntry): Promise<void> {
  if (entry.run === null) return
  try {
    do {
      const output = await api.xeRead(entry.run, entry.next)
      entry.next = output.next
      entry.pieces.push(...output.pieces)
      entry.isCut = output.isCut
      entry.state = output.state
    } while (entry.state.is === 'running')
  } catch (error) {
    entry.state = { is: 'failed', problem: asProblem(error) }
  }
}

/** Forgets what is on screen; what runs goes on. */
export function clear(session: XeSession): void {
  session.entries.splice(0, session.entries.length, ...session.entries.filter(({ state }) => state.is === 'running' || state.is === 'asks'))
}

/** What was printed, as one text. A carriage return writes over the line that it is on, as a progress bar does. */
export function printed(pieces: readonly XePiece[]): string {
  const text = pieces.map(({ text: part }) => part).join('')
  return text.includes('\r') ? text.replace(/[^\n]*\r(?!\n|$)/g, '') : text
}
