import type { FaultRule } from './faults/faults.ts';
import type { Sight } from './resolvers/sight.ts';
import type { StatsRecorder } from './stats.ts';
import type { World } from './world.ts';

/** What resolvers know of one request. */
export interface EmulatorContext {
  world: World;
  sight: Sight;
  stats: StatsRecorder;
  pageCap: number;
  viewerNull: boolean;
  /** Rules that make single fields fail. */
  fieldFaults: readonly FaultRule[];
  /** Where in the answer a field is to be null against the schema, filled in while it is executed. */
  nulled: (readonly (string | number)[])[];
}
