/**
 * The floors of the house (docs/architecture.md): a floor imports only from floors before it.
 * Three walls besides: ui sees domain alone, a feature never imports another, hub and cli have no screen.
 */
const FLOORS = ['domain', 'contract', 'inference', 'data', 'ui', 'features', 'routes']

const upward = FLOORS.map((floor, i) => ({
  name: `floor-${floor}`,
  severity: 'error',
  comment: `src/${floor} imports only from: ${FLOORS.slice(0, i).join(', ') || 'nothing above it'}`,
  from: { path: `^src/${floor}/` },
  to: { path: `^src/(${[...FLOORS.slice(i + 1), 'hub', 'cli'].join('|')})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...upward,
    {
      name: 'ui-sees-domain-alone',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/(contract|inference|data)/' },
    },
    {
      name: 'a-feature-never-imports-another',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'hub-and-cli-have-no-screen',
      severity: 'error',
      from: { path: '^src/(hub|cli)/' },
      to: { path: '^src/(ui|features|routes)/' },
    },
    {
      name: 'domain-and-contract-know-no-machine',
      severity: 'error',
      from: { path: '^src/(domain|contract)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-tests',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|^tests/' },
      to: { path: '\\.test\\.ts$|^tests/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/ui/words/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
}
