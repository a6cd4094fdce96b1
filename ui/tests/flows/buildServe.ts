/** Before the flows: the program that they run against. */
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where `pooldeck-serve` is. */
    serve: string
  }
}

const ROOT = resolve(__dirname, '../../..')

/** Tells the tests of the program that the environment names, or of one that is built now. */
export default function setup(project: TestProject): void {
  const ready = process.env.POOLDECK_SERVE
  if (!ready) execFileSync('cargo', ['build', '--quiet', '--package', 'serve'], { cwd: ROOT, stdio: 'inherit' })
  const target = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target')
  project.provide('serve', ready ?? resolve(target, 'debug', process.platform === 'win32' ? 'pooldeck-serve.exe' : 'pooldeck-serve'))
}
