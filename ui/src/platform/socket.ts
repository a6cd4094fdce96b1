import type { Message, Problem } from './bindings'
import type { Host } from './host'

/** What `pooldeck-serve` sends: the answer to a request, or a message of the engine. */
type Reply = { id: number; answer: unknown } | { id: number; problem: Problem } | { message: Message }

interface Waiting {
  resolve(answer: unknown): void
  reject(problem: Problem): void
}

const lost: Problem = { code: 'internal', params: { why: 'pooldeck-serve has gone' }, raw: [] }

/** The engine behind a WebSocket (`pooldeck-serve`), for a plain browser and for tests. */
export function socketHost(url: string): Host & { close(): void } {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  const waiting = new Map<number, Waiting>()
  let receive: (message: Message) => void = () => {}
  let receiveMetrics: (bytes: ArrayBuffer) => void = () => {}
  let next = 1

  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('close', () => {
      reject(lost)
      for (const { reject: refuse } of waiting.values()) refuse(lost)
      waiting.clear()
    })
  })
  // Whoever calls is told.
  opened.catch(() => undefined)

  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return receiveMetrics(data as ArrayBuffer)
    const reply = JSON.parse(data) as Reply
    if ('message' in reply) return receive(reply.message)
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('problem' in reply) asked?.reject(reply.problem)
    else asked?.resolve(reply.answer)
  })

  return {
    async call<T>(command: string, args: Record<string, unknown>): Promise<T> {
      await opened
      if (socket.readyState !== WebSocket.OPEN) throw lost
      const id = next++
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, { resolve: (answer) => resolve(answer as T), reject })
        socket.send(JSON.stringify({ id, command, args }))
      })
    },
    async attach(to, metricsTo) {
      receive = to
      receiveMetrics = metricsTo
      await opened
    },
    async saveFile(name, bytes) {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob([bytes as BlobPart]))
      link.download = name
      link.click()
      URL.revokeObjectURL(link.href)
      return name
    },
    close: () => socket.close(),
  }
}
