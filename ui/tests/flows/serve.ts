/** For tests: the real engine with simulated pools, as `pooldeck-serve` has them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { inject } from 'vitest'

/** How to reach a simulated pool. */
export interface Reach {
  name: string
  /** `https://127.0.0.1:PORT` */
  address: string
  fingerprint: string
  /** Where faults are ordered. */
  control: string
  /** `http://127.0.0.1:PORT` of the xo-server in front of it, where there is one. */
  xo: string | null
  user: string
  password: string
}

export interface Serve {
  /** For `socketHost`. */
  url: string
  pools: Reach[]
  /** Makes something go wrong with a pool, as poolsim's `faults` names it. */
  order(pool: Reach, fault: Record<string, unknown>): Promise<void>
  stop(): void
}

const running = new Set<ChildProcess>()

/** Starts it; `options` are those of its command line. It ends with the test's process at the latest. */
export async function startServe(...options: string[]): Promise<Serve> {
  const child = spawn(inject('serve'), ['--until-stdin-ends', '--still', '--origin', location.origin, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  running.add(child)
  const line = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stdout! }).once('line', found)
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`pooldeck-serve ended with ${code}`)))
  })
  const { url, pools } = JSON.parse(line) as Pick<Serve, 'url' | 'pools'>
  return {
    url,
    pools,
    async order(pool, fault) {
      const answer = await request(`${pool.control}/_sim/faults`, JSON.stringify(fault))
      if (answer >= 300) throw new Error(`the simulated pool refuses the fault: ${answer}`)
    },
    stop: () => {
      running.delete(child)
      child.stdin?.end()
    },
  }
}

/** Posts from outside of the page, which has no business with the control port. Answers with the status. */
async function request(url: string, body: string): Promise<number> {
  const { request: open } = await import('node:http')
  return new Promise((found, failed) => {
    const asked = open(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, (answer) => {
      answer.resume()
      answer.once('end', () => found(answer.statusCode ?? 0))
    })
    asked.once('error', failed)
    asked.end(body)
  })
}
