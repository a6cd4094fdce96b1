import { join } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const LAYERS = ['platform', 'stores', 'components', 'modules', 'views']
/** A file of each layer that is there, as the others would import it. */
const FILES: Record<string, string> = {
  platform: 'index',
  stores: 'view',
  components: 'ui/Button.vue',
  modules: 'objectTypes',
  views: 'MainWindow.vue',
}
const RULE = 'import-x/no-restricted-paths'
const eslint = new ESLint({ cwd: join(__dirname, '..') })

/** Whether the layers' rule refuses this text in a file of that layer. */
async function isRefused(layer: string, text: string): Promise<boolean> {
  const [result] = await eslint.lintText(text, { filePath: join(__dirname, '../src', layer, 'tried.ts') })
  return result?.messages.some(({ ruleId }) => ruleId === RULE) ?? false
}

describe('the layers', () => {
  it.each(LAYERS.flatMap((from, a) => LAYERS.map((to, b) => ({ from, to, refused: b > a }))))(
    '$from imports $to: refused is $refused',
    async ({ from, to, refused }) => {
      expect(await isRefused(from, `import '@/${to}/${FILES[to]}'\n`)).toBe(refused)
    },
  )

  it('hold for relative paths and for what is loaded later', async () => {
    expect(await isRefused('stores', "import '../views/MainWindow.vue'\n")).toBe(true)
    expect(await isRefused('stores', "export const later = () => import('@/views/MainWindow.vue')\n")).toBe(true)
  })
})
