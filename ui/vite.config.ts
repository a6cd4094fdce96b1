import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { guidePages } from './guidePages.ts'

export default defineConfig({
  plugins: [vue(), guidePages()],
  resolve: { alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      '@tests': fileURLToPath(new URL('./tests', import.meta.url)),
    } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  // WebKitGTK 2.40 and Safari 16.4 are the oldest web views that Tauri 2 meets with noVNC's top-level await.
  build: {
    target: ['es2022', 'safari16.4', 'chrome111'],
    // Under the strict CSP a script or style must be a file of its own.
    assetsInlineLimit: 0,
    // One file, in the order of the sources: what is loaded later must not change what wins.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: '127.0.0.1',
    port: 1420,
    strictPort: true,
    // The guide's pages stand beside this folder.
    fs: { allow: ['.', '../docs/guide'] },
  },
  preview: { host: '127.0.0.1', port: 4173, strictPort: true },
  test: {
    environment: 'jsdom',
    setupFiles: ['tests/setup.ts'],
    css: false,
    // A loaded machine is slow; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: 'parts', include: ['src/**/*.test.ts', 'tests/*.test.ts'] },
      },
      {
        // The whole window over the real engine, which is built first.
        extends: true,
        test: { name: 'flows', include: ['tests/flows/*.test.ts'], globalSetup: ['tests/flows/buildServe.ts'] },
      },
    ],
  },
})
