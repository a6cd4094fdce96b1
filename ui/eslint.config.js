import js from '@eslint/js'
import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import { importX } from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'

/** From the lowest to the highest: a layer may import itself and those before it. */
const LAYERS = ['platform', 'stores', 'components', 'modules', 'views']

/** What no file of a layer may import. */
const zones = LAYERS.slice(0, -1).map((layer, at) => ({
  target: `./src/${layer}`,
  from: LAYERS.slice(at + 1).map((above) => `./src/${above}`),
  message: `The layers are ${LAYERS.join(' ← ')}: ${layer} knows nothing of those after it.`,
}))

export default defineConfigWithVueTs(
  { ignores: ['dist/**', 'src/platform/bindings.ts'] },
  js.configs.recommended,
  vue.configs['flat/recommended'],
  vueTsConfigs.recommended,
  a11y.configs['flat/recommended'],
  {
    rules: {
      // Layout is not a matter of opinion here, but not one of linting either.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      // Optional props are undefined when absent; TypeScript says so.
      'vue/require-default-prop': 'off',
      // Small words (Button, Dialog) name the kit; nothing here is a custom element.
      'vue/multi-word-component-names': 'off',
      'vue/no-reserved-component-names': 'off',

      'vue/no-v-html': 'error',
      'vue/no-v-text-v-html-on-component': 'error',
      // Text belongs to the locales. Signs that are the same in every language may stand.
      'vue/no-bare-strings-in-template': [
        'error',
        {
          allowlist: [...'()[]{}/|-–—·•…,.:;×+±%&#*?!→←↑↓⇧⌘', ' '],
          attributes: {
            '/.+/': ['title', 'aria-label', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext', 'alt', 'placeholder', 'label', 'text'],
          },
          directives: ['v-text'],
        },
      ],
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      // It takes our Meter for HTML's; axe looks at what is rendered in the end.
      'vuejs-accessibility/form-control-has-label': 'off',
      // Where a dialog opens, its first field takes the focus.
      'vuejs-accessibility/no-autofocus': 'off',
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only src/platform knows Tauri.' }] },
      ],
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['src/**'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: { 'import-x/no-restricted-paths': ['error', { zones }] },
  },
  { files: ['src/platform/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['tests/**', '**/*.test.ts', '*.config.*'], rules: { 'vue/one-component-per-file': 'off' } },
)
