/**
 * Keys that only emulators know; the first is the default. They have the forms that W&B's keys had over the years: 40
 * hex digits, `wandb_v1_` with 77 characters more, `local-` with 40 more, and anything longer.
 */
export const demoKeys = {
  member: 'de30000000000000000000000000000000000001',
  everything: `wandb_v1_${'demo-everything-'.repeat(4)}demo-key-0001`,
  registry: `local-${'registryreader'.repeat(2)}000000000001`,
  zoo: `local-${'zoovisitor'.repeat(4)}00000001`,
} as const;
