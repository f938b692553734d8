import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

const ORT_MESSAGE =
  "Import 'onnxruntime-web/wasm' or '/webgpu': the bare name is the JSEP build (docs/decisions/0003)."

export default ts.config(
  {
    ignores: [
      'build/',
      '.svelte-kit/',
      'src/ui/words/',
      'src/ui/words.inlang/',
      'static/runtime/',
      'static/packs/',
      'test-results/',
      'tests/bench/rivals/.venv/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'onnxruntime-web', message: ORT_MESSAGE },
            { name: 'onnxruntime-web/all', message: ORT_MESSAGE },
          ],
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    // The app has no base path and every address is a static one; Kit's resolve() would add nothing.
    rules: { 'svelte/no-navigation-without-resolve': 'off' },
  },
  {
    files: ['src/domain/**', 'src/contract/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'Date',
        'performance',
        'fetch',
        'window',
        'document',
        'self',
        'process',
        'Buffer',
        'crypto',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take a generator as an argument.' },
      ],
    },
  },
  { files: ['src/cli/**', 'src/hub/**', 'tests/**'], rules: { 'no-console': 'off' } },
)
